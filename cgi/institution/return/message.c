/* /institution/return/<id>/message: what institution and commission say to each other about it. */
#include "core/arena.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/query.h"
#include "core/text.h"
#include "core/view.h"
#include "institution/own_return.h"
#include "institution/page.h"
#include "institution_query.h"

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

static struct form *
message_form(struct context *context, const struct own_return *own)
{
	struct form *form = FORM(context, fields);
	size_t count = own->sheet.element_count;
	struct choice *choices = arena_new(context->arena, struct choice, count + 1);

	choices[0] = (struct choice){"*", "整份报表"};
	for (size_t i = 0; i < count; i++)
		choices[i + 1] =
		    (struct choice){own->sheet.elements[i].code, own->sheet.elements[i].name};
	form_choices(form, "element", choices, count + 1);
	return form;
}

static enum status
show(struct context *context, const struct own_return *own, const struct form *form)
{
	struct view *view = page_view(context, "往来留言");
	struct rows *said;
	enum status status = DB_ASK(context->db, &said, MESSAGE_LIST, context->segments[0]);

	if (status != STATUS_OK)
		return status;
	page_row(view, own->head, 0);
	form_view(form, view);
	view_text(view, "organisation", NULL);
	view_text(view, "url", institution_return_url(context, "message"));
	institution_return_crumbs(context, view, own->head, "往来留言");
	view_text(view, "check_url", institution_return_url(context, "check"));
	page_rows(view, "messages_said", said);
	page_notice(context, view, notices);
	return page_show(context, "institution/return/message", view);
}

const struct query message_query[] = {
    {.name = "element", .kind = VALUE_CODE},
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
message_get(struct context *context)
{
	struct own_return own;
	enum status status = own_return_load(&own, context);
	struct form *form;
	const char *about;

	if (status != STATUS_OK)
		return status;
	about = own_return_about(&own, context);
	if (about == NULL)
		return query_refuse(context, "element");
	form = message_form(context, &own);
	form_set(form, "element", about);
	return show(context, &own, form);
}

enum status
message_post(struct context *context)
{
	struct own_return own;
	struct posted posted;
	struct form *form;
	enum status status = own_return_load(&own, context);

	if (status != STATUS_OK)
		return status;
	form = message_form(context, &own);
	status = form_read(form, &posted);
	if (status == STATUS_OK)
		status = DB_ASK(context->db, NULL, MESSAGE_ADD, context->segments[0],
		    posted.element, posted.text);
	else
		context->reply->status = status;
	if (form_refuses(form, context, status))
		return show(context, &own, form);
	return status == STATUS_OK
		   ? page_redirect(
			 context, html_url_query(context->arena,
				      institution_return_url(context, "message"), "notice", "sent"))
		   : status;
}
