/* Lists whose rows are computed: their order and their parts, in memory. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "list_private.h"
#include "text.h"

struct place {
	struct list_key key;
	size_t group;
	size_t index;
	bool descending;
};

/* What is not known comes last whichever end is first; of equal ones the list's own order holds. */
static int
compare_places(const void *a, const void *b)
{
	const struct place *left = a, *right = b;
	int sign;

	if (left->group != right->group)
		return left->group < right->group ? -1 : 1;
	if (left->key.known != right->key.known)
		return left->key.known ? -1 : 1;
	if (left->key.text != NULL && right->key.text != NULL)
		sign = strcmp(left->key.text, right->key.text);
	else
		sign =
		    (left->key.number > right->key.number) - (left->key.number < right->key.number);
	if (!left->key.known || sign == 0)
		return left->index < right->index ? -1 : left->index > right->index;
	return left->descending ? -sign : sign;
}

static const size_t *
make_order(const struct list *list)
{
	const struct list_source *source = list->source;
	struct arena *arena = list->context->arena;
	size_t *order = arena_new(arena, size_t, source->count + 1);
	struct place *places = arena_new(arena, struct place, source->count + 1);

	for (size_t i = 0; i < source->count; i++) {
		order[i] = i;
		places[i] = (struct place){.index = i, .descending = list->descending};
		if (source->group != NULL)
			places[i].group = source->group(source->page, i);
		if (list->sort != NULL)
			places[i].key = source->key(source->page, i, list->sort);
	}
	if (list->sort == NULL)
		return order;
	qsort(places, source->count, sizeof(*places), compare_places);
	for (size_t i = 0; i < source->count; i++)
		order[i] = places[i].index;
	return order;
}

static int
compare_ids(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return left < right ? -1 : left > right;
}

/* The numbers of "{1,2,3}", sorted. */
static size_t
read_ids(int64_t **out, struct arena *arena, const char *ids)
{
	size_t count = 0;
	int64_t *numbers = arena_new(arena, int64_t, strlen(ids));

	while (*ids != '\0') {
		char *end;

		numbers[count++] = (int64_t)strtoll(ids + 1, &end, 10);
		ids = end[0] == ',' ? end : "";
	}
	qsort(numbers, count, sizeof(*numbers), compare_ids);
	*out = numbers;
	return count;
}

/* The rows of these ids, in order. */
static size_t
find_wanted(size_t *wanted, const struct list *list, const char *ids)
{
	const struct list_source *source = list->source;
	int64_t *numbers;
	size_t found = 0, count = read_ids(&numbers, list->context->arena, ids);

	for (size_t i = 0; i < source->count; i++) {
		int64_t id = source->id(source->page, list->order[i]);

		if (bsearch(&id, numbers, count, sizeof(id), compare_ids) != NULL)
			wanted[found++] = list->order[i];
	}
	return found;
}

void
list_compute_part(struct list *list, const char *ids, size_t skip, size_t limit)
{
	const struct list_source *source = list->source;
	const size_t *wanted = list->order;
	size_t count = source->count;

	if (ids != NULL) {
		size_t *found = arena_new(list->context->arena, size_t, source->count + 1);

		count = find_wanted(found, list, ids);
		wanted = found;
	}
	list->total = (int64_t)count;
	if (skip > count)
		skip = count;
	if (limit > count - skip)
		limit = count - skip;
	list->rows = source->make(source->page, wanted + skip, limit);
}

void
list_compute(struct list *list, const struct list_source *source)
{
	int64_t pages = ((int64_t)source->count + LIST_ROWS - 1) / LIST_ROWS;

	list->source = source;
	list->order = make_order(list);
	if (list->page > pages)
		list->page = pages == 0 ? 1 : pages;
	if (list_is_file(list))
		list_compute_part(list, NULL, 0, LIST_FILE);
	else
		list_compute_part(list, NULL, (size_t)(list->page - 1) * LIST_ROWS, LIST_ROWS);
}
