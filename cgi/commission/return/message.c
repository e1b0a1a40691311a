/* /commission/return/<id>/message: what institution and commission say to each other about it. */
#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/query.h"
#include "core/text.h"

struct posted {
	const char *element;
	const char *text;
};

static const struct field fields[] = {
    {.name = "element",
	.label = "关于",
	.kind = FIELD_CHOICE,
	.required = true,
	.offset = offsetof(struct posted, element)},
    {.name = "text",
	.label = "内容",
	.kind = FIELD_LONG_TEXT,
	.required = true,
	.maximum = 1000,
	.offset = offsetof(struct posted, text)},
};

static const struct notice notices[] = {{"sent", "留言已发送。"}, {0}};

struct subject {
	struct rows *head;
	struct rows *elements;
	struct form *form;
};

static enum status
load(struct subject *out, struct context *context)
{
	const char *id = context->segments[0];
	struct choice *choices;
	enum status status;
	size_t count;

	const struct ask asks[] = {
	    ASK(&out->head, RETURN_HEAD, id),
	    ASK(&out->elements, RETURN_ELEMENTS, id),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	if (rows_count(out->head) == 0)
		return STATUS_MISSING;
	count = rows_count(out->elements);
	choices = arena_new(context->arena, struct choice, count + 1);
	choices[0] = (struct choice){"*", "整份报表"};
	for (size_t row = 0; row < count; row++)
		choices[row + 1] = (struct choice){
		    rows_text(out->elements, row, "code"), rows_text(out->elements, row, "name")};
	out->form = FORM(context, fields);
	form_choices(out->form, "element", choices, count + 1);
	return STATUS_OK;
}

static bool
has_element(const struct subject *subject, const char *code)
{
	for (size_t row = 0; row < rows_count(subject->elements); row++) {
		if (text_equal(rows_text(subject->elements, row, "code"), code))
			return true;
	}
	return false;
}

static enum status
show(struct context *context, const struct subject *subject)
{
	struct view *view = page_view(context, "往来留言");
	struct rows *said;
	enum status status = DB_ASK(context->db, &said, MESSAGE_LIST, context->segments[0]);
	const char *back =
	    html_url_path(context->arena, "commission", "return", context->segments[0], NULL);

	if (status != STATUS_OK)
		return status;
	page_row(view, subject->head, 0);
	form_view(subject->form, view);
	view_text(view, "url", text_format(context->arena, "%s/message", back));
	view_flag(view, "may_write", commission_may_decide(context));
	page_crumb(view, "报表审核", "/commission/return/");
	page_crumb(view, rows_text(subject->head, 0, "institution_name"), back);
	page_crumb(view, "往来留言", NULL);
	page_rows(view, "messages_said", said);
	page_notice(context, view, notices);
	return page_show(context, "commission/return/message", view);
}

const struct query message_query[] = {
    {.name = "element", .kind = VALUE_CODE},
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
message_get(struct context *context)
{
	const char *about = request_query(context->request, "element", "*");
	struct subject subject;
	enum status status = load(&subject, context);

	if (status != STATUS_OK)
		return status;
	if (!text_equal(about, "*") && !has_element(&subject, about))
		return query_refuse(context, "element");
	form_set(subject.form, "element", about);
	return show(context, &subject);
}

enum status
message_post(struct context *context)
{
	struct subject subject;
	struct posted posted;
	enum status status = load(&subject, context);

	if (status != STATUS_OK)
		return status;
	status = form_read(subject.form, &posted);
	if (status == STATUS_OK)
		status = DB_ASK(context->db, NULL, MESSAGE_ADD, context->segments[0],
		    posted.element, posted.text);
	if (form_refuses(subject.form, context, status))
		return show(context, &subject);
	return status == STATUS_OK
		   ? page_redirect(
			 context, html_url_query(context->arena,
				      text_format(context->arena, "/commission/return/%s/message",
					  context->segments[0]),
				      "notice", "sent"))
		   : status;
}
