/* /region/<code>/<period>/institution/<id>: one institution, all its indicators. */
#include "core/text.h"
#include "disclosure_query.h"
#include "edition.h"
#include "page.h"

static const struct page_column csv_columns[] = {
    {"specialty", "专业"},
    {"indicator_code", "指标编码"},
    {"name", "指标"},
    {"unit", "单位"},
    {"numerator", "分子"},
    {"denominator", "分母"},
    {"value", "指标值"},
    {"lower", "95%区间下限"},
    {"upper", "95%区间上限"},
    {"status", "状态"},
    {"rank", "名次"},
    {"ranked", "参与排名机构数"},
    {"tied", "是否并列"},
    {"baseline", "基线值"},
    {"goal", "目标值"},
    {"goal_met", "达到目标值"},
    {"threshold_met", "达到要求"},
    {0},
};

static void
show_results(struct context *context, struct view *view, const struct rows *rows,
    const struct edition_address *address)
{
	struct view *group = NULL;

	view_list(view, "specialties");
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct view *item;

		group = edition_group(view, "specialties", "specialty", rows, i, group);
		item = view_item(group, "rows");
		page_row(item, rows, i);
		edition_value(context, item, rows, i, rows, i);
		edition_rank(context, item, rows, i);
		view_text(item, "url",
		    edition_url(
			context, address, "indicator", rows_text(rows, i, "indicator_code")));
	}
}

enum status
institution_get(struct context *context)
{
	static const size_t statements[] = {QUERY_INSTITUTION_HEAD, QUERY_INSTITUTION_RESULTS};
	struct edition_address address = edition_address(context, "institution");
	struct rows *rows[3]; /* edition, institution, results */
	struct view *view;
	enum status status = edition_load(rows, context, &address, statements, 2);

	if (status != STATUS_OK)
		return status;
	if (edition_wants_csv(context))
		return edition_csv(context, &address, rows[0], csv_columns, rows[2]);
	view = edition_view(context, rows_text(rows[1], 0, "name"), rows[0], &address);
	page_row(view, rows[1], 0);
	show_results(context, view, rows[2], &address);
	return page_show(context, "disclosure/institution", view);
}
