#include "submission.h"

#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "figure/value.h"

static void
view_sheets(struct view *view, struct arena *arena, const struct rows *sheets,
    const struct rows *cells, const char *program)
{
	size_t next = 0;

	view_list(view, "sheets");
	for (size_t row = 0; row < rows_count(sheets); row++) {
		const char *id = rows_text(sheets, row, "return_id");
		struct view *sheet = view_item(view, "sheets");

		page_row(sheet, sheets, row);
		view_text(sheet, "anchor", text_format(arena, "sheet-%s", id));
		view_text(sheet, "url", text_format(arena, "%s/return/%s", program, id));
		view_flag(sheet, "waiting", text_equal(rows_text(sheets, row, "act"), "waiting"));
		view_list(sheet, "items");
		for (; next < rows_count(cells) &&
		       text_equal(rows_text(cells, next, "return_id"), id);
		     next++) {
			const char *state = rows_text(cells, next, "state");
			struct view *item = view_item(sheet, "items");
			bool given = text_equal(state, "value");

			view_columns(item, cells, next, "name", "code");
			view_text(item, "unit", given ? rows_text(cells, next, "unit") : "");
			view_text(item, "shown",
			    figure_cell(arena, state, rows_text(cells, next, "value")));
		}
	}
}

void
submission_view(
    struct view *view, struct arena *arena, const struct submission_rows *rows, const char *program)
{
	const char *answers = rows_text(rows->head, 0, "answers_id");

	page_row(view, rows->head, 0);
	view_text(view, "answers_url",
	    text_format(arena, "%s/submission/%s", program, answers == NULL ? "" : answers));
	view_sheets(view, arena, rows->sheets, rows->cells, program);
	page_rows(view, "steps", rows->steps);
}

void
submission_view_list(
    struct view *view, struct arena *arena, const struct rows *rows, const char *base)
{
	view_list(view, "submissions");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, "submissions");

		page_row(item, rows, row);
		view_text(
		    item, "url", text_format(arena, "%s%s", base, rows_text(rows, row, "id")));
		view_flag(item, "together", rows_integer(rows, row, "returns") > 1);
	}
}
