#include "panel.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/rows.h"
#include "core/text.h"
#include "measure/matched.h"
#include "table.h"
#include "value.h"

struct panel {
	struct arena *arena;
	const struct figure_table *table;
	struct matched_unit *units;
	bool fraction; /* the kind has a denominator */
};

static void
read_before(struct matched_counts *out, const struct panel *panel, size_t row)
{
	const char *x = rows_text(panel->table->rows, row, "previous_numerator");
	const char *n = rows_text(panel->table->rows, row, "previous_denominator");

	out->has_counts = x != NULL && decimal_parse(&out->numerator, x) &&
			  (!panel->fraction || (n != NULL && decimal_parse(&out->denominator, n)));
}

static void
read_unit(const struct panel *panel, size_t unit)
{
	const struct comparison_unit *now = &panel->table->units[unit];
	struct matched_unit *out = &panel->units[unit];

	if (panel->table->chosen != NULL && !panel->table->chosen[unit])
		return;
	read_before(&out->before, panel, panel->table->first + unit);
	out->after = (struct matched_counts){now->numerator, now->denominator,
	    now->complete && now->has_numerator && (now->has_denominator || !panel->fraction)};
}

/* Who is valid in one period only, with 、 between them, or NULL. */
static const char *
names_of(const struct panel *panel, bool now)
{
	struct buffer out = buffer_create(panel->arena, 256);

	for (size_t i = 0; i < panel->table->count; i++) {
		const struct matched_unit *unit = &panel->units[i];

		if (unit->valid_before == unit->valid_after || unit->valid_after != now)
			continue;
		if (out.length > 0)
			buffer_append_text(&out, "、");
		buffer_append_text(&out,
		    rows_text(panel->table->rows, panel->table->first + i, "institution_name"));
	}
	return out.length == 0 ? NULL : out.data;
}

static const char *
sum_of(const struct panel *panel, const struct matched_sum *sum, struct decimal part, bool known)
{
	return sum->units > 0 && known ? figure_decimal(panel->arena, part) : NULL;
}

static const char *
counted(struct arena *arena, size_t count)
{
	return text_format(arena, "%zu", count);
}

static const struct rows *
row_of(const struct panel *panel, const struct matched *matched)
{
	static const char *const names[] = {"before_period", "year_before", "comparable",
	    "only_before", "only_now", "matched_hidden", "before_institutions", "institutions",
	    "matched_institutions", "before_numerator", "before_denominator", "numerator",
	    "denominator", "matched_before_numerator", "matched_before_denominator",
	    "matched_numerator", "matched_denominator"};
	const struct rows *rows = panel->table->rows;
	struct arena *arena = panel->arena;
	size_t first = panel->table->first, before = matched->before_all.units,
	       now = matched->after_all.units, both = matched->before.units;
	bool n = panel->fraction;
	const struct matched_sum *sums[] = {
	    &matched->before_all, &matched->after_all, &matched->before, &matched->after};
	const char *cells[sizeof(names) / sizeof(names[0])] = {
	    rows_text(rows, first, "previous_period"), rows_text(rows, first, "previous_year"),
	    "yes", counted(arena, before - both), counted(arena, now - both), "f",
	    counted(arena, before), counted(arena, now), counted(arena, both)};

	for (size_t i = 0; i < 4; i++) {
		cells[9 + 2 * i] = sum_of(panel, sums[i], sums[i]->numerator, true);
		cells[10 + 2 * i] = sum_of(panel, sums[i], sums[i]->denominator, n);
	}
	return rows_make(arena, names, sizeof(names) / sizeof(names[0]), cells, 1);
}

void
figure_panel_read(struct figure_panel *out, const struct figure_table *table)
{
	enum measure_kind kind = table->definition->rule.kind;
	struct panel panel = {.arena = table->arena,
	    .table = table,
	    .units = arena_new(table->arena, struct matched_unit, table->count),
	    .fraction = measure_kind_has_denominator(kind)};
	struct matched matched;

	for (size_t i = 0; i < table->count; i++)
		read_unit(&panel, i);
	matched_compute(&matched, kind, panel.units, table->count);
	*out = (struct figure_panel){.rows = rows_make(table->arena, NULL, 0, NULL, 0)};
	if (matched.status == MEASURE_INVALID || matched.status == MEASURE_UNAVAILABLE ||
	    matched.before_all.units == 0)
		return;
	out->rows = row_of(&panel, &matched);
	out->gone = names_of(&panel, false);
	out->come = names_of(&panel, true);
}
