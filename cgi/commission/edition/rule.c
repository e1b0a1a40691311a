/* /commission/edition/rule/<id>: by what rule the results of a programme are published. */
#include "commission/page.h"
#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "edition.h"

struct rule_input {
	const char *preview_days;
	const char *small_below;
	const char *grades;
};

static const struct choice grade_choices[] = {{"t", "公开"}, {"f", "不公开"}, {0}};

static const struct field fields[] = {
    {.name = "preview_days",
	.label = "预览期（天）",
	.hint = "公开前机构查看本机构结果、提出附注或异议的天数，0 为不设预览期。",
	.kind = FIELD_INTEGER,
	.required = true,
	.maximum = 90,
	.offset = offsetof(struct rule_input, preview_days)},
    {.name = "small_below",
	.label = "小数门槛（例）",
	.hint = "大于 0 而小于此数的例数不公开。",
	.kind = FIELD_INTEGER,
	.required = true,
	.minimum = 3,
	.maximum = 100,
	.offset = offsetof(struct rule_input, small_below)},
    {.name = "grades",
	.label = "质量安全等级",
	.hint =
	    "公开时按现行的等级评价方案评级、排名；没有现行方案的不评级。隐去的小数不计入等级。",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = grade_choices,
	.offset = offsetof(struct rule_input, grades)},
};

static enum status
show(struct context *context, struct form *form, enum status outcome)
{
	const char *id = context->segments[0];
	struct rows *rows;
	struct view *view;
	enum status status;

	status = DB_ASK(context->db, &rows, EDITION_RULE, id);
	if (status != STATUS_OK)
		return status;
	if (rows_count(rows) == 0)
		return STATUS_MISSING;
	view = page_view(context, "公开规则");
	view_text(view, "programme_name", rows_text(rows, 0, "programme_name"));
	if (form == NULL) {
		form = FORM(context, fields);
		form_set(form, "preview_days", rows_text(rows, 0, "preview_days"));
		form_set(form, "small_below", rows_text(rows, 0, "small_below"));
		form_set(form, "grades", rows_text(rows, 0, "grades"));
	}
	form_view(form, view);
	edition_crumbs(view, "公开规则");
	context->reply->status = outcome;
	return page_show(context, "commission/edition/rule", view);
}

enum status
edition_rule_get(struct context *context)
{
	return show(context, NULL, STATUS_OK);
}

enum status
edition_rule_post(struct context *context)
{
	const char *id = context->segments[0];
	struct form *form = FORM(context, fields);
	struct rule_input input = {0};
	enum status status;

	status = form_read(form, &input);
	if (status == STATUS_OK)
		status = DB_ASK(context->db, NULL, EDITION_RULE_SAVE, id, input.preview_days,
		    input.small_below, input.grades);
	if (form_refuses(form, context, status))
		return show(context, form, context->reply->status);
	return status == STATUS_OK ? page_redirect(context, html_url_query(context->arena,
								edition_home, "programme", id))
				   : status;
}
