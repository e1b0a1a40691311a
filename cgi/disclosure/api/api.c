/* /api/v1/…: editions as JSON and CSV, to be read by programs. */
#include <sodium.h>
#include <string.h>

#include "core/csv.h"
#include "core/html.h"
#include "core/json.h"
#include "core/page.h"
#include "core/text.h"
#include "disclosure/page.h"
#include "disclosure_query.h"

#define PAGE_ROWS    1000
#define PAGE_ENTRIES 100
#define PAGE_MAXIMUM 10000

/* Anybody's program may read this, on any site; nginx answers If-None-Match with the tag. */
static enum status
answer(struct context *context, const char *content_type, const struct buffer *body)
{
	unsigned char digest[16];
	char tag[2 * sizeof(digest) + 1];

	crypto_generichash(
	    digest, sizeof(digest), (const unsigned char *)body->data, body->length, NULL, 0);
	sodium_bin2hex(tag, sizeof(tag), digest, sizeof(digest));
	context->reply->content_type = content_type;
	context->reply->body = *body;
	page_header(context, "ETag", text_format(context->arena, "\"%s\"", tag));
	page_header(context, "Access-Control-Allow-Origin", "*");
	return STATUS_OK;
}

/* ?page=N from 1; STATUS_INPUT with a word if it is no such number. */
static enum status
read_page(int64_t *out, struct context *context)
{
	const char *text = request_query(context->request, "page", "1");

	if (text_to_id(out, text) && *out >= 1 && *out <= PAGE_MAXIMUM)
		return STATUS_OK;
	page_detail(context, "参数 page 应为 1 到 10000 的整数。");
	return STATUS_INPUT;
}

/* The way to the next page, as the header Link has it. */
static void
link_next(struct context *context, int64_t page)
{
	static const char *const names[] = {
	    "region", "period", "indicator", "institution", "format"};
	const char *url = context->request->path;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = request_query(context->request, names[i], NULL);

		if (value != NULL)
			url = html_url_query(context->arena, url, names[i], value);
	}
	url = html_url_query(
	    context->arena, url, "page", text_format(context->arena, "%lld", (long long)page + 1));
	page_header(context, "Link", text_format(context->arena, "<%s>; rel=\"next\"", url));
}

static enum status
answer_body(struct context *context, const char *text)
{
	struct buffer body = buffer_create(context->arena, strlen(text) + 2);

	buffer_append_text(&body, text);
	buffer_append_char(&body, '\n');
	return answer(context, "application/json", &body);
}

const struct query api_editions_query[] = {
    {.name = "region", .kind = VALUE_CODE},
    {.name = "period", .kind = VALUE_PERIOD},
    PARAMETER_PAGE,
    {0},
};

enum status
api_editions_get(struct context *context)
{
	struct rows *rows;
	int64_t page;
	enum status status = read_page(&page, context);

	if (status == STATUS_OK)
		status = DB_ASK(context->db, &rows, API_EDITIONS,
		    request_query(context->request, "region", NULL),
		    request_query(context->request, "period", NULL),
		    text_format(context->arena, "%lld", (long long)((page - 1) * PAGE_ENTRIES)));
	if (status != STATUS_OK)
		return status;
	if (rows_flag(rows, 0, "more"))
		link_next(context, page);
	return answer_body(context, rows_text(rows, 0, "body"));
}

static enum status
load_edition(struct rows **out, struct context *context)
{
	enum status status = DB_ASK(context->db, out, API_EDITION, context->segments[0],
	    context->segments[1], context->segments[2]);

	if (status != STATUS_OK || rows_count(*out) > 0)
		return status;
	page_detail(context, "没有这个公开版本。全部版本见 /api/v1/editions。");
	return STATUS_MISSING;
}

enum status
api_edition_get(struct context *context)
{
	struct rows *rows;
	enum status status = load_edition(&rows, context);

	return status == STATUS_OK ? answer_body(context, rows_text(rows, 0, "body")) : status;
}

/* ---- tables --------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	size_t statement;
} tables[] = {
    {"indicators", QUERY(API_INDICATORS, 6)},
    {"institutions", QUERY(API_INSTITUTIONS, 6)},
    {"results", QUERY(API_RESULTS, 6)},
    {"groups", QUERY(API_GROUPS, 6)},
    {"grades", QUERY(API_GRADES, 6)},
};

#define TABLE_COUNT (sizeof(tables) / sizeof(tables[0]))

/* Numbers of SQL are numbers of JSON; what is text in SQL but a count of ours is too. */
static bool
is_number(const char *column, const char *cell)
{
	static const char *const texts[] = {"indicator_code", "target_code", "target_name",
	    "specialty", "name", "kind", "unit", "direction", "numerator_name", "denominator_name",
	    "region_code", "region_name", "level", "ownership", "peer_group", "status", "dimension",
	    "key", "label", "veto", "veto_document", "band", "safety_cap", "cap_text", "grade",
	    "alike", "bar", "confirmed_on", "confirmed_by", "confirmed_source"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(texts[i], column) == 0)
			return false;
	return cell[0] != '\0';
}

static void
append_cell(struct buffer *out, const struct rows *rows, size_t row, size_t column)
{
	const char *cell = rows_cell(rows, row, column);

	if (cell == NULL)
		buffer_append_text(out, "null");
	else if (rows_column_is_boolean(rows, column))
		buffer_append_text(out, cell[0] == 't' ? "true" : "false");
	else if (is_number(rows_column_name(rows, column), cell))
		buffer_append_text(out, cell);
	else
		json_append_text(out, cell);
}

static void
write_json(struct buffer *out, const char *name, const struct rows *rows, size_t count)
{
	buffer_append_format(out, "{\"%s\":[\n", name);
	for (size_t row = 0; row < count; row++) {
		for (size_t i = 0; i < rows_columns(rows); i++) {
			buffer_append_char(out, i == 0 ? '{' : ',');
			json_append_text(out, rows_column_name(rows, i));
			buffer_append_char(out, ':');
			append_cell(out, rows, row, i);
		}
		buffer_append_text(out, row + 1 < count ? "},\n" : "}\n");
	}
	buffer_append_text(out, "]}\n");
}

static void
write_csv(struct buffer *out, const struct rows *rows, size_t count)
{
	for (size_t i = 0; i < rows_columns(rows); i++)
		csv_append(out, rows_column_name(rows, i), i > 0);
	csv_end_row(out);
	for (size_t row = 0; row < count; row++) {
		for (size_t i = 0; i < rows_columns(rows); i++) {
			const char *cell = rows_cell(rows, row, i);

			if (cell != NULL && rows_column_is_boolean(rows, i))
				cell = cell[0] == 't' ? "TRUE" : "FALSE";
			csv_append(out, cell == NULL ? "" : cell, i > 0);
		}
		csv_end_row(out);
	}
}

static enum status
load_table(struct rows **out, struct context *context, size_t statement, int64_t page)
{
	struct rows *edition;
	enum status status = load_edition(&edition, context);

	if (status != STATUS_OK)
		return status;
	return db_ask(context->db,
	    &ASK_CHOSEN(out, statement, context->segments[0], context->segments[1],
		context->segments[2], request_query(context->request, "indicator", NULL),
		request_query(context->request, "institution", NULL),
		text_format(context->arena, "%lld", (long long)((page - 1) * PAGE_ROWS))),
	    1);
}

const struct query api_table_query[] = {
    {.name = "indicator", .kind = VALUE_CODE},
    {.name = "institution", .kind = VALUE_CODE},
    {.name = "format", .kind = VALUE_WORD, .words = "csv json"},
    PARAMETER_PAGE,
    {0},
};

enum status
api_table_get(struct context *context)
{
	struct buffer body = buffer_create(context->arena, 65536);
	struct rows *rows;
	size_t table = 0, count;
	int64_t page;
	enum status status = read_page(&page, context);

	while (table < TABLE_COUNT && !text_equal(tables[table].name, context->segments[3]))
		table++;
	if (table == TABLE_COUNT) {
		page_detail(
		    context, "表名应为 indicators、institutions、results、groups 或 grades。");
		return STATUS_MISSING;
	}
	if (status == STATUS_OK)
		status = load_table(&rows, context, tables[table].statement, page);
	if (status != STATUS_OK)
		return status;
	count = rows_count(rows) > PAGE_ROWS ? PAGE_ROWS : rows_count(rows);
	if (rows_count(rows) > PAGE_ROWS)
		link_next(context, page);
	if (text_equal(request_query(context->request, "format", "json"), "csv")) {
		write_csv(&body, rows, count);
		return answer(context, "text/csv; charset=utf-8", &body);
	}
	write_json(&body, tables[table].name, rows, count);
	return answer(context, "application/json", &body);
}

enum status
api_key_get(struct context *context)
{
	struct buffer body = buffer_create(context->arena, 256);
	struct rows *rows;
	enum status status = DB_ASK(context->db, &rows, API_KEYS);

	if (status != STATUS_OK)
		return status;
	if (rows_count(rows) == 0) {
		page_detail(context, "还没有公开的版本。");
		return STATUS_MISSING;
	}
	buffer_append_text(&body, rows_text(rows, 0, "public_key"));
	return answer(context, "text/plain; charset=utf-8", &body);
}
