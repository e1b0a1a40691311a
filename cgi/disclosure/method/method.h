/* The worked examples of the method page: what hospitals counted, nothing else; every figure is
 * computed when the page is asked for. */
#ifndef DISCLOSURE_METHOD_METHOD_H
#define DISCLOSURE_METHOD_METHOD_H

#include "core/page_table.h"
#include "core/view.h"
#include "measure/grade.h"

#define METHOD_HOSPITALS  5
#define METHOD_INDICATORS 3

#define METHOD_COLUMNS(columns) (columns), sizeof(columns) / sizeof((columns)[0])

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

/* The indicators with a minimum that all five reach: those whose hospitals judge each other. */
#define METHOD_MORTALITY 0
#define METHOD_INFECTION 2

/* 100 or 1,000. */
double method_factor(size_t indicator);

/* "示例医院1"; "甲"… for hospitals of other examples. */
const char *method_hospital(struct arena *arena, size_t index);
const char *method_other(size_t index);

/* A number with so many places; with four digits that matter; "0.4085～1.3899"; "12/1500". */
const char *method_number(struct arena *arena, int places, double number);
const char *method_short(struct arena *arena, double number);
const char *method_range(struct arena *arena, int places, double lower, double upper);
const char *method_fraction(struct arena *arena, double x, double n);

/* "高于 95% 限" and the like. */
const char *method_place(enum funnel_class class);

/* "是", "否". */
const char *method_yes(bool yes);

/* The five hospitals of an indicator, judged by each other. */
void method_judge(struct overdispersion *group, struct overdispersion_unit units[METHOD_HOSPITALS],
    size_t indicator);

/* An example in steps: what, how much, made of what. */
#define METHOD_STEPS 3
extern const struct xlsx_column method_steps[METHOD_STEPS];
void method_step(
    struct page_table *table, const char *what, const char *number, const char *made_of);

/*
 * The example of a figure: below the heading whose id is this name (with "-" for "_"), and as a
 * file by /method?table= of that name.
 */
struct method_table {
	const char *name;
	const char *title;
	const struct xlsx_column *columns;
	size_t column_count;
	size_t head; /* column that names the row */
	void (*fill)(struct page_table *table);
	const char *(*note)(struct arena *arena); /* said in the caption; NULL: nothing */
};

/* Each ended by a NULL name. */
extern const struct method_table method_value_tables[];
extern const struct method_table method_peer_tables[];
extern const struct method_table method_rank_tables[];
extern const struct method_table method_period_tables[];
extern const struct method_table method_chart_tables[];
extern const struct method_table method_grade_tables[]; /* "grade" is shown otherwise */
extern const struct method_table method_signal_tables[];
extern const struct method_table method_screen_tables[];

/* Sets indicators, hospitals, steps and alike: composite, cap, grade, error and rank. */
void method_show_grades(struct view *view, struct arena *arena);

#endif
