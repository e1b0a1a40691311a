#include "effect.h"

#include "core/page_parts.h"
#include "core/text.h"
#include "figure/table.h"
#include "figure/value.h"

struct side {
	struct figure_table table;
	struct comparison_total total;
	size_t own; /* unit of the institution that asks; table.count: it has none */
};

/* The rows from first on that are of one indicator and one side. */
static size_t
end_of_side(const struct rows *rows, size_t first)
{
	size_t end = first;

	while (end < rows_count(rows) &&
	       rows_flag(rows, end, "after") == rows_flag(rows, first, "after") &&
	       text_equal(rows_text(rows, end, "indicator_code"),
		   rows_text(rows, first, "indicator_code")))
		end++;
	return end;
}

static void
compare(struct side *out, struct arena *arena, const struct figure_definition *definition,
    const struct rows *rows, size_t first, size_t end)
{
	figure_table_compare(&out->table, arena, definition, rows, first, end - first);
	figure_table_total(&out->total, &out->table, NULL);
	out->own = 0;
	while (out->own < out->table.count && !rows_flag(rows, first + out->own, "own"))
		out->own++;
}

/* NULL: it has no data, or is not asked. */
static const char *
own_value(struct arena *arena, const struct side *side)
{
	const struct rows *rows = side->table.rows;
	size_t row = side->table.first + side->own;

	if (side->own == side->table.count)
		return NULL;
	return figure_value(arena, side->table.definition, rows_text(rows, row, "numerator"),
	    rows_text(rows, row, "denominator"));
}

static const char *
rank_text(struct arena *arena, const struct side *side)
{
	const struct comparison_unit *unit = &side->table.units[side->own];
	const char *rank = figure_rank(arena, unit);

	return rank == NULL ? figure_status_text(side->table.statuses[side->own])
			    : text_format(arena, "%s / %zu", rank, unit->of);
}

/* The columns of one side; names: what they are called in the view. */
static void
view_side(
    struct view *item, struct arena *arena, const struct side *side, const char *const names[3])
{
	const char *value = own_value(arena, side);
	const char *total = figure_total_value(arena, side->table.definition, &side->total);

	view_text(item, names[0], value == NULL ? "无数据" : value);
	view_text(item, names[1], total == NULL ? "—" : total);
	view_text(item, names[2], side->own < side->table.count ? rank_text(arena, side) : "—");
}

void
effect_view(struct view *view, struct arena *arena, const struct rows *rows)
{
	static const char *const before[] = {"old_value", "old_total", "old_rank"};
	static const char *const after[] = {"new_value", "new_total", "new_rank"};
	size_t first = 0;
	bool any = false;

	view_list(view, "effects");
	while (first < rows_count(rows)) {
		size_t middle = end_of_side(rows, first), end = end_of_side(rows, middle);
		struct figure_definition definition;
		struct side old, new;
		struct view *item;

		figure_definition_read(&definition, rows, first);
		compare(&old, arena, &definition, rows, first, middle);
		compare(&new, arena, &definition, rows, middle, end);
		first = end;
		/* It is not asked for this one. */
		if (own_value(arena, &old) == NULL && own_value(arena, &new) == NULL)
			continue;
		item = view_item(view, "effects");
		any = true;
		view_columns(item, rows, old.table.first, "name", "indicator_code", "region_name");
		view_text(item, "unit", definition.truth ? "" : definition.unit);
		view_side(item, arena, &old, before);
		view_side(item, arena, &new, after);
	}
	view_flag(view, "any_effect", any);
}
