/* /commission/indicator/matrix: institutions, or counties, by indicators. */
#include "matrix.h"

#include "commission/computed.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "figure/value.h"

static const struct {
	const char *class;
	const char *symbol;
	const char *words;
} shades[MATRIX_SHADE_COUNT] = {
    [MATRIX_WORSE_998] = {"worse-998", "－－", "差于预期（99.8% 限外）"},
    [MATRIX_WORSE_95] = {"worse-95", "－", "差于预期（95% 限外）"},
    [MATRIX_AS_EXPECTED] = {"within", "＝", "限内"},
    [MATRIX_BETTER_95] = {"better-95", "＋", "优于预期（95% 限外）"},
    [MATRIX_BETTER_998] = {"better-998", "＋＋", "优于预期（99.8% 限外）"},
    [MATRIX_NOT_JUDGED] = {"plain", "·", "不判定"},
    [MATRIX_MET] = {"better-95", "✓", "达到要求"},
    [MATRIX_NOT_MET] = {"worse-95", "✗", "未达到要求"},
    [MATRIX_ABSENT] = {"absent", "", "无数值"},
};

/* Class of the stylesheet without "zh-heat-". */
static const char *
matrix_shade_class(enum matrix_shade shade)
{
	return shades[shade].class;
}

/* The symbol beside the figure. */
static const char *
matrix_shade_symbol(enum matrix_shade shade)
{
	return shades[shade].symbol;
}

const char *
matrix_shade_words(enum matrix_shade shade)
{
	return shades[shade].words;
}

/* ---- addresses ------------------------------------------------------------------------------ */

/* The page of the present choices without an order; region NULL: that of the filter. */
static const char *
plain_url(const struct matrix *matrix, const char *path, bool counties, const char *region)
{
	struct filter filter = matrix->filter;
	const char *url = scope_url(&matrix->scope, matrix->arena, path);

	if (region != NULL)
		filter.region = region;
	if (matrix->specialty != NULL)
		url = html_url_query(matrix->arena, url, "specialty", matrix->specialty);
	if (counties)
		url = html_url_query(matrix->arena, url, "by", "county");
	return filter_url(&filter, matrix->arena, url);
}

/* In this order: the best first, or the worst if it is so already. */
static const char *
sort_url(struct context *context, const struct matrix *matrix, const char *by)
{
	const char *url = plain_url(matrix, context->request->path, matrix->counties, NULL);
	bool again = text_equal(matrix->sort, by) && !matrix->worst_first;

	url = html_url_query(context->arena, url, "sort", by);
	return again ? html_url_query(context->arena, url, "order", "worst") : url;
}

/* aria-sort of a column's head. */
static const char *
sorted(const struct matrix *matrix, const char *by)
{
	if (!text_equal(matrix->sort, by))
		return NULL;
	return matrix->worst_first ? "descending" : "ascending";
}

/* ---- the table ------------------------------------------------------------------------------ */

static void
show_heads(struct context *context, struct view *view, const struct matrix *matrix)
{
	view_list(view, "columns");
	for (size_t i = 0; i < matrix->column_count; i++) {
		const struct matrix_column *column = &matrix->columns[i];
		const char *code = rows_text(matrix->indicators, i, "indicator_code");
		struct view *head = view_item(view, "columns");

		view_text(head, "name", rows_text(matrix->indicators, i, "name"));
		view_text(head, "unit", column->definition.truth ? "" : column->definition.unit);
		view_text(head, "direction_text", figure_direction_text(&column->definition));
		view_text(head, "url",
		    filter_url(&matrix->filter, context->arena,
			scope_url(&matrix->scope, context->arena,
			    html_url_path(context->arena, "commission", "indicator", code, NULL))));
		view_text(head, "sort_url", sort_url(context, matrix, code));
		view_text(head, "sorted", sorted(matrix, code));
		view_text(head, "total", matrix_total_value(matrix, column));
		view_text(head, "total_counts",
		    figure_total_counts(context->arena, &column->definition, &column->total));
	}
}

static void
show_cell(struct view *item, const struct matrix_cell *cell)
{
	view_text(item, "class", matrix_shade_class(cell->shade));
	view_text(item, "symbol", matrix_shade_symbol(cell->shade));
	view_text(item, "words", matrix_shade_words(cell->shade));
	view_text(item, "value", cell->value);
	view_text(item, "why", cell->asked ? cell->why : NULL);
	view_text(item, "detail", cell->detail);
}

static void
show_row(struct context *context, struct view *item, const struct matrix *matrix, size_t index)
{
	const struct matrix_row *row = &matrix->rows[index];
	struct arena *arena = context->arena;

	view_text(item, "name", row->name);
	view_text(item, "region_name", row->region_name);
	view_text(item, "url",
	    row->group == NULL
		? plain_url(matrix, context->request->path, false, row->id)
		: scope_url(&matrix->scope, arena,
		      html_url_path(arena, "commission", "institution", row->id, "result", NULL)));
	view_text(item, "with_data", text_format(arena, "%zu", row->with_data));
	view_text(item, "asked", text_format(arena, "%zu", row->asked));
	view_flag(item, "complete", row->with_data == row->asked);
	view_list(item, "cells");
	for (size_t i = 0; i < matrix->column_count; i++)
		show_cell(view_item(item, "cells"), &matrix->columns[i].cells[index]);
}

static void
show_rows(struct context *context, struct view *view, const struct matrix *matrix)
{
	const char *group = NULL;

	view_list(view, "rows");
	for (size_t i = 0; i < matrix->page_count; i++) {
		size_t index = matrix->order[matrix->page_first + i];
		const struct matrix_row *row = &matrix->rows[index];
		struct view *item = view_item(view, "rows");

		view_text(item, "group_label",
		    text_equal(row->group, group) || row->group == NULL ? NULL : row->group_label);
		group = row->group;
		show_row(context, item, matrix, index);
	}
	view_integer(view, "span", (int64_t)matrix->column_count + 2);
}

/* Which symbols the table has, and what they say. */
static void
show_legend(struct view *view, const struct matrix *matrix)
{
	bool present[MATRIX_SHADE_COUNT] = {false};

	view_list(view, "legend");
	for (size_t i = 0; i < matrix->column_count; i++) {
		for (size_t j = 0; j < matrix->shown_count; j++)
			present[matrix->columns[i].cells[matrix->order[j]].shade] = true;
	}
	for (int shade = 0; shade < MATRIX_ABSENT; shade++) {
		struct view *item;

		if (!present[shade])
			continue;
		item = view_item(view, "legend");
		view_text(item, "class", shades[shade].class);
		view_text(item, "symbol", shades[shade].symbol);
		view_text(item, "words", shades[shade].words);
	}
}

/* ---- the page ------------------------------------------------------------------------------- */

static enum status
load(struct matrix *matrix, struct context *context)
{
	struct scope *scope = &matrix->scope;
	const struct filter *filter = &matrix->filter;
	enum status status = scope_open(scope, context, SCOPE_RESULTS);

	if (status != STATUS_OK || scope->empty)
		return status;
	const struct ask asks[] = {
	    ASK(&matrix->specialties, MATRIX_SPECIALTIES, scope->programme_id, matrix->specialty),
	    ASK(&matrix->indicators, MATRIX_INDICATORS, scope->programme_id, matrix->specialty),
	    ASK(&matrix->results, MATRIX_CELLS, scope->programme_id, scope->period,
		matrix->specialty, filter->region, filter->level, filter->kind, filter->ownership),
	    ASK(&matrix->arrivals, INDICATOR_ARRIVALS, scope->programme_id, scope->period),
	    COMPUTED_ASK(&matrix->computed, scope),
	};
	return SCOPE_ASK_ALL(scope, context, asks);
}

static void
show_choices(struct context *context, struct view *view, const struct matrix *matrix)
{
	const struct rows *rows = matrix->specialties;

	view_list(view, "specialty_options");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, "specialty_options");

		view_columns(item, rows, row, "value", "label");
		view_flag(item, "selected", rows_flag(rows, row, "chosen"));
	}
	view_flag(view, "many_specialties", rows_count(rows) > 1);
	view_flag(view, "all_selected", text_equal(matrix->specialty, "all"));
	view_flag(view, "counties", matrix->counties);
	view_text(view, "sort", matrix->sort);
	view_text(view, "order", matrix->worst_first ? "worst" : NULL);
	view_text(view, "name_url", sort_url(context, matrix, "name"));
	view_text(view, "name_sorted", sorted(matrix, "name"));
	filter_show(&matrix->filter, context->arena, view, matrix->results);
	view_integer(view, "chosen_count", (int64_t)matrix->shown_count);
	view_text(view, "complete_url", sort_url(context, matrix, "complete"));
	view_text(view, "complete_sorted", sorted(matrix, "complete"));
	view_text(view, "unsorted_url",
	    plain_url(matrix, context->request->path, matrix->counties, NULL));
	page_table_links(view, context->arena, list_url(&matrix->list));
}

const struct query matrix_query[] = {
    SCOPE_QUERY,
    FILTER_QUERY,
    {.name = "specialty", .kind = VALUE_TEXT},
    {.name = "by", .kind = VALUE_WORD, .words = "institution county"},
    LIST_PARAMETERS,
    {.name = "order", .kind = VALUE_WORD, .words = "best worst"},
    {0},
};

/* A matrix is sorted by any of its columns, which are those of the programme. */
static const struct list_definition *
define(const struct matrix *matrix)
{
	size_t count = rows_count(matrix->indicators) + 2;
	struct list_column *columns = arena_new(matrix->arena, struct list_column, count);
	struct list_definition *definition = arena_new(matrix->arena, struct list_definition, 1);

	columns[0] = (struct list_column){.name = "name", .cell = LIST_NAME, .sortable = true};
	columns[1] =
	    (struct list_column){.name = "complete", .cell = LIST_NUMBER, .sortable = true};
	for (size_t i = 2; i < count; i++)
		columns[i] = (struct list_column){
		    .name = rows_text(matrix->indicators, i - 2, "indicator_code"),
		    .cell = LIST_NUMBER,
		    .sortable = true};
	*definition = (struct list_definition){.path = "/commission/indicator/matrix",
	    .title = "指标矩阵",
	    .noun = "机构",
	    .counter = "行",
	    .columns = columns,
	    .column_count = count,
	    .query = matrix_query};
	return definition;
}

/* "-code" and "code&order=worst" are the same order. */
static enum status
read_list(struct matrix *matrix, struct context *context)
{
	struct list *list = &matrix->list;
	enum status status = list_read(list, context, define(matrix));

	if (status != STATUS_OK)
		return status;
	list_set(list, "programme", matrix->scope.programme_id);
	list_set(list, "period", matrix->scope.period);
	if (text_equal(request_query(context->request, "order", NULL), "worst"))
		list->descending = true;
	matrix->sort = list->sort == NULL ? NULL : list->sort->name;
	matrix->worst_first = list->descending;
	return STATUS_OK;
}

/* As many rows as a page can hold; beyond the last page it is the last one. */
static void
turn_to_page(struct matrix *matrix, struct view *view)
{
	struct list *list = &matrix->list;
	size_t columns = matrix->column_count, heads = columns * MATRIX_COLUMN_BYTES;
	size_t room = heads < MATRIX_PAGE_BYTES ? MATRIX_PAGE_BYTES - heads : 0;
	size_t most = room / ((columns + 1) * MATRIX_CELL_BYTES), pages;

	most = most < 1 ? 1 : most > LIST_ROWS ? LIST_ROWS : most;
	pages = matrix->shown_count == 0 ? 1 : (matrix->shown_count + most - 1) / most;
	if (list->page > (int64_t)pages)
		list->page = (int64_t)pages;
	matrix->page_first = (size_t)(list->page - 1) * most;
	matrix->page_count = matrix->shown_count - matrix->page_first;
	if (matrix->page_count > most)
		matrix->page_count = most;
	page_paginate_of(list->context, view, list_url(list), list->page, (int64_t)pages);
}

enum status
matrix_get(struct context *context)
{
	const struct request *request = context->request;
	struct matrix matrix = {
	    .arena = context->arena,
	    .filter = filter_read(context),
	    .specialty = request_query(request, "specialty", NULL),
	    .counties = text_equal(request_query(request, "by", NULL), "county"),
	};
	struct view *view;
	enum status status = load(&matrix, context);

	if (status != STATUS_OK)
		return status;
	if (matrix.scope.empty)
		return page_show(
		    context, "commission/result_empty", page_view(context, "指标矩阵"));
	if (matrix.scope.redirect != NULL)
		return page_redirect(context, matrix.scope.redirect);
	status = read_list(&matrix, context);
	if (status != STATUS_OK)
		return status;
	matrix_compute(&matrix);
	if (list_is_file(&matrix.list))
		return matrix_file(context, &matrix);
	view = page_view(context, "指标矩阵");
	scope_show(&matrix.scope, view);
	page_row(view_object(view, "arrivals"), matrix.arrivals, 0);
	computed_show(context, view, matrix.computed, &matrix.scope);
	turn_to_page(&matrix, view);
	show_choices(context, view, &matrix);
	show_heads(context, view, &matrix);
	show_rows(context, view, &matrix);
	show_legend(view, &matrix);
	page_crumb(
	    view, "指标结果", scope_url(&matrix.scope, context->arena, "/commission/indicator/"));
	page_crumb(view, "指标矩阵", NULL);
	return page_show(context, "commission/indicator/matrix", view);
}
