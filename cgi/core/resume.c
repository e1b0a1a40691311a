#include "resume.h"

#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "form.h"
#include "html.h"
#include "page.h"
#include "text.h"

/* The table is for showing only; the account program reads what is sent. */
static const struct field fields[] = {
    {.name = "login", .label = "登录名", .kind = FIELD_TEXT, .required = true},
    {.name = "password", .label = "密码", .kind = FIELD_SECRET, .required = true},
    {.name = "resume_path", .kind = FIELD_HIDDEN},
    {.name = "resume_body", .kind = FIELD_HIDDEN},
};

char *
resume_path(struct context *context)
{
	const char *path = context->request->path;
	struct buffer out = buffer_create(context->arena, strlen(path) * 3);

	while (*path != '\0') {
		size_t length = strcspn(path, "/");
		char *segment = text_copy(context->arena, path, length);

		buffer_append_text(&out, html_url_encode(context->arena, segment));
		path += length;
		if (*path == '/')
			buffer_append_char(&out, *path++);
	}
	return out.data;
}

char *
resume_url(struct context *context)
{
	const char *query = context->request->query_string;

	return text_format(
	    context->arena, "%s%s%s", resume_path(context), query[0] == '\0' ? "" : "?", query);
}

bool
resume_is_own(const char *name)
{
	return text_equal(name, RESUME_CSRF) || text_equal(name, RESUME_RESTORE) ||
	       text_equal(name, ONCE_FIELD);
}

char *
resume_body(struct context *context)
{
	const struct pairs *form = &context->request->form;
	struct buffer out = buffer_create(context->arena, 1024);

	for (size_t i = 0; i < form->count; i++) {
		const struct pair *pair = &form->items[i];

		if (resume_is_own(pair->name) && !text_equal(pair->name, ONCE_FIELD))
			continue;
		if (out.length > 0)
			buffer_append_char(&out, '&');
		buffer_append_text(&out, html_url_encode(context->arena, pair->name));
		buffer_append_char(&out, '=');
		buffer_append_text(&out, html_url_encode(context->arena, pair->value));
	}
	return out.data;
}

/*
 * Not for a form that says itself what is wrong with it, nor for one that may hold passwords, nor
 * for pages that are open to all.  A refusal is offered anew only if an outdated page was the
 * reason.
 */
static bool
is_worth_restoring(const struct context *context, enum status status)
{
	if (context->request->method != METHOD_POST || context->route == NULL ||
	    context->route->roles == ROLE_PUBLIC || context->program->has_secrets)
		return false;
	if (status == STATUS_FORBIDDEN)
		return !session_csrf_matches(context->session, context->request);
	/* A conflict that a rule explains is final; one without a word was bad luck. */
	if (status == STATUS_CONFLICT)
		return context->reply->detail_count == 0;
	return status == STATUS_BUSY || status == STATUS_INTERNAL;
}

void
resume_offer(struct context *context, struct view *view, enum status status)
{
	const struct pairs *form = &context->request->form;
	struct view *restore = NULL;

	view_list(view, "restore");
	if (!is_worth_restoring(context, status))
		return;
	for (size_t i = 0; i < form->count; i++) {
		struct view *item;

		if (resume_is_own(form->items[i].name))
			continue;
		if (restore == NULL) {
			restore = view_object(view, "restore");
			view_text(restore, "path", resume_path(context));
			view_text(restore, "again", RESUME_AGAIN);
		}
		item = view_item(restore, "fields");
		view_text(item, "name", form->items[i].name);
		view_text(item, "value", form->items[i].value);
	}
}

enum status
resume_show(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct view *view = page_view(context, "请重新登录");

	form_set(form, "resume_path", resume_path(context));
	form_set(form, "resume_body", resume_body(context));
	form_view(form, view);
	context->reply->status = STATUS_LOGIN;
	return page_show(context, "sign_in", view);
}
