/* /commission/return/<id>/evidence/<file>: a file that an institution gave to prove a value. */
#include "commission/page.h"
#include "commission_query.h"
#include "dossier/file.h"

enum status
evidence_file_get(struct context *context)
{
	return dossier_send_file(context, QUERY(EVIDENCE_FILE, 2));
}
