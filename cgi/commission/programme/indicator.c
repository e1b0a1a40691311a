/* /commission/programme/<id>/indicator/<code>: who is asked, minimum denominator, threshold. */
#include <string.h>

#include "commission/page.h"
#include "commission/particulars.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/form.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "programme.h"

struct setting {
	struct texts levels;
	struct texts kinds;
	const char *minimum_denominator;
	bool required;
	const char *op;
	const char *value;
	const char *source;
	const char *departments;
	const char *months;
	const char *cadence;
	const char *seen;
};

static const struct choice ops[] = {
    {">=", "不低于"},
    {"<=", "不高于"},
    {"=", "等于"},
    {">", "高于"},
    {"<", "低于"},
    {"up", "较基线升高"},
    {"down", "较基线降低"},
    {0},
};

static const struct choice parts[] = {
    {"document", "按目标文件（文件要求的，选填）"},
    {"none", "不要求"},
    {"optional", "选填，也可以直接填合计"},
    {"required", "必填，不填不能送审"},
    {0},
};

static const struct choice cadences[] = {
    {"month", "按月"},
    {"quarter", "按季度"},
    {"half", "每半年"},
    {"year", "每年"},
    {0},
};

static const struct field fields[] = {
    {.name = "levels",
	.label = "填报机构的级别",
	.hint = "一项都不选，表示全部级别。",
	.kind = FIELD_MANY,
	.choices = institution_levels,
	.offset = offsetof(struct setting, levels)},
    {.name = "kinds",
	.label = "填报机构的类别",
	.hint = "一项都不选，表示全部医院（不含血站等非医院机构）。"
		"没有相应服务的机构在报表中填“不适用”。",
	.kind = FIELD_MANY,
	.offset = offsetof(struct setting, kinds)},
    {.name = "required",
	.label = "必报指标（不勾选则为选报，不参与排名）",
	.kind = FIELD_FLAG,
	.offset = offsetof(struct setting, required)},
    {.name = "minimum_denominator",
	.label = "参与排名的最小分母",
	.hint = "分母小于它的机构只显示数值，不参与排名。",
	.kind = FIELD_INTEGER,
	.required = true,
	.maximum = 1000000,
	.offset = offsetof(struct setting, minimum_denominator)},
    {.name = "op",
	.label = "要求的方向",
	.hint = "不选表示没有要求。",
	.kind = FIELD_CHOICE,
	.choices = ops,
	.offset = offsetof(struct setting, op)},
    {.name = "value",
	.label = "要求的数值",
	.hint = "按指标的单位填写；“较基线升高”“较基线降低”不填。",
	.kind = FIELD_DECIMAL,
	.offset = offsetof(struct setting, value)},
    {.name = "source",
	.label = "要求的依据",
	.hint = "文件名称和条目，或本卫健委自定的说明；会显示给填报机构。",
	.kind = FIELD_TEXT,
	.maximum = 300,
	.offset = offsetof(struct setting, source)},
    {.name = "departments",
	.label = "分科室填报",
	.hint = "各科室的数字相加为全院合计。各科室的数字只有医院自己能看到，不报送、不公开。",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = parts,
	.offset = offsetof(struct setting, departments)},
    {.name = "months",
	.label = "按月填报",
	.hint = "三个月的数字相加为本季度合计（期末数以最后一个月为准）；"
		"分科室填报的数据项不再按月填。",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = parts,
	.offset = offsetof(struct setting, months)},
    {.name = "cadence",
	.label = "填报周期",
	.hint = "能相加的数据只在最短的一期填一次，更长的报告期由系统合计。",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = cadences,
	.offset = offsetof(struct setting, cadence)},
    {.name = "seen",
	.kind = FIELD_HIDDEN,
	.required = true,
	.offset = offsetof(struct setting, seen)},
};

struct page {
	struct form *form;
	struct rows *programme;
	struct rows *indicator;
	struct rows *kinds;
};

static enum status
open(struct page *page, struct context *context)
{
	enum status status = programme_load(&page->programme, context);

	if (status != STATUS_OK)
		return status;
	status = DB_ASK(context->db, &page->indicator, PROGRAMME_INDICATOR_LOAD,
	    rows_text(page->programme, 0, "id"), context->segments[1]);
	if (status == STATUS_OK && rows_count(page->indicator) == 0)
		return STATUS_MISSING;
	if (status == STATUS_OK)
		status = DB_ASK(context->db, &page->kinds, PROGRAMME_INDICATOR_KINDS,
		    rows_text(page->indicator, 0, "kinds"));
	if (status != STATUS_OK)
		return status;
	page->form = FORM(context, fields);
	page_choices(context, page->form, "kinds", page->kinds);
	return STATUS_OK;
}

static void
fill(struct context *context, struct page *page)
{
	const struct rows *row = page->indicator;
	const char **levels = arena_new(context->arena, const char *, 4);
	const char **kinds = arena_new(context->arena, const char *, rows_count(page->kinds) + 1);
	struct texts texts = {levels, 0};

	/* Levels are plain words, so a word in PostgreSQL's array text is a member. */
	for (const struct choice *level = institution_levels; level->value != NULL; level++) {
		if (strstr(rows_text(row, 0, "levels"), level->value) != NULL)
			levels[texts.count++] = level->value;
	}
	form_set_many(page->form, "levels", &texts);
	texts = (struct texts){kinds, 0};
	for (size_t i = 0; i < rows_count(page->kinds); i++) {
		if (rows_flag(page->kinds, i, "chosen"))
			kinds[texts.count++] = rows_text(page->kinds, i, "value");
	}
	form_set_many(page->form, "kinds", &texts);
	form_set(page->form, "minimum_denominator", rows_text(row, 0, "minimum_denominator"));
	form_set(page->form, "required", rows_flag(row, 0, "required") ? "1" : NULL);
	form_set(page->form, "op", rows_text(row, 0, "op"));
	form_set(page->form, "value", rows_text(row, 0, "value"));
	form_set(page->form, "source", rows_text(row, 0, "source"));
	form_set(page->form, "departments", rows_text(row, 0, "departments"));
	form_set(page->form, "months", rows_text(row, 0, "months"));
	form_set(page->form, "cadence", rows_text(row, 0, "cadence"));
	form_set(page->form, "seen", rows_text(row, 0, "seen"));
}

static struct view *
draw(struct context *context, const struct page *page)
{
	const char *name = rows_text(page->indicator, 0, "name");
	struct view *view = page_view(context, name);

	form_view(page->form, view);
	programme_show(context, view, page->programme, name);
	page_row(view_object(view, "indicator"), page->indicator, 0);
	return view;
}

/* What one field's own check cannot see. */
static void
check(struct form *form, const struct setting *input)
{
	bool relative = text_equal(input->op, "up") || text_equal(input->op, "down");

	if (input->op == NULL) {
		if (input->value != NULL)
			form_error(form, "op", "填写了要求的数值，请选择要求的方向，或清空数值。");
		return;
	}
	if (relative && input->value != NULL)
		form_error(form, "value", "与基线比较时不填要求的数值，请清空。");
	if (!relative && input->value == NULL)
		form_error(form, "value", "请填写要求的数值。");
	if (input->source == NULL || text_code_points(input->source) < 2)
		form_error(form, "source", "请填写要求的依据，至少 2 个字。");
}

enum status
programme_indicator_get(struct context *context)
{
	struct page page;
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	fill(context, &page);
	return page_show(context, "commission/programme/indicator", draw(context, &page));
}

enum status
programme_indicator_post(struct context *context)
{
	struct setting input = {0};
	struct page page;
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	if (form_read(page.form, &input) == STATUS_OK)
		check(page.form, &input);
	if (form_has_errors(page.form))
		return page_show_again(
		    context, "commission/programme/indicator", draw(context, &page));
	status = DB_ASK(context->db, NULL, PROGRAMME_INDICATOR_CHANGE,
	    rows_text(page.programme, 0, "id"), context->segments[1], input.seen,
	    text_array(context->arena, input.levels.items, input.levels.count),
	    text_array(context->arena, input.kinds.items, input.kinds.count),
	    input.minimum_denominator, input.required ? "true" : "false", input.op, input.value,
	    input.op == NULL ? NULL : input.source, input.departments, input.months, input.cadence);
	if (form_refuses(page.form, context, status))
		return page_show_again(
		    context, "commission/programme/indicator", draw(context, &page));
	if (status != STATUS_OK)
		return status;
	return page_redirect(context, programme_url(context, page.programme, "?notice=indicator"));
}
