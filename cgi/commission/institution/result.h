/* The page of one institution: its indicators among its peers', its grade, its returns. */
#ifndef COMMISSION_INSTITUTION_RESULT_H
#define COMMISSION_INSTITUTION_RESULT_H

#include "commission/computed.h"
#include "commission/grade_book.h"
#include "commission/scope.h"
#include "core/page_table.h"
#include "figure/line.h"
#include "figure/peers.h"
#include "figure/spine.h"

/* One indicator, compared among the peers. */
struct institution_line {
	struct figure_definition definition;
	struct figure_table table;
	struct figure_peers peers;
	size_t index; /* the institution's in peers */
	size_t row;   /* its row of the results */
	struct figure_line line;
	struct figure_progress progress;
	bool spine_known;
	struct figure_spine spine;
};

struct institution_page {
	const char *id;
	struct scope scope;
	struct rows *head;
	struct rows *results;
	struct rows *computed; /* of when the results are */
	struct rows *returns;
	struct rows *words;
	struct rows *ledger;
	struct rows *screen_head; /* the newest submitted return within the period, or no row */
	struct rows *screen_elements;
	struct rows *screen_indicators;
	struct rows *baselines;
	struct grade_book book;
	bool centre; /* a QC centre does not see all that a grade is made of */
	struct institution_line *lines;
	size_t line_count;
};

/* Fills lines out of results. */
void institution_lines_read(struct institution_page *page, struct arena *arena);

/* Sets indicators, the rows of the page's first table, and spine, a list of at most one chart. */
void institution_lines_show(
    struct context *context, struct view *view, const struct institution_page *page);

/* Sets grade, an object or an empty list: every figure it is made of. */
void institution_grade_show(
    struct context *context, struct view *view, const struct institution_page *page);

/* Sets screens (list of kind, text), screen_label and screen_url: what fired, and in which return.
 */
void institution_screen_show(
    struct context *context, struct view *view, const struct institution_page *page);

/* Sets ledger, its items. */
void institution_ledger_show(
    struct context *context, struct view *view, const struct institution_page *page);

/* The answer to ?format=csv or xlsx; ?table=grade, ledger, returns or words, else the indicators.
 */
enum status institution_file(
    struct context *context, const struct institution_page *page) MUST_CHECK;

#endif
