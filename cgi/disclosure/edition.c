#include "edition.h"

#include "core/html.h"
#include "core/page_parts.h"
#include "core/resume.h"
#include "core/text.h"
#include "disclosure_query.h"
#include "nearest.h"
#include "page.h"
#include "result/definition.h"
#include "result/table.h"
#include "result/value.h"

#define NUMBERED "/region/*/*/*/"

/* How long anybody may keep a page of a numbered edition: its numbers never change, but it also
 * says whether there is a newer edition. */
#define KEPT_SECONDS "300"

struct edition_address
edition_address(const struct context *context, const char *section)
{
	bool numbered = text_starts_with(context->route->path, NUMBERED);
	size_t next = numbered ? 3 : 2;

	return (struct edition_address){
	    .region = context->segments[0],
	    .period = context->segments[1],
	    .number = numbered ? context->segments[2] : NULL,
	    .section = section,
	    .key = section == NULL ? NULL : context->segments[next],
	    .code = section == NULL ? NULL : context->segments[next + 1],
	};
}

static void
send_query(struct db *db, const struct edition_address *address, const struct edition_query *query)
{
	const char *const values[] = {
	    address->region, address->period, address->number, address->key, address->code};
	const char *entry = address->code == NULL ? address->key : address->code;

	switch (query->values) {
	case EDITION_ONLY:
		db_send(db, query->statement, 3, values);
		break;
	case EDITION_KEY:
		db_send(db, query->statement, 4, values);
		break;
	case EDITION_CODE:
		db_send(db, query->statement, 5, values);
		break;
	case EDITION_OPTION:
		db_send(db, query->statement, 4,
		    (const char *const[]){
			address->region, address->period, address->number, address->option});
		break;
	case EDITION_ENTRY:
		db_send(db, query->statement, 1, &entry);
		break;
	}
}

enum status
edition_load(struct rows *rows[], struct context *context, const struct edition_address *address,
    const struct edition_query queries[], size_t count)
{
	enum status status;

	send_query(context->db, address, &(struct edition_query){QUERY_EDITION_HEAD, EDITION_ONLY});
	for (size_t i = 0; i < count; i++)
		send_query(context->db, address, &queries[i]);
	status = db_receive(&rows[0], context->db);
	for (size_t i = 1; i <= count && status == STATUS_OK; i++)
		status = db_receive(&rows[i], context->db);
	if (status != STATUS_OK)
		return status;
	if (rows_count(rows[0]) == 0)
		return nearest_edition(context, address->region, address->period, address->number);
	if (address->key != NULL && rows_count(rows[1]) == 0)
		return nearest_key(context, address);
	return STATUS_OK;
}

const char *
edition_url(struct context *context, const struct edition_address *address, const char *section,
    const char *key)
{
	struct arena *arena = context->arena;

	if (address->number == NULL)
		return html_url_path(arena, "region", address->region, address->period,
		    section == NULL ? "" : section, key, NULL);
	return html_url_path(arena, "region", address->region, address->period, address->number,
	    section == NULL ? "" : section, key, NULL);
}

const char *
edition_number_url(struct context *context, const struct edition_address *address,
    const char *institution, const char *indicator)
{
	return text_join(context->arena, edition_url(context, address, "institution", institution),
	    "/indicator/", html_url_encode(context->arena, indicator), NULL);
}

/* Tags of an article: which page, when and by whom it was published. */
static void
show_meta(struct context *context, struct view *view, const char *title, const struct rows *head)
{
	const char *region = rows_text(head, 0, "region_name");
	const char *period = rows_text(head, 0, "period_label");

	disclosure_meta(view, "ColumnName", "公开数据");
	disclosure_meta(view, "ColumnType", "政务公开");
	disclosure_meta(
	    view, "ArticleTitle", text_format(context->arena, "%s %s %s", title, region, period));
	disclosure_meta(view, "PubDate", rows_text(head, 0, "published_at"));
	disclosure_meta(view, "ContentSource", rows_text(head, 0, "commission_name"));
	disclosure_meta(view, "Author", rows_text(head, 0, "commission_name"));
	disclosure_meta(view, "Keywords",
	    text_format(context->arena, "%s,%s,医疗质量安全,%s", region, period, title));
	disclosure_meta(view, "Description",
	    text_format(context->arena, "%s%s公开的%s，%s，第 %s 版。",
		rows_text(head, 0, "commission_name"), rows_text(head, 0, "published_at"), title,
		period, rows_text(head, 0, "number")));
	disclosure_meta(view, "Url", resume_path(context));
}

/* The edition's metadata (schema.org Dataset) and files, whatever page of it this is. */
static void
show_alternates(struct context *context, struct view *view, const struct rows *head)
{
	static const struct {
		const char *file;
		const char *type;
		const char *title;
	} files[] = {
	    {"dataset.jsonld", "application/ld+json", "元数据（schema.org Dataset）"},
	    {"results.csv", "text/csv", "机构指标结果（CSV）"},
	    {"results.json", "application/json", "机构指标结果（JSON）"},
	};
	const char *base =
	    html_url_path(context->arena, "region", rows_text(head, 0, "region_code"),
		rows_text(head, 0, "period"), rows_text(head, 0, "number"), "files", NULL);

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		disclosure_alternate(view, files[i].type, files[i].title,
		    text_format(context->arena, "%s/%s", base, files[i].file));
}

struct view *
edition_view(struct context *context, const char *title, const struct rows *head,
    const struct edition_address *address)
{
	struct arena *arena = context->arena;
	const char *region = rows_text(head, 0, "region_name");
	const char *period = rows_text(head, 0, "period_label");
	const char *own = address->code == NULL
			      ? edition_url(context, address, address->section, address->key)
			      : edition_number_url(context, address, address->key, address->code);
	struct view *view =
	    page_view(context, text_format(arena, "%s %s %s", title, region, period));

	page_row(view_object(view, "edition"), head, 0);
	page_crumb(view, region, html_url_path(arena, "region", address->region, "", NULL));
	page_crumb(view, period,
	    address->section == NULL ? NULL : edition_url(context, address, NULL, NULL));
	if (address->section != NULL)
		page_crumb(view, title, NULL);
	view_text(view, "home_url", edition_url(context, address, NULL, NULL));
	view_text(view, "compare_url", edition_url(context, address, "compare", NULL));
	view_text(view, "bulletin_url", edition_url(context, address, "bulletin", NULL));
	view_text(view, "find_url", edition_url(context, address, "find", NULL));
	view_text(view, "csv_url", html_url_query(arena, own, "format", "csv"));
	show_meta(context, view, title, head);
	show_alternates(context, view, head);
	if (address->number != NULL)
		page_keep(context, KEPT_SECONDS);
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
    const struct result_definition *definition)
{
	const char *numerator = rows_text(rows, row, "numerator");
	const char *denominator = rows_text(rows, row, "denominator");
	const char *lower = rows_text(rows, row, "lower");
	enum result_status status = RESULT_NO_DATA;

	view_text(item, "unit", definition->unit);
	view_text(
	    item, "value_text", result_value(context->arena, definition, numerator, denominator));
	view_text(item, "interval",
	    result_interval(context->arena, definition, lower != NULL,
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

	const char *lower = rows_text(rows, row, "rank_lower");
	const char *upper = rows_text(rows, row, "rank_upper");

	view_text(item, "rank_text",
	    rank == NULL
		? NULL
		: text_join(context->arena, rank, rows_flag(rows, row, "tied") ? "=" : "", NULL));
	view_text(item, "ranked", rows_text(rows, row, "ranked"));
	view_text(item, "rank_interval",
	    rank == NULL || text_equal(lower, upper)
		? lower
		: text_join(context->arena, lower, "～", upper, NULL));
	view_text(item, "alike", rows_text(rows, row, "rank_alike"));
	view_flag(item, "unranked", rank == NULL);
	view_text(item, "goal_text", verdict == NULL ? "未设目标值" : verdict);
}

const char *
edition_meaning(struct context *context, const struct rows *indicator)
{
	struct arena *arena = context->arena;
	const char *numerator = rows_text(indicator, 0, "numerator_name");
	const char *denominator = rows_text(indicator, 0, "denominator_name");
	const char *unit = rows_text(indicator, 0, "unit");
	struct result_definition definition;

	result_definition_read(&definition, indicator, 0);
	switch (definition.rule.kind) {
	case MEASURE_PROPORTION:
		return text_format(arena, "每 %d %s“%s”中，有多少属于“%s”。", definition.factor,
		    definition.factor == 100 ? "例（次）" : "例", denominator, numerator);
	case MEASURE_RATE:
		return text_format(arena, "每 %d 个“%s”对应多少“%s”；可以超过 %d。",
		    definition.factor, denominator, numerator, definition.factor);
	case MEASURE_MEAN:
		return text_format(
		    arena, "“%s”平摊到每一个“%s”上是多少%s。", numerator, denominator, unit);
	case MEASURE_RATIO:
		return text_format(arena, "“%s”与“%s”之比。", numerator, denominator);
	default:
		return definition.truth ? text_format(arena, "是否做到“%s”。", numerator)
					: text_format(arena, "“%s”有多少%s。", numerator, unit);
	}
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
