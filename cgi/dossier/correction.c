#include "correction.h"

#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "figure/value.h"

static void
view_side(struct view *item, struct arena *arena, const struct rows *rows, size_t row)
{
	view_columns(item, rows, row, "name", "unit");
	view_text(item, "old",
	    figure_cell(
		arena, rows_text(rows, row, "old_state"), rows_text(rows, row, "old_value")));
	view_text(item, "new",
	    figure_cell(
		arena, rows_text(rows, row, "new_state"), rows_text(rows, row, "new_value")));
}

void
correction_view_changes(struct view *view, struct arena *arena, const struct rows *changes)
{
	view_list(view, "changes");
	for (size_t row = 0; row < rows_count(changes); row++)
		view_side(view_item(view, "changes"), arena, changes, row);
	view_flag(view, "any_change", rows_count(changes) > 0);
}

const char *
correction_view_list(
    struct view *view, struct arena *arena, const struct rows *list, const struct rows *items)
{
	const char *waiting = NULL;
	size_t next = 0;

	view_list(view, "corrections");
	for (size_t row = 0; row < rows_count(list); row++) {
		struct view *correction = view_item(view, "corrections");
		const char *id = rows_text(list, row, "id");

		page_row(correction, list, row);
		view_text(correction, "anchor", text_format(arena, "correction-%s", id));
		view_list(correction, "items");
		for (; next < rows_count(items) &&
		       text_equal(rows_text(items, next, "correction_id"), id);
		     next++)
			view_side(view_item(correction, "items"), arena, items, next);
		if (text_equal(rows_text(list, row, "state"), "waiting"))
			waiting = id;
	}
	return waiting;
}
