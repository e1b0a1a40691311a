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
show_institutions(struct context *context, struct view *view, const struct rows *rows,
    const struct edition_address *address)
{
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct view *item = view_item(view, "institutions");

		page_row(item, rows, i);
		view_text(item, "url",
		    edition_url(
			context, address, "institution", rows_text(rows, i, "institution_id")));
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
	static const size_t statements[] = {QUERY_PERIOD_INDICATORS, QUERY_PERIOD_COUNTIES,
	    QUERY_PERIOD_INSTITUTIONS, QUERY_PERIOD_EDITIONS};
	struct edition_address address = edition_address(context, NULL);
	struct rows *rows[5]; /* edition, indicators, counties, institutions, editions */
	struct view *view;
	enum status status = edition_load(rows, context, &address, statements, 4);

	if (status != STATUS_OK)
		return status;
	if (edition_wants_csv(context))
		return edition_csv(context, &address, rows[0], csv_columns, rows[1]);
	view = edition_view(context, "医疗质量安全指标", rows[0], &address);
	show_indicators(context, view, rows[1], &address);
	page_rows(view, "counties", rows[2]);
	show_institutions(context, view, rows[3], &address);
	show_editions(context, view, rows[4]);
	return page_show(context, "disclosure/period", view);
}
