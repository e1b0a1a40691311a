#include "nest.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/text.h"
#include "figure/value.h"

/* The values that are looked at: of the return as a whole, or of one department or month. */
struct look {
	struct findings *findings;
	const struct sheet_cell **cells; /* one for each element */
	const char *place;               /* "7月："; empty for the whole */
};

static const struct sheet_cell missing = {.state = SHEET_MISSING};

static const char *
name_of(const struct look *look, size_t element)
{
	return look->findings->sheet->elements[element].name;
}

static bool
is_positive(const struct sheet_cell *cell)
{
	return cell->state == SHEET_VALUE && cell->value.units > 0;
}

static bool
is_nothing(const struct sheet_cell *cell)
{
	return cell->state == SHEET_NOT_APPLICABLE ||
	       (cell->state == SHEET_VALUE && cell->value.units == 0);
}

/* ---- a part and its whole ------------------------------------------------------------------- */

/* What one pair is found to be; CHECK_KIND_COUNT: nothing to say. */
static enum check_kind
judge_pair(
    const struct sheet_pair *pair, const struct sheet_cell *child, const struct sheet_cell *parent)
{
	if (!is_positive(child) || parent->state == SHEET_MISSING)
		return CHECK_KIND_COUNT;
	if (pair->strict && is_nothing(parent))
		return CHECK_NO_WHOLE;
	if (parent->state != SHEET_VALUE || decimal_compare(child->value, parent->value) <= 0)
		return CHECK_KIND_COUNT;
	return pair->strict ? CHECK_EXCEEDS : CHECK_UNUSUAL;
}

static void
tell_pair(const struct look *look, const struct sheet_pair *pair, enum check_kind kind)
{
	const struct sheet_cell *child = look->cells[pair->child];
	const struct sheet_cell *parent = look->cells[pair->parent];
	struct arena *arena = look->findings->arena;
	const char *part = name_of(look, pair->child), *whole = name_of(look, pair->parent);
	const char *message;

	if (kind == CHECK_NO_WHOLE)
		message = text_format(arena, "%s“%s”填了 %s，但“%s”%s，请核对这两项", look->place,
		    part, child->text, whole, parent->state == SHEET_VALUE ? "为 0" : "标为不适用");
	else if (kind == CHECK_EXCEEDS)
		message = text_format(arena, "%s“%s”（%s）不能大于“%s”（%s）%s", look->place, part,
		    child->text, whole, parent->text,
		    pair->subset ? "：前者是后者的一部分，请改其一" : "，请核对这两项");
	else
		message = text_format(arena, "%s“%s”（%s）大于“%s”（%s），前者通常不超过后者",
		    look->place, part, child->text, whole, parent->text);
	/* As numerator and denominator it may have been told. */
	if (look->place[0] != '\0' ||
	    !finding_known(look->findings, kind, pair->child, pair->parent))
		finding_add(look->findings, kind, pair->child, pair->parent, message);
}

static bool
is_pair(const struct sheet *sheet, size_t child, size_t parent, bool strict)
{
	for (size_t i = 0; i < sheet->pair_count; i++) {
		const struct sheet_pair *pair = &sheet->pairs[i];

		if (pair->child == child && pair->parent == parent)
			return pair->strict || !strict;
	}
	return false;
}

/* A value between the two is less than the one or greater than the other: that is told there. */
static bool
is_told_between(const struct look *look, const struct sheet_pair *pair)
{
	const struct sheet *sheet = look->findings->sheet;

	for (size_t i = 0; i < sheet->pair_count; i++) {
		const struct sheet_pair *first = &sheet->pairs[i];

		if (first->child == pair->child && (first->strict || !pair->strict) &&
		    look->cells[first->parent]->state == SHEET_VALUE &&
		    is_pair(sheet, first->parent, pair->parent, pair->strict))
			return true;
	}
	return false;
}

static void
check_pairs(const struct look *look, bool errors)
{
	const struct sheet *sheet = look->findings->sheet;

	for (size_t i = 0; i < sheet->pair_count; i++) {
		const struct sheet_pair *pair = &sheet->pairs[i];
		enum check_kind kind =
		    judge_pair(pair, look->cells[pair->child], look->cells[pair->parent]);

		if (pair->strict == errors && kind != CHECK_KIND_COUNT &&
		    !is_told_between(look, pair))
			tell_pair(look, pair, kind);
	}
}

/* Numerators and denominators: there must be some, and a part is no greater, whatever lies between.
 */
static void
check_indicators(const struct look *look)
{
	const struct sheet *sheet = look->findings->sheet;

	for (size_t i = 0; i < sheet->indicator_count; i++) {
		const struct sheet_indicator *indicator = &sheet->indicators[i];
		const struct sheet_pair pair = {
		    .child = indicator->numerator,
		    .parent = indicator->denominator,
		    .strict = measure_kinds[indicator->definition.rule.kind].part_of_whole,
		    .subset = true,
		};
		enum check_kind kind;

		if (pair.parent == SHEET_NONE)
			continue;
		kind = is_positive(look->cells[pair.child]) && is_nothing(look->cells[pair.parent])
			   ? CHECK_NO_WHOLE
			   : judge_pair(&pair, look->cells[pair.child], look->cells[pair.parent]);
		if (kind == CHECK_NO_WHOLE || kind == CHECK_EXCEEDS)
			tell_pair(look, &pair, kind);
	}
}

/* ---- parts that add up ---------------------------------------------------------------------- */

struct total {
	struct decimal sum;
	size_t there;        /* parts that were filled in, or do not apply */
	bool exceeded;       /* by a single part, which is told there */
	struct buffer names; /* of those with a number */
};

static struct total
add_up(const struct look *look, size_t parent)
{
	const struct sheet *sheet = look->findings->sheet;
	struct total total = {.names = buffer_create(look->findings->arena, 256)};

	for (size_t i = 0; i < sheet->pair_count; i++) {
		const struct sheet_pair *pair = &sheet->pairs[i];
		const struct sheet_cell *part = look->cells[pair->child];

		if (pair->parent != parent || pair->parts == 0 || part->state == SHEET_MISSING)
			continue;
		total.there++;
		if (part->state != SHEET_VALUE)
			continue;
		/* A few numbers of 12 digits stay within the range. */
		if (!decimal_add(&total.sum, total.sum, part->value))
			total.sum.units = INT64_MAX;
		total.exceeded =
		    total.exceeded || decimal_compare(part->value, look->cells[parent]->value) > 0;
		buffer_append_format(&total.names, "%s“%s”（%s）",
		    total.names.length == 0 ? "" : "、", name_of(look, pair->child), part->text);
	}
	return total;
}

static void
check_sum(const struct look *look, size_t parent, size_t parts)
{
	const struct sheet_cell *whole = look->cells[parent];
	struct arena *arena = look->findings->arena;
	struct decimal difference;
	struct total total;
	const char *message;
	int order;

	if (whole->state != SHEET_VALUE)
		return;
	total = add_up(look, parent);
	order = decimal_compare(total.sum, whole->value);
	if (total.exceeded || order == 0 || (order < 0 && total.there < parts))
		return;
	difference.units =
	    order > 0 ? total.sum.units - whole->value.units : whole->value.units - total.sum.units;
	message = text_format(arena, "%s“%s”（%s）%s %s，%s %s，请核对这几项", look->place,
	    name_of(look, parent), whole->text,
	    total.names.length == 0 ? "的各部分都标为不适用，合计"
	    : total.there < parts ? text_format(arena, "小于已填的%s之和", total.names.data)
				  : text_format(arena, "应等于%s之和", total.names.data),
	    figure_decimal(arena, total.sum), order > 0 ? "少" : "多",
	    figure_decimal(arena, difference));
	finding_add(look->findings, CHECK_SUM, parent, SHEET_NONE, message);
}

static void
check_sums(const struct look *look)
{
	const struct sheet *sheet = look->findings->sheet;

	for (size_t i = 0; i < sheet->pair_count; i++) {
		const struct sheet_pair *pair = &sheet->pairs[i];
		size_t before = 0;

		while (before < i && (sheet->pairs[before].parent != pair->parent ||
					 sheet->pairs[before].parts == 0))
			before++;
		if (pair->parts > 0 && before == i)
			check_sum(look, pair->parent, pair->parts);
	}
}

/* ---- the whole, and every department and month ---------------------------------------------- */

static void
look_at(const struct look *look, bool errors)
{
	if (errors && look->place[0] == '\0')
		check_indicators(look);
	check_pairs(look, errors);
	if (errors)
		check_sums(look);
}

/* Those of one part stand together. */
static size_t
end_of_part(const struct sheet *sheet, size_t first)
{
	size_t end = first;

	while (end < sheet->slice_count &&
	       text_equal(sheet->slices[end].part, sheet->slices[first].part))
		end++;
	return end;
}

void
nest_check(struct findings *findings, bool errors)
{
	const struct sheet *sheet = findings->sheet;
	const struct sheet_cell **cells =
	    arena_new(findings->arena, const struct sheet_cell *, sheet->element_count);
	struct look look = {findings, cells, ""};

	for (size_t i = 0; i < sheet->element_count; i++)
		cells[i] = &sheet->elements[i].now;
	look_at(&look, errors);
	for (size_t first = 0, end; first < sheet->slice_count; first = end) {
		end = end_of_part(sheet, first);
		for (size_t i = 0; i < sheet->element_count; i++)
			cells[i] = &missing;
		for (size_t i = first; i < end; i++)
			cells[sheet->slices[i].element] = &sheet->slices[i].now;
		look.place = text_format(findings->arena, "%s：", sheet->slices[first].label);
		look_at(&look, errors);
	}
}
