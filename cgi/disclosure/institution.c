/* /region/<code>/<period>/institution/<id>: one institution, all its indicators. */
#include "core/html.h"
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
	struct edition_address address = edition_address(context), edition = address;
	struct rows *head, *institution, *results;
	struct view *view;
	enum status status;

	edition.key = NULL;
	edition_send(context, QUERY_EDITION_HEAD, &edition);
	edition_send(context, QUERY_INSTITUTION_HEAD, &address);
	edition_send(context, QUERY_INSTITUTION_RESULTS, &address);
	status = edition_receive(&head, context);
	if (status == STATUS_OK)
		status = db_receive(&institution, context->db);
	if (status == STATUS_OK)
		status = db_receive(&results, context->db);
	if (status != STATUS_OK)
		return status;
	if (rows_count(institution) == 0) {
		page_detail(context, "这个版本中没有这家医疗机构。请从该期的机构列表中选择。");
		return STATUS_MISSING;
	}
	if (edition_wants_csv(context))
		return page_csv(context,
		    text_format(context->arena, "%s-%s-第%s版-机构%s.csv", address.region,
			address.period, rows_text(head, 0, "number"), address.key),
		    csv_columns, results);
	view = edition_view(context, rows_text(institution, 0, "name"), head, &address);
	page_row(view, institution, 0);
	view_text(view, "csv_url",
	    html_url_query(context->arena,
		edition_url(context, &address, "institution", address.key), "format", "csv"));
	disclosure_crumb(view, rows_text(institution, 0, "name"), NULL);
	show_results(context, view, results, &address);
	return page_show(context, "disclosure/institution", view);
}
