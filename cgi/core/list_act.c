/* What is done to the rows of a list: chosen, named and confirmed, then done. */
#include <assert.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "html.h"
#include "list_private.h"
#include "page.h"
#include "page_parts.h"
#include "text.h"

#define SEEN_BYTES    16
#define IDS_MAXIMUM   20000 /* characters of the ids of one page or choice */
#define BIGINT_DIGITS 18

struct choosing {
	const char *act;
	const char *scope; /* rows that were ticked, the page, all that match */
	struct pairs row;  /* row.<id> of ticked boxes */
	const char *page_ids;
	const char *ids;  /* of the confirm page: the rows it named, NULL: all that match */
	const char *seen; /* of these rows and their versions */
	const char *count;
	const char *file; /* these rows as CSV, before anything is done to them; NULL: no */
	const char *reason;
	const char *asked[LIST_ASKED];
};

static const struct choice scopes[] = {
    {"rows", "勾选的行"}, {"page", "本页"}, {"all", "符合条件的全部"}, {0}};

static const struct field fields[] = {
    {.name = "act", .kind = FIELD_HIDDEN, .offset = offsetof(struct choosing, act)},
    {.name = "scope",
	.label = "办理范围",
	.kind = FIELD_CHOICE,
	.choices = scopes,
	.offset = offsetof(struct choosing, scope)},
    {.name = "row", .kind = FIELD_MAP, .offset = offsetof(struct choosing, row)},
    {.name = "page_ids",
	.kind = FIELD_HIDDEN,
	.maximum = IDS_MAXIMUM,
	.offset = offsetof(struct choosing, page_ids)},
    {.name = "ids",
	.kind = FIELD_HIDDEN,
	.maximum = IDS_MAXIMUM,
	.offset = offsetof(struct choosing, ids)},
    {.name = "seen", .kind = FIELD_HIDDEN, .offset = offsetof(struct choosing, seen)},
    {.name = "count", .kind = FIELD_HIDDEN, .offset = offsetof(struct choosing, count)},
    {.name = "file", .kind = FIELD_HIDDEN, .offset = offsetof(struct choosing, file)},
    {.name = "reason",
	.label = "原因",
	.hint = "记入操作日志。",
	.kind = FIELD_TEXT,
	.maximum = 200,
	.offset = offsetof(struct choosing, reason)},
};

#define FIELDS (sizeof(fields) / sizeof(fields[0]))

struct confirming {
	struct list *list;
	const struct list_action *action;
	struct field
	    *fields; /* of the form, as many as FIELDS and those that the action asks for */
	struct form *form;
	struct choosing input;
	bool asked; /* the confirm page was seen; else it is only just asked for */
	bool all;
	const char *ids; /* "1,2,3"; NULL: all that match */
	const char **faults;
	struct list_work work;
	const char *seen;
};

/* ---- which rows ----------------------------------------------------------------------------- */

/* Whether text is "1,2,3". */
static bool
is_ids(const char *text)
{
	size_t digits = 0;

	for (; *text != '\0'; text++) {
		if (*text == ',' && digits > 0)
			digits = 0;
		else if (*text >= '0' && *text <= '9' && digits < BIGINT_DIGITS)
			digits++;
		else
			return false;
	}
	return digits > 0;
}

static const char *
ticked_ids(struct arena *arena, const struct pairs *row)
{
	struct buffer out = buffer_create(arena, IDS_MAXIMUM);

	for (size_t i = 0; i < row->count; i++) {
		if (i > 0)
			buffer_append_char(&out, ',');
		buffer_append_text(&out, row->items[i].name);
	}
	return row->count == 0 ? NULL : out.data;
}

/* Sets whether what the action must be told is to be there. */
static void
require(struct field own[], const struct list_action *action, bool is)
{
	own[FIELDS - 1].required = is && action->reason != NULL;
	for (size_t i = 0; i < action->asked_count; i++)
		own[FIELDS + i].required = is && action->asked[i].required;
}

/* The fields as this action asks for them, once it is confirmed. */
static struct form *
make_form(struct field **fields_out, struct context *context, const struct list_action *action)
{
	struct field *own = arena_new(context->arena, struct field, FIELDS + LIST_ASKED);
	const struct pairs *posted = &context->request->form;
	bool confirmed = pairs_get(posted, "seen") != NULL && pairs_get(posted, "file") == NULL;
	size_t count = FIELDS;

	memcpy(own, fields, sizeof(fields));
	*fields_out = own;
	if (action != NULL && action->reason != NULL)
		own[FIELDS - 1].label = action->reason;
	for (size_t i = 0; action != NULL && i < action->asked_count; i++) {
		own[count] = action->asked[i];
		own[count++].offset = offsetof(struct choosing, asked) + i * sizeof(const char *);
	}
	if (action != NULL)
		require(own, action, confirmed);
	return form_create(context, own, count);
}

static enum status
load(struct confirming *this)
{
	struct list *list = this->list;
	struct arena *arena = list->context->arena;
	size_t most = this->action->most == 0 ? LIST_WORK : this->action->most;
	const char *ids = this->ids == NULL ? NULL : text_join(arena, "{", this->ids, "}", NULL);

	list->page = 1;
	return list_load_part(list, ids, 0, (int64_t)most);
}

/* Which of the rows it can be done to, and why not to the others. */
static enum status
judge(struct confirming *this)
{
	const struct list *list = this->list;
	const struct rows *rows = list->rows;
	struct arena *arena = list->context->arena;
	size_t count = rows_count(rows), *chosen = arena_new(arena, size_t, count + 1);
	enum status status = STATUS_OK;

	this->faults = arena_new(arena, const char *, count + 1);
	for (size_t row = 0; this->action->fault != NULL && row < count; row++)
		this->faults[row] = rows_text(rows, row, this->action->fault);
	if (this->action->judge != NULL)
		status = this->action->judge(list->context, rows, this->faults);
	this->work = (struct list_work){
	    .rows = rows, .chosen = chosen, .list = list, .asked = this->input.asked};
	for (size_t row = 0; row < count; row++) {
		if (this->faults[row] == NULL)
			chosen[this->work.count++] = row;
	}
	return status;
}

/* A digest of the rows it will be done to and of their versions: who confirms has seen just these.
 */
static void
digest(struct confirming *this)
{
	struct arena *arena = this->list->context->arena;
	struct list_work *work = &this->work;
	bool versioned = rows_has_column(work->rows, "version");
	const char **ids = arena_new(arena, const char *, work->count + 1);
	const char **versions = arena_new(arena, const char *, work->count + 1);
	unsigned char hash[SEEN_BYTES];
	char *hex = arena_new(arena, char, 2 * SEEN_BYTES + 1);
	struct buffer text = buffer_create(arena, IDS_MAXIMUM);

	for (size_t i = 0; i < work->count; i++) {
		ids[i] = rows_text(work->rows, work->chosen[i], "id");
		versions[i] = versioned ? rows_text(work->rows, work->chosen[i], "version") : NULL;
		buffer_append_text(&text, ids[i]);
		buffer_append_char(&text, ':');
		buffer_append_text(&text, versions[i] == NULL ? "" : versions[i]);
		buffer_append_char(&text, ' ');
	}
	work->ids = text_array(arena, ids, work->count);
	work->versions = versioned ? text_array(arena, versions, work->count) : NULL;
	crypto_generichash(
	    hash, sizeof(hash), (const unsigned char *)text.data, text.length, NULL, 0);
	this->seen = sodium_bin2hex(hex, 2 * SEEN_BYTES + 1, hash, sizeof(hash));
}

static enum status
look(struct confirming *this)
{
	enum status status = load(this);

	if (status == STATUS_OK)
		status = judge(this);
	if (status == STATUS_OK)
		digest(this);
	return status;
}

/* ---- the confirm page ----------------------------------------------------------------------- */

static void
show_faults(struct confirming *this, struct view *view)
{
	const struct rows *rows = this->list->rows;
	size_t count = 0;

	view_list(view, "faulty");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item;

		if (this->faults[row] == NULL || count++ >= LIST_ROWS)
			continue;
		item = view_item(view, "faulty");
		view_text(item, "row_name", list_row_name(this->list, row));
		view_text(item, "fault", this->faults[row]);
	}
	view_integer(view, "faulty_count", (int64_t)count);
	view_flag(view, "any_faulty", count > 0);
	view_flag(view, "faulty_more", count > LIST_ROWS);
}

/* The list with only the rows it will be done to, so many of them at most. */
static struct list
chosen_part(const struct confirming *this, size_t limit)
{
	struct list part = *this->list;
	struct arena *arena = part.context->arena;
	const struct rows *rows = this->work.rows;
	size_t columns = rows_columns(rows);
	size_t count = this->work.count < limit ? this->work.count : limit;
	const char **names = arena_new(arena, const char *, columns);
	const char **cells = arena_new(arena, const char *, columns *(count + 1));

	for (size_t i = 0; i < columns; i++)
		names[i] = rows_column_name(rows, i);
	for (size_t row = 0; row < count; row++) {
		for (size_t i = 0; i < columns; i++)
			cells[row * columns + i] = rows_cell(rows, this->work.chosen[row], i);
	}
	part.rows = rows_make(arena, names, columns, cells, count);
	return part;
}

static void
show_chosen(struct confirming *this, struct view *view)
{
	struct list part = chosen_part(this, LIST_ROWS);
	size_t count = this->work.count, shown = rows_count(part.rows);

	list_show_heads(&part, view, false);
	list_show_rows(&part, view);
	view_integer(view, "count", (int64_t)count);
	view_integer(view, "unlisted", (int64_t)(count - shown));
	view_flag(view, "any", count > 0);
	view_flag(view, "more", count > shown);
}

/* The confirm page shows a page of the rows; this is all of them. */
static enum status
send_chosen(struct confirming *this)
{
	struct list part = chosen_part(this, this->work.count);

	part.context->reply->idle = true;
	return list_send_rows(&part, PAGE_CSV,
	    text_join(part.context->arena, part.definition->title, "（待确认", this->action->label,
		"）", NULL),
	    NULL);
}

static void
show_asked(struct confirming *this, struct view *view)
{
	view_list(view, "asked");
	for (size_t i = 0; i < this->action->asked_count; i++) {
		const struct field *field = &this->action->asked[i];
		struct view *item = view_item(view, "asked");

		form_view_field(this->form, item, field->name);
		view_flag(item, "is_date", field->kind == FIELD_DATE);
		view_flag(item, "is_line", field->kind == FIELD_TEXT);
		view_flag(item, "is_long", field->kind == FIELD_LONG_TEXT);
	}
}

/* How many of the rows named are not among those that match, NULL: none. */
static const char *
gone(const struct confirming *this)
{
	int64_t named = this->ids == NULL ? 0 : 1;

	for (const char *c = this->ids; c != NULL && *c != '\0'; c++)
		named += *c == ',';
	return named <= this->list->total
		   ? NULL
		   : text_format(this->list->context->arena, "%" PRId64, named - this->list->total);
}

/* The page that asks: nothing was done yet. */
static enum status
show(struct confirming *this, enum status outcome)
{
	struct list *list = this->list;
	struct context *context = list->context;
	const struct list_definition *definition = list->definition;
	struct view *view = page_view(context,
	    text_join(context->arena, this->action->label, definition->noun, "：请确认", NULL));
	const char *url = list_url(list);

	page_crumb(view, definition->title, url);
	page_crumb(view, this->action->label, NULL);
	/* Not yet asked for when the page is first shown, but said to be needed. */
	require(this->fields, this->action, true);
	form_view(this->form, view);
	view_text(view, "list_url", url);
	view_text(view, "noun", definition->noun);
	view_text(view, "counter", definition->counter);
	view_text(view, "act", this->action->name);
	view_text(view, "action_label", this->action->label);
	view_text(view, "effect", this->action->effect);
	view_flag(view, "danger", this->action->danger);
	view_flag(view, "asks_reason", this->action->reason != NULL);
	show_asked(this, view);
	view_text(view, "scope", this->all ? "all" : "rows");
	view_text(view, "ids", this->ids);
	view_text(view, "seen", this->seen);
	view_text(view, "gone", gone(this));
	show_faults(this, view);
	show_chosen(this, view);
	context->reply->status = outcome;
	context->reply->idle = true;
	return page_show(context, "list_confirm", view);
}

/* ---- the act -------------------------------------------------------------------------------- */

static enum status
act(struct confirming *this)
{
	struct list *list = this->list;
	struct context *context = list->context;
	enum status status = this->action->act(context, &this->work);
	const char *url;

	if (form_refuses(this->form, context, status)) {
		enum status outcome = context->reply->status;

		status = look(this);
		return status == STATUS_OK ? show(this, outcome) : status;
	}
	if (status != STATUS_OK || context->reply->body.length > 0 ||
	    context->reply->location != NULL)
		return status;
	url = html_url_query(context->arena, list_url(list), "notice", this->action->name);
	return page_redirect(context, html_url_query(context->arena, url, "done",
					  text_format(context->arena, "%zu", this->work.count)));
}

static enum status
too_many(struct confirming *this, size_t most)
{
	struct context *context = this->list->context;

	page_detail(context, text_format(context->arena,
				 "符合条件的有 %" PRId64
				 " %s，一次最多办理 %zu %s。请用筛选条件缩小范围，分几次办理。",
				 this->list->total, this->list->definition->counter, most,
				 this->list->definition->counter));
	page_offer(context, "返回列表", list_url(this->list));
	return STATUS_INPUT;
}

/* The rows are loaded and judged: shown for confirmation, or acted upon. */
static enum status
answer(struct confirming *this)
{
	struct context *context = this->list->context;
	size_t most = this->action->most == 0 ? LIST_WORK : this->action->most;

	if (this->list->total == 0) {
		page_detail(context, "所选的行已不在列表中，可能刚被他人办理。");
		page_offer(context, "返回列表", list_url(this->list));
		return STATUS_MISSING;
	}
	if (this->list->total > (int64_t)most)
		return too_many(this, most);
	if (!this->asked)
		return show(this, STATUS_OK);
	if (!text_equal(this->seen, this->input.seen)) {
		form_error(this->form, NULL,
		    text_format(context->arena,
			"确认之前，所选%s有了变化：刚才列出 %s %s，现在可以办理的为 %zu %s。"
			"本次没有办理，请核对下面的最新内容后再确认。",
			this->list->definition->noun,
			this->input.count == NULL ? "？" : this->input.count,
			this->list->definition->counter, this->work.count,
			this->list->definition->counter));
		return show(this, STATUS_CONFLICT);
	}
	if (form_refuses(this->form, context, STATUS_OK))
		return show(this, STATUS_INPUT);
	if (this->work.count == 0)
		return show(this, STATUS_CONFLICT);
	if (this->input.file != NULL)
		return send_chosen(this);
	this->work.reason = this->input.reason;
	return act(this);
}

/* The ids that were posted, NULL: none. */
static const char *
named_ids(const struct confirming *this)
{
	const struct choosing *input = &this->input;

	if (this->asked)
		return input->ids;
	if (text_equal(input->scope, "page"))
		return input->page_ids;
	return ticked_ids(this->list->context->arena, &input->row);
}

static enum status
none_chosen(const struct list *list)
{
	struct context *context = list->context;

	context->reply->idle = true;
	return page_redirect(
	    context, html_url_query(context->arena, list_url(list), "notice", LIST_NONE));
}

enum status
list_post(struct list *list)
{
	struct context *context = list->context;
	const char *posted = pairs_get(&context->request->form, "act");
	struct confirming this = {
	    .list = list, .action = posted == NULL ? NULL : list_action(list, posted)};
	struct choosing *input = &this.input;
	enum status status;

	if (list_action(list, NULL) == NULL)
		return STATUS_FORBIDDEN;
	this.form = make_form(&this.fields, context, this.action);
	status = form_read(this.form, input);
	this.asked = pairs_get(&context->request->form, "seen") != NULL;
	if (this.action == NULL || (status != STATUS_OK && !this.asked))
		return STATUS_INPUT;
	this.all = text_equal(input->scope, "all");
	if (!this.all)
		this.ids = named_ids(&this);
	if (!this.all && this.ids == NULL)
		return this.asked ? STATUS_INPUT : none_chosen(list);
	if (!this.all && !is_ids(this.ids))
		return STATUS_INPUT;
	status = look(&this);
	return status == STATUS_OK ? answer(&this) : status;
}
