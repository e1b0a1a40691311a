/* /institution/return/<id>/draft: the cells that the page sends while people type; answers JSON. */
#include "core/arena.h"
#include "core/buffer.h"
#include "core/json.h"
#include "core/page.h"
#include "core/text.h"
#include "institution/page.h"
#include "institution/posted.h"
#include "institution_query.h"

static const struct choice sources[] = {
    {"typed", "键入"},
    {"pasted", "粘贴"},
    {0},
};

static const struct field fields[] = {
    {.name = "revision",
	.kind = FIELD_HIDDEN,
	.required = true,
	.offset = offsetof(struct return_posted, revision)},
    {.name = "source",
	.label = "来源",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = sources,
	.offset = offsetof(struct return_posted, source)},
    {.name = "again",
	.label = "重新保存",
	.kind = FIELD_FLAG,
	.offset = offsetof(struct return_posted, again)},
    RETURN_CELL_FIELDS,
};

/* What the page needs to go on: the newest revision, the time, what others changed. */
struct news {
	struct rows *clock;
	struct rows *changes;
};

static enum status
ask_news(struct news *out, struct context *context, const char *base)
{
	const char *id = context->segments[0];
	const struct ask asks[] = {
	    ASK(&out->clock, DRAFT_CLOCK, id),
	    ASK(&out->changes, DRAFT_CHANGES, id, base),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	return rows_count(out->clock) == 0 ? STATUS_MISSING : STATUS_OK;
}

/* ---- JSON ----------------------------------------------------------------------------------- */

static void
write_member(struct buffer *out, const char *name, const char *value)
{
	buffer_append_format(out, ",\"%s\":", name);
	json_append_text(out, value);
}

/* The id of a cell on the page, which begins its object. */
static void
write_cell(struct buffer *out, const char *code, const char *part)
{
	if (out->data[out->length - 1] != '[')
		buffer_append_char(out, ',');
	buffer_append_text(out, "{\"id\":");
	json_append_text(out, part == NULL ? text_format(out->arena, "value.%s", code)
					   : text_format(out->arena, "part.%s.%s", code, part));
}

static void
write_fault(struct buffer *out, const char *code, const char *part, const char *message)
{
	write_cell(out, code, part);
	write_member(out, "message", message);
	buffer_append_char(out, '}');
}

/* What each cell says that cannot be saved: as it was sent, or as the database judged it. */
static void
write_trouble(struct buffer *out, const struct return_posted *posted, const struct rows *rows)
{
	for (size_t i = 0; i < posted->entries.count; i++) {
		const struct entry *entry = &posted->entries.items[i];

		if (entry->error != NULL)
			write_fault(out, entry->code, NULL, entry->error);
	}
	for (size_t i = 0; i < posted->values_by_part.count; i++) {
		const struct part_value *part = &posted->values_by_part.items[i];

		if (part->error != NULL)
			write_fault(out, part->code, part->part, part->error);
	}
	for (size_t row = 0; rows != NULL && row < rows_count(rows); row++) {
		const char *outcome = rows_text(rows, row, "outcome");

		/* Two people at one cell: the page finds that out of the changes. */
		if (!text_equal(outcome, "newer") && !text_equal(outcome, "conflict"))
			write_fault(out, rows_text(rows, row, "code"),
			    return_posted_part(rows, row),
			    return_posted_trouble(out->arena, rows, row));
	}
}

static void
write_changes(struct buffer *out, const struct rows *rows)
{
	for (size_t row = 0; row < rows_count(rows); row++) {
		const char *value = rows_text(rows, row, "value");

		write_cell(out, rows_text(rows, row, "code"), rows_text(rows, row, "part"));
		write_member(out, "value", value == NULL ? "" : value);
		write_member(out, "by", rows_text(rows, row, "account_name"));
		write_member(out, "at", rows_text(rows, row, "entered_at"));
		buffer_append_format(out, ",\"ticked\":%s}",
		    text_equal(rows_text(rows, row, "state"), "not_applicable") ? "true" : "false");
	}
}

/* rows: what the save said, NULL if nothing was saved; outcome: what came of it. */
static void
answer(struct context *context, const struct return_posted *posted, const struct news *news,
    const struct rows *rows, const char *outcome)
{
	struct buffer *out = &context->reply->body;
	bool refused = text_equal(outcome, "refused");

	buffer_append_text(out, "{\"outcome\":");
	json_append_text(out, outcome);
	write_member(out, "at", rows_text(news->clock, 0, "at"));
	buffer_append_format(
	    out, ",\"revision\":%s,\"trouble\":[", rows_text(news->clock, 0, "revision"));
	if (refused)
		write_trouble(out, posted, rows);
	buffer_append_text(out, "],\"changes\":[");
	write_changes(out, news->changes);
	buffer_append_text(out, "]}\n");
	context->reply->content_type = "application/json; charset=utf-8";
}

/* ---- the request ---------------------------------------------------------------------------- */

/* Cells that are wrong are told one by one; a form that is wrong as a whole is no draft. */
static bool
has_wrong_cells(const struct return_posted *posted)
{
	return posted->revision != NULL && (posted->entries.wrong || posted->values_by_part.wrong);
}

/* The same save come again, its answer lost: it is in already, whatever was saved since. */
static bool
is_repeated(const struct context *context)
{
	return once_word(context) != NULL;
}

enum status
draft_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct return_posted posted = {0};
	enum status status = return_posted_read(&posted, context, form);
	const char *outcome = "unchanged";
	struct rows *rows = NULL;
	struct news news;

	if (status == STATUS_INPUT && !form_has_errors(form) && has_wrong_cells(&posted))
		outcome = "refused";
	else if (status != STATUS_OK)
		return status;
	else if (is_repeated(context))
		outcome = once_word(context);
	else if (posted.entries.count + posted.values_by_part.count > 0) {
		status = return_posted_save(&rows, context, &posted, posted.source);
		if (status != STATUS_OK)
			return status;
		outcome = return_posted_is_saved(rows) ? rows_text(rows, 0, "outcome") : "refused";
	}
	status = ask_news(&news, context, posted.revision);
	if (status == STATUS_OK)
		answer(context, &posted, &news, rows, outcome);
	context->reply->word = outcome;
	context->reply->idle = text_equal(outcome, "refused");
	return status;
}
