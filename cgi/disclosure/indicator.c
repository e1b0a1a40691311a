/* /region/<code>/<period>/indicator/<code>: one indicator, groups and rank tables. */
#include "core/text.h"
#include "disclosure_query.h"
#include "edition.h"
#include "page.h"

static const struct page_column csv_columns[] = {
    {"peer_group", "同级同类"},
    {"rank", "名次"},
    {"ranked", "参与排名机构数"},
    {"tied", "是否并列"},
    {"institution_id", "机构编号"},
    {"name", "医疗机构"},
    {"region_name", "县（市、区）"},
    {"numerator", "分子"},
    {"denominator", "分母"},
    {"value", "指标值"},
    {"lower", "95%区间下限"},
    {"upper", "95%区间上限"},
    {"status", "状态"},
    {"baseline", "基线值"},
    {"goal", "目标值"},
    {"goal_met", "达到目标值"},
    {"threshold_met", "达到要求"},
    {0},
};

static void
show_groups(struct context *context, struct view *view, const struct rows *rows,
    const struct rows *indicator)
{
	struct view *group = NULL;

	view_list(view, "dimensions");
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct view *item;

		group = edition_group(view, "dimensions", "dimension_label", rows, i, group);
		item = view_item(group, "rows");
		page_row(item, rows, i);
		edition_value(context, item, rows, i, indicator, 0);
	}
}

/* The row after the last of the peer group that begins at first. */
static size_t
peers_end(const struct rows *rows, size_t first)
{
	size_t end = first + 1;

	while (end < rows_count(rows) &&
	       text_equal(rows_text(rows, end, "peer_group"), rows_text(rows, first, "peer_group")))
		end++;
	return end;
}

/* loaded: edition, indicator, groups, results. */
static void
show_peers(struct context *context, struct view *view, struct rows *const loaded[],
    const struct edition_address *address)
{
	const struct rows *indicator = loaded[1], *rows = loaded[3];
	size_t end;

	view_list(view, "peer_groups");
	for (size_t first = 0; first < rows_count(rows); first = end) {
		struct view *group = view_item(view, "peer_groups");

		end = peers_end(rows, first);
		view_text(group, "peer_group", rows_text(rows, first, "peer_group"));
		view_text(group, "caption_id", text_format(context->arena, "peers-%zu", first + 1));
		for (size_t i = first; i < end; i++) {
			struct view *item = view_item(group, "rows");

			page_row(item, rows, i);
			edition_value(context, item, rows, i, indicator, 0);
			edition_rank(context, item, rows, i);
			view_text(item, "url",
			    edition_url(context, address, "institution",
				rows_text(rows, i, "institution_id")));
		}
		edition_chart(context, group, indicator, loaded[2], rows, first, end);
	}
}

enum status
indicator_get(struct context *context)
{
	static const size_t statements[] = {
	    QUERY_INDICATOR_HEAD, QUERY_INDICATOR_GROUPS, QUERY_INDICATOR_RESULTS};
	struct edition_address address = edition_address(context, "indicator");
	struct rows *rows[4]; /* edition, indicator, groups, results */
	struct view *view;
	enum status status = edition_load(rows, context, &address, statements, 3);

	if (status != STATUS_OK)
		return status;
	if (edition_wants_csv(context))
		return edition_csv(context, &address, rows[0], csv_columns, rows[3]);
	view = edition_view(context, rows_text(rows[1], 0, "name"), rows[0], &address);
	page_row(view, rows[1], 0);
	show_groups(context, view, rows[2], rows[1]);
	show_peers(context, view, rows, &address);
	return page_show(context, "disclosure/indicator", view);
}
