/* /region/<code>/<period>/indicator/<code>: one indicator, groups and rank tables. */
#include "core/html.h"
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

static void
show_peers(struct context *context, struct view *view, const struct rows *rows,
    const struct rows *indicator, const struct edition_address *address)
{
	struct view *group = NULL;

	view_list(view, "peer_groups");
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct view *before = group, *item;

		group = edition_group(view, "peer_groups", "peer_group", rows, i, group);
		if (group != before)
			view_text(
			    group, "caption_id", text_format(context->arena, "peers-%zu", i + 1));
		item = view_item(group, "rows");
		page_row(item, rows, i);
		edition_value(context, item, rows, i, indicator, 0);
		edition_rank(context, item, rows, i);
		view_text(item, "url",
		    edition_url(
			context, address, "institution", rows_text(rows, i, "institution_id")));
	}
}

enum status
indicator_get(struct context *context)
{
	struct edition_address address = edition_address(context), edition = address;
	struct rows *head, *indicator, *groups, *results;
	struct view *view;
	enum status status;

	edition.key = NULL;
	edition_send(context, QUERY_EDITION_HEAD, &edition);
	edition_send(context, QUERY_INDICATOR_HEAD, &address);
	edition_send(context, QUERY_INDICATOR_GROUPS, &address);
	edition_send(context, QUERY_INDICATOR_RESULTS, &address);
	status = edition_receive(&head, context);
	if (status == STATUS_OK)
		status = db_receive(&indicator, context->db);
	if (status == STATUS_OK)
		status = db_receive(&groups, context->db);
	if (status == STATUS_OK)
		status = db_receive(&results, context->db);
	if (status != STATUS_OK)
		return status;
	if (rows_count(indicator) == 0) {
		page_detail(context, "这个版本中没有这项指标。请从该期的指标列表中选择。");
		return STATUS_MISSING;
	}
	if (edition_wants_csv(context))
		return page_csv(context,
		    text_format(context->arena, "%s-%s-第%s版-%s.csv", address.region,
			address.period, rows_text(head, 0, "number"), address.key),
		    csv_columns, results);
	view = edition_view(context, rows_text(indicator, 0, "name"), head, &address);
	page_row(view, indicator, 0);
	view_text(view, "csv_url",
	    html_url_query(context->arena, edition_url(context, &address, "indicator", address.key),
		"format", "csv"));
	disclosure_crumb(view, rows_text(indicator, 0, "name"), NULL);
	show_groups(context, view, groups, indicator);
	show_peers(context, view, results, indicator, &address);
	return page_show(context, "disclosure/indicator", view);
}
