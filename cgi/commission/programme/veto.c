/* /commission/programme/<id>/veto: confirmed major events that cap a grade, and their withdrawal.
 */
#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/form.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "programme.h"

struct veto {
	const char *institution;
	const char *period;
	const char *cap;
	const char *document;
	const char *event;
};

struct withdrawal {
	const char *veto;
	const char *document;
	const char *reason;
};

static const struct choice caps[] = {{"B", "B 级"}, {"C", "C 级"}, {"D", "D 级"}, {0}};

static const struct field veto_fields[] = {
    {.name = "institution",
	.label = "医疗机构",
	.kind = FIELD_CHOICE,
	.required = true,
	.offset = offsetof(struct veto, institution)},
    {.name = "period",
	.label = "报告期",
	.hint = "季度的事件同时计入所在的半年和全年。",
	.kind = FIELD_CHOICE,
	.required = true,
	.offset = offsetof(struct veto, period)},
    {.name = "cap",
	.label = "等级不高于",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = caps,
	.offset = offsetof(struct veto, cap)},
    {.name = "document",
	.label = "认定文号",
	.hint = "认定重大事件的文件编号，与等级一起公开。",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 100,
	.offset = offsetof(struct veto, document)},
    {.name = "event",
	.label = "事件",
	.kind = FIELD_LONG_TEXT,
	.required = true,
	.maximum = 500,
	.offset = offsetof(struct veto, event)},
};

static const struct field withdrawal_fields[] = {
    {.name = "veto",
	.label = "要撤销的记录",
	.kind = FIELD_CHOICE,
	.required = true,
	.offset = offsetof(struct withdrawal, veto)},
    {.name = "withdrawal_document",
	.label = "撤销文号",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 100,
	.offset = offsetof(struct withdrawal, document)},
    {.name = "withdrawal_reason",
	.label = "撤销原因",
	.kind = FIELD_LONG_TEXT,
	.required = true,
	.maximum = 500,
	.offset = offsetof(struct withdrawal, reason)},
};

static const struct notice notices[] = {
    {"recorded", "已记录，等级按它封顶。"},
    {"withdrawn", "已撤销，等级不再按它封顶；记录保留。"},
    {0},
};

struct page {
	struct form *record;
	struct form *withdraw;
	struct rows *programme;
	struct rows *vetoes;
	struct rows *institutions;
	struct rows *periods;
};

static void
set_choices(const struct page *page, struct context *context)
{
	size_t count = rows_count(page->vetoes), standing = 0;
	struct choice *choices = arena_new(context->arena, struct choice, count + 1);

	for (size_t row = 0; row < count; row++) {
		if (rows_flag(page->vetoes, row, "withdrawn"))
			continue;
		choices[standing++] = (struct choice){rows_text(page->vetoes, row, "id"),
		    text_format(context->arena, "%s，%s，%s",
			rows_text(page->vetoes, row, "institution_name"),
			rows_text(page->vetoes, row, "period_label"),
			rows_text(page->vetoes, row, "document"))};
	}
	form_choices(page->withdraw, "veto", choices, standing);
	page_choices(context, page->record, "institution", page->institutions);
	page_choices(context, page->record, "period", page->periods);
}

static enum status
open(struct page *page, struct context *context)
{
	const char *id = context->segments[0];
	enum status status = STATUS_OK;

	const struct ask asks[] = {
	    ASK(&page->programme, PROGRAMME_LOAD, id),
	    ASK(&page->vetoes, VETO_LIST, id),
	    ASK(&page->institutions, VETO_INSTITUTIONS),
	    ASK(&page->periods, GRADE_PERIODS, id),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status == STATUS_OK && rows_count(page->programme) == 0)
		status = STATUS_MISSING;
	if (status != STATUS_OK)
		return status;
	page->record = FORM(context, veto_fields);
	page->withdraw = FORM(context, withdrawal_fields);
	set_choices(page, context);
	return STATUS_OK;
}

/* wrong: the form that was sent, NULL for none. */
static struct view *
draw(struct context *context, const struct page *page, const struct form *wrong)
{
	struct view *view = page_view(context, "重大事件");
	bool standing = false;

	form_view(page->record, view);
	form_view(page->withdraw, view);
	/* The errors are those of the form that was sent. */
	if (wrong != NULL)
		form_view(wrong, view);
	programme_show(context, view, page->programme, "重大事件");
	page_rows(view, "vetoes", page->vetoes);
	for (size_t row = 0; row < rows_count(page->vetoes); row++)
		standing = standing || !rows_flag(page->vetoes, row, "withdrawn");
	view_flag(view, "standing", standing);
	page_notice(context, view, notices);
	return view;
}

static enum status
show_again(struct context *context, const struct page *page, const struct form *wrong)
{
	return page_show_again(context, "commission/programme/veto", draw(context, page, wrong));
}

const struct query veto_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
veto_get(struct context *context)
{
	struct page page;
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	return page_show(context, "commission/programme/veto", draw(context, &page, NULL));
}

enum status
veto_post(struct context *context)
{
	struct veto input = {0};
	struct page page;
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	if (form_read(page.record, &input) == STATUS_OK) {
		if (text_code_points(input.document) < 2)
			form_error(page.record, "document", "请填写认定文号，至少 2 个字。");
		if (text_code_points(input.event) < 2)
			form_error(page.record, "event", "请写明事件，至少 2 个字。");
	}
	if (form_has_errors(page.record))
		return show_again(context, &page, page.record);
	status = DB_ASK(context->db, NULL, VETO_RECORD, rows_text(page.programme, 0, "id"),
	    input.institution, input.period, input.cap, input.document, input.event);
	if (form_explains(page.record, context, status))
		return show_again(context, &page, page.record);
	if (status != STATUS_OK)
		return status;
	return page_redirect(
	    context, programme_url(context, page.programme, "/veto?notice=recorded"));
}

enum status
veto_withdraw_post(struct context *context)
{
	struct withdrawal input = {0};
	struct page page;
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	if (form_read(page.withdraw, &input) == STATUS_OK) {
		if (text_code_points(input.document) < 2)
			form_error(
			    page.withdraw, "withdrawal_document", "请填写撤销文号，至少 2 个字。");
		if (text_code_points(input.reason) < 2)
			form_error(
			    page.withdraw, "withdrawal_reason", "请写明撤销原因，至少 2 个字。");
	}
	if (form_has_errors(page.withdraw))
		return show_again(context, &page, page.withdraw);
	status = DB_ASK(context->db, NULL, VETO_WITHDRAW, rows_text(page.programme, 0, "id"),
	    input.veto, input.document, input.reason);
	if (form_explains(page.withdraw, context, status))
		return show_again(context, &page, page.withdraw);
	if (status != STATUS_OK)
		return status;
	return page_redirect(
	    context, programme_url(context, page.programme, "/veto?notice=withdrawn"));
}
