/* Baselines and goals of the regions whose sums the page shows. */
#include "commission/area_goal.h"
#include "core/text.h"
#include "core/view.h"
#include "dossier/baseline.h"
#include "indicator.h"

/* The row of a region; NULL: of the one that the whole page is of.  rows_count: none. */
static size_t
find(const struct indicator *indicator, const char *region)
{
	const struct rows *areas = indicator->areas;
	size_t row = 0;

	while (row < rows_count(areas) &&
	       (region == NULL ? !rows_flag(areas, row, "whole")
			       : !text_equal(rows_text(areas, row, "region_code"), region)))
		row++;
	return row;
}

bool
indicator_goal_show(struct view *view, const struct indicator *indicator, const char *region,
    const struct comparison_total *total)
{
	struct arena *arena = indicator->table.arena;
	const struct rows *areas = indicator->areas;
	size_t row = find(indicator, region);
	bool found = row < rows_count(areas);
	struct area_goal goal = area_goal_judge(
	    arena, &indicator->definition, total, found ? rows_text(areas, row, "goal") : NULL);

	view_text(view, "area_goal", goal.goal);
	view_text(view, "area_verdict", goal.verdict);
	view_text(view, "area_so_far", goal.so_far);
	view_text(view, "area_base",
	    found ? dossier_accepted(arena, &indicator->definition,
			rows_text(areas, row, "numerator"), rows_text(areas, row, "denominator"),
			true)
		  : NULL);
	view_text(view, "area_period", found ? rows_text(areas, row, "period_label") : NULL);
	return goal.goal != NULL;
}

const char *
indicator_goal_verdict(const struct indicator *indicator, const char *region,
    const struct comparison_total *total, const char **goal)
{
	size_t row = find(indicator, region);
	struct area_goal judged = area_goal_judge(indicator->table.arena, &indicator->definition,
	    total,
	    row < rows_count(indicator->areas) ? rows_text(indicator->areas, row, "goal") : NULL);

	*goal = judged.goal;
	return judged.verdict;
}
