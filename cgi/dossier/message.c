#include "message.h"

#include "core/db.h"
#include "core/form.h"
#include "element.h"

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

const struct notice dossier_message_notices[] = {{"sent", "留言已发送。"}, {0}};

static enum status
load(struct message_subject *subject, struct form **form, struct context *context,
    const struct message_side *side)
{
	enum status status = side->load(subject, context);

	if (status != STATUS_OK)
		return status;
	*form = FORM(context, fields);
	return dossier_element_choices(context, *form, subject->elements);
}

static enum status
show(struct context *context, const struct message_side *side,
    const struct message_subject *subject, const struct form *form)
{
	struct view *view = page_view(context, "往来留言");
	struct rows *said;
	enum status status =
	    db_ask(context->db, &ASK_CHOSEN(&said, side->list, context->segments[0]), 1);

	if (status != STATUS_OK)
		return status;
	page_row(view, subject->head, 0);
	form_view(form, view);
	view_text(view, "url", subject->url);
	view_flag(view, "may_write", subject->may_write);
	page_rows(view, "messages_said", said);
	page_notice(context, view, dossier_message_notices);
	side->complete(context, view, subject);
	return page_show(context, side->template, view);
}

enum status
dossier_message_get(struct context *context, const struct message_side *side)
{
	struct message_subject subject;
	struct form *form;
	enum status status = load(&subject, &form, context, side);

	return status == STATUS_OK ? show(context, side, &subject, form) : status;
}

enum status
dossier_message_post(struct context *context, const struct message_side *side)
{
	struct message_subject subject;
	struct posted posted;
	struct form *form;
	enum status status = load(&subject, &form, context, side);

	if (status != STATUS_OK)
		return status;
	status = form_read(form, &posted);
	if (status == STATUS_OK)
		status = db_ask(context->db,
		    &ASK_CHOSEN(NULL, side->add, context->segments[0], posted.element, posted.text),
		    1);
	if (form_refuses(form, context, status))
		return show(context, side, &subject, form);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(context, subject.url, "sent");
}
