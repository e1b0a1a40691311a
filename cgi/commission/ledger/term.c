/* /commission/ledger/<id>/term: what is demanded, changed with a reason; the old version stays. */
#include "commission/ledger_link.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/form.h"
#include "core/page.h"
#include "core/text.h"
#include "ledger.h"

struct term {
	const char *content;
	const char *aim;
	const char *post;
	const char *due_on;
	const char *reason;
	const char *term;
};

static const struct field fields[] = {
    LEDGER_TERM_FIELDS(struct term, NULL, NULL, NULL),
    {.name = "reason",
	.label = "调整原因",
	.hint = "机构会看到；原来的要求和期限仍保留在办理记录中。",
	.kind = FIELD_LONG_TEXT,
	.required = true,
	.maximum = 500,
	.offset = offsetof(struct term, reason)},
    {.name = "term", .kind = FIELD_HIDDEN, .required = true, .offset = offsetof(struct term, term)},
};

struct page {
	const char *id;
	struct form *form;
	struct rows *head;
};

static enum status
open(struct page *page, struct context *context)
{
	enum status status;

	page->id = context->segments[0];
	if (!commission_may_decide(context))
		return STATUS_FORBIDDEN;
	status = dossier_ledger_head(&page->head, context, &ledger_side);
	page->form = FORM(context, fields);
	return status;
}

static struct view *
draw(struct context *context, const struct page *page)
{
	struct view *view = page_view(context, "调整整改要求");

	form_view(page->form, view);
	view_text(view, "institution_name", rows_text(page->head, 0, "institution_name"));
	view_text(view, "item_url", ledger_url(context, page->id, NULL));
	dossier_ledger_crumbs(context, view, &ledger_side, page->head, "调整整改要求");
	return view;
}

enum status
ledger_term_get(struct context *context)
{
	static const char *const columns[] = {"content", "aim", "post", "due_on", "term"};
	struct page page;
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		form_set(page.form, columns[i], rows_text(page.head, 0, columns[i]));
	return page_show(context, "commission/ledger/term", draw(context, &page));
}

enum status
ledger_term_post(struct context *context)
{
	struct term input = {0};
	struct page page;
	int64_t term;
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	if (form_read(page.form, &input) == STATUS_OK && !text_to_id(&term, input.term))
		form_error(page.form, NULL, "页面内容不完整，请刷新后重新填写");
	if (form_has_errors(page.form))
		return page_show_again(context, "commission/ledger/term", draw(context, &page));
	status = DB_ASK(context->db, NULL, LEDGER_CHANGE, page.id, input.term, input.content,
	    input.aim, input.post, input.due_on, input.reason);
	if (form_refuses(page.form, context, status))
		return page_show(context, "commission/ledger/term", draw(context, &page));
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(context, ledger_url(context, page.id, NULL), "changed");
}
