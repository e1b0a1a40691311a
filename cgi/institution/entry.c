#include "entry.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/text.h"
#include "measure/decimal.h"

#define WHOLE_DIGITS 12 /* zhiheng.quantity */
#define PLACES       4

const char *
entry_fault(const char *number)
{
	const char *digits = number + (*number == '-' || *number == '+');
	size_t whole = strspn(digits, "0123456789"), places = 0;
	const char *rest = digits + whole;

	if (*rest == '.') {
		places = strspn(rest + 1, "0123456789");
		rest += 1 + places;
	}
	if (whole == 0 || *rest != '\0' || rest[-1] == '.')
		return "应为数字，请只填数字和小数点，不要带单位";
	if (*number == '-')
		return "不能是负数，请核对";
	while (whole > 1 && *digits == '0') {
		digits++;
		whole--;
	}
	if (whole > WHOLE_DIGITS)
		return "数字过大，整数部分最多 12 位，请核对";
	if (places > PLACES)
		return "最多保留 4 位小数";
	return NULL;
}

static void
judge(struct entry *entry, struct arena *arena)
{
	const char *number = text_number(arena, entry->typed);

	entry->value = NULL;
	entry->error = NULL;
	if (entry->ticked) {
		entry->state = "not_applicable";
		if (number[0] != '\0')
			entry->error = "既填了数字又勾选了不适用，请清空数字或取消勾选";
		return;
	}
	if (number[0] == '\0') {
		entry->state = "missing";
		return;
	}
	entry->state = "value";
	entry->value = number;
	entry->error = entry_fault(number);
}

static int
compare_entries(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->code, ((const struct entry *)b)->code);
}

static int
compare_code(const void *code, const void *entry)
{
	return strcmp(code, ((const struct entry *)entry)->code);
}

static struct entry *
find(const struct entries *entries, const char *code)
{
	return entries->count == 0 ? NULL
				   : bsearch(code, entries->items, entries->count,
					 sizeof(*entries->items), compare_code);
}

const struct entry *
entries_find(const struct entries *entries, const char *code)
{
	return find(entries, code);
}

void
entries_read(
    struct entries *out, struct arena *arena, const struct pairs *values, const struct pairs *ticks)
{
	struct entry *entry;

	*out =
	    (struct entries){.items = arena_new(arena, struct entry, values->count + ticks->count)};
	for (size_t i = 0; i < values->count; i++)
		out->items[i] =
		    (struct entry){.code = values->items[i].name, .typed = values->items[i].value};
	out->count = values->count;
	qsort(out->items, out->count, sizeof(*out->items), compare_entries);
	/* The box of an element whose number was not sent is an element of its own. */
	for (size_t i = 0, known = out->count; i < ticks->count; i++) {
		struct entries sorted = {.items = out->items, .count = known};

		entry = find(&sorted, ticks->items[i].name);
		if (entry == NULL) {
			entry = &out->items[out->count++];
			*entry = (struct entry){.code = ticks->items[i].name, .typed = ""};
		}
		entry->ticked = true;
	}
	qsort(out->items, out->count, sizeof(*out->items), compare_entries);
	for (size_t i = 0; i < out->count; i++) {
		judge(&out->items[i], arena);
		out->wrong = out->wrong || out->items[i].error != NULL;
	}
}

const char *
entries_codes(const struct entries *entries, struct arena *arena)
{
	const char **items = arena_new(arena, const char *, entries->count);

	for (size_t i = 0; i < entries->count; i++)
		items[i] = entries->items[i].code;
	return text_array(arena, items, entries->count);
}

const char *
entries_states(const struct entries *entries, struct arena *arena)
{
	const char **items = arena_new(arena, const char *, entries->count);

	for (size_t i = 0; i < entries->count; i++)
		items[i] = entries->items[i].state;
	return text_array(arena, items, entries->count);
}

const char *
entries_values(const struct entries *entries, struct arena *arena)
{
	const char **items = arena_new(arena, const char *, entries->count);

	for (size_t i = 0; i < entries->count; i++)
		items[i] = entries->items[i].value;
	return text_array(arena, items, entries->count);
}

const char *
entry_rule_breach(const char *type, const char *minimum, const char *number)
{
	struct decimal value, least;

	if (!decimal_parse(&value, number))
		return NULL;
	if (!text_equal(type, "decimal") && value.units % 10000 != 0)
		return "应为整数，不能有小数";
	if (text_equal(type, "boolean") && value.units > 10000)
		return "只能填 1（是）或 0（否）";
	if (minimum != NULL && decimal_parse(&least, minimum) && decimal_compare(value, least) < 0)
		return "小于允许的最小值，请核对";
	return NULL;
}
