/* The worked example of the method page: what hospitals counted, nothing else; every figure is
 * computed. */
#ifndef DISCLOSURE_METHOD_H
#define DISCLOSURE_METHOD_H

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

/* Sums over the hospitals of an indicator that its minimum lets in. */
void method_sum(double sum[2], size_t indicator);

/* Sets scheme, scores and steps: composite, cap, grade, error and rank. */
void method_show_grades(struct view *view, struct arena *arena);

#endif
