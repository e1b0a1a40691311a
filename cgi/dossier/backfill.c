#include "backfill.h"

#include "core/page.h"
#include "core/rows.h"
#include "core/text.h"

void
dossier_view_backfill(
    struct view *view, struct arena *arena, const struct rows *rows, const char *files)
{
	view_flag(view, "any_backfill", rows_count(rows) > 0);
	view_list(view, "backfill_sources");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, "backfill_sources");
		const char *file = rows_text(rows, row, "evidence_id");

		page_row(item, rows, row);
		view_text(
		    item, "url", file == NULL ? NULL : text_format(arena, "%s/%s", files, file));
	}
}
