/* Sorting of indices without allocation: the things themselves stay where they are. */
#ifndef MEASURE_ORDER_H
#define MEASURE_ORDER_H

#include <stddef.h>

/*
 * Writes 0 ... count-1 to indices, sorted so that compare never says "after" for neighbours; equals
 * keep their order.  compare(context, a, b): negative if item a comes before item b, positive if
 * after, 0 if equal.  Heap sort: O(count log count) whatever the data.
 */
void order_indices(size_t indices[], size_t count,
    int (*compare)(const void *context, size_t a, size_t b), const void *context);

#endif
