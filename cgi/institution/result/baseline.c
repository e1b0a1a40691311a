/* /institution/result/<code>/baseline/<programme>: which quarters fix the limits of the own control
 * chart. */
#include "core/arena.h"
#include "core/db.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "dossier/freeze.h"
#include "institution/page.h"
#include "institution_query.h"

struct subject {
	struct rows *head;
	struct rows *quarters;
	struct rows *decisions;
};

static const char *
back_url(struct context *context)
{
	return html_url_path(context->arena, "institution", "result", context->segments[0], NULL);
}

static enum status
load(struct subject *out, struct context *context)
{
	const char *code = context->segments[0], *programme = context->segments[1];
	const struct ask asks[] = {
	    ASK(&out->head, RESULT_CHART, programme, code),
	    ASK(&out->quarters, RESULT_QUARTERS, programme, code),
	    ASK(&out->decisions, RESULT_BASELINES, programme, code),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	return rows_count(out->head) == 0 || rows_count(out->quarters) == 0 ? STATUS_MISSING
									    : STATUS_OK;
}

static enum status
show(struct context *context, const struct subject *subject, const struct form *form)
{
	struct view *view = page_view(context, "控制图基准期");

	page_crumb(view, "指标结果", "/institution/result/");
	page_crumb(view, rows_text(subject->head, 0, "name"), back_url(context));
	page_crumb(view, "控制图基准期", NULL);
	view_columns(view, subject->head, 0, "name", "indicator_code");
	freeze_show(view, form,
	    html_url_path(context->arena, "institution", "result", context->segments[0], "baseline",
		context->segments[1], NULL),
	    back_url(context), subject->decisions);
	return page_show(context, "institution/result/baseline", view);
}

enum status
result_baseline_get(struct context *context)
{
	struct subject subject;
	enum status status = load(&subject, context);

	if (status != STATUS_OK)
		return status;
	return show(context, &subject, freeze_form(context, subject.quarters));
}

enum status
result_baseline_post(struct context *context)
{
	struct subject subject;
	struct freeze freeze;
	struct form *form;
	enum status status = load(&subject, context);

	if (status != STATUS_OK)
		return status;
	form = freeze_form(context, subject.quarters);
	status = form_read(form, &freeze);
	if (status == STATUS_OK)
		status = DB_ASK(context->db, NULL, RESULT_FREEZE, context->segments[1],
		    context->segments[0], freeze.first, freeze.last, freeze.reason);
	if (form_refuses(form, context, status))
		return show(context, &subject, form);
	return status == STATUS_OK ? page_redirect(context, back_url(context)) : status;
}
