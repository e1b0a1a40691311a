/* /: what was published last, and the way to everything else. */
#include "core/page.h"
#include "core/page_parts.h"
#include "disclosure/page.h"
#include "disclosure_query.h"

enum status
home_get(struct context *context)
{
	struct view *view = page_view(context, "医疗质量安全公开数据");
	struct rows *editions, *lists;
	const struct ask asks[] = {
	    ASK(&editions, HOME_EDITIONS),
	    ASK(&lists, CATALOGUE_LISTS),
	};

	DB_ASK_ALL(context->db, asks);
	disclosure_column(
	    view, "公开数据", "政务公开", "卫健委按季度公开的医疗质量安全改进目标完成情况");
	page_rows(view, "editions", editions);
	page_rows(view, "lists", lists);
	return page_show(context, "disclosure/home/home", view);
}
