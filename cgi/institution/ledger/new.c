/* /institution/ledger/new: a problem that the institution found itself. */
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "institution/page.h"
#include "institution_query.h"
#include "ledger.h"

struct opening {
	const char *source;
	const char *content;
	const char *aim;
	const char *post;
	const char *due_on;
};

static const struct choice sources[] = {{"self_check", "自查"}, {"inspection", "检查"},
    {"case_evaluation", "病例评价"}, {"adverse_event", "不良事件"}, {0}};

static const struct field fields[] = {
    {.name = "source",
	.label = "来源",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = sources,
	.offset = offsetof(struct opening, source)},
    LEDGER_TERM_FIELDS(
	struct opening, "不写患者姓名、住院号等个人信息。", LEDGER_AIM_HINT, LEDGER_POST_HINT),
};

static enum status
show(struct context *context, const struct form *form, enum status outcome)
{
	struct view *view = page_view(context, "登记自查问题");

	dossier_ledger_crumbs(context, view, &ledger_side, NULL, "登记自查问题");
	form_view(form, view);
	context->reply->status = outcome;
	return page_show(context, "institution/ledger/new", view);
}

enum status
ledger_new_get(struct context *context)
{
	struct form *form = FORM(context, fields);

	form_set(form, "source", "self_check");
	return show(context, form, STATUS_OK);
}

enum status
ledger_new_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct opening input = {0};
	struct rows *made;
	enum status status;

	status = form_read(form, &input);
	if (status == STATUS_OK)
		status = DB_ASK(context->db, &made, LEDGER_OPEN, input.source, input.content,
		    input.aim, input.post, input.due_on);
	if (form_refuses(form, context, status))
		return show(context, form, context->reply->status);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(context,
	    html_url_path(context->arena, "institution", "ledger", rows_text(made, 0, "id"), NULL),
	    "open");
}
