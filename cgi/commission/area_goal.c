#include "area_goal.h"

#include "core/text.h"
#include "figure/value.h"
#include "measure/goal.h"

struct area_goal
area_goal_judge(struct arena *arena, const struct figure_definition *definition,
    const struct comparison_total *total, const char *goal)
{
	struct goal_rule rule = {.kind = definition->rule.kind,
	    .direction = definition->rule.direction,
	    .factor = decimal_from_integer(definition->factor),
	    .confidence = definition->rule.confidence};
	struct area_goal out = {.verdict = "数据不全"};
	struct goal_distance distance;
	const char *said;

	if (goal == NULL || !decimal_parse(&rule.goal, goal))
		return (struct area_goal){0};
	out.goal = figure_bound(arena, definition, goal);
	if (total->status != MEASURE_OK && total->status != MEASURE_PARTIAL)
		return out;
	goal_distance_compute(&distance, &rule, &total->numerator,
	    measure_kind_has_denominator(definition->rule.kind) ? &total->denominator : NULL);
	if (distance.status != MEASURE_OK && distance.status != MEASURE_NO_INTERVAL)
		return out;
	said = figure_verdict(distance.met ? "t" : "f");
	if (total->status == MEASURE_OK)
		out.verdict = said;
	else
		out.so_far = text_format(arena, "按现有的数：%s", said);
	return out;
}
