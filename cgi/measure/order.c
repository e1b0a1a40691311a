#include "order.h"

struct order {
	int (*compare)(const void *context, size_t a, size_t b);
	const void *context;
};

/* Heap sort is not stable by itself; the index as last criterion makes it so. */
static int
compare_items(const struct order *order, size_t a, size_t b)
{
	int result = order->compare(order->context, a, b);

	return result != 0 ? result : (a > b) - (a < b);
}

static void
sift_down(size_t indices[], size_t root, size_t count, const struct order *order)
{
	size_t item = indices[root], child;

	while ((child = 2 * root + 1) < count) {
		if (child + 1 < count &&
		    compare_items(order, indices[child], indices[child + 1]) < 0)
			child++;
		if (compare_items(order, item, indices[child]) >= 0)
			break;
		indices[root] = indices[child];
		root = child;
	}
	indices[root] = item;
}

void
order_indices(size_t indices[], size_t count,
    int (*compare)(const void *context, size_t a, size_t b), const void *context)
{
	struct order order = {compare, context};

	for (size_t i = 0; i < count; i++)
		indices[i] = i;
	for (size_t i = count / 2; i-- > 0;)
		sift_down(indices, i, count, &order);
	for (size_t end = count; end-- > 1;) {
		size_t largest = indices[0];

		indices[0] = indices[end];
		indices[end] = largest;
		sift_down(indices, 0, end, &order);
	}
}
