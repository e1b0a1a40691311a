#include "computed.h"

#include <inttypes.h>

#include "commission/page.h"
#include "core/text.h"

static bool
is_known(const struct rows *state)
{
	return rows_count(state) > 0 && rows_text(state, 0, "computed_at") != NULL;
}

void
computed_show(
    struct context *context, struct view *view, const struct rows *state, const struct scope *scope)
{
	struct view *item = view_object(view, "computed");
	bool any = rows_count(state) > 0;
	bool under_way = any && rows_flag(state, 0, "under_way");

	view_text(item, "at", is_known(state) ? rows_text(state, 0, "computed_at") : NULL);
	view_text(item, "since",
	    is_known(state) && rows_integer(state, 0, "accepted_since") > 0
		? rows_text(state, 0, "accepted_since")
		: NULL);
	view_flag(item, "absent", any && rows_flag(state, 0, "absent"));
	view_flag(item, "under_way", under_way);
	view_flag(item, "may_compute",
	    any && commission_may_decide(context) && rows_flag(state, 0, "own") && !under_way);
	view_flag(item, "rank_intervals", any && rows_flag(state, 0, "rank_intervals"));
	view_text(item, "of_programme", scope->programme_id);
	view_text(item, "of_period", scope->period);
}

const char *
computed_words(struct arena *arena, const struct rows *state)
{
	if (!is_known(state))
		return "尚未计算，为下载时的汇总";
	if (rows_integer(state, 0, "accepted_since") == 0)
		return rows_text(state, 0, "computed_at");
	return text_join(arena, rows_text(state, 0, "computed_at"), "，其后接受报表 ",
	    rows_text(state, 0, "accepted_since"), " 份，未计入", NULL);
}
