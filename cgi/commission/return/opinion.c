/* /commission/return/<id>/opinion: what QC centres say of what waits at their level; the commission
 * answers. */
#include "commission/page.h"
#include "commission_query.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"

#define TEMPLATE "commission/return/opinion"

struct opinion {
	const char *element;
	const char *opinion;
	const char *text;
};

static const struct field fields[] = {
    {.name = "element",
	.label = "数据项",
	.kind = FIELD_CHOICE,
	.offset = offsetof(struct opinion, element)},
    {.name = "opinion",
	.label = "答复哪一条",
	.kind = FIELD_CHOICE,
	.offset = offsetof(struct opinion, opinion)},
    {.name = "text",
	.label = "内容",
	.kind = FIELD_LONG_TEXT,
	.required = true,
	.maximum = 1000,
	.offset = offsetof(struct opinion, text)},
};

static const struct notice notices[] = {
    {"added", "意见已提交，卫健委答复之后才能办理。"},
    {"answered", "答复已保存，质控中心会看到。"},
    {0},
};

const struct query opinion_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

static enum status
load(struct form *form, struct context *context, struct rows **head, struct rows **list,
    struct rows **due)
{
	const char *id = context->segments[0];
	struct rows *elements, *open;
	const struct ask asks[] = {
	    ASK(head, RETURN_HEAD, id),
	    ASK(list, OPINION_LIST, id),
	    ASK(due, OPINION_DUE, id),
	    ASK(&elements, OPINION_ELEMENTS, id),
	    ASK(&open, OPINION_OPEN, id),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	if (rows_count(*head) == 0)
		return STATUS_MISSING;
	page_choices(context, form, "element", elements);
	page_choices(context, form, "opinion", open);
	return STATUS_OK;
}

static enum status
show(struct context *context, struct form *form, enum status outcome)
{
	struct rows *head, *list, *due;
	enum status status = load(form, context, &head, &list, &due);
	bool centre = commission_is_centre(context);
	const char *back =
	    html_url_path(context->arena, "commission", "return", context->segments[0], NULL);
	struct view *view;

	if (status != STATUS_OK)
		return status;
	view = page_view(context, "质控中心意见");
	form_view(form, view);
	page_row(view, head, 0);
	page_rows(view, "opinions", list);
	view_text(view, "due", rows_text(due, 0, "due"));
	view_flag(view, "may_add", centre && rows_text(due, 0, "due") != NULL);
	view_flag(view, "may_answer", commission_may_decide(context));
	page_crumb(view, rows_text(head, 0, "institution_name"), back);
	page_crumb(view, "质控中心意见", NULL);
	page_notice(context, view, notices);
	context->reply->status = outcome;
	return page_show(context, TEMPLATE, view);
}

enum status
opinion_get(struct context *context)
{
	return show(context, FORM(context, fields), STATUS_OK);
}

enum status
opinion_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	const char *id = context->segments[0];
	struct rows *head, *list, *due;
	struct opinion input = {0};
	bool answers;
	enum status status = load(form, context, &head, &list, &due);

	if (status != STATUS_OK)
		return status;
	if (form_read(form, &input) != STATUS_OK)
		return show(context, form, STATUS_INPUT);
	answers = commission_may_decide(context);
	if ((answers ? input.opinion : input.element) == NULL) {
		form_error(form, answers ? "opinion" : "element", "请选择。");
		return show(context, form, STATUS_INPUT);
	}
	status = answers ? DB_ASK(context->db, NULL, OPINION_ANSWER, id, input.opinion, input.text)
			 : DB_ASK(context->db, NULL, OPINION_ADD, id, input.element, input.text);
	if (form_refuses(form, context, status))
		return show(context, form, context->reply->status);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(context,
	    html_url_path(context->arena, "commission", "return", id, "opinion", NULL),
	    answers ? "answered" : "added");
}
