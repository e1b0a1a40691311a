#include "figures.h"

#include "core/arena.h"
#include "core/html.h"
#include "core/page_parts.h"
#include "core/rows.h"
#include "core/text.h"
#include "core/view.h"
#include "institution/page.h"
#include "institution/part_figure.h"
#include "institution_query.h"

const char *
department_url(const struct context *context, const char *word, const char *period)
{
	return html_url_path(
	    context->arena, "institution", "department", context->segments[0], word, period, NULL);
}

static size_t
find_row(const struct rows *rows, const char *column, const char *text)
{
	size_t row = 0;

	while (row < rows_count(rows) && !text_equal(rows_text(rows, row, column), text))
		row++;
	return row;
}

/* The quarter asked for; else the newest with numbers, or the newest.  Their number: none. */
static size_t
choose(const struct rows *quarters, const char *period)
{
	size_t row;

	if (period != NULL)
		return find_row(quarters, "period", period);
	row = find_row(quarters, "parted", "t");
	return row < rows_count(quarters) ? row : 0;
}

enum status
department_load(struct department_page *out, struct context *context, const char *period)
{
	const char *id = context->segments[0];
	enum status status;
	const struct ask asks[] = {
	    ASK(&out->row, DEPARTMENT_LOAD, id),
	    ASK(&out->history, DEPARTMENT_HISTORY, id),
	    ASK(&out->quarters, DEPARTMENT_QUARTERS),
	};

	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	out->chosen = choose(out->quarters, period);
	if (rows_count(out->row) == 0)
		return STATUS_MISSING;
	if (out->chosen == rows_count(out->quarters))
		return period == NULL ? STATUS_OK : STATUS_MISSING;
	out->period = rows_text(out->quarters, out->chosen, "period");
	out->period_label = rows_text(out->quarters, out->chosen, "period_label");
	const struct ask more[] = {
	    ASK(&out->figures, DEPARTMENT_FIGURES, id, out->period),
	    ASK(&out->months, DEPARTMENT_MONTHS, out->period),
	    ASK(&out->words, DEPARTMENT_WORDS, id, out->period),
	};
	return DB_ASK_ALL(context->db, more);
}

/* ---- words ---------------------------------------------------------------------------------- */

static void
show_word(struct view *item, const struct rows *words, size_t row)
{
	view_columns(item, words, row, "period_label", "indicator_name", "text", "person", "at");
	view_flag(item, "is_question", text_equal(rows_text(words, row, "kind"), "question"));
}

/* Those of the quarter about an indicator; NULL: about none. */
static void
show_words(struct view *view, const struct department_page *page, const char *indicator)
{
	bool some = false;

	view_list(view, "words");
	for (size_t row = 0; row < rows_count(page->words); row++) {
		if (text_equal(rows_text(page->words, row, "period"), page->period) &&
		    text_equal(rows_text(page->words, row, "indicator_code"), indicator)) {
			show_word(view_item(view, "words"), page->words, row);
			some = true;
		}
	}
	view_flag(view, "has_words", some);
}

static void
show_earlier(struct view *view, const struct department_page *page)
{
	bool some = false;

	view_list(view, "earlier");
	for (size_t row = 0; row < rows_count(page->words); row++) {
		struct view *earlier;

		if (text_equal(rows_text(page->words, row, "period"), page->period))
			continue;
		earlier = view_item(view, "earlier");
		show_word(earlier, page->words, row);
		some = true;
	}
	view_flag(view, "has_earlier", some);
}

/* ---- figures -------------------------------------------------------------------------------- */

static void
show_figure(struct view *item, struct arena *arena, const struct figure_definition *definition,
    const struct rows *rows, size_t row, const char *name, const struct part_pair *columns)
{
	struct part_figure figure;
	const struct part_pair pair = {
	    .numerator = rows_text(rows, row, columns->numerator),
	    .denominator = rows_text(rows, row, columns->denominator),
	    .numerator_state = columns->numerator_state == NULL
				   ? NULL
				   : rows_text(rows, row, columns->numerator_state),
	    .denominator_state = columns->denominator_state == NULL
				     ? NULL
				     : rows_text(rows, row, columns->denominator_state),
	};

	part_figure_read(&figure, arena, definition, &pair);
	part_figure_view(item, name, &figure);
}

static void
show_indicator(
    struct view *item, struct context *context, const struct department_page *page, size_t row)
{
	static const struct {
		const char *name;
		struct part_pair columns;
	} periods[] = {
	    {"now", {"numerator", "denominator", NULL, NULL}},
	    {"before", {"before_numerator", "before_denominator", NULL, NULL}},
	    {"year", {"year_numerator", "year_denominator", NULL, NULL}},
	    {"whole", {"whole_numerator", "whole_denominator", "whole_numerator_state",
			  "whole_denominator_state"}},
	};
	const char *code = rows_text(page->figures, row, "indicator_code");
	struct figure_definition definition;

	figure_definition_read(&definition, page->figures, row);
	view_columns(item, page->figures, row, "name", "numerator_name", "denominator_name");
	view_text(item, "indicator_code", code);
	view_text(item, "unit", definition.truth ? NULL : definition.unit);
	view_text(item, "direction_text", figure_direction_text(&definition));
	view_text(item, "url", html_url_path(context->arena, "institution", "result", code, NULL));
	for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++)
		show_figure(item, context->arena, &definition, page->figures, row, periods[i].name,
		    &periods[i].columns);
	show_words(item, page, code);
}

/* ---- months --------------------------------------------------------------------------------- */

static void
show_months(struct view *view, struct arena *arena, const struct rows *rows)
{
	static const struct part_pair columns = {"numerator", "denominator", NULL, NULL};
	const char *code = NULL;
	struct view *object, *indicator = NULL;
	struct figure_definition definition;

	view_list(view, "months");
	if (rows_count(rows) == 0)
		return;
	object = view_object(view, "months");
	view_list(object, "heads");
	view_list(object, "indicators");
	for (size_t row = 0; row < rows_count(rows); row++) {
		if (!text_equal(rows_text(rows, row, "indicator_code"), code)) {
			code = rows_text(rows, row, "indicator_code");
			indicator = view_item(object, "indicators");
			figure_definition_read(&definition, rows, row);
			view_columns(indicator, rows, row, "name");
			view_text(indicator, "unit", definition.truth ? NULL : definition.unit);
		}
		if (text_equal(code, rows_text(rows, 0, "indicator_code")))
			view_text(
			    view_item(object, "heads"), "month", rows_text(rows, row, "month"));
		show_figure(view_item(indicator, "cells"), arena, &definition, rows, row, "figure",
		    &columns);
	}
}

void
department_view(struct view *view, struct context *context, const struct department_page *page)
{
	view_text(view, "department", rows_text(page->row, 0, "name"));
	view_text(view, "period", page->period);
	view_text(view, "period_label", page->period_label);
	view_list(view, "figures");
	view_list(view, "months");
	view_list(view, "words");
	view_list(view, "earlier");
	view_flag(view, "unaccepted",
	    page->period != NULL && !rows_flag(page->quarters, page->chosen, "accepted"));
	if (page->period == NULL)
		return;
	view_columns(view, page->quarters, page->chosen, "before_label", "year_label");
	for (size_t row = 0; row < rows_count(page->figures); row++)
		show_indicator(view_item(view, "figures"), context, page, row);
	show_months(view, context->arena, page->months);
	show_words(view, page, NULL);
	show_earlier(view, page);
}
