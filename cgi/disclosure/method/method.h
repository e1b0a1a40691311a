/* The worked example of the method page: what hospitals counted, nothing else; every figure is
 * computed. */
#ifndef DISCLOSURE_METHOD_METHOD_H
#define DISCLOSURE_METHOD_METHOD_H

#include "core/page_table.h"
#include "core/view.h"
#include "measure/grade.h"

#define METHOD_HOSPITALS  5
#define METHOD_INDICATORS 3

struct method_indicator {
	const char *name;
	const char *unit;
	bool rate; /* per 1,000; else a proportion in per cent */
	bool higher;
	bool safety;
	const char *weight;
	const char *floor;
	const char *benchmark;
	const char *minimum;
};

extern const struct method_indicator method_indicators[METHOD_INDICATORS];

/* Cases and denominator by indicator and hospital. */
extern const int64_t method_counts[METHOD_INDICATORS][METHOD_HOSPITALS][2];

/* "示例医院1" */
const char *method_hospital(struct arena *arena, size_t index);

/* A number with so many places. */
const char *method_number(struct arena *arena, int places, double number);

/* "高于 95% 限" and the like. */
const char *method_place(enum funnel_class class);

/* A table of the example: on the page with this id, and as a file by ?table= of that name. */
struct method_table {
	const char *name;
	const struct xlsx_column *columns;
	size_t column_count;
	size_t head; /* column that names the row */
	void (*fill)(struct page_table *table);
	const char *(*note)(struct arena *arena); /* said in the caption; NULL: nothing */
};

/* Each ended by a NULL name. */
extern const struct method_table method_tables[]; /* values, ranks, funnel, chart */
extern const struct method_table
    method_grade_tables[]; /* the scheme; the scores, shown otherwise */

/* Sets scores, steps and alike: composite, cap, grade, error and rank. */
void method_show_grades(struct view *view, struct arena *arena);

#endif
