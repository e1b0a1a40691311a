/* /commission/edition/publish: an edition out of a preview. */
#include "commission/page.h"
#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "core/text.h"
#include "edition.h"

struct publication {
	const char *preview;
};

enum status
edition_publish_post(struct context *context)
{
	static const struct field fields[] = {{.name = "preview",
	    .kind = FIELD_HIDDEN,
	    .offset = offsetof(struct publication, preview)}};
	struct form *form = form_create(context, fields, 1);
	struct publication input = {0};
	struct rows *rows;
	enum status status = STATUS_INPUT;
	int64_t id;

	if (form_read(form, &input) == STATUS_OK &&
	    (input.preview == NULL || !text_to_id(&id, input.preview)))
		form_error(form, NULL, "页面内容不完整，请重新打开公开版本页面");
	if (!form_has_errors(form))
		status = DB_ASK(context->db, &rows, EDITION_PUBLISH, input.preview);
	if (form_refuses(form, context, status))
		return edition_show(context, form, false, context->reply->status);
	return status == STATUS_OK
		   ? page_redirect(context, html_url_path(context->arena, "commission", "edition",
						"job", rows_text(rows, 0, "job"), NULL))
		   : status;
}
