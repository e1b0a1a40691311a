/* What the pages of own results share. */
#ifndef INSTITUTION_RESULT_RESULT_H
#define INSTITUTION_RESULT_RESULT_H

#include "core/page_table.h"
#include "figure/line.h"
#include "figure/peers.h"
#include "figure/plot.h"

/* Programme and period of the page: ?of=<programme>-<period>, or those to begin with. */
struct result_scope {
	struct rows *periods; /* none: nothing to show */
	size_t chosen;
	const char *programme;
	const char *period;
	const char *of;
};

/* STATUS_MISSING: no such period. */
enum status result_open(struct result_scope *out, struct context *context) MUST_CHECK;

/* Sets periods, the options of the form. */
void result_view_periods(
    struct view *view, struct arena *arena, const struct rows *periods, size_t chosen);

/* Own rank intervals of every indicator take about 7 ms each among so many peers; beyond, the page
 * of one indicator has them. */
#define RESULT_OWN_PEERS 300

/* One indicator: the own row among its peers, out of the rows of result_list. */
struct result_own {
	size_t first; /* rows of the indicator */
	size_t end;
	struct figure_definition definition;
	struct figure_table table;
	struct figure_peers peers;
	size_t index; /* of the own one in peers */
	size_t unit;  /* the same in the table */
	struct figure_line line;
	struct figure_progress progress;
	bool published; /* its numbers, or that they are hidden, stand in an edition */
};

/*
 * Rank intervals: of all peers, or of the own row only and up to RESULT_OWN_PEERS.
 * out lives as long as the arena, and where it is: the table points at its definition.
 */
enum result_own_ranks { RESULT_RANKS_OF_ALL, RESULT_RANKS_OWN };
void result_own_read(struct result_own *out, struct arena *arena, const struct rows *list,
    size_t first, enum result_own_ranks ranks);

/* Sets what a page says of the own row. */
void result_own_view(struct view *item, struct arena *arena, const struct result_own *own);

/* The own place for a spine chart; false: no value, no direction or no ranked peers. */
bool result_own_spine(struct plot_spine_row *out, const struct result_own *own);

/* Sets spine, a list of at most one chart. */
void result_spine_show(struct view *view, struct arena *arena, const char *group,
    const struct plot_spine_row rows[], size_t count);

/*
 * Whether a peer has a line of its own: those without a value, or whose value is hidden from the
 * public, are only counted.
 */
/* Why a peer has no rank: its own reason, or that of its group. */
const char *result_why(const struct result_own *own, const struct figure_line *line);

bool result_is_listed(const struct result_own *own, size_t index);

/* The scheme in force and the own vetoes: rows of the four statements of the grade. */
struct result_grade_rules {
	struct rows *head;
	struct rows *items;
	struct rows *vetoes;
	struct rows *decisions; /* on caps */
};

/* The questions for them, as lines of a page's table. */
#define RESULT_GRADE_ASKS(rules, scope)                                                            \
	ASK(&(rules)->head, GRADE_HEAD, (scope)->programme),                                       \
	    ASK(&(rules)->items, GRADE_ITEMS, (scope)->programme),                                 \
	    ASK(&(rules)->vetoes, GRADE_VETOES, (scope)->programme, (scope)->period),              \
	    ASK(&(rules)->decisions, GRADE_DECISIONS, (scope)->programme, (scope)->period)

/* Sets grading, an object or an empty list, out of the rows of result_list; url: of the page. */
void result_grade_view(struct context *context, struct view *view,
    const struct result_grade_rules *rules, const struct rows *list, const char *url);

/* The same as a file. */
enum status result_grade_file(struct context *context, const struct result_scope *scope,
    const struct result_grade_rules *rules, const struct rows *list) MUST_CHECK;

/* By department and month: rows of the three statements, for RESULT_PART_QUARTERS up to the period.
 */
struct result_parts {
	struct rows *departments;
	struct rows *wholes;
	struct rows *months;
	struct rows *analyses; /* what was written about the figures */
	struct rows *wanted;
};

#define RESULT_PART_QUARTERS "8"
#define RESULT_PART_ASKS(parts, scope, code)                                                       \
	ASK(&(parts)->departments, RESULT_DEPARTMENTS, (scope)->programme, (scope)->period, code,  \
	    RESULT_PART_QUARTERS),                                                                 \
	    ASK(&(parts)->wholes, RESULT_WHOLES, (scope)->programme, (scope)->period, code,        \
		RESULT_PART_QUARTERS),                                                             \
	    ASK(&(parts)->months, RESULT_MONTHS, (scope)->programme, (scope)->period, code),       \
	    ASK(&(parts)->analyses, RESULT_ANALYSES, (scope)->period, code),                       \
	    ASK(&(parts)->wanted, RESULT_WANTED, code)

/*
 * Sets departments and months, each an object or an empty list.  The query may ask for an order of
 * the departments (sort) and for a page.
 */
void result_parts_show(struct context *context, struct view *view,
    const struct figure_definition *definition, const struct result_parts *parts);

/* Sets analyses, analysis_missing and analysis_url, where the next is written, or NULL. */
void result_analyses_show(struct view *view, struct arena *arena, const struct result_scope *scope,
    const char *code, const struct result_parts *parts);

/* A file with what it says beside its cells. */
enum status result_send_file(struct context *context, const struct result_scope *scope,
    const char *name, const struct page_table *table) MUST_CHECK;

/* The answers to ?format=: all indicators; peers, or with &table=quarters the quarters, of one. */
enum status result_list_file(
    struct context *context, const struct result_scope *scope, const struct rows *list) MUST_CHECK;
enum status result_indicator_file(struct context *context, const struct result_scope *scope,
    const struct result_own *own, const struct rows *quarters,
    const struct rows *decisions) MUST_CHECK;

#endif
