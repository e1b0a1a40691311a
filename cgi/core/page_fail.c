/* Error pages: the only place that draws them. */
#include <assert.h>
#include <string.h>

#include "html.h"
#include "json.h"
#include "page.h"
#include "page_private.h"
#include "resume.h"

void
page_detail(struct context *context, const char *sentence)
{
	struct reply *reply = context->reply;

	assert(reply->detail_count < REPLY_DETAILS);
	reply->details[reply->detail_count++] = sentence;
}

void
page_offer(struct context *context, const char *label, const char *url)
{
	struct reply *reply = context->reply;

	if (reply->offer_count < REPLY_OFFERS)
		reply->offers[reply->offer_count++] = (struct offer){label, url};
}

/* The one page without a template: it must come out when templates themselves are what failed. */
static void
show_plain(struct context *context, enum status status)
{
	struct buffer body = buffer_create(context->arena, 1024);

	buffer_append_format(&body,
	    "<!doctype html>\n<html lang=\"zh-CN\">\n<head><meta charset=\"utf-8\">"
	    "<meta name=\"viewport\" content=\"width=device-width\">"
	    "<title>%s - 质衡</title></head>\n"
	    "<body><main><h1>%s</h1><p>%s</p><p>请求编号：%s</p></main></body>\n</html>\n",
	    status_title(status), status_title(status), status_advice(status),
	    context->request->id);
	context->reply->body = body;
}

static enum status
show_error(struct context *context, enum status status)
{
	const struct reply *reply = context->reply;
	bool failed = status == STATUS_BUSY || status == STATUS_INTERNAL;
	struct view *view = page_view_plain(context, status_title(status), !failed);

	/* The same for what is not there and what is somebody else's. */
	view_text(view, "own_url", "/");
	view_text(view, "advice", status_advice(status));
	view_list(view, "details");
	for (size_t i = 0; i < reply->detail_count; i++)
		view_text(view_item(view, "details"), "message", reply->details[i]);
	view_list(view, "offers");
	for (size_t i = 0; i < reply->offer_count; i++) {
		struct view *item = view_item(view, "offers");

		view_text(item, "label", reply->offers[i].label);
		view_text(item, "url", reply->offers[i].url);
	}
	resume_offer(context, view, status);
	return page_show(context, "error", view);
}

/* For programs (RFC 9457). */
static enum status
show_problem(struct context *context, enum status status)
{
	const struct reply *reply = context->reply;
	struct buffer body = buffer_create(context->arena, 1024);

	buffer_append_format(&body, "{\"status\":%d,\"title\":", status_code(status));
	json_append_text(&body, status_title(status));
	buffer_append_text(&body, ",\"detail\":");
	json_append_text(&body,
	    reply->detail_count > 0 ? reply->details[0]
	    : status == STATUS_LOGIN
		? "没有令牌，或令牌无效、已过期、已停用。请由本院负责人在“数据接口”页面生成令牌。"
		: status_advice(status));
	buffer_append_text(&body, ",\"request_id\":");
	json_append_text(&body, context->request->id);
	buffer_append_text(&body, "}\n");
	context->reply->content_type = "application/problem+json; charset=utf-8";
	context->reply->body = body;
	if (status == STATUS_LOGIN)
		page_header(context, "WWW-Authenticate", "Bearer realm=\"zhiheng\"");
	return STATUS_OK;
}

static enum status
show_sign_in(struct context *context)
{
	const char *url;

	if (context->request->method == METHOD_POST && !context->program->has_secrets)
		return resume_show(context);
	url = html_url_query(context->arena, RESUME_SIGN_IN, "next", resume_url(context));
	return page_redirect(context, url);
}

void
page_fail(struct context *context, enum status status)
{
	struct reply *reply = context->reply;
	struct reply said = *reply;
	enum status shown;

	assert(status != STATUS_OK);
	page_reset(context);
	memcpy(reply->details, said.details, sizeof(said.details));
	reply->detail_count = said.detail_count;
	memcpy(reply->offers, said.offers, sizeof(said.offers));
	reply->offer_count = said.offer_count;
	reply->status = status;
	reply->failed = true;
	page_header(context, "Cache-Control", "no-store");
	if (status == STATUS_BUSY)
		page_header(context, "Retry-After", "30");
	if (context->request->is_machine)
		shown = show_problem(context, status);
	else
		shown =
		    status == STATUS_LOGIN ? show_sign_in(context) : show_error(context, status);
	if (shown != STATUS_OK)
		show_plain(context, status);
}
