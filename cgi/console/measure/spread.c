/* zhiheng measure: units judged by the others, with what earlier periods say of their spread. */
#include <string.h>

#include "cases.h"
#include "core/arena.h"
#include "measure.h"
#include "measure/overdispersion.h"

/* One dataset: its units by period, both in the order of their first appearance. */
struct panel {
	const char **periods;
	size_t period_count;
	const char **names;
	size_t name_count;
	struct overdispersion_unit *units; /* [period * name_count + name] */
};

/* The place of text among the first *count of list, appended if it is new. */
static size_t
find_or_add(const char *list[], size_t *count, const char *text)
{
	for (size_t i = 0; i < *count; i++)
		if (strcmp(list[i], text) == 0)
			return i;
	list[*count] = text;
	return (*count)++;
}

static struct overdispersion_unit *
unit_of(struct panel *panel, const struct cases *cases, size_t row)
{
	size_t period =
	    find_or_add(panel->periods, &panel->period_count, cases_text(cases, row, "period"));
	size_t name = find_or_add(panel->names, &panel->name_count, cases_text(cases, row, "unit"));

	return &panel->units[period * panel->name_count + name];
}

static void
read_panel(struct panel *out, struct cases *cases, const size_t rows[], size_t count)
{
	*out = (struct panel){.periods = arena_new(cases->arena, const char *, count),
	    .names = arena_new(cases->arena, const char *, count)};
	for (size_t i = 0; i < count; i++) {
		find_or_add(out->periods, &out->period_count, cases_text(cases, rows[i], "period"));
		find_or_add(out->names, &out->name_count, cases_text(cases, rows[i], "unit"));
	}
	out->units = arena_new(
	    cases->arena, struct overdispersion_unit, out->period_count * out->name_count);
	for (size_t i = 0; i < count; i++) {
		struct overdispersion_unit *unit = unit_of(out, cases, rows[i]);

		unit->eligible = cases_number(&unit->x, cases, rows[i], "x") == CELL_NUMBER &&
				 cases_number(&unit->n, cases, rows[i], "n") == CELL_NUMBER;
	}
}

static void
set_row(struct cases *cases, size_t row, const struct overdispersion *all,
    const struct overdispersion_unit *unit)
{
	bool judged = all->status == OVERDISPERSION_JUDGED;

	cases_set_text(cases, row, "status", judged ? "ok" : "few_units");
	cases_set_number(cases, row, "theta", all->theta);
	if (!judged)
		return;
	cases_set_number(cases, row, "phi", all->phi);
	cases_set_number(cases, row, "theta_others", unit->theta_others);
	cases_set_number(cases, row, "tau2_others", unit->tau2_others);
	cases_set_number(cases, row, "df", unit->df);
	cases_set_integer(cases, row, "periods_used", (int64_t)all->periods);
	cases_set_number(cases, row, "z_adjusted", unit->z);
	cases_set_text(cases, row, "class_exact", funnel_class_name(unit->class_exact));
	cases_set_text(cases, row, "class_adjusted", funnel_class_name(unit->class_adjusted));
	cases_set_text(cases, row, "class_final", funnel_class_name(unit->class_final));
}

static void
judge_dataset(struct cases *cases, const size_t rows[], size_t count)
{
	const double one = 1;
	bool ratio = cases_is(cases, rows[0], "kind", "oe");
	enum funnel_model model =
	    cases_is(cases, rows[0], "kind", "prop") ? FUNNEL_BINOMIAL : FUNNEL_POISSON;
	bool known = ratio || model == FUNNEL_BINOMIAL || cases_is(cases, rows[0], "kind", "rate");
	struct overdispersion_unit *earlier[OVERDISPERSION_PERIODS], *current;
	size_t earlier_count, *scratch;
	struct overdispersion all;
	struct panel panel;

	read_panel(&panel, cases, rows, count);
	scratch = arena_new(cases->arena, size_t, panel.name_count);
	current = &panel.units[(panel.period_count - 1) * panel.name_count];
	for (earlier_count = 0;
	     earlier_count + 1 < panel.period_count && earlier_count + 1 < OVERDISPERSION_PERIODS;
	     earlier_count++)
		earlier[earlier_count] = current - (earlier_count + 1) * panel.name_count;
	known = known && overdispersion_compute_pooled(&all, current, panel.name_count, model,
			     ratio ? &one : NULL, earlier, earlier_count, scratch) == MEASURE_OK;
	for (size_t i = 0; i < count; i++) {
		const struct overdispersion_unit *unit = unit_of(&panel, cases, rows[i]);

		if (unit < current)
			cases_set_text(cases, rows[i], "status", "earlier");
		else if (known && unit->eligible)
			set_row(cases, rows[i], &all, unit);
		else
			cases_set_text(cases, rows[i], "status", "invalid");
	}
}

static void
compute_small(struct cases *cases)
{
	static const char *const keys[] = {"dataset", "kind", NULL};

	cases_each_group(cases, keys, judge_dataset);
}

const struct method spread_methods[] = {
    {.name = "overdispersion_small",
	.inputs = COLUMNS("dataset", "kind", "period", "unit", "x", "n"),
	.computed = COLUMNS("status", "theta", "phi", "theta_others", "tau2_others", "df",
	    "periods_used", "z_adjusted", "class_exact", "class_adjusted", "class_final"),
	.compute = compute_small},
    {.name = NULL},
};
