/* Whether an indicator has risen or fallen over its periods, in a sentence. */
#ifndef FIGURE_TREND_WORD_H
#define FIGURE_TREND_WORD_H

#include "definition.h"
#include "measure/trend.h"

struct arena;
struct rows;

/*
 * Tests rows first ... first + count - 1, in any order, each a period of one length.  Columns read:
 * period ("2025Q3", "2025H1", "2025"), numerator, denominator; a period without a row keeps its
 * place.  left_out: of each row, or NULL.
 */
void figure_trend_word_read(struct trend_test *out, struct arena *arena,
    const struct figure_definition *definition, const struct rows *rows, size_t first, size_t count,
    const bool left_out[]);

/* "5 个季度的变化：下降（变差），P = 0.002。", or why there is no word; NULL: no test of this kind.
 * unit: 季度, 期. */
const char *figure_trend_word(struct arena *arena, const struct figure_definition *definition,
    const struct trend_test *test, const char *unit);

#endif
