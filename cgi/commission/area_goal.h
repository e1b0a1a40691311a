/* A region's value beside the goal that was approved for the region. */
#ifndef COMMISSION_AREA_GOAL_H
#define COMMISSION_AREA_GOAL_H

#include "figure/table.h"

struct area_goal {
	const char *goal; /* as pages show it; NULL: none is approved */
	const char *verdict; /* 达到, 未达到; 数据不全 where numbers lack, or there are none */
	const char *so_far; /* of 数据不全: what the numbers that are there say, or NULL */
};

/* goal as PostgreSQL writes numeric, or NULL. */
struct area_goal area_goal_judge(struct arena *arena, const struct figure_definition *definition,
    const struct comparison_total *total, const char *goal);

#endif
