/* /institution/ledger/new: a problem that the institution found itself. */
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/view.h"
#include "institution/page.h"
#include "institution_query.h"

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
    {.name = "content",
	.label = "问题内容",
	.hint = "不写患者姓名、住院号等个人信息。",
	.kind = FIELD_LONG_TEXT,
	.required = true,
	.maximum = 1000,
	.offset = offsetof(struct opening, content)},
    {.name = "aim",
	.label = "总体目标",
	.hint = "整改到什么程度可以销号，尽量写明数值。",
	.kind = FIELD_LONG_TEXT,
	.required = true,
	.maximum = 500,
	.offset = offsetof(struct opening, aim)},
    {.name = "post",
	.label = "责任人（岗位）",
	.hint = "例如：医务科科长。",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 100,
	.offset = offsetof(struct opening, post)},
    {.name = "due_on",
	.label = "整改期限",
	.kind = FIELD_DATE,
	.required = true,
	.offset = offsetof(struct opening, due_on)},
};

static enum status
show(struct context *context, const struct form *form, enum status outcome)
{
	struct view *view = page_view(context, "登记自查问题");

	page_crumb(view, "整改台账", "/institution/ledger/");
	page_crumb(view, "登记自查问题", NULL);
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
	return status == STATUS_OK
		   ? page_redirect(context, html_url_query(context->arena,
						html_url_path(context->arena, "institution",
						    "ledger", rows_text(made, 0, "id"), NULL),
						"notice", "open"))
		   : status;
}
