#include "grid_view.h"

#include "baseline.h"
#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/rows.h"
#include "core/text.h"
#include "figure/value.h"
#include "grid.h"

static void
view_cells(struct view *item, struct arena *arena, const struct grid_row *row,
    const struct form *form, const struct figure_definition *definition)
{
	static const char *const labels[GRID_CELL_COUNT] = {
	    "基线期", "分子", "分母", "目标值", "次年目标值", "第三年目标值", "原因"};

	view_list(item, "cells");
	for (size_t cell = 0; cell < GRID_CELL_COUNT; cell++) {
		struct view *one = view_item(item, "cells");
		const char *text = row->text[cell];

		view_text(one, "id", text_format(arena, "%s.%s", grid_names[cell], row->code));
		view_text(one, "label",
		    cell == GRID_NUMERATOR && !row->fraction ? "基线值" : labels[cell]);
		view_text(one, "value", text == NULL ? "" : text);
		view_text(one, "error", form_map_error(form, grid_names[cell], row->code));
		view_flag(one, "is_period", cell == GRID_PERIOD);
		view_flag(one, "is_reason", cell == GRID_REASON);
		view_flag(one, "is_none", cell == GRID_DENOMINATOR && !row->fraction);
		view_flag(one, "is_rate", cell == GRID_DENOMINATOR && row->fraction);
		view_text(one, "cell_unit",
		    cell < GRID_GOAL || cell == GRID_REASON || definition->truth
			? NULL
			: definition->unit);
	}
}

/* "60 家中 58 家的数齐全" of a region's sums. */
static const char *
institutions_words(struct arena *arena, const struct grid *grid, size_t known)
{
	return text_format(arena, "%s 家中 %s 家的数齐全", rows_text(grid->known, known, "asked"),
	    rows_text(grid->known, known, "complete_count"));
}

struct grid_view
grid_view_begin(struct view *view)
{
	view_list(view, "groups");
	return (struct grid_view){.view = view};
}

static struct view *
item_of(struct grid_view *list, struct arena *arena, const char *specialty)
{
	if (list->group == NULL || !text_equal(specialty, list->specialty)) {
		list->group = view_item(list->view, "groups");
		list->specialty = specialty;
		view_text(list->group, "specialty", specialty);
		view_text(list->group, "anchor", text_format(arena, "group-%zu", ++list->groups));
	}
	return view_item(list->group, "indicators");
}

static void
view_known(struct view *item, struct arena *arena, const struct grid *grid,
    const struct grid_row *row, const struct figure_definition *definition)
{
	const struct rows *rows = grid->known;
	size_t at = row->known;
	bool known = at != GRID_NONE;

	view_text(item, "known",
	    known ? dossier_accepted(arena, definition, rows_text(rows, at, "numerator"),
			rows_text(rows, at, "denominator"), grid->area)
		  : NULL);
	view_text(item, "known_quarters", known ? rows_text(rows, at, "quarters") : NULL);
	view_flag(item, "known_part", known && !rows_flag(rows, at, "complete"));
	view_text(item, "known_institutions",
	    known && grid->area ? institutions_words(arena, grid, at) : NULL);
}

struct view *
grid_view_row(struct grid_view *list, struct arena *arena, const struct grid *grid, size_t i,
    const struct form *form)
{
	const struct rows *rows = grid->rows;
	const struct grid_row *row = &grid->items[i];
	const char *registered = rows_text(rows, i, "registered_year");
	struct view *item = item_of(list, arena, rows_text(rows, i, "specialty"));
	struct figure_definition definition;

	figure_definition_read(&definition, rows, i);
	page_row(item, rows, i);
	view_cells(item, arena, row, form, &definition);
	view_text(item, "row_id", text_format(arena, "goal.%s", row->code));
	view_text(item, "row_version", row->version);
	view_text(item, "target_url",
	    html_url_path(arena, "catalogue", rows_text(rows, i, "target_code"), NULL));
	view_text(item, "direction_text", figure_direction_text(&definition));
	view_text(item, "threshold",
	    figure_threshold(arena, &definition, rows_text(rows, i, "threshold_op"),
		rows_text(rows, i, "threshold_value")));
	view_known(item, arena, grid, row, &definition);
	view_text(item, "carried",
	    text_equal(registered, rows_text(rows, i, "year")) ? NULL : registered);
	view_text(item, "rate",
	    figure_value(arena, &definition, rows_text(rows, i, "numerator"),
		rows_text(rows, i, "denominator")));
	view_text(item, "numerator_id", text_format(arena, "numerator.%s", row->code));
	view_text(item, "denominator_id", text_format(arena, "denominator.%s", row->code));
	view_integer(item, "places", definition.places);
	view_text(item, "rate_unit", definition.truth ? "" : definition.unit);
	view_flag(item, "part", measure_kinds[definition.rule.kind].part_of_whole);
	return item;
}

void
grid_view_head(struct view *view, struct arena *arena, const struct grid *grid, int year)
{
	for (int i = 0; i < 3; i++)
		view_text(view, (const char *const[]){"year_1", "year_2", "year_3"}[i],
		    text_format(arena, "%d", year + i));
	page_options(view, "periods", grid->periods, grid->prefill);
	view_text(view, "prefill", grid->prefill);
}
