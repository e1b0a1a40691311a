/* /commission/ledger/new: an item by hand, or from numbers that the address names. */
#include "commission/ledger_link.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/form.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "ledger.h"

struct opening {
	const char *institution;
	const char *source;
	const char *content;
	const char *aim;
	const char *post;
	const char *due_on;
};

static const struct field fields[] = {
    {.name = "institution",
	.label = "医疗机构",
	.kind = FIELD_CHOICE,
	.required = true,
	.offset = offsetof(struct opening, institution)},
    {.name = "source",
	.label = "来源",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = dossier_ledger_sources,
	.offset = offsetof(struct opening, source)},
    LEDGER_TERM_FIELDS(struct opening, NULL, LEDGER_AIM_HINT, LEDGER_POST_HINT),
};

struct page {
	struct form *form;
	struct ledger_evidence evidence;
};

static enum status
open(struct page *page, struct context *context)
{
	struct rows *institutions;
	enum status status;

	if (!commission_may_decide(context))
		return STATUS_FORBIDDEN;
	status = ledger_evidence_load(&page->evidence, context);
	if (status == STATUS_OK)
		status = DB_ASK(context->db, &institutions, LEDGER_INSTITUTIONS);
	if (status != STATUS_OK)
		return status;
	page->form = FORM(context, fields);
	page_choices(context, page->form, "institution", institutions);
	return STATUS_OK;
}

static struct view *
draw(struct context *context, const struct page *page)
{
	const struct ledger_evidence *evidence = &page->evidence;
	struct view *view = page_view(context, "列入台账"), *shown;

	form_view(page->form, view);
	view_list(view, "evidence");
	if (evidence->given) {
		shown = view_object(view, "evidence");
		view_text(shown, "institution_name", evidence->institution_name);
		view_text(shown, "figures", evidence->figures);
	}
	dossier_ledger_crumbs(context, view, &ledger_side, NULL, "列入台账");
	return view;
}

/* A source in the address counts more than what the numbers suggest: it is what the link said. */
const struct query ledger_new_query[] = {
    {.name = "institution", .kind = VALUE_ID},
    {.name = "programme", .kind = VALUE_ID},
    {.name = "period", .kind = VALUE_PERIOD},
    {.name = "indicator", .kind = VALUE_CODE},
    {.name = "source", .kind = VALUE_WORD, .choices = dossier_ledger_sources},
    {0},
};

enum status
ledger_new_get(struct context *context)
{
	struct page page;
	enum status status = open(&page, context);
	const struct ledger_evidence *evidence = &page.evidence;

	if (status != STATUS_OK)
		return status;
	form_set(page.form, "institution", evidence->institution);
	form_set(page.form, "source", request_query(context->request, "source", evidence->source));
	form_set(page.form, "content", evidence->content);
	form_set(page.form, "aim", evidence->aim);
	return page_show(context, "commission/ledger/new", draw(context, &page));
}

enum status
ledger_new_post(struct context *context)
{
	struct opening input = {0};
	struct rows *made;
	struct page page;
	enum status status = open(&page, context);
	const struct ledger_evidence *evidence = &page.evidence;

	if (status != STATUS_OK)
		return status;
	if (form_read(page.form, &input) != STATUS_OK)
		return page_show_again(context, "commission/ledger/new", draw(context, &page));
	status = DB_ASK(context->db, &made, LEDGER_OPEN,
	    evidence->given ? evidence->institution : input.institution, input.source,
	    evidence->given ? evidence->programme : NULL, evidence->given ? evidence->period : NULL,
	    evidence->given ? evidence->indicator : NULL, evidence->figures, input.content,
	    input.aim, input.post, input.due_on);
	if (form_refuses(page.form, context, status))
		return page_show(context, "commission/ledger/new", draw(context, &page));
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(
	    context, ledger_url(context, rows_text(made, 0, "id"), NULL), "open");
}
