/* /text/large, /text/standard: the size of letters, kept in a cookie and nowhere else. */
#include "core/page.h"
#include "disclosure/page.h"

#define YEAR_SECONDS (365L * 24 * 60 * 60)

/* Back to where the link stood. */
static enum status
choose(struct context *context, long seconds)
{
	const char *next = request_query(context->request, "next", "/");

	page_cookie(context, "text", seconds > 0 ? "large" : "", seconds);
	page_header(context, "Cache-Control", "no-store");
	return page_redirect(context, page_is_local(next) ? next : "/");
}

const struct query text_large_query[] = {
    {.name = "next", .kind = VALUE_PATH},
    {0},
};

enum status
text_large_get(struct context *context)
{
	return choose(context, YEAR_SECONDS);
}

const struct query text_standard_query[] = {
    {.name = "next", .kind = VALUE_PATH},
    {0},
};

enum status
text_standard_get(struct context *context)
{
	return choose(context, 0);
}
