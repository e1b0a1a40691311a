/* Institutions and indicators out of which the tests of signals make their rows. */
#ifndef SIGNALS_H
#define SIGNALS_H

#include "core/arena.h"
#include "figure/signal.h"
#include "rows.h"

static struct arena *arena;

static inline int
set_up(void **state)
{
	(void)state;
	arena = arena_create();
	return 0;
}

static inline int
tear_down(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

/* Six of one peer group, not in the order of their ids; the last is not shown. */
static const char *const institutions[] = {
    "institution_id", "shown", "30", "t", "4", "t", "12", "t", "100", "t", "9", "t", "77", "f"};

static const char *const indicators[] = {"indicator_code", "name", "kind", "unit", "factor",
    "direction", "minimum_denominator", "required", "threshold_op", "threshold_value", "numerator",
    "denominator", "I1", "死亡率", "proportion", "%", "100", "decrease", "30", "t", "<=", "4",
    "deaths", "patients", "I2", "评估率", "proportion", "%", "100", "increase", "30", "t",
    "<=", "10", "assessed", "patients"};

static inline void
open(struct figure_signals *signals)
{
	figure_signals_open(
	    signals, arena, ROWS(arena, 2, institutions), ROWS(arena, 12, indicators), NULL);
}

#endif
