/* What stands beside a registered baseline for who decides: the peers, and whether it differs. */
#ifndef COMMISSION_BASELINE_BESIDE_H
#define COMMISSION_BASELINE_BESIDE_H

#include <stdbool.h>

struct arena;
struct figure_definition;

/*
 * Of the peers' baselines, "12/340 9/310": how many, the smallest, the quartiles and the largest;
 * 同类不足5家 if there are fewer than five.
 */
const char *beside_peers(
    struct arena *arena, const struct figure_definition *definition, const char *peers);

/*
 * Whether a registration says something else than the accepted numbers, rounding aside; false where
 * there are none.
 */
bool beside_differs(const char *registered, const char *accepted);

#endif
