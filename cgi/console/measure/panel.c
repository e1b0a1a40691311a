/* zhiheng measure: trend over periods, and two periods on the matched panel. */
#include <string.h>

#include "cases.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/text.h"
#include "measure.h"
#include "measure/matched.h"
#include "measure/order.h"
#include "measure/trend.h"

/* "x;n", either of which may be empty. */
static bool
read_counts(struct decimal *x, struct decimal *n, bool *known, struct arena *arena,
    const char *text, size_t length)
{
	const char *pair = text_copy(arena, text, length), *mark = strchr(pair, ';');
	const char *numerator;

	if (mark == NULL)
		return false;
	numerator = text_copy(arena, pair, (size_t)(mark - pair));
	*known = numerator[0] != '\0' && mark[1] != '\0';
	return !*known || (decimal_parse(x, numerator) && decimal_parse(n, mark + 1));
}

static size_t
count_items(const char *text)
{
	size_t count = text[0] != '\0';

	for (; *text != '\0'; text++)
		count += *text == '|';
	return count;
}

/* ---- trend ---------------------------------------------------------------------------------- */

static void
set_trend(struct cases *cases, size_t row, const struct trend_test *test)
{
	static const char *const statuses[TREND_STATUS_COUNT] = {[TREND_OK] = "ok",
	    [TREND_SHORT] = "short",
	    [TREND_FEW_EVENTS] = "few_events",
	    [TREND_UNAVAILABLE] = "unavailable"};
	static const char *const words[TREND_WORD_COUNT] = {
	    [TREND_NO_WORD] = "", [TREND_RISING] = "rising", [TREND_FALLING] = "falling"};

	cases_set_text(cases, row, "status", statuses[test->status]);
	cases_set_integer(cases, row, "points_used", (int64_t)test->periods);
	if (test->status != TREND_OK)
		return;
	cases_set_number(cases, row, "slope", test->slope);
	cases_set_number(cases, row, "z", test->z);
	cases_set_number(cases, row, "phi", test->phi);
	cases_set_number(cases, row, "t", test->t);
	cases_set_number(cases, row, "p", test->probability);
	cases_set_text(cases, row, "word", words[test->word]);
}

static void
compute_trends(struct cases *cases)
{
	for (size_t row = 0; row < cases->count; row++) {
		const char *text = cases_text(cases, row, "points");
		size_t count = count_items(text);
		struct trend_period *periods = arena_new(cases->arena, struct trend_period, count);
		struct trend_test test;
		enum measure_kind kind;
		bool good = cases_kind(&kind, cases, row);

		for (size_t i = 0; i < count; i++) {
			size_t length = strcspn(text, "|");

			/* An empty point is a gap. */
			good =
			    good && (length == 0 ||
					read_counts(&periods[i].numerator, &periods[i].denominator,
					    &periods[i].has_counts, cases->arena, text, length));
			text += length + (text[length] != '\0');
		}
		if (!good) {
			cases_set_status(cases, row, MEASURE_INVALID);
			continue;
		}
		trend_test_compute(&test, kind, periods, count);
		set_trend(cases, row, &test);
	}
}

/* ---- matched panel -------------------------------------------------------------------------- */

struct panel {
	struct arena *arena;
	const char **ids;
	struct matched_unit *units;
	size_t count;
};

static size_t
find_unit(struct panel *panel, const char *id)
{
	for (size_t i = 0; i < panel->count; i++)
		if (strcmp(panel->ids[i], id) == 0)
			return i;
	panel->ids[panel->count] = id;
	return panel->count++;
}

/* "id:x;n|..." into one side of the panel; false if it is not, or an id comes twice. */
static bool
read_side(struct panel *panel, const char *text, bool after)
{
	bool *seen = arena_new(panel->arena, bool, panel->count + count_items(text));

	while (*text != '\0') {
		size_t length = strcspn(text, "|"), named = strcspn(text, ":");
		struct matched_counts *counts;
		size_t unit;

		if (named >= length)
			return false;
		unit = find_unit(panel, text_copy(panel->arena, text, named));
		if (seen[unit])
			return false;
		seen[unit] = true;
		counts = after ? &panel->units[unit].after : &panel->units[unit].before;
		if (!read_counts(&counts->numerator, &counts->denominator, &counts->has_counts,
			panel->arena, text + named + 1, length - named - 1))
			return false;
		text += length + (text[length] != '\0');
	}
	return true;
}

static int
compare_ids(const void *context, size_t left, size_t right)
{
	const struct panel *panel = context;

	return strcmp(panel->ids[left], panel->ids[right]);
}

/* Who is valid on one side only, in the order of their ids. */
static void
set_missing(struct cases *cases, size_t row, const struct panel *panel, bool after)
{
	struct buffer out = buffer_create(panel->arena, 64);
	size_t *order = arena_new(panel->arena, size_t, panel->count);

	order_indices(order, panel->count, compare_ids, panel);
	for (size_t i = 0; i < panel->count; i++) {
		const struct matched_unit *unit = &panel->units[order[i]];

		if (unit->valid_before == unit->valid_after || unit->valid_after != after)
			continue;
		if (out.length > 0)
			buffer_append_text(&out, "|");
		buffer_append_text(&out, panel->ids[order[i]]);
	}
	cases_set_text(cases, row, after ? "only_after" : "only_before",
	    text_copy(panel->arena, out.data, out.length));
}

static void
set_value(struct cases *cases, size_t row, const char *column, const struct matched_sum *sum,
    double multiplier)
{
	if (sum->units > 0)
		cases_set_number(cases, row, column,
		    multiplier * (double)sum->numerator.units / (double)sum->denominator.units);
}

static void
set_matched(struct cases *cases, size_t row, const struct panel *panel,
    const struct matched *matched, double multiplier)
{
	cases_set_text(cases, row, "status", matched->status == MEASURE_OK ? "ok" : "no_panel");
	cases_set_integer(cases, row, "n_before", (int64_t)matched->before_all.units);
	cases_set_integer(cases, row, "n_after", (int64_t)matched->after_all.units);
	cases_set_integer(cases, row, "n_matched", (int64_t)matched->before.units);
	set_value(cases, row, "value_before_all", &matched->before_all, multiplier);
	set_value(cases, row, "value_after_all", &matched->after_all, multiplier);
	set_value(cases, row, "value_before_matched", &matched->before, multiplier);
	set_value(cases, row, "value_after_matched", &matched->after, multiplier);
	cases_set_flag(cases, row, "panels_differ", matched->panels_differ);
	set_missing(cases, row, panel, false);
	set_missing(cases, row, panel, true);
}

static void
compute_matched(struct cases *cases)
{
	for (size_t row = 0; row < cases->count; row++) {
		const char *before = cases_text(cases, row, "before");
		const char *after = cases_text(cases, row, "after");
		size_t room = count_items(before) + count_items(after);
		struct panel panel = {.arena = cases->arena,
		    .ids = arena_new(cases->arena, const char *, room),
		    .units = arena_new(cases->arena, struct matched_unit, room)};
		struct matched matched = {.status = MEASURE_INVALID};
		enum measure_kind kind;
		double multiplier;

		if (cases_kind(&kind, cases, row) && measure_kinds[kind].has_denominator &&
		    cases_multiplier(&multiplier, cases, row) && read_side(&panel, before, false) &&
		    read_side(&panel, after, true))
			matched_compute(&matched, kind, panel.units, panel.count);
		if (matched.status == MEASURE_OK || matched.status == MEASURE_NO_DATA)
			set_matched(cases, row, &panel, &matched, multiplier);
		else
			cases_set_status(cases, row, matched.status);
	}
}

const struct method panel_methods[] = {
    {.name = "trend",
	.inputs = COLUMNS("case", "kind", "points"),
	.computed = COLUMNS("status", "points_used", "slope", "z", "phi", "t", "p", "word"),
	.compute = compute_trends},
    {.name = "matched",
	.inputs = COLUMNS("case", "kind", "multiplier", "before", "after"),
	.computed = COLUMNS("status", "n_before", "n_after", "n_matched", "value_before_all",
	    "value_after_all", "value_before_matched", "value_after_matched", "panels_differ",
	    "only_before", "only_after"),
	.compute = compute_matched},
    {.name = NULL},
};
