/* /commission/return/<id>/evidence/<file>: a file that an institution gave to prove a value. */
#include "commission/page.h"
#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "core/text.h"
#include "dossier/file.h"

enum status
evidence_file_get(struct context *context)
{
	const char *id = context->segments[0];
	struct rows *file;
	enum status status;

	status = DB_ASK(context->db, &file, EVIDENCE_FILE, id, context->segments[1]);
	if (status != STATUS_OK)
		return status;
	if (rows_count(file) == 0)
		return STATUS_MISSING;
	return page_stored_file(context, rows_text(file, 0, "media_type"),
	    rows_text(file, 0, "name"),
	    dossier_file_location(context->arena, rows_text(file, 0, "stored_as")));
}
