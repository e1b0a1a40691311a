/* One row for each institution and cause, made of what was seen. */
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/rows.h"
#include "core/text.h"
#include "measure/order.h"
#include "signal.h"

/* ---- kin ------------------------------------------------------------------------------------ */

static const char *
element(const struct figure_signals *signals, size_t indicator, const char *which)
{
	return rows_text(signals->indicators, indicator, which);
}

static bool
is_shared(const char *a, const char *b)
{
	return a != NULL && b != NULL && text_equal(a, b);
}

bool
figure_signals_is_same(const struct figure_signals *signals, size_t a, size_t b)
{
	return text_equal(element(signals, a, "numerator"), element(signals, b, "numerator")) &&
	       text_equal(element(signals, a, "denominator"), element(signals, b, "denominator"));
}

static int
compare_part(const struct rows *parts, size_t row, const char *child, const char *parent)
{
	int sign = strcmp(rows_text(parts, row, "child"), child);

	return sign != 0 ? sign : strcmp(rows_text(parts, row, "parent"), parent);
}

static bool
is_part_of(const struct figure_signals *signals, const char *child, const char *parent)
{
	size_t low = 0, high = signals->parts == NULL ? 0 : rows_count(signals->parts);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int sign = compare_part(signals->parts, middle, child, parent);

		if (sign == 0)
			return true;
		if (sign < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static bool
is_nested(const struct figure_signals *signals, const char *a, const char *b)
{
	return a != NULL && b != NULL && (is_part_of(signals, a, b) || is_part_of(signals, b, a));
}

bool
figure_signals_is_kin(const struct figure_signals *signals, size_t a, size_t b)
{
	const char *one = element(signals, a, "numerator"), *of_one;
	const char *other = element(signals, b, "numerator"), *of_other;

	of_one = element(signals, a, "denominator");
	of_other = element(signals, b, "denominator");
	/* Not a numerator in the other's denominator: of some everything is a part. */
	return a == b || is_shared(one, other) || is_shared(of_one, of_other) ||
	       is_shared(one, of_other) || is_shared(of_one, other) ||
	       is_nested(signals, one, other) || is_nested(signals, of_one, of_other);
}

/* ---- order ---------------------------------------------------------------------------------- */

/* Signals of one return are rows of it; of those of numbers the worse ones come first. */
enum place { WORSE, OF_RETURN, BETTER, EVIDENCE };

static enum place
place_of(const struct figure_signal *signal)
{
	switch (signal->kind) {
	case FIGURE_SIGNAL_OUTLIER:
	case FIGURE_SIGNAL_WORSENING:
		return WORSE;
	case FIGURE_SIGNAL_BETTER:
		return BETTER;
	case FIGURE_SIGNAL_LATE:
		return OF_RETURN;
	case FIGURE_SIGNAL_SCREEN:
		/* A jump by itself is not yet a doubt. */
		return text_equal(signal->label, figure_screen_name(FIGURE_SCREEN_JUMP))
			   ? EVIDENCE
			   : OF_RETURN;
	default:
		return EVIDENCE;
	}
}

static int
compare_signals(const void *context, size_t a, size_t b)
{
	const struct figure_signal *one = (const struct figure_signal *)context + a;
	const struct figure_signal *other = (const struct figure_signal *)context + b;
	enum place place = place_of(one), others = place_of(other);

	if (place != others)
		return place < others ? -1 : 1;
	if (one->weight < other->weight || one->weight > other->weight)
		return one->weight > other->weight ? -1 : 1;
	if (one->severity != other->severity)
		return one->severity > other->severity ? -1 : 1;
	if (one->kind != other->kind)
		return one->kind < other->kind ? -1 : 1;
	if (one->parts != other->parts)
		return one->parts > other->parts ? -1 : 1;
	if (one->institution != other->institution)
		return one->institution < other->institution ? -1 : 1;
	return one->indicator < other->indicator ? -1 : one->indicator > other->indicator;
}

static bool
is_of_numbers(const struct figure_signal *signal)
{
	return place_of(signal) == WORSE || place_of(signal) == BETTER;
}

/* An institution's together: among numbers the strongest makes the row, be it worse or better. */
static int
compare_strengths(const void *context, size_t a, size_t b)
{
	const struct figure_signal *one = (const struct figure_signal *)context + a;
	const struct figure_signal *other = (const struct figure_signal *)context + b;

	if (one->institution != other->institution)
		return one->institution < other->institution ? -1 : 1;
	if (is_of_numbers(one) != is_of_numbers(other))
		return is_of_numbers(one) ? -1 : 1;
	if (one->weight < other->weight || one->weight > other->weight)
		return one->weight > other->weight ? -1 : 1;
	return compare_signals(context, a, b);
}

/* Writes the items in that order anew. */
static void
sort(struct figure_signals *signals, int (*compare)(const void *context, size_t a, size_t b))
{
	size_t *order = arena_new(signals->arena, size_t, signals->count + 1);
	struct figure_signal *sorted =
	    arena_new(signals->arena, struct figure_signal, signals->count + 1);

	order_indices(order, signals->count, compare, signals->items);
	for (size_t i = 0; i < signals->count; i++)
		sorted[i] = signals->items[order[i]];
	signals->items = sorted;
	signals->capacity = signals->count;
}

/* ---- rows ----------------------------------------------------------------------------------- */

/* Signals of one institution, first ... end - 1, and the row that each belongs to. */
struct group {
	struct figure_signals *signals;
	size_t first;
	size_t end;
	size_t *heads; /* by signal; FIGURE_SIGNAL_NONE: none */
};

/* Whether a signal is of the cause of which head is the strongest. */
static bool
belongs(const struct group *group, size_t head, size_t index)
{
	const struct figure_signal *row = &group->signals->items[head];
	const struct figure_signal *signal = &group->signals->items[index];

	if (is_of_numbers(row) && is_of_numbers(signal))
		return figure_signals_is_kin(group->signals, row->indicator, signal->indicator);
	return place_of(row) == OF_RETURN && row->kind == signal->kind &&
	       place_of(signal) == OF_RETURN;
}

static void
find_heads(struct group *group)
{
	const struct figure_signal *items = group->signals->items;

	for (size_t i = group->first; i < group->end; i++) {
		size_t head = group->first;

		while (head < i && (group->heads[head] != head || !belongs(group, head, i)))
			head++;
		group->heads[i] = place_of(&items[i]) == EVIDENCE ? FIGURE_SIGNAL_NONE : head;
	}
}

static void
separate(struct buffer *out, const char *text)
{
	if (out->length > 0)
		buffer_append_text(out, text);
}

/* "PIT-2024-30.1 名称：差于同组，9.00%（90/1000），…". */
static void
append_other(struct buffer *out, const struct figure_signals *signals,
    const struct figure_signal *head, const struct figure_signal *signal)
{
	separate(out, "；");
	if (signal->indicator != FIGURE_SIGNAL_NONE && signal->kind != FIGURE_SIGNAL_SCREEN &&
	    signal->indicator != head->indicator)
		buffer_append_format(out, "%s %s：",
		    rows_text(signals->indicators, signal->indicator, "indicator_code"),
		    rows_text(signals->indicators, signal->indicator, "name"));
	buffer_append_format(out, "%s，%s", signal->label, signal->reason);
}

static bool
is_member(const struct figure_signal *row, size_t indicator)
{
	size_t i = 0;

	while (i < row->member_count && row->members[i] != indicator)
		i++;
	return i < row->member_count;
}

static void
add_member(struct figure_signal *row, size_t *members, size_t indicator)
{
	if (indicator != FIGURE_SIGNAL_NONE && !is_member(row, indicator))
		members[row->member_count++] = indicator;
}

/* Whether an indicator is one of those that the list is of. */
static bool
is_of(const struct figure_signals *signals, size_t indicator)
{
	return signals->own == NULL || (indicator != FIGURE_SIGNAL_NONE && signals->own[indicator]);
}

/* Those that have its numbers under another name. */
static void
append_names(struct buffer *out, const struct figure_signals *signals, size_t indicator)
{
	for (size_t i = 0; i < rows_count(signals->indicators); i++) {
		if (i == indicator || !is_of(signals, i) ||
		    !figure_signals_is_same(signals, i, indicator))
			continue;
		separate(out, "；");
		buffer_append_format(
		    out, "与 %s 同一定义", rows_text(signals->indicators, i, "indicator_code"));
	}
}

static void
gather(const struct group *group, size_t head)
{
	struct figure_signals *signals = group->signals;
	struct figure_signal *row = &signals->items[head];
	size_t *members = arena_new(signals->arena, size_t, group->end - head + 1);
	struct buffer others = buffer_create(signals->arena, 64);

	row->members = members;
	if (is_of_numbers(row)) {
		add_member(row, members, row->indicator);
		append_names(&others, signals, row->indicator);
	}
	for (size_t i = head + 1; i < group->end; i++) {
		if (group->heads[i] != head)
			continue;
		if (is_of_numbers(row))
			add_member(row, members, signals->items[i].indicator);
		row->parts++;
		append_other(&others, signals, row, &signals->items[i]);
	}
	row->others = others.length == 0 ? NULL : others.data;
}

/* What was seen of the row's indicators besides, and how much the institution misses in all. */
static void
add_evidence(const struct group *group, size_t head)
{
	struct figure_signals *signals = group->signals;
	struct figure_signal *row = &signals->items[head];
	struct buffer out = buffer_create(signals->arena, 64);
	size_t missed = 0;

	for (size_t i = group->first; i < group->end; i++) {
		const struct figure_signal *signal = &signals->items[i];
		bool goal =
		    signal->kind == FIGURE_SIGNAL_GOAL || signal->kind == FIGURE_SIGNAL_THRESHOLD;

		missed += goal;
		if (group->heads[i] == head || signal->indicator == FIGURE_SIGNAL_NONE ||
		    !is_member(row, signal->indicator) ||
		    (!goal && signal->kind != FIGURE_SIGNAL_SCREEN))
			continue;
		separate(&out, "；");
		buffer_append_format(&out, "%s：%s", signal->label, signal->reason);
	}
	if (missed > 0 && is_of_numbers(row)) {
		separate(&out, "；");
		buffer_append_format(&out, "该机构本期未达目标或要求的指标共 %zu 项", missed);
	}
	row->evidence = out.length == 0 ? NULL : out.data;
}

static void
fold(struct group *group)
{
	find_heads(group);
	for (size_t i = group->first; i < group->end; i++) {
		if (group->heads[i] != i)
			continue;
		gather(group, i);
		add_evidence(group, i);
	}
}

void
figure_signals_of(
    struct figure_signals *out, const struct figure_signals *signals, const bool own[])
{
	*out = *signals;
	out->own = own;
	out->items = arena_new(signals->arena, struct figure_signal, signals->count + 1);
	out->count = 0;
	for (size_t i = 0; i < signals->count; i++) {
		if (is_of(out, signals->items[i].indicator))
			out->items[out->count++] = signals->items[i];
	}
	out->capacity = signals->count + 1;
}

void
figure_signals_fold(struct figure_signals *signals)
{
	struct group group = {
	    .signals = signals, .heads = arena_new(signals->arena, size_t, signals->count + 1)};
	size_t count = 0;

	sort(signals, compare_strengths);
	for (group.first = 0; group.first < signals->count; group.first = group.end) {
		group.end = group.first + 1;
		while (group.end < signals->count && signals->items[group.end].institution ==
							 signals->items[group.first].institution)
			group.end++;
		fold(&group);
	}
	for (size_t i = 0; i < signals->count; i++) {
		if (group.heads[i] == i)
			signals->items[count++] = signals->items[i];
	}
	signals->count = count;
	sort(signals, compare_signals);
}
