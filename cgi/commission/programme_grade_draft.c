/* /commission/programme/<id>/grade/draft: one form for the whole scheme. */
#include <string.h>

#include "commission_query.h"
#include "core/arena.h"
#include "core/form.h"
#include "core/page.h"
#include "core/text.h"
#include "grade_proposal.h"
#include "measure/decimal.h"
#include "page.h"
#include "programme.h"
#include "result/definition.h"

struct draft {
	const char *note;
	const char *band[3];
	const char *cap_b;
	const char *cap_c;
	const char *coverage;
	const char *seen;
	struct pairs weight;
	struct pairs floor;
	struct pairs benchmark;
	struct pairs safety;
	struct pairs source;
};

static const struct choice coverages[] = {{"1", "三分之一"}, {"2", "三分之二"}, {"3", "全部"}, {0}};

static const struct field fields[] = {
    {.name = "note",
	.label = "修改说明",
	.hint = "这一版改了什么、为什么，会随版本一直保留。",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 500,
	.offset = offsetof(struct draft, note)},
    {.name = "band_a",
	.label = "A 级起点（分）",
	.kind = FIELD_DECIMAL,
	.required = true,
	.maximum = 100,
	.offset = offsetof(struct draft, band[0])},
    {.name = "band_b",
	.label = "B 级起点（分）",
	.kind = FIELD_DECIMAL,
	.required = true,
	.maximum = 100,
	.offset = offsetof(struct draft, band[1])},
    {.name = "band_c",
	.label = "C 级起点（分）",
	.kind = FIELD_DECIMAL,
	.required = true,
	.maximum = 100,
	.offset = offsetof(struct draft, band[2])},
    {.name = "cap_b",
	.label = "封顶 B 级的 z 值",
	.hint = "安全指标的 z 值不高于它时，等级不高于 B；负数，通常为 -1.96。",
	.kind = FIELD_DECIMAL,
	.required = true,
	.minimum = -100,
	.offset = offsetof(struct draft, cap_b)},
    {.name = "cap_c",
	.label = "封顶 C 级的 z 值",
	.hint = "比上一项更低，通常为 -3.09。",
	.kind = FIELD_DECIMAL,
	.required = true,
	.minimum = -100,
	.offset = offsetof(struct draft, cap_c)},
    {.name = "coverage",
	.label = "评级需要的有效权重",
	.hint = "有效指标的权重达不到全部权重的这一部分时，不评级。",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = coverages,
	.offset = offsetof(struct draft, coverage)},
    {.name = "weight",
	.label = "权重",
	.kind = FIELD_MAP,
	.offset = offsetof(struct draft, weight)},
    {.name = "floor",
	.label = "起评值",
	.kind = FIELD_MAP,
	.offset = offsetof(struct draft, floor)},
    {.name = "benchmark",
	.label = "满分值",
	.kind = FIELD_MAP,
	.offset = offsetof(struct draft, benchmark)},
    {.name = "safety",
	.label = "安全指标",
	.kind = FIELD_MAP,
	.offset = offsetof(struct draft, safety)},
    {.name = "source",
	.label = "依据",
	.kind = FIELD_MAP,
	.offset = offsetof(struct draft, source)},
    {.name = "seen",
	.kind = FIELD_HIDDEN,
	.required = true,
	.offset = offsetof(struct draft, seen)},
};

/* What a cell of the table has to be. */
static const struct field weight_field = {.label = "权重", .kind = FIELD_DECIMAL, .maximum = 1000};
static const struct field floor_field = {
    .label = "起评值", .kind = FIELD_DECIMAL, .required = true};
static const struct field benchmark_field = {
    .label = "满分值", .kind = FIELD_DECIMAL, .required = true};
static const struct field source_field = {
    .label = "依据", .kind = FIELD_TEXT, .required = true, .maximum = 200};

/* The rows of the scheme as arrays for a statement. */
struct lines {
	size_t count;
	const char **codes;
	const char **weights;
	const char **floors;
	const char **benchmarks;
	const char **safeties;
	const char **sources;
};

struct page {
	struct form *form;
	struct rows *programme;
	struct rows *newest;
	struct rows *choices;
	struct rows *sums;
	struct grade_proposal *proposals;
	bool adopt; /* ?proposal=1: floors and benchmarks are those of the proposals */
};

static enum status
load(struct page *page, struct context *context)
{
	const char *id = context->segments[0];
	enum status status = STATUS_OK;

	const struct ask asks[] = {
	    ASK(&page->programme, PROGRAMME_LOAD, id),
	    ASK(&page->newest, GRADE_NEWEST, id),
	    ASK(&page->choices, GRADE_CHOICES, id),
	    ASK(&page->sums, GRADE_YEAR_BEFORE, id),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status == STATUS_OK && rows_count(page->programme) == 0)
		status = STATUS_MISSING;
	return status;
}

/* The newest scheme, or where a first one may begin. */
static void
fill(const struct page *page)
{
	static const char *const defaults[][2] = {{"band_a", "85.0"}, {"band_b", "70.0"},
	    {"band_c", "55.0"}, {"cap_b", "-1.96"}, {"cap_c", "-3.09"}};
	bool known = rows_count(page->newest) > 0;

	for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++)
		form_set(page->form, defaults[i][0],
		    known ? rows_text(page->newest, 0, defaults[i][0]) : defaults[i][1]);
	form_set(page->form, "coverage", known ? rows_text(page->newest, 0, "coverage_of_3") : "2");
	form_set(page->form, "seen", known ? rows_text(page->newest, 0, "scheme_id") : "0");
	if (known && text_equal(rows_text(page->newest, 0, "state"), "draft"))
		form_set(page->form, "note", rows_text(page->newest, 0, "note"));
}

static enum status
open(struct page *page, struct context *context)
{
	enum status status;

	*page = (struct page){
	    .adopt = text_equal(request_query(context->request, "proposal", NULL), "1")};
	status = load(page, context);
	if (status != STATUS_OK)
		return status;
	if (!programme_may_change(context, page->programme))
		return STATUS_FORBIDDEN;
	page->proposals = grade_proposals_read(context->arena, page->choices, page->sums);
	page->form = FORM(context, fields);
	fill(page);
	return STATUS_OK;
}

static const char *
describe_source(struct arena *arena, const struct grade_proposal *proposal)
{
	return text_format(arena, "%s 年度 %zu 家机构的第 10、第 90 百分位", proposal->year,
	    proposal->institutions);
}

/* A cell: what was typed, else what is proposed, else what the newest scheme has. */
static void
show_cell(struct view *item, struct arena *arena, const struct page *page, const char *name,
    size_t row, const char *proposed)
{
	const char *code = rows_text(page->choices, row, "indicator_code");
	const char *typed = form_map_value(page->form, name, code);
	const char *known = rows_text(page->choices, row, name);
	struct view *cell = view_object(item, name);

	if (proposed != NULL && rows_text(page->choices, row, "weight") != NULL)
		known = proposed;
	view_text(cell, "id", text_format(arena, "%s.%s", name, code));
	view_text(cell, "value", typed != NULL ? typed : known == NULL ? "" : known);
	view_text(cell, "error", form_map_error(page->form, name, code));
}

static void
show_choice(struct context *context, struct view *item, const struct page *page, size_t row)
{
	const struct grade_proposal *proposal = &page->proposals[row];
	const char *code = rows_text(page->choices, row, "indicator_code");
	bool adopt = page->adopt && proposal->floor != NULL;
	struct result_definition definition;

	result_definition_read(&definition, page->choices, row);
	view_text(item, "code", code);
	view_text(item, "name", rows_text(page->choices, row, "name"));
	view_text(item, "unit", definition.unit);
	view_text(item, "direction_text",
	    text_equal(rows_text(page->choices, row, "direction"), "increase") ? "越高越好"
									       : "越低越好");
	view_text(
	    item, "minimum_denominator", rows_text(page->choices, row, "minimum_denominator"));
	show_cell(item, context->arena, page, "weight", row, NULL);
	show_cell(item, context->arena, page, "floor", row, adopt ? proposal->floor : NULL);
	show_cell(item, context->arena, page, "benchmark", row, adopt ? proposal->benchmark : NULL);
	show_cell(item, context->arena, page, "source", row,
	    adopt ? describe_source(context->arena, proposal) : NULL);
	show_cell(item, context->arena, page, "safety", row, NULL);
	/* A box that is not ticked is not posted: only the weight says whether the form was. */
	view_flag(item, "ticked",
	    form_map_value(page->form, "weight", code) != NULL
		? form_map_value(page->form, "safety", code) != NULL
		: rows_flag(page->choices, row, "safety"));
	view_text(item, "proposed_floor", proposal->floor);
	view_text(item, "proposed_benchmark", proposal->benchmark);
	view_text(item, "proposed_year", proposal->year);
	view_text(item, "proposed_of",
	    proposal->institutions > 0 ? text_format(context->arena, "%zu", proposal->institutions)
				       : NULL);
}

static struct view *
draw(struct context *context, const struct page *page)
{
	struct view *view = page_view(context, "编辑等级评价草案");
	const char *specialty = NULL;

	form_view(page->form, view);
	programme_show(context, view, page->programme, "编辑等级评价草案");
	view_flag(view, "has_proposals", rows_count(page->sums) > 0);
	view_flag(view, "adopted", page->adopt);
	view_list(view, "choices");
	for (size_t row = 0; row < rows_count(page->choices); row++) {
		struct view *item = view_item(view, "choices");
		const char *its = rows_text(page->choices, row, "specialty");

		view_text(item, "group", text_equal(its, specialty) ? NULL : its);
		specialty = its;
		show_choice(context, item, page, row);
	}
	return view;
}

const struct query grade_draft_query[] = {
    {.name = "proposal", .kind = VALUE_WORD, .words = "1"},
    {0},
};

enum status
grade_draft_get(struct context *context)
{
	struct page page;
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	return page_show(context, "commission/programme_grade_draft", draw(context, &page));
}

/* ---- what was typed ------------------------------------------------------------------------- */

/* One cell of the row of code, normalised; its error stands at the cell. */
static const char *
read_cell(const struct page *page, struct arena *arena, const struct field *field, const char *name,
    const char *code)
{
	const char *typed = form_map_value(page->form, name, code), *out = NULL;
	const char *error = form_check_as(&out, arena, field, typed);

	if (error == NULL)
		return out;
	form_error(page->form, text_format(arena, "%s.%s", name, code), error);
	return NULL;
}

/* Floor and benchmark say the same as the indicator about what is better. */
static void
check_range(const struct page *page, struct arena *arena, size_t row, const char *floor,
    const char *benchmark)
{
	bool rising = text_equal(rows_text(page->choices, row, "direction"), "increase");
	struct decimal low, high;

	if (floor == NULL || benchmark == NULL ||
	    !decimal_parse(&low, rising ? floor : benchmark) ||
	    !decimal_parse(&high, rising ? benchmark : floor) || decimal_compare(low, high) < 0)
		return;
	form_error(page->form,
	    text_format(arena, "benchmark.%s", rows_text(page->choices, row, "indicator_code")),
	    rising ? "这项指标越高越好，满分值应大于起评值"
		   : "这项指标越低越好，满分值应小于起评值");
}

static const char *
read_weight(const struct page *page, struct arena *arena, const char *code)
{
	const char *text = read_cell(page, arena, &weight_field, "weight", code);
	const char *cell = text_format(arena, "weight.%s", code);
	struct decimal weight;

	if (text != NULL && decimal_parse(&weight, text) && weight.units <= 0)
		form_error(page->form, cell, "权重应大于 0；不列入评价的指标请留空");
	if (text != NULL && decimal_places(text) > 2)
		form_error(page->form, cell, "权重最多保留 2 位小数");
	if (text == NULL && form_map_error(page->form, "weight", code) == NULL &&
	    form_map_value(page->form, "safety", code) != NULL)
		form_error(page->form, cell, "勾选了安全指标，请填写权重，或取消勾选");
	return text;
}

/* The rows with a weight; what is wrong stands at its cell. */
static struct lines
read_lines(const struct page *page, struct arena *arena)
{
	size_t most = rows_count(page->choices);
	struct lines lines = {.codes = arena_new(arena, const char *, most),
	    .weights = arena_new(arena, const char *, most),
	    .floors = arena_new(arena, const char *, most),
	    .benchmarks = arena_new(arena, const char *, most),
	    .safeties = arena_new(arena, const char *, most),
	    .sources = arena_new(arena, const char *, most)};

	for (size_t row = 0; row < most; row++) {
		const char *code = rows_text(page->choices, row, "indicator_code");
		size_t i = lines.count;

		lines.weights[i] = read_weight(page, arena, code);
		if (lines.weights[i] == NULL)
			continue;
		lines.codes[i] = code;
		lines.floors[i] = read_cell(page, arena, &floor_field, "floor", code);
		lines.benchmarks[i] = read_cell(page, arena, &benchmark_field, "benchmark", code);
		check_range(page, arena, row, lines.floors[i], lines.benchmarks[i]);
		lines.sources[i] = read_cell(page, arena, &source_field, "source", code);
		if (lines.sources[i] != NULL && text_code_points(lines.sources[i]) < 2)
			form_error(page->form, text_format(arena, "source.%s", code),
			    "请写明起评值和满分值的依据，至少 2 个字");
		lines.safeties[i] = form_map_value(page->form, "safety", code) != NULL ? "t" : "f";
		lines.count++;
	}
	return lines;
}

/* What one field's own check cannot see. */
static void
check(const struct page *page, const struct draft *input, const struct lines *lines)
{
	struct decimal bands[3], caps[2];
	bool known = true;

	for (int i = 0; i < 3; i++)
		known = known && input->band[i] != NULL && decimal_parse(&bands[i], input->band[i]);
	if (known && decimal_compare(bands[1], bands[0]) >= 0)
		form_error(page->form, "band_b", "B 级起点应低于 A 级起点。");
	if (known && decimal_compare(bands[2], bands[1]) >= 0)
		form_error(page->form, "band_c", "C 级起点应低于 B 级起点。");
	if (known && bands[2].units <= 0)
		form_error(page->form, "band_c", "C 级起点应大于 0 分。");
	known = input->cap_b != NULL && input->cap_c != NULL &&
		decimal_parse(&caps[0], input->cap_b) && decimal_parse(&caps[1], input->cap_c);
	if (known && caps[0].units >= 0)
		form_error(page->form, "cap_b", "封顶 B 级的 z 值应为负数。");
	if (known && decimal_compare(caps[1], caps[0]) >= 0)
		form_error(page->form, "cap_c", "封顶 C 级的 z 值应低于封顶 B 级的 z 值。");
	if (lines->count == 0 && !form_has_errors(page->form))
		form_error(page->form, NULL, "还没有列入指标，请至少给一项指标填写权重。");
	if (input->note != NULL && text_code_points(input->note) < 2)
		form_error(page->form, "note", "请写明修改说明，至少 2 个字。");
}

/* More digits than the scheme keeps. */
static void
check_places(const struct page *page, const struct draft *input)
{
	static const char *const names[] = {"band_a", "band_b", "band_c"};

	for (int i = 0; i < 3; i++) {
		if (input->band[i] != NULL && decimal_places(input->band[i]) > 1)
			form_error(page->form, names[i], "等级起点最多保留 1 位小数。");
	}
	if (input->cap_b != NULL && decimal_places(input->cap_b) > 2)
		form_error(page->form, "cap_b", "z 值最多保留 2 位小数。");
	if (input->cap_c != NULL && decimal_places(input->cap_c) > 2)
		form_error(page->form, "cap_c", "z 值最多保留 2 位小数。");
}

static enum status
save(struct context *context, const struct page *page, const struct draft *input,
    const struct lines *lines)
{
	struct arena *arena = context->arena;
	const char *const caps[] = {input->cap_b, input->cap_c};

	return DB_ASK(context->db, NULL, GRADE_SAVE, rows_text(page->programme, 0, "id"),
	    input->seen, input->note, text_array(arena, input->band, 3), text_array(arena, caps, 2),
	    input->coverage, text_array(arena, lines->codes, lines->count),
	    text_array(arena, lines->weights, lines->count),
	    text_array(arena, lines->floors, lines->count),
	    text_array(arena, lines->benchmarks, lines->count),
	    text_array(arena, lines->safeties, lines->count),
	    text_array(arena, lines->sources, lines->count));
}

enum status
grade_draft_post(struct context *context)
{
	struct draft input = {0};
	struct lines lines;
	struct page page;
	int64_t seen;
	bool whole;
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	page.adopt = false;
	whole = form_read(page.form, &input) == STATUS_OK;
	lines = read_lines(&page, context->arena);
	check_places(&page, &input);
	check(&page, &input, &lines);
	if (!whole || form_has_errors(page.form))
		return page_show_again(
		    context, "commission/programme_grade_draft", draw(context, &page));
	if (!text_to_id(&seen, input.seen))
		return STATUS_INPUT;
	status = save(context, &page, &input, &lines);
	if (form_refuses(page.form, context, status))
		return page_show_again(
		    context, "commission/programme_grade_draft", draw(context, &page));
	if (status != STATUS_OK)
		return status;
	return page_redirect(
	    context, programme_url(context, page.programme, "/grade/effect?notice=saved"));
}
