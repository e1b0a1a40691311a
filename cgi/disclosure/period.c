/* /region/<code>/ and /region/<code>/<period>/: the editions, and the overview of one. */
#include "core/html.h"
#include "core/text.h"
#include "disclosure_query.h"
#include "edition.h"
#include "page.h"

enum status
region_redirect_get(struct context *context)
{
	return page_redirect(context, text_format(context->arena, "%s/", context->request->path));
}

enum status
region_get(struct context *context)
{
	struct rows *editions;
	struct view *view;
	enum status status = db_query(
	    &editions, context->db, QUERY_REGION_EDITIONS, DB_VALUES(context->segments[0]));

	if (status != STATUS_OK)
		return status;
	if (rows_count(editions) == 0) {
		page_detail(context, "这个地区还没有公开的结果。请从首页“已公开的结果”中选择。");
		return STATUS_MISSING;
	}
	view = page_view(context, "公开版本");
	disclosure_crumb(view, rows_text(editions, 0, "region_name"), NULL);
	view_text(view, "region_name", rows_text(editions, 0, "region_name"));
	view_text(view, "region_code", context->segments[0]);
	page_rows(view, "editions", editions);
	return page_show(context, "disclosure/region", view);
}

/* The rows come in the order of position, so a specialty's rows stand together. */
static void
show_indicators(struct context *context, struct view *view, const struct rows *rows,
    const struct edition_address *address)
{
	struct view *group = NULL;

	view_list(view, "specialties");
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct view *item;

		group = edition_group(view, "specialties", "specialty", rows, i, group);
		item = view_item(group, "rows");
		page_row(item, rows, i);
		view_text(item, "url",
		    edition_url(
			context, address, "indicator", rows_text(rows, i, "indicator_code")));
		edition_value(context, item, rows, i, rows, i);
	}
}

static void
show_list(struct context *context, struct view *view, const char *name, const struct rows *rows,
    const struct edition_address *address, const char *section, const char *key_column)
{
	view_list(view, name);
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct view *item = view_item(view, name);

		page_row(item, rows, i);
		view_text(item, "url",
		    edition_url(context, address, section, rows_text(rows, i, key_column)));
	}
}

static void
show_editions(struct context *context, struct view *view, const struct rows *rows)
{
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct view *item = view_item(view, "editions");

		page_row(item, rows, i);
		view_text(item, "url",
		    html_url_query(context->arena, context->request->path, "edition",
			rows_text(rows, i, "number")));
	}
}

static const struct page_column csv_columns[] = {
    {"specialty", "专业"},
    {"indicator_code", "指标编码"},
    {"name", "指标"},
    {"unit", "单位"},
    {"institutions", "机构数"},
    {"numerator", "分子"},
    {"denominator", "分母"},
    {"value", "合计值"},
    {"lower", "95%区间下限"},
    {"upper", "95%区间上限"},
    {"status", "状态"},
    {0},
};

enum status
period_get(struct context *context)
{
	struct edition_address address = edition_address(context);
	struct rows *head, *indicators, *counties, *institutions, *editions;
	struct view *view;
	enum status status;

	edition_send(context, QUERY_EDITION_HEAD, &address);
	edition_send(context, QUERY_PERIOD_INDICATORS, &address);
	edition_send(context, QUERY_PERIOD_COUNTIES, &address);
	edition_send(context, QUERY_PERIOD_INSTITUTIONS, &address);
	db_send(context->db, QUERY_PERIOD_EDITIONS, DB_VALUES(address.region, address.period));
	status = edition_receive(&head, context);
	if (status == STATUS_OK)
		status = db_receive(&indicators, context->db);
	if (status == STATUS_OK)
		status = db_receive(&counties, context->db);
	if (status == STATUS_OK)
		status = db_receive(&institutions, context->db);
	if (status == STATUS_OK)
		status = db_receive(&editions, context->db);
	if (status != STATUS_OK)
		return status;
	if (edition_wants_csv(context))
		return page_csv(context,
		    text_format(context->arena, "%s-%s-第%s版-指标合计.csv", address.region,
			address.period, rows_text(head, 0, "number")),
		    csv_columns, indicators);
	view = edition_view(context, "医疗质量安全指标", head, &address);
	show_indicators(context, view, indicators, &address);
	page_rows(view, "counties", counties);
	show_list(
	    context, view, "institutions", institutions, &address, "institution", "institution_id");
	show_editions(context, view, editions);
	return page_show(context, "disclosure/period", view);
}
