/* /commission/organisation/: subordinate commissions and QC centres, and new ones. */
#include "commission/page.h"
#include "commission_query.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"

struct organisation {
	const char *name;
	const char *region;
	struct texts specialty;
};

static const struct field commission_fields[] = {
    {.name = "region",
	.label = "行政区划",
	.hint = "只列出本辖区内还没有卫健委的地区。",
	.kind = FIELD_CHOICE,
	.required = true,
	.offset = offsetof(struct organisation, region)},
    {.name = "name",
	.label = "单位全称",
	.hint = "例如“示例东区卫生健康委员会”。",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 60,
	.offset = offsetof(struct organisation, name)},
};

static const struct field centre_fields[] = {
    {.name = "name",
	.label = "质控中心全称",
	.hint = "例如“示例市重症医学专业质控中心”。",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 60,
	.offset = offsetof(struct organisation, name)},
    {.name = "specialty",
	.label = "专业",
	.hint =
	    "可以选择几个。质控中心看到所选专业在各年度、各级目标文件中的全部指标，不看其他专业。",
	.kind = FIELD_MANY,
	.required = true,
	.offset = offsetof(struct organisation, specialty)},
};

static const struct notice notices[] = {
    {"commission", "下级卫健委已登记。接下来可以为它开通管理员账户。"},
    {"centre", "质控中心已登记。接下来可以为它开通账户。"},
    {0},
};

/* What tells the two kinds of new organisation apart. */
struct kind {
	const char *title;
	const char *template;
	const char *choice;
	size_t choices;
	const struct field *fields;
	size_t field_count;
};

static const struct kind commission_kind = {
    .title = "登记下级卫健委",
    .template = "commission/organisation/commission",
    .choice = "region",
    .choices = QUERY(ORGANISATION_FREE_REGIONS, 0),
    .fields = commission_fields,
    .field_count = sizeof(commission_fields) / sizeof(commission_fields[0]),
};

static const struct kind centre_kind = {
    .title = "登记质控中心",
    .template = "commission/organisation/centre",
    .choice = "specialty",
    .choices = QUERY(ORGANISATION_SPECIALTIES, 0),
    .fields = centre_fields,
    .field_count = sizeof(centre_fields) / sizeof(centre_fields[0]),
};

static void
show_list(struct context *context, struct view *view, const char *name, const char *kind,
    const struct rows *rows)
{
	view_list(view, name);
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, name);

		page_row(item, rows, row);
		view_text(item, "url",
		    html_url_query(context->arena, "/commission/account/new", "organisation",
			text_format(context->arena, "%s:%s", kind, rows_text(rows, row, "id"))));
	}
}

const struct query organisation_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
organisation_get(struct context *context)
{
	struct rows *commissions, *centres;
	struct view *view;
	const struct ask asks[] = {
	    ASK(&commissions, ORGANISATION_COMMISSIONS),
	    ASK(&centres, ORGANISATION_CENTRES),
	};

	DB_ASK_ALL(context->db, asks);
	view = page_view(context, "下级单位");
	show_list(context, view, "commissions", "commission", commissions);
	show_list(context, view, "centres", "qc_centre", centres);
	view_flag(view, "may_change", commission_may_change(context));
	page_notice(context, view, notices);
	return page_show(context, "commission/organisation/organisation", view);
}

static enum status
open(struct form **out, struct context *context, const struct kind *kind)
{
	struct rows *choices;
	enum status status;

	if (!commission_may_change(context))
		return STATUS_FORBIDDEN;
	*out = form_create(context, kind->fields, kind->field_count);
	status = db_ask(context->db, &ASK_CHOSEN(&choices, kind->choices), 1);
	if (status == STATUS_OK)
		page_choices(context, *out, kind->choice, choices);
	return status;
}

static struct view *
draw(struct context *context, const struct form *form, const struct kind *kind)
{
	struct view *view = page_view(context, kind->title);

	form_view(form, view);
	page_crumb(view, "下级单位", "/commission/organisation/");
	page_crumb(view, kind->title, NULL);
	return view;
}

static enum status
show(struct context *context, const struct kind *kind)
{
	struct form *form;
	enum status status = open(&form, context, kind);

	if (status != STATUS_OK)
		return status;
	return page_show(context, kind->template, draw(context, form, kind));
}

enum status
organisation_commission_get(struct context *context)
{
	return show(context, &commission_kind);
}

enum status
organisation_centre_get(struct context *context)
{
	return show(context, &centre_kind);
}

enum status
organisation_commission_post(struct context *context)
{
	struct organisation input = {0};
	struct form *form;
	enum status status = open(&form, context, &commission_kind);

	if (status != STATUS_OK)
		return status;
	if (form_read(form, &input) == STATUS_OK)
		status = DB_ASK(
		    context->db, NULL, ORGANISATION_COMMISSION_REGISTER, input.region, input.name);
	if (form_refuses(form, context, status))
		return page_show_again(
		    context, commission_kind.template, draw(context, form, &commission_kind));
	if (status != STATUS_OK)
		return status;
	return page_redirect(context, "/commission/organisation/?notice=commission");
}

enum status
organisation_centre_post(struct context *context)
{
	struct organisation input = {0};
	struct form *form;
	enum status status = open(&form, context, &centre_kind);

	if (status != STATUS_OK)
		return status;
	if (form_read(form, &input) == STATUS_OK)
		status = DB_ASK(context->db, NULL, ORGANISATION_CENTRE_REGISTER, input.name,
		    text_array(context->arena, input.specialty.items, input.specialty.count));
	if (form_refuses(form, context, status))
		return page_show_again(
		    context, centre_kind.template, draw(context, form, &centre_kind));
	if (status != STATUS_OK)
		return status;
	return page_redirect(context, "/commission/organisation/?notice=centre");
}
