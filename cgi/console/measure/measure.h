/* The methods of `zhiheng measure NAME`: their columns and what computes them. */
#ifndef CONSOLE_MEASURE_MEASURE_H
#define CONSOLE_MEASURE_MEASURE_H

#include <stdbool.h>

struct cases;

struct method {
	const char *name;
	const char *const *inputs;   /* columns the file must have, ended by NULL */
	const char *const *computed; /* columns added, ended by NULL */
	bool own_rows;               /* output has rows of its own, without the inputs */
	void (*compute)(struct cases *cases);
};

#define COLUMNS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Each ended by a NULL name. */
extern const struct method interval_methods[];
extern const struct method funnel_methods[];
extern const struct method spread_methods[];
extern const struct method chart_methods[];
extern const struct method panel_methods[];
extern const struct method rank_methods[];
extern const struct method eligibility_methods[];
extern const struct method grade_methods[];
extern const struct method screen_methods[];

#endif
