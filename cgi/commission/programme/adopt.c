/* /commission/programme/<id>/adopt?list=<code>: which targets of a list the programme adopts. */
#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/form.h"
#include "core/page.h"
#include "core/text.h"
#include "programme.h"

struct adoption {
	struct texts target;
	bool all;
	bool follow;
	const char *seen;
};

static const struct field fields[] = {
    {.name = "target",
	.label = "目标",
	.kind = FIELD_MANY,
	.offset = offsetof(struct adoption, target)},
    {.name = "all",
	.label = "全部采用",
	.kind = FIELD_FLAG,
	.offset = offsetof(struct adoption, all)},
    {.name = "follow",
	.label = "改用已定的口径",
	.hint = "本方案按上面所列的已定口径采用这些数据项。",
	.kind = FIELD_FLAG,
	.offset = offsetof(struct adoption, follow)},
    {.name = "seen",
	.kind = FIELD_HIDDEN,
	.required = true,
	.offset = offsetof(struct adoption, seen)},
};

struct page {
	const char *list_code;
	struct form *form;
	struct rows *programme;
	struct rows *list;
	struct rows *targets;
	bool clash; /* what elements mean in open periods is fixed otherwise */
};

static enum status
open(struct page *page, struct context *context)
{
	const char *id = context->segments[0];
	struct choice *choices;
	enum status status;

	*page = (struct page){.list_code = request_query(context->request, "list", "")};
	const struct ask asks[] = {
	    ASK(&page->programme, PROGRAMME_LOAD, id),
	    ASK(&page->list, ADOPT_LIST, page->list_code, id),
	    ASK(&page->targets, ADOPT_TARGETS, id, page->list_code),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	if (rows_count(page->programme) == 0 || rows_count(page->list) == 0)
		return STATUS_MISSING;
	page->form = FORM(context, fields);
	choices = arena_new(context->arena, struct choice, rows_count(page->targets) + 1);
	for (size_t row = 0; row < rows_count(page->targets); row++) {
		choices[row].value = rows_text(page->targets, row, "code");
		choices[row].label = rows_text(page->targets, row, "name");
	}
	form_set(page->form, "seen", rows_text(page->list, 0, "seen"));
	form_choices(page->form, "target", choices, rows_count(page->targets));
	return STATUS_OK;
}

static bool
has(const struct texts *texts, const char *text)
{
	for (size_t i = 0; i < texts->count; i++) {
		if (text_equal(texts->items[i], text))
			return true;
	}
	return false;
}

/* chosen NULL: those that are adopted. */
static struct view *
draw(struct context *context, const struct page *page, const struct texts *chosen)
{
	struct view *view = page_view(context, "选择目标");
	const char *specialty = NULL;

	form_view(page->form, view);
	programme_show(context, view, page->programme, "选择目标");
	page_row(view_object(view, "list"), page->list, 0);
	view_flag(view, "may_follow", page->clash);
	view_list(view, "targets");
	for (size_t row = 0; row < rows_count(page->targets); row++) {
		struct view *item = view_item(view, "targets");
		const char *present = rows_text(page->targets, row, "specialty");
		const char *code = rows_text(page->targets, row, "code");

		page_row(item, page->targets, row);
		view_text(item, "group", text_equal(present, specialty) ? NULL : present);
		view_flag(item, "selected",
		    chosen == NULL ? rows_flag(page->targets, row, "adopted") : has(chosen, code));
		specialty = present;
	}
	return view;
}

const struct query adopt_query[] = {
    {.name = "list", .kind = VALUE_CODE},
    {0},
};

enum status
adopt_get(struct context *context)
{
	struct page page;
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	return page_show(context, "commission/programme/adopt", draw(context, &page, NULL));
}

/* All targets of the list, as if each had been chosen. */
static void
choose_all(struct context *context, const struct page *page, struct texts *out)
{
	size_t count = rows_count(page->targets);
	const char **items = arena_new(context->arena, const char *, count + 1);

	for (size_t row = 0; row < count; row++)
		items[row] = rows_text(page->targets, row, "code");
	*out = (struct texts){items, count};
}

enum status
adopt_post(struct context *context)
{
	struct adoption input = {0};
	struct page page;
	const char *used;
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	if (form_read(page.form, &input) != STATUS_OK)
		return page_show_again(
		    context, "commission/programme/adopt", draw(context, &page, &input.target));
	if (input.all)
		choose_all(context, &page, &input.target);
	status = DB_ASK(context->db, NULL, ADOPT_SAVE, rows_text(page.programme, 0, "id"),
	    page.list_code, input.seen,
	    text_array(context->arena, input.target.items, input.target.count),
	    input.follow ? "t" : "f");
	page.clash = programme_clash(page.form, context);
	used = text_format(context->arena, "涉及：%s。", db_last_error(context->db)->detail);
	if (text_equal(db_last_error(context->db)->constraint, "programme_target_used"))
		form_error(page.form, NULL, used);
	if (form_refuses(page.form, context, status))
		return page_show_again(
		    context, "commission/programme/adopt", draw(context, &page, &input.target));
	if (status != STATUS_OK)
		return status;
	return page_redirect(context, programme_url(context, page.programme, "?notice=adopted"));
}
