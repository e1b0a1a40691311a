#include "edition.h"

#include "core/html.h"
#include "core/text.h"
#include "disclosure_query.h"
#include "page.h"
#include "result/definition.h"
#include "result/table.h"
#include "result/value.h"

struct edition_address
edition_address(const struct context *context, const char *section)
{
	return (struct edition_address){
	    .region = context->segments[0],
	    .period = context->segments[1],
	    .number = request_query(context->request, "edition", NULL),
	    .section = section,
	    .key = section == NULL ? NULL : context->segments[2],
	};
}

enum status
edition_load(struct rows *rows[], struct context *context, const struct edition_address *address,
    const size_t statements[], size_t count)
{
	const char *const values[] = {
	    address->region, address->period, address->number, address->key};
	enum status status;

	db_send(context->db, QUERY_EDITION_HEAD, 3, values);
	for (size_t i = 0; i < count; i++)
		db_send(context->db, statements[i], address->key == NULL ? 3 : 4, values);
	status = db_receive(&rows[0], context->db);
	for (size_t i = 1; i <= count && status == STATUS_OK; i++)
		status = db_receive(&rows[i], context->db);
	if (status != STATUS_OK)
		return status;
	if (rows_count(rows[0]) == 0) {
		page_detail(
		    context, "这个地区和报告期没有公开的版本。请从首页“已公开的结果”中选择。");
		return STATUS_MISSING;
	}
	if (address->key != NULL && rows_count(rows[1]) == 0) {
		page_detail(context, "这个版本中没有这一项。请从该报告期的指标或机构列表中选择。");
		return STATUS_MISSING;
	}
	return STATUS_OK;
}

const char *
edition_url(struct context *context, const struct edition_address *address, const char *section,
    const char *key)
{
	struct arena *arena = context->arena;
	const char *path = html_url_path(arena, "region", address->region, address->period,
	    section == NULL ? "" : section, key, NULL);

	if (address->number == NULL)
		return path;
	return html_url_query(arena, path, "edition", address->number);
}

struct view *
edition_view(struct context *context, const char *title, const struct rows *head,
    const struct edition_address *address)
{
	struct arena *arena = context->arena;
	const char *region = rows_text(head, 0, "region_name");
	const char *period = rows_text(head, 0, "period_label");
	const char *own = edition_url(context, address, address->section, address->key);
	struct view *view =
	    page_view(context, text_format(arena, "%s %s %s", title, region, period));

	page_row(view_object(view, "edition"), head, 0);
	disclosure_crumb(view, region, html_url_path(arena, "region", address->region, "", NULL));
	disclosure_crumb(
	    view, period, address->key == NULL ? NULL : edition_url(context, address, NULL, NULL));
	if (address->key != NULL)
		disclosure_crumb(view, title, NULL);
	view_text(view, "csv_url", html_url_query(arena, own, "format", "csv"));
	return view;
}

enum status
edition_csv(struct context *context, const struct edition_address *address, const struct rows *head,
    const struct page_column *columns, const struct rows *rows)
{
	const char *name =
	    text_format(context->arena, "%s-%s-第%s版-%s.csv", address->region, address->period,
		rows_text(head, 0, "number"), address->key == NULL ? "指标合计" : address->key);

	return page_csv(context, name, columns, rows);
}

void
edition_value(struct context *context, struct view *item, const struct rows *rows, size_t row,
    const struct rows *definition_rows, size_t definition_row)
{
	const char *numerator = rows_text(rows, row, "numerator");
	const char *denominator = rows_text(rows, row, "denominator");
	const char *lower = rows_text(rows, row, "lower");
	struct result_definition definition;
	enum result_status status = RESULT_NO_DATA;

	result_definition_read(&definition, definition_rows, definition_row);
	view_text(item, "unit", definition.unit);
	view_text(
	    item, "value_text", result_value(context->arena, &definition, numerator, denominator));
	view_text(item, "interval",
	    result_interval(context->arena, &definition, lower != NULL,
		rows_number(rows, row, "lower"), rows_number(rows, row, "upper")));
	if (!result_status_find(&status, rows_text(rows, row, "status")))
		status = RESULT_NO_DATA;
	view_text(item, "status_text", result_status_text(status));
}

void
edition_rank(struct context *context, struct view *item, const struct rows *rows, size_t row)
{
	const char *rank = rows_text(rows, row, "rank");
	const char *verdict = result_verdict(rows_text(rows, row, "goal_met"));

	view_text(item, "rank_text",
	    rank == NULL
		? NULL
		: text_format(context->arena, "%s%s / %s", rank,
		      rows_flag(rows, row, "tied") ? "=" : "", rows_text(rows, row, "ranked")));
	view_flag(item, "unranked", rank == NULL);
	view_text(item, "goal_text", verdict == NULL ? "未设目标值" : verdict);
}

struct view *
edition_group(struct view *view, const char *list, const char *column, const struct rows *rows,
    size_t row, struct view *current)
{
	const char *label = rows_text(rows, row, column);
	struct view *group;

	if (row > 0 && text_equal(label, rows_text(rows, row - 1, column)))
		return current;
	group = view_item(view, list);
	view_text(group, column, label);
	return group;
}

bool
edition_wants_csv(const struct context *context)
{
	return text_equal(request_query(context->request, "format", ""), "csv");
}
