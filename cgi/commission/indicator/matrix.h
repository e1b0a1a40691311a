/* Institutions, or counties, in rows; indicators in columns. */
#ifndef COMMISSION_INDICATOR_MATRIX_H
#define COMMISSION_INDICATOR_MATRIX_H

#include "commission/filter.h"
#include "commission/scope.h"
#include "core/list.h"
#include "figure/peers.h"

/* How a cell looks: shade, symbol and words.  The first five are funnel_quality's. */
enum matrix_shade {
	MATRIX_WORSE_998,
	MATRIX_WORSE_95,
	MATRIX_AS_EXPECTED,
	MATRIX_BETTER_95,
	MATRIX_BETTER_998,
	MATRIX_NOT_JUDGED,
	MATRIX_MET, /* of counties: the programme's threshold */
	MATRIX_NOT_MET,
	MATRIX_ABSENT,
	MATRIX_SHADE_COUNT
};

/* What a shade means, in words. */
const char *matrix_shade_words(enum matrix_shade shade);

struct matrix_cell {
	bool asked;        /* the indicator is asked from the institution */
	const char *value; /* NULL: none, why says the reason */
	const char *why;
	const char *detail; /* "7/7" of a rank, "2/3" institutions of a county; NULL: none */
	const char *interval;
	enum matrix_shade shade;
	bool sortable; /* numerator and denominator hold */
	struct decimal numerator;
	struct decimal denominator;
};

struct matrix_column {
	size_t row; /* of indicators */
	struct figure_definition definition;
	struct figure_table table;
	struct matrix_cell *cells; /* one for each row of the matrix */
	struct comparison_total total;
};

struct matrix_row {
	const char *id; /* of the institution, or the county's code */
	const char *name;
	const char *region_name;
	const char *group; /* the peer group's key and label; NULL of counties */
	const char *group_label;
	bool shown;
	size_t with_data; /* indicators; of counties their institutions' */
	size_t asked;     /* without those that do not apply */
};

/* Bytes of a page: of a column's head and foot and of a cell, about; so many rows go on a page. */
#define MATRIX_PAGE_BYTES   280000
#define MATRIX_COLUMN_BYTES 1050
#define MATRIX_CELL_BYTES   175

struct matrix {
	struct arena *arena;
	struct list list; /* its address: filters, order, page */
	struct scope scope;
	struct filter filter;
	const char *specialty; /* as asked for, NULL: the first */
	bool counties;
	const char *sort; /* code of a column, "name", "complete", or NULL */
	bool worst_first;
	struct rows *specialties;
	struct rows *indicators;
	struct rows *results;
	struct rows *arrivals;
	struct rows *computed; /* of when the cells are */
	size_t column_count;
	struct matrix_column *columns;
	size_t row_count;
	struct matrix_row *rows;
	size_t *order; /* of the rows shown */
	size_t shown_count;
	size_t page_first; /* of order; and how many are on the page */
	size_t page_count;
};

/* Fills columns, rows and order from what was loaded. */
void matrix_compute(struct matrix *matrix);

/* Rows of counties and their cells out of the columns' tables; matrix_compute calls it. */
void matrix_read_counties(struct matrix *matrix);

/* Sums of the shown institutions, in the last row of the page. */
const char *matrix_total_value(const struct matrix *matrix, const struct matrix_column *column);

/* "急性脑梗死再灌注治疗率（%）" */
const char *matrix_column_title(const struct matrix *matrix, const struct matrix_column *column);

enum status matrix_file(struct context *context, const struct matrix *matrix) MUST_CHECK;

#endif
