/* The switch of totals and trends: by the register of the period, or by that of today. */
#include "as_now.h"
#include "core/page_parts.h"
#include "core/request.h"
#include "core/text.h"

bool
as_now(const struct context *context)
{
	return text_equal(request_query(context->request, "register", NULL), "now");
}

const char *
as_now_value(const struct context *context)
{
	return as_now(context) ? "true" : "false";
}

const char *
as_now_words(const struct context *context)
{
	return as_now(context) ? "按现在的区划和级别" : "按报告期最后一天的区划和级别";
}

void
as_now_show(struct context *context, struct view *view)
{
	bool now = as_now(context);

	view_flag(view, "as_now", now);
	view_text(view, "as_now_url", page_url_with(context, "register", now ? NULL : "now"));
}
