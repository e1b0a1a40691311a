#include "file.h"

#include "core/db.h"
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

enum status
dossier_send_file(struct context *context, size_t statement)
{
	struct rows *file;
	enum status status = db_ask(context->db,
	    &ASK_CHOSEN(&file, statement, context->segments[0], context->segments[1]), 1);

	if (status != STATUS_OK)
		return status;
	if (rows_count(file) == 0)
		return STATUS_MISSING;
	/* nginx has an internal location for it (deploy/nginx/portal.conf). */
	return page_stored_file(context, rows_text(file, 0, "media_type"),
	    rows_text(file, 0, "name"),
	    text_format(context->arena, "/evidence-file/%s", rows_text(file, 0, "stored_as")));
}
