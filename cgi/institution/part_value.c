#include "part_value.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/text.h"
#include "entry.h"
#include "measure/decimal.h"

static int
compare(const void *a, const void *b)
{
	const struct part_value *one = a, *other = b;
	int order = strcmp(one->code, other->code);

	return order != 0 ? order : strcmp(one->part, other->part);
}

void
part_values_read(struct part_values *out, struct arena *arena, const struct pairs *posted)
{
	*out = (struct part_values){.items = arena_new(arena, struct part_value, posted->count)};
	for (size_t i = 0; i < posted->count; i++) {
		const char *name = posted->items[i].name, *point = strrchr(name, '.');
		const char *number = text_number(arena, posted->items[i].value);
		struct part_value *part = &out->items[out->count++];

		/* A name without a point is no part: the save will say that it is not asked. */
		*part =
		    (struct part_value){.code = name, .part = "", .typed = posted->items[i].value};
		if (point != NULL) {
			part->code = text_copy(arena, name, (size_t)(point - name));
			part->part = point + 1;
		}
		if (number[0] != '\0') {
			part->value = number;
			part->error = entry_fault(number);
			out->wrong = out->wrong || part->error != NULL;
		}
	}
	qsort(out->items, out->count, sizeof(*out->items), compare);
}

const char *
part_value_breach(const char *type, const char *number)
{
	struct decimal value;

	if (number == NULL || text_equal(type, "decimal") || !decimal_parse(&value, number) ||
	    decimal_is_whole(value))
		return NULL;
	return "应为整数，不能有小数";
}

struct part_value *
part_values_find(const struct part_values *parts, const char *code, const char *part)
{
	const struct part_value wanted = {.code = code, .part = part};

	return parts->count == 0
		   ? NULL
		   : bsearch(&wanted, parts->items, parts->count, sizeof(*parts->items), compare);
}

const char *
part_values_codes(const struct part_values *parts, struct arena *arena)
{
	const char **items = arena_new(arena, const char *, parts->count);

	for (size_t i = 0; i < parts->count; i++)
		items[i] = parts->items[i].code;
	return text_array(arena, items, parts->count);
}

const char *
part_values_names(const struct part_values *parts, struct arena *arena)
{
	const char **items = arena_new(arena, const char *, parts->count);

	for (size_t i = 0; i < parts->count; i++)
		items[i] = parts->items[i].part;
	return text_array(arena, items, parts->count);
}

const char *
part_values_values(const struct part_values *parts, struct arena *arena)
{
	const char **items = arena_new(arena, const char *, parts->count);

	for (size_t i = 0; i < parts->count; i++)
		items[i] = parts->items[i].value;
	return text_array(arena, items, parts->count);
}
