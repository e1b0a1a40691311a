/* /institution/submission/sign: the leader signs what ends on one day with one password. */
#include "core/arena.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "core/view.h"
#include "institution/page.h"
#include "institution/verdict.h"
#include "institution_query.h"

struct posted {
	const char *closes;
	struct pairs returns; /* their revisions, by id */
	bool declared;
};

static const struct field fields[] = {
    {.name = "closes",
	.label = "报告期截止日",
	.kind = FIELD_DATE,
	.required = true,
	.offset = offsetof(struct posted, closes)},
    {.name = "return",
	.label = "报表",
	.kind = FIELD_MAP,
	.offset = offsetof(struct posted, returns)},
    {.name = "declared",
	.label = "本人确认：所报数据真实、准确、完整，来源可查。",
	.kind = FIELD_FLAG,
	.offset = offsetof(struct posted, declared)},
};

const struct query sign_query[] = {
    {.name = "closes", .kind = VALUE_DATE},
    {0},
};

/* Those that may be signed together with the first; the others answer other submissions. */
static size_t
count_together(const struct rows *ready)
{
	size_t count = 0;

	while (count < rows_count(ready) &&
	       text_equal(rows_text(ready, count, "answers_id"), rows_text(ready, 0, "answers_id")))
		count++;
	return count;
}

static void
view_ready(struct view *view, struct arena *arena, const struct rows *ready,
    const struct form *form, bool posted)
{
	size_t count = count_together(ready);

	view_list(view, "ready");
	for (size_t row = 0; row < count; row++) {
		const char *id = rows_text(ready, row, "id");
		struct view *item = view_item(view, "ready");

		page_row(item, ready, row);
		view_text(item, "field", text_format(arena, "return.%s", id));
		view_text(item, "wrong", form_map_error(form, "return", id));
		view_flag(item, "ticked", !posted || form_map_value(form, "return", id) != NULL);
		view_text(
		    item, "check_url", text_format(arena, "/institution/return/%s/check", id));
	}
	view_flag(view, "any", count > 0);
	view_text(view, "answers_seq", count > 0 ? rows_text(ready, 0, "answers_seq") : NULL);
	view_text(view, "others",
	    count < rows_count(ready) ? text_format(arena, "%zu", rows_count(ready) - count)
				      : NULL);
}

static enum status
show(struct context *context, const struct form *form, const char *closes, enum status outcome)
{
	struct arena *arena = context->arena;
	const char *url = "/institution/submission/sign";
	struct rows *ready, *confirmed;
	const struct ask asks[] = {
	    ASK(&ready, SUBMISSION_READY, closes),
	    ASK(&confirmed, SUBMISSION_CONFIRMED),
	};
	enum status status = DB_ASK_ALL(context->db, asks);
	struct view *view;

	if (status != STATUS_OK)
		return status;
	view = page_view(context, "签字并提交");
	form_view(form, view);
	view_text(view, "url", url);
	view_text(view, "closes", closes);
	view_text(view, "confirmed_until", rows_text(confirmed, 0, "confirmed_until"));
	view_text(view, "confirm_url",
	    html_url_query(
		arena, "/account/confirm", "next", html_url_query(arena, url, "closes", closes)));
	view_ready(view, arena, ready, form, outcome != STATUS_OK);
	page_crumb(view, "工作台", "/institution/");
	page_crumb(view, "报表", "/institution/return/");
	page_crumb(view, "签字并提交", NULL);
	context->reply->status = outcome;
	return page_show(context, "institution/submission/sign", view);
}

enum status
sign_get(struct context *context)
{
	const char *closes = request_query(context->request, "closes", NULL);

	if (closes == NULL)
		return page_redirect(context, "/institution/return/");
	return show(context, FORM(context, fields), closes, STATUS_OK);
}

/* Nothing with an error, or with a warning nobody explained, is signed. */
static enum status
hold_back(struct context *context, struct form *form, const char *id)
{
	struct own_return own;
	struct verdict verdict;
	enum status status = own_return_load_of(&own, context, id);

	if (status != STATUS_OK)
		return status;
	verdict = verdict_reach(context->arena, &own);
	if (verdict.errors + verdict.unexplained == 0)
		return STATUS_OK;
	form_error(form, text_format(context->arena, "return.%s", id),
	    text_format(context->arena,
		"有 %zu 处错误、%zu 条提示没有说明，请退回填报处理后再签字，或先不勾选",
		verdict.errors, verdict.unexplained));
	return STATUS_INPUT;
}

/* Their ids and revisions as arrays; STATUS_INPUT: one is no number, or nothing is ticked. */
static enum status
read_chosen(struct context *context, struct form *form, const struct pairs *returns,
    const char **ids, const char **revisions)
{
	struct arena *arena = context->arena;
	const char **names = arena_new(arena, const char *, returns->count + 1);
	const char **values = arena_new(arena, const char *, returns->count + 1);

	for (size_t i = 0; i < returns->count; i++) {
		int64_t id;

		names[i] = returns->items[i].name;
		values[i] = returns->items[i].value;
		if (!text_to_id(&id, names[i]) || !own_return_is_revision(values[i])) {
			form_error(form, NULL, "页面内容不完整，请刷新后重新签字");
			return STATUS_INPUT;
		}
	}
	if (returns->count == 0) {
		form_error(form, NULL, "请至少勾选一份报表");
		return STATUS_INPUT;
	}
	*ids = text_array(arena, names, returns->count);
	*revisions = text_array(arena, values, returns->count);
	return STATUS_OK;
}

enum status
sign_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct posted posted = {0};
	const char *ids = NULL, *revisions = NULL;
	struct rows *made = NULL;
	enum status status = form_read(form, &posted), held = STATUS_OK;

	if (posted.closes == NULL)
		return STATUS_INPUT;
	if (status == STATUS_OK)
		status = read_chosen(context, form, &posted.returns, &ids, &revisions);
	if (status == STATUS_OK && !posted.declared) {
		form_error(form, "declared", "提交前请勾选确认");
		status = STATUS_INPUT;
	}
	for (size_t i = 0; status == STATUS_OK && i < posted.returns.count; i++) {
		enum status one = hold_back(context, form, posted.returns.items[i].name);

		if (one == STATUS_INPUT)
			held = one;
		else
			status = one;
	}
	if (status == STATUS_OK)
		status = held;
	if (status == STATUS_OK)
		status = DB_ASK(context->db, &made, SUBMISSION_SIGN, ids, revisions);
	if (form_refuses(form, context, status))
		return show(context, form, posted.closes, context->reply->status);
	if (status != STATUS_OK)
		return status;
	return page_redirect(context,
	    text_format(context->arena, "/institution/submission/%s", rows_text(made, 0, "id")));
}
