/*
 * One pattern for every list: filter and sort in the URL, pages, the same rows as CSV and XLSX,
 * rows chosen one by one, by page or all that match, and what is done to them after a page that
 * names them.  A page declares its columns, filters, actions and statement; the rest is here.
 *
 * The statement's values are the filters in their order, then
 *	text sort     name of a column that is sortable, NULL: the list's own order
 *	boolean       descending
 *	bigint[]      ids wanted, NULL: all that match
 *	bigint        rows to skip
 *	bigint        rows at most
 * and its columns: id, row_name if a row is told by more than its heading, total (count(*) OVER (),
 *all that match), version if rows have one (what was confirmed is not done to a row of another
 *version), url if a row does not lead to <path><id>, and those that the columns below name.  So the
 *count in a sentence, the rows on the page, the file and what is acted upon come from one
 *statement.
 *
 * Rows that no statement can give, because they are computed here, come from a list_source in its
 * place; the rest is the same.
 */
#ifndef CORE_LIST_H
#define CORE_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "form.h"
#include "page_table.h"
#include "route.h"

#define LIST_ROWS           100    /* of a page */
#define LIST_FILE           100000 /* rows of a file at most */
#define LIST_WORK           1000   /* rows acted upon in one go at most */
#define LIST_SEARCH_MAXIMUM 200    /* code points of a search */
#define LIST_ASKED          4      /* fields of an action */

/*
 * A list's filters are the rows of its route's table of parameters, each declared once, there:
 * those that stand before LIST_PARAMETERS, in the order of the statement's values.  With a label
 *	VALUE_TEXT    is a field to search for part of a text (LIST_SEARCH),
 *	any other     is a choice, out of choices or of list_options;
 * without one the page reads, checks and draws it itself (list_set).  Behind LIST_PARAMETERS stands
 * what else the page knows.
 */
#define LIST_SEARCH(parameter, title)                                                              \
	{                                                                                          \
		.name = (parameter), .label = (title), .kind = VALUE_TEXT,                         \
		.maximum = LIST_SEARCH_MAXIMUM                                                     \
	}
#define LIST_CHOICE(parameter, title, list)                                                        \
	{                                                                                          \
		.name = (parameter), .label = (title), .kind = VALUE_WORD, .choices = (list)       \
	}
#define LIST_OPTION(parameter, title)                                                              \
	{                                                                                          \
		.name = (parameter), .label = (title), .kind = VALUE_CODE                          \
	}

#define LIST_PARAMETERS                                                                            \
	{.name = "sort", .kind = VALUE_CODE}, PARAMETER_PAGE, PARAMETER_FORMAT,                    \
	    {.name = "notice", .kind = VALUE_CODE},                                                \
	{                                                                                          \
		.name = "done", .kind = VALUE_NUMBER, .maximum = LIST_WORK                         \
	}

enum list_cell {
	LIST_NAME,   /* the row's heading, a link to it; one column has to be this */
	LIST_TEXT,   /* may wrap */
	LIST_WORD,   /* does not wrap: a date, a code */
	LIST_NUMBER, /* to the right; a number in workbooks */
	LIST_STATE,  /* a badge; code names the column with the state's code */
	LIST_LINKS,  /* links, not in files */
	LIST_FILED,  /* in files only */
	LIST_FILED_NUMBER
};

struct list_link {
	const char *label; /* NULL: the end */
	const char *url;   /* column of its address; where that is NULL there is no link */
};

struct list_column {
	const char *name;  /* column of the rows, and value of ?sort= */
	const char *title; /* NULL: not in files, no head */
	enum list_cell cell;
	bool sortable;
	const char *code;   /* of LIST_STATE */
	const char *minor;  /* column of the second, quieter line, or NULL */
	const char *unit;   /* column of the unit behind a number, or NULL */
	const char *absent; /* in place of NULL; NULL: — */
	bool unfiled;       /* not in files, which have its parts in columns of their own */
	const struct list_link *links; /* of LIST_LINKS */
};

struct list_work;

struct list_action {
	const char *name;  /* posted as act */
	const char *label; /* 接受 */
	const char
	    *button; /* NULL: the label, 所选; a label with an object of its own stands behind */
	const char
	    *effect;      /* what it does to these rows and whom it reaches, on the confirm page */
	const char *done; /* 已接受: the notice says how many afterwards */
	const char *reason;        /* label of the reason that is asked for; NULL: none */
	const struct field *asked; /* what else is asked for, for all rows: texts and dates */
	size_t asked_count;        /* LIST_ASKED at most */
	size_t most;               /* rows in one go; 0: LIST_WORK */
	bool danger;
	bool (*may)(const struct context *context); /* NULL: everybody whom the route lets in */
	const char
	    *fault; /* column that says why it cannot be done to a row; NULL: no such column */
	/* Sets faults[i] of rows for which it cannot be done; NULL: nothing to look into. */
	enum status (*judge)(struct context *context, const struct rows *rows, const char **faults);
	/*
	 * Does it to work's rows, all or none; breaches of rules are shown on the confirm page. May
	 * answer itself (page_show); else the answer leads back to the list.
	 */
	enum status (*act)(struct context *context, const struct list_work *work);
};

/* What was confirmed. */
struct list_work {
	const struct rows *rows;
	const size_t *chosen; /* these rows of them */
	size_t count;
	const char *ids;          /* the same as texts for bigint[] and, of version, text[] */
	const char *versions;     /* NULL without such a column */
	const char *reason;       /* NULL: none was asked for */
	const char *const *asked; /* what was entered in the action's fields, in their order */
	const struct list *list;
};

/* What a computed row is sorted by: numbers if text is NULL; rows that are not known come last. */
struct list_key {
	bool known;
	const char *text;
	double number;
};

/*
 * Rows that are computed: count of those that match, in the list's own order.  Only those are made
 * that are shown, filed or acted upon.
 */
struct list_source {
	const void *page; /* handed to the functions */
	size_t count;
	/* NULL: rows have no ids and are not chosen; else not negative, of 18 digits at most. */
	int64_t (*id)(const void *page, size_t index);
	/* Rows of one group stay together, whatever they are sorted by; NULL: no groups. */
	size_t (*group)(const void *page, size_t index);
	/* Of a column that is sortable; NULL: none is. */
	struct list_key (*key)(const void *page, size_t index, const struct list_column *column);
	/* The columns that the head of this file names, without total, of these rows. */
	const struct rows *(*make)(const void *page, const size_t indices[], size_t count);
};

struct list_definition {
	const char *path;    /* /commission/return/ */
	const char *title;   /* of page and files */
	const char *noun;    /* 报表 */
	const char *counter; /* 份 */
	size_t statement;    /* QUERY(NAME, filters + 5); of a list_source none */
	const char *order;   /* what the list's own order is, in the caption; NULL: not said */
	const struct list_column *columns;
	size_t column_count;
	const struct query *query; /* the route's: filters first, then LIST_PARAMETERS */
	const char *tab;           /* the filter that is drawn as tabs with counts; NULL: none */
	const struct list_action *actions;
	size_t action_count;
	const char *own_notice; /* a value of notice that the page itself explains; NULL: none */
	/* Makes the rows that are shown out of those that came; NULL: as they came. */
	const struct rows *(*derive)(struct context *context, const struct rows *rows);
};

struct list {
	const struct list_definition *definition;
	struct context *context;
	const char *path; /* the definition's, until the page says another */
	const char
	    *file; /* name of its files: the definition's title, until the page says another */
	size_t filter_count;
	const char **values;            /* of the filters; NULL: any */
	const struct rows **options;    /* of list_options */
	const struct list_column *sort; /* NULL: the list's own order */
	bool descending;
	bool idle; /* set by the page: nothing can be done to the rows shown, so none is chosen */
	int64_t page;
	enum page_format format;
	const struct list_source *source; /* NULL: a statement */
	const size_t *order;              /* of the source's rows, as asked for */
	struct rows *received;
	const struct rows *rows; /* those derived of them */
	int64_t total;
};

/*
 * Reads the query, which the route has held against its table.  STATUS_INPUT, with a sentence for
 * the error page: a column to sort by or a notice that there is not.
 */
enum status list_read(
    struct list *out, struct context *context, const struct list_definition *definition) MUST_CHECK;

/* The value of a filter, NULL: any; and in place of what the query says. */
const char *list_value(const struct list *list, const char *filter);
void list_set(struct list *list, const char *filter, const char *value);

/*
 * Choices of a filter out of the columns value and label of rows.  STATUS_INPUT if the query names
 * another.
 */
enum status list_options(struct list *list, const char *filter, const struct rows *rows) MUST_CHECK;

/*
 * The rows: their question, for the page's own table, so that all goes in one round trip; then what
 * came is taken.
 *
 *	const struct ask asks[] = {
 *	    ASK(&regions, INSTITUTION_REGIONS),
 *	    list_ask(&list),
 *	};
 *	DB_ASK_ALL(context->db, asks);
 *	status = list_take(&list);
 */
struct ask list_ask(struct list *list);
enum status list_take(struct list *list) MUST_CHECK;

/* Both, for a list that is asked for alone. */
enum status list_load(struct list *list) MUST_CHECK;

/* In their place the rows of a source, which lasts as long as the list. */
void list_compute(struct list *list, const struct list_source *source);

/* What is wrong with a parameter that only the page can judge, for the error page; STATUS_INPUT. */
enum status list_refuse(const struct list *list, const char *name, const char *value) MUST_CHECK;

/*
 * Whether the rows are asked for as a file; and that as the answer.  facts as page_table_send.  A
 * file that stops at LIST_FILE rows says so in its name and in its facts.
 */
bool list_is_file(const struct list *list);
enum status list_send_file(const struct list *list, const struct page_fact facts[]) MUST_CHECK;

/* Sets what _list_filter.html and _list.html need; a notice after an action, too. */
void list_show(const struct list *list, struct view *view);

/* Heads and rows alone, of the rows from first on: a part of the page in a table of its own. */
void list_show_part(const struct list *list, struct view *view, size_t first, size_t count);

/*
 * Sets tabs, for _tabs.html: counts has the columns value (of the tab) and count, of all rows that
 * match the other filters.
 */
void list_tabs(const struct list *list, struct view *view, const struct rows *counts);

/* The list's address with its filters and its order; page 1. */
const char *list_url(const struct list *list);

/*
 * The answer to a POST to the list's address: asks for confirmation on a page that names the rows,
 * or does what was confirmed.  What does not match the page any more is shown again.
 */
enum status list_post(struct list *list) MUST_CHECK;

#endif
