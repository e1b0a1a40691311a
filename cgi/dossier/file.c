#include "file.h"

#include "core/form.h"
#include "core/page.h"
#include "core/rows.h"
#include "core/text.h"

#define KIBIBYTE     1024
#define DIGEST_SHOWN 12

static const char *
size_text(struct arena *arena, int64_t bytes)
{
	if (bytes < (int64_t)KIBIBYTE * KIBIBYTE)
		return text_format(arena, "%d KB", (int)((bytes + KIBIBYTE - 1) / KIBIBYTE));
	return text_format(arena, "%.1f MB", (double)bytes / (KIBIBYTE * KIBIBYTE));
}

static void
view_withdrawal(struct view *item, const struct form *form, const char *id)
{
	const char *typed = form_map_value(form, "withdraw", id);

	view_flag(item, "withdrawing", typed != NULL);
	view_text(item, "typed", typed == NULL ? "" : typed);
	view_text(item, "wrong", form_map_error(form, "withdraw", id));
}

void
dossier_view_files(struct view *view, struct arena *arena, const struct rows *rows,
    const char *base, const struct form *withdrawals)
{
	view_list(view, "files");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, "files");
		const char *id = rows_text(rows, row, "id");
		const char *url = text_format(arena, "%s/%s", base, id);

		page_row(item, rows, row);
		view_text(item, "url", url);
		view_text(item, "size_text", size_text(arena, rows_integer(rows, row, "size")));
		view_text(item, "digest_short",
		    text_copy(arena, rows_text(rows, row, "digest"), DIGEST_SHOWN));
		view_text(item, "withdraw_url", withdrawals == NULL ? NULL : url);
		if (withdrawals != NULL)
			view_withdrawal(item, withdrawals, id);
	}
}

const char *
dossier_file_location(struct arena *arena, const char *stored_as)
{
	return text_format(arena, "/evidence-file/%s", stored_as);
}
