/* /commission/programme/<id>/grade/effect: whose grade or rank the draft would change, and why. */
#include "figure/grade_effect.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/page_table.h"
#include "core/text.h"
#include "figure/grade_view.h"
#include "programme.h"

struct enactment {
	const char *scheme;
};

static const struct field fields[] = {
    {.name = "scheme",
	.kind = FIELD_HIDDEN,
	.required = true,
	.maximum = 20,
	.offset = offsetof(struct enactment, scheme)},
};

static const struct notice notices[] = {
    {"saved", "草案已保存，还没有生效。请核对下面的影响。"},
    {0},
};

struct page {
	struct form *form;
	struct rows *programme;
	struct rows *newest;
	struct rows *periods;
	const char *period;
	/* the scheme in force, then the draft */
	struct rows *heads[2];
	struct rows *items[2];
	struct rows *values;
	struct rows *vetoes;
	struct rows *decisions; /* on caps */
	struct figure_grade_scheme schemes[2];
	struct figure_grade_effect effect;
};

static enum status
load_programme(struct page *page, struct context *context)
{
	const char *id = context->segments[0];
	enum status status;

	const struct ask asks[] = {
	    ASK(&page->programme, PROGRAMME_LOAD, id),
	    ASK(&page->newest, GRADE_NEWEST, id),
	    ASK(&page->periods, GRADE_PERIODS, id),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status == STATUS_OK && rows_count(page->programme) == 0)
		status = STATUS_MISSING;
	return status;
}

/* The period asked for, or the newest that has accepted returns; NULL: none at all. */
static enum status
choose_period(const char **out, const struct page *page, struct context *context)
{
	const char *wanted = request_query(context->request, "period", NULL);

	*out = wanted;
	for (size_t row = 0; row < rows_count(page->periods); row++) {
		if (text_equal(rows_text(page->periods, row, "value"), wanted))
			return STATUS_OK;
	}
	if (wanted != NULL) {
		page_detail(context, "这个监测方案没有所选报告期的已接受报表，请重新选择报告期。");
		return STATUS_MISSING;
	}
	*out = rows_count(page->periods) == 0 ? NULL : rows_text(page->periods, 0, "value");
	return STATUS_OK;
}

static enum status
load_effect(struct page *page, struct context *context)
{
	const char *id = rows_text(page->programme, 0, "id"),
		   *draft = rows_text(page->newest, 0, "scheme_id");
	const struct ask asks[] = {
	    ASK(&page->heads[0], GRADE_HEAD, id, NULL),
	    ASK(&page->items[0], GRADE_ITEMS, id, NULL),
	    ASK(&page->heads[1], GRADE_HEAD, id, draft),
	    ASK(&page->items[1], GRADE_ITEMS, id, draft),
	    ASK(&page->values, GRADE_VALUES, id, page->period, draft),
	    ASK(&page->vetoes, GRADE_VETOES, id, page->period),
	    ASK(&page->decisions, GRADE_DECISIONS, id, page->period),
	};

	return DB_ASK_ALL(context->db, asks);
}

/* false: there is nothing to compare, the page says why. */
static bool
is_ready(const struct page *page)
{
	return rows_count(page->newest) > 0 &&
	       text_equal(rows_text(page->newest, 0, "state"), "draft") && page->period != NULL;
}

static enum status
open(struct page *page, struct context *context)
{
	enum status status;

	*page = (struct page){.form = FORM(context, fields)};
	status = load_programme(page, context);
	if (status != STATUS_OK)
		return status;
	status = choose_period(&page->period, page, context);
	if (status != STATUS_OK)
		return status;
	if (rows_count(page->newest) > 0)
		form_set(page->form, "scheme", rows_text(page->newest, 0, "scheme_id"));
	if (!is_ready(page))
		return STATUS_OK;
	status = load_effect(page, context);
	if (status != STATUS_OK)
		return status;
	for (int i = 0; i < 2; i++) {
		if (rows_count(page->heads[i]) > 0)
			figure_grade_scheme_read(&page->schemes[i], context->arena, page->heads[i],
			    0, page->items[i], 0, rows_count(page->items[i]));
	}
	figure_grade_effect_compute(&page->effect, context->arena, &page->schemes[0],
	    &page->schemes[1], page->values, page->vetoes, page->decisions);
	return STATUS_OK;
}

/* ---- the page ------------------------------------------------------------------------------- */

static const char *
grade_of(const struct figure_grade_unit *unit)
{
	return unit->result.reason == GRADE_GRADED ? figure_grade_letter(unit->result.grade)
						   : "未评级";
}

static const char *
composite_of(struct arena *arena, const struct figure_grade_unit *unit)
{
	return unit->result.reason == GRADE_GRADED
		   ? figure_grade_tenths(arena, unit->result.composite_tenths)
		   : NULL;
}

static const char *
why_of(struct arena *arena, const struct page *page, const struct figure_grade_change *change)
{
	if (rows_count(page->heads[0]) == 0)
		return "首次评级";
	return figure_grade_change_text(arena, &page->effect, change);
}

static void
show_change(struct context *context, struct view *item, const struct page *page,
    const struct figure_grade_change *change)
{
	struct arena *arena = context->arena;
	size_t row = change->after->row;

	view_text(item, "name", rows_text(page->values, row, "institution_name"));
	view_text(item, "label", rows_text(page->values, row, "peer_group_label"));
	view_text(item, "grade_before", grade_of(change->before));
	view_text(item, "grade_after", grade_of(change->after));
	view_flag(item, "grade_changed", change->grade_changed);
	view_text(item, "composite_before", composite_of(arena, change->before));
	view_text(item, "composite_after", composite_of(arena, change->after));
	view_text(item, "rank_before", figure_grade_rank(arena, change->before));
	view_text(item, "rank_after", figure_grade_rank(arena, change->after));
	view_flag(item, "rank_changed", change->rank_changed);
	view_text(item, "why", why_of(arena, page, change));
}

static void
show_effect(struct context *context, struct view *view, const struct page *page)
{
	const struct figure_grade_effect *effect = &page->effect;
	size_t grades = 0;

	view_list(view, "changes");
	for (size_t i = 0; i < effect->count; i++) {
		show_change(context, view_item(view, "changes"), page, &effect->changes[i]);
		grades += effect->changes[i].grade_changed;
	}
	view_text(view, "grades_changed", text_format(context->arena, "%zu", grades));
	view_text(
	    view, "ranks_changed", text_format(context->arena, "%zu", effect->count - grades));
	view_text(view, "unchanged", text_format(context->arena, "%zu", effect->unchanged));
	view_text(view, "parts",
	    rows_count(page->heads[0]) == 0 ? NULL
					    : figure_grade_effect_parts(context->arena, effect));
	view_text(view, "version_before",
	    rows_count(page->heads[0]) == 0 ? NULL : rows_text(page->heads[0], 0, "version"));
	view_text(view, "note", rows_text(page->heads[1], 0, "note"));
	view_text(view, "saved_at", rows_text(page->heads[1], 0, "saved_at"));
	view_text(view, "author_name", rows_text(page->heads[1], 0, "author_name"));
}

static struct view *
draw(struct context *context, const struct page *page)
{
	struct view *view = page_view(context, "草案的影响");

	form_view(page->form, view);
	programme_show(context, view, page->programme, "草案的影响");
	page_notice(context, view, notices);
	page_options_of(view, "period_options", page->periods, page->period);
	view_flag(view, "no_draft",
	    rows_count(page->newest) == 0 ||
		!text_equal(rows_text(page->newest, 0, "state"), "draft"));
	view_flag(view, "no_period", page->period == NULL);
	view_text(view, "csv_url", page_url_with(context, "format", "csv"));
	view_text(view, "xlsx_url", page_url_with(context, "format", "xlsx"));
	view_list(view, "effect");
	if (is_ready(page))
		show_effect(context, view_object(view, "effect"), page);
	return view;
}

static enum status
send_file(struct context *context, const struct page *page)
{
	static const struct xlsx_column columns[] = {{"同级同类", XLSX_TEXT},
	    {"医疗机构", XLSX_TEXT}, {"现行等级", XLSX_TEXT}, {"草案等级", XLSX_TEXT},
	    {"现行综合分", XLSX_NUMBER}, {"草案综合分", XLSX_NUMBER}, {"现行名次", XLSX_TEXT},
	    {"草案名次", XLSX_TEXT}, {"原因", XLSX_TEXT}};
	struct arena *arena = context->arena;
	struct page_table table =
	    page_table_create(arena, columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < page->effect.count; i++) {
		const struct figure_grade_change *change = &page->effect.changes[i];
		size_t row = change->after->row;

		page_table_add(&table,
		    (const char *const[]){rows_text(page->values, row, "peer_group_label"),
			rows_text(page->values, row, "institution_name"), grade_of(change->before),
			grade_of(change->after), composite_of(arena, change->before),
			composite_of(arena, change->after),
			figure_grade_rank(arena, change->before),
			figure_grade_rank(arena, change->after), why_of(arena, page, change)});
	}
	return page_table_send(context, page_format(context),
	    text_format(arena, "等级评价草案的影响-%s", page->period), &table,
	    (const struct page_fact[]){{"监测方案", rows_text(page->programme, 0, "name")},
		{"报告期", page->period}, {"草案", rows_text(page->heads[1], 0, "note")}, {0}});
}

const struct query grade_effect_query[] = {
    {.name = "period", .kind = VALUE_PERIOD},
    PARAMETER_FORMAT,
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
grade_effect_get(struct context *context)
{
	struct page page;
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	if (page_format(context) != PAGE_HTML)
		return is_ready(&page) ? send_file(context, &page) : STATUS_MISSING;
	return page_show(context, "commission/programme/grade_effect", draw(context, &page));
}

enum status
grade_effect_post(struct context *context)
{
	struct enactment input = {0};
	struct page page;
	int64_t scheme;
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	if (form_read(page.form, &input) != STATUS_OK || !text_to_id(&scheme, input.scheme))
		return page_show_again(
		    context, "commission/programme/grade_effect", draw(context, &page));
	status = DB_ASK(
	    context->db, NULL, GRADE_ENACT, rows_text(page.programme, 0, "id"), input.scheme);
	if (form_refuses(page.form, context, status))
		return page_show_again(
		    context, "commission/programme/grade_effect", draw(context, &page));
	if (status != STATUS_OK)
		return status;
	return page_redirect(
	    context, programme_url(context, page.programme, "/grade?notice=enacted"));
}
