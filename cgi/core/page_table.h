/*
 * A table of a page to be saved as it is shown: the same cells as CSV or as XLSX, by the query's
 * ?format=csv or ?format=xlsx.
 */
#ifndef CORE_PAGE_TABLE_H
#define CORE_PAGE_TABLE_H

#include "route.h"
#include "xlsx.h"

struct page_column;
struct rows;
struct view;

enum page_format { PAGE_HTML, PAGE_CSV, PAGE_XLSX };

/* What the query asks for; PAGE_HTML if nothing, or nothing that there is. */
enum page_format page_format(const struct context *context);

struct page_table {
	struct arena *arena;
	const struct xlsx_column *columns;
	size_t column_count;
	const char **cells; /* row after row; NULL is an empty cell */
	size_t row_count;
	size_t capacity; /* rows that there is room for */
};

/* An empty table of columns[count], which live as long as the table. */
struct page_table page_table_create(
    struct arena *arena, const struct xlsx_column columns[], size_t count);

/* Appends a row of as many texts as there are columns. */
void page_table_add(struct page_table *table, const char *const cells[]);

/* What a table says beside its cells: programme, period, what was filtered. */
struct page_fact {
	const char *label;
	const char *text; /* NULL: left out */
};

/*
 * Answers with the table as <name>.csv or <name>.xlsx; format is not PAGE_HTML (assert).  facts,
 * ended by a NULL label: a second sheet of the workbook; CSV has the cells only.
 */
enum status page_table_send(struct context *context, enum page_format format, const char *name,
    const struct page_table *table, const struct page_fact facts[]) MUST_CHECK;

/* The same of rows as they came, see page_csv. */
enum status page_table_send_rows(struct context *context, enum page_format format, const char *name,
    const struct page_column *columns, const struct rows *rows) MUST_CHECK;

/* Sets csv_url and xlsx_url, for templates/_download.html: url with the format asked for. */
void page_table_links(struct view *view, struct arena *arena, const char *url);

#endif
