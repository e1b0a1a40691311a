/* /method: how the figures are computed, in words. */
#include "core/page.h"
#include "page.h"

enum status
method_get(struct context *context)
{
	return page_show(context, "disclosure/method", page_view(context, "统计方法"));
}
