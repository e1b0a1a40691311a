#include "baseline.h"

#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/text.h"
#include "core/view.h"
#include "figure/table.h"
#include "figure/value.h"

const char *
dossier_accepted(struct arena *arena, const struct figure_definition *definition,
    const char *numerator, const char *denominator, bool with_interval)
{
	const char *counts = figure_counts(arena, numerator, denominator), *value, *interval = NULL;
	struct comparison_total total;

	if (counts == NULL)
		return NULL;
	figure_total_read(&total, definition, numerator, denominator, true);
	value = figure_value(arena, definition, numerator, denominator);
	if (denominator == NULL || value == NULL)
		return counts;
	if (with_interval)
		interval = figure_interval(
		    arena, definition, total.interval_known, total.lower, total.upper);
	return text_format(arena, "%s = %s%s%s%s%s", counts, value, definition->unit,
	    interval == NULL ? "" : "（95% 区间 ", interval == NULL ? "" : interval,
	    interval == NULL ? "" : "）");
}

/* "目标值 60%，已实现；要求按基线判定，达到" */
static const char *
words_of(struct arena *arena, const struct figure_definition *definition, const struct rows *rows,
    size_t row)
{
	const char *goal = figure_bound(arena, definition, rows_text(rows, row, "goal"));
	const char *goal_verdict = figure_goal_verdict(rows_text(rows, row, "goal_met"));
	const char *verdict = figure_verdict(rows_text(rows, row, "threshold_met"));

	return text_format(arena, "%s%s%s%s%s%s%s%s", goal == NULL ? "" : "目标值 ",
	    goal == NULL ? "" : goal, goal == NULL || definition->truth ? "" : definition->unit,
	    goal_verdict == NULL ? "" : "，", goal_verdict == NULL ? "" : goal_verdict,
	    rows_flag(rows, row, "by_baseline") ? "；要求按基线判定" : "",
	    verdict == NULL ? "" : "，", verdict == NULL ? "" : verdict);
}

void
dossier_view_published(struct view *view, struct arena *arena,
    const struct figure_definition *definition, const struct rows *rows)
{
	view_list(view, "published");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, "published");

		view_text(item, "url",
		    html_url_path(arena, "region", rows_text(rows, row, "region_code"),
			rows_text(rows, row, "period"), NULL));
		view_text(item, "edition",
		    text_format(arena, "%s第 %s 版，%s", rows_text(rows, row, "period_label"),
			rows_text(rows, row, "number"), rows_text(rows, row, "indicator_code")));
		view_text(item, "touched", words_of(arena, definition, rows, row));
		view_flag(item, "graded", rows_flag(rows, row, "graded"));
	}
}
