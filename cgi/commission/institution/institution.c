/* /commission/institution/new and /commission/institution/<id>: the particulars of one institution.
 */
#include "commission/particulars.h"

#include "commission/institution/effect.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/credit_code.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"

static const struct field fields[] = {
    {.name = "credit_code",
	.label = "统一社会信用代码",
	.hint = "18 位数字和大写字母，末位是校验位。",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 60,
	.offset = offsetof(struct institution, credit_code)},
    {.name = "name",
	.label = "机构名称",
	.hint = "按《医疗机构执业许可证》填写全称。",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 100,
	.offset = offsetof(struct institution, name)},
    {.name = "region",
	.label = "所在县（区）",
	.kind = FIELD_CHOICE,
	.required = true,
	.offset = offsetof(struct institution, region)},
    {.name = "affiliation",
	.label = "隶属",
	.hint =
	    "由哪一级卫健委主管，报送的数据从这一级开始审核。与所在地无关：设在县（区）的市属医院由市级审核。",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = institution_affiliations,
	.offset = offsetof(struct institution, affiliation)},
    {.name = "level",
	.label = "级别",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = institution_levels,
	.offset = offsetof(struct institution, level)},
    {.name = "grade",
	.label = "等次",
	.kind = FIELD_CHOICE,
	.choices = institution_grades,
	.offset = offsetof(struct institution, grade)},
    {.name = "kind",
	.label = "类别",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = institution_kinds,
	.offset = offsetof(struct institution, kind)},
    {.name = "specialist_type",
	.label = "专科类型",
	.hint = "只有专科医院填写，例如“儿科”“口腔”，决定是否填报本专科的指标。",
	.kind = FIELD_TEXT,
	.maximum = 20,
	.offset = offsetof(struct institution, specialist_type)},
    {.name = "ownership",
	.label = "所有制",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = institution_ownerships,
	.offset = offsetof(struct institution, ownership)},
    {.name = "beds",
	.label = "开放床位数",
	.kind = FIELD_INTEGER,
	.required = true,
	.maximum = 20000,
	.offset = offsetof(struct institution, beds)},
    {.name = "day",
	.label = "自哪天起",
	.hint =
	    "登记：在此之前结束的报告期不要求它填报，不填表示一直报送。修改：这一天以前结束的报告期不变。",
	.kind = FIELD_DATE,
	.offset = offsetof(struct institution, day)},
    {.name = "reason",
	.label = "修改原因",
	.hint = "写明依据，例如迁址、晋级、更名的文件，记入登记沿革。",
	.kind = FIELD_LONG_TEXT,
	.maximum = 500,
	.offset = offsetof(struct institution, reason)},
    {.name = "effect", .kind = FIELD_HIDDEN, .offset = offsetof(struct institution, effect)},
    {.name = "seen", .kind = FIELD_HIDDEN, .offset = offsetof(struct institution, seen)},
};

static const struct notice notices[] = {
    {"registered", "机构已登记。接下来可以为它开通账户。"},
    {"changed", "修改已保存。"},
    {0},
};

struct page {
	const char *id; /* NULL: a new institution */
	struct form *form;
	struct rows *regions;
	struct rows *types;
	struct rows *present;
	struct rows *events;
	struct rows *accounts;
};

/* All that the page shows beside what was typed. */
static enum status
load(struct page *page, struct context *context)
{
	bool is_new = page->id == NULL;
	const struct ask asks[] = {
	    ASK(&page->regions, INSTITUTION_REGIONS),
	    ASK(&page->types, INSTITUTION_SPECIALIST_TYPES),
	    ASK_IF(!is_new, &page->present, INSTITUTION_LOAD, page->id),
	    ASK_IF(!is_new, &page->events, INSTITUTION_EVENTS, page->id),
	    ASK_IF(!is_new, &page->accounts, INSTITUTION_ACCOUNTS, page->id),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	page_choices(context, page->form, "region", page->regions);
	return !is_new && rows_count(page->present) == 0 ? STATUS_MISSING : STATUS_OK;
}

static enum status
open(struct page *page, struct context *context, bool is_new)
{
	*page = (struct page){.form = FORM(context, fields)};
	if (!is_new) {
		page->id = context->segments[0];
	}
	return load(page, context);
}

static void
fill(struct page *page)
{
	static const char *const columns[][2] = {
	    {"credit_code", "credit_code"},
	    {"name", "name"},
	    {"region", "region_code"},
	    {"affiliation", "affiliation"},
	    {"level", "level"},
	    {"grade", "grade"},
	    {"kind", "kind"},
	    {"specialist_type", "specialist_type"},
	    {"ownership", "ownership"},
	    {"beds", "beds"},
	    {"day", "today"},
	    {"seen", "seen"},
	};

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		form_set(page->form, columns[i][0], rows_text(page->present, 0, columns[i][1]));
}

static void
show_present(struct context *context, struct view *view, const struct page *page)
{
	struct view *present = view_object(view, "present");

	page_row(present, page->present, 0);
	page_rows(view, "events", page->events);
	page_rows(view, "accounts", page->accounts);
	view_text(view, "account_url",
	    html_url_query(context->arena, "/commission/account/new", "organisation",
		text_format(context->arena, "institution:%s", page->id)));
	view_text(view, "register_url",
	    text_format(context->arena, "/commission/institution/%s/register", page->id));
}

static struct view *
draw(struct context *context, const struct page *page)
{
	struct view *view =
	    page_view(context, page->id == NULL ? "登记机构" : rows_text(page->present, 0, "name"));

	form_view(page->form, view);
	page_rows(view, "specialist_types", page->types);
	page_crumb(view, "医疗机构", "/commission/institution/");
	page_crumb(view, page->id == NULL ? "登记机构" : rows_text(page->present, 0, "name"), NULL);
	view_flag(view, "may_change", commission_may_change(context));
	view_list(view, "present");
	if (page->id != NULL)
		show_present(context, view, page);
	page_notice(context, view, notices);
	return view;
}

/* What one field's own check cannot see. */
static void
check(struct page *page, struct context *context, struct institution *institution)
{
	const char *fault;

	if (institution->credit_code != NULL) {
		institution->credit_code =
		    credit_code_normalise(context->arena, institution->credit_code);
		fault = credit_code_fault(context->arena, institution->credit_code);
		if (fault != NULL)
			form_error(page->form, "credit_code", fault);
	}
	if (institution->name != NULL && text_code_points(institution->name) < 2)
		form_error(page->form, "name", "机构名称至少 2 个字，请填写全称。");
	if (page->id != NULL && institution->day == NULL)
		form_error(page->form, "day", "请填写自哪天起");
	fault = institution_affiliation_fault(institution);
	if (fault != NULL)
		form_error(page->form, "affiliation", fault);
	fault = institution_grade_fault(institution);
	if (fault != NULL)
		form_error(page->form, "grade", fault);
	fault = institution_specialist_fault(institution);
	if (fault != NULL && institution->kind != NULL)
		form_error(page->form, "specialist_type", fault);
}

static bool
read(struct page *page, struct context *context, struct institution *out)
{
	bool whole = form_read(page->form, out) == STATUS_OK;

	check(page, context, out);
	return whole && !form_has_errors(page->form);
}

enum status
institution_new_get(struct context *context)
{
	struct page page;
	enum status status = commission_may_change(context) ? STATUS_OK : STATUS_FORBIDDEN;

	if (status == STATUS_OK)
		status = open(&page, context, true);
	if (status != STATUS_OK)
		return status;
	return page_show(context, "commission/institution/new", draw(context, &page));
}

enum status
institution_new_post(struct context *context)
{
	struct page page;
	struct institution institution = {0};
	struct rows *made;
	enum status status = open(&page, context, true);

	if (status != STATUS_OK)
		return status;
	if (!read(&page, context, &institution))
		return page_show_again(context, "commission/institution/new", draw(context, &page));
	status = DB_ASK(context->db, &made, INSTITUTION_REGISTER, institution.credit_code,
	    institution.name, institution.region, institution.affiliation, institution.level,
	    institution.grade, institution.kind, institution.specialist_type, institution.ownership,
	    institution.beds, institution.day);
	if (form_refuses(page.form, context, status))
		return page_show_again(context, "commission/institution/new", draw(context, &page));
	if (status != STATUS_OK)
		return status;
	return page_redirect(
	    context, text_format(context->arena, "/commission/institution/%s?notice=registered",
			 rows_text(made, 0, "id")));
}

const struct query institution_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
institution_get(struct context *context)
{
	struct page page;
	enum status status = open(&page, context, false);

	if (status != STATUS_OK)
		return status;
	fill(&page);
	return page_show(context, "commission/institution/institution", draw(context, &page));
}

/* *effects: what it would change, as long as nobody has seen that; NULL: it is done. */
static enum status
change(const struct page *page, struct context *context, const struct institution *input,
    struct rows **effects)
{
	enum status status = DB_ASK(context->db, effects, INSTITUTION_EFFECTS, page->id,
	    input->seen, input->credit_code, input->name, input->region, input->affiliation,
	    input->level, input->grade, input->kind, input->specialist_type, input->ownership,
	    input->beds, input->day, input->reason);

	if (status != STATUS_OK || !text_equal(input->effect, rows_text(*effects, 0, "digest")))
		return status;
	*effects = NULL;
	return DB_ASK(context->db, NULL, INSTITUTION_CHANGE, page->id, input->seen,
	    input->credit_code, input->name, input->region, input->affiliation, input->level,
	    input->grade, input->kind, input->specialist_type, input->ownership, input->beds,
	    input->day, input->reason);
}

enum status
institution_post(struct context *context)
{
	struct page page;
	struct rows *effects = NULL;
	struct institution institution = {0};
	enum status status = open(&page, context, false);

	if (status != STATUS_OK)
		return status;
	if (!read(&page, context, &institution))
		return page_show_again(
		    context, "commission/institution/institution", draw(context, &page));
	status = change(&page, context, &institution, &effects);
	if (form_refuses(page.form, context, status))
		return page_show_again(
		    context, "commission/institution/institution", draw(context, &page));
	if (status != STATUS_OK)
		return status;
	if (effects != NULL)
		return institution_effect_show(
		    context, "commission/institution/change_effect", draw(context, &page), effects);
	return page_redirect(context,
	    text_format(context->arena, "/commission/institution/%s?notice=changed", page.id));
}
