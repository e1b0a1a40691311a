/* /commission/indicator/<code>/baseline/<programme>: which quarters fix the limits of the region's
 * control chart. */
#include "commission/page.h"
#include "commission_query.h"
#include "core/db.h"
#include "core/html.h"
#include "core/page.h"
#include "dossier/freeze.h"

static enum status
load(struct freeze_subject *out, struct context *context)
{
	const char *code = context->segments[0], *programme = context->segments[1];
	const struct ask asks[] = {
	    ASK(&out->head, INDICATOR_HEAD, programme, code),
	    ASK(&out->quarters, TREND_QUARTERS, programme, code, NULL, "false"),
	    ASK(&out->decisions, TREND_BASELINES, programme, code, NULL),
	};
	enum status status;

	*out = (struct freeze_subject){
	    .template = "commission/indicator/baseline",
	    .list_url = "/commission/indicator/",
	    .back_url = html_url_query(context->arena,
		html_url_path(context->arena, "commission", "indicator", code, NULL), "programme",
		programme),
	    .url = html_url_path(
		context->arena, "commission", "indicator", code, "baseline", programme, NULL),
	};
	status = DB_ASK_ALL(context->db, asks);
	return status == STATUS_OK ? freeze_found(out) : status;
}

enum status
indicator_baseline_get(struct context *context)
{
	struct freeze_subject subject;
	enum status status = load(&subject, context);

	return status == STATUS_OK ? freeze_get(context, &subject) : status;
}

enum status
indicator_baseline_post(struct context *context)
{
	struct freeze_subject subject;
	struct freeze freeze;
	struct form *form;
	enum status status = load(&subject, context);

	if (status != STATUS_OK)
		return status;
	form = freeze_form(context, subject.quarters);
	status = form_read(form, &freeze);
	if (status == STATUS_OK)
		status = DB_ASK(context->db, NULL, TREND_FREEZE, context->segments[1],
		    context->segments[0], freeze.first, freeze.last, freeze.reason);
	if (form_refuses(form, context, status))
		return freeze_show(context, &subject, form);
	return status == STATUS_OK ? page_redirect(context, subject.back_url) : status;
}
