/* /commission/return/<id>/message: what institution and commission say to each other about it. */
#include "dossier/message.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/html.h"
#include "core/page_parts.h"

static enum status
load(struct message_subject *out, struct context *context)
{
	const char *id = context->segments[0];
	struct rows *head, *elements;
	const struct ask asks[] = {
	    ASK(&head, RETURN_HEAD, id),
	    ASK(&elements, RETURN_ELEMENTS, id),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	*out = (struct message_subject){.head = head,
	    .elements = elements,
	    .url = html_url_path(context->arena, "commission", "return", id, "message", NULL),
	    .may_write = commission_may_decide(context)};
	return rows_count(head) == 0 ? STATUS_MISSING : STATUS_OK;
}

static void
complete(struct context *context, struct view *view, const struct message_subject *subject)
{
	page_crumb(view, "报表审核", "/commission/return/");
	page_crumb(view, rows_text(subject->head, 0, "institution_name"),
	    html_url_path(context->arena, "commission", "return", context->segments[0], NULL));
	page_crumb(view, "往来留言", NULL);
}

static const struct message_side side = {.list = QUERY(MESSAGE_LIST, 1),
    .add = QUERY(MESSAGE_ADD, 3),
    .load = load,
    .complete = complete,
    .template = "commission/return/message"};

const struct query message_query[] = {MESSAGE_QUERY};

enum status
message_get(struct context *context)
{
	return dossier_message_get(context, &side);
}

enum status
message_post(struct context *context)
{
	return dossier_message_post(context, &side);
}
