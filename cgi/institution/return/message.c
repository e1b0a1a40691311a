/* /institution/return/<id>/message: what institution and commission say to each other about it. */
#include "dossier/message.h"
#include "institution/own_return.h"
#include "institution/page.h"
#include "institution_query.h"

static enum status
load(struct message_subject *out, struct context *context)
{
	struct own_return own;
	enum status status = own_return_load(&own, context);

	if (status == STATUS_OK)
		*out = (struct message_subject){.head = own.head,
		    .elements = own.elements,
		    .url = institution_return_url(context, "message"),
		    .may_write = true};
	return status;
}

static void
complete(struct context *context, struct view *view, const struct message_subject *subject)
{
	institution_return_crumbs(context, view, subject->head, "往来留言");
	view_text(view, "check_url", institution_return_url(context, "check"));
}

static const struct message_side side = {.list = QUERY(MESSAGE_LIST, 1),
    .add = QUERY(MESSAGE_ADD, 3),
    .load = load,
    .complete = complete,
    .template = "institution/return/message"};

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
