#include "mask_private.h"

#include <string.h>

#include "core/arena.h"

/* Room for one more item: twice the room, the old items copied. */
static void *
grow(struct arena *arena, void *items, size_t count, size_t *room, size_t size)
{
	void *larger;

	if (count < *room)
		return items;
	*room = *room == 0 ? 256 : 2 * *room;
	larger = arena_allocate(arena, *room, size);
	if (count > 0)
		memcpy(larger, items, count * size);
	return larger;
}

struct mask
mask_create(struct arena *arena, struct decimal threshold, size_t institutions, size_t elements,
    size_t quarters)
{
	struct mask mask = {.arena = arena,
	    .threshold = threshold,
	    .institutions = institutions,
	    .elements = elements,
	    .quarters = quarters};
	size_t count = institutions * elements * quarters;

	mask.index = arena_new(arena, size_t, count);
	for (size_t i = 0; i < count; i++)
		mask.index[i] = MASK_NONE;
	return mask;
}

static size_t *
place(const struct mask *mask, size_t element, size_t institution, size_t quarter)
{
	return &mask->index[(element * mask->institutions + institution) * mask->quarters +
			    quarter];
}

size_t
mask_find(const struct mask *mask, size_t element, size_t institution, size_t quarter)
{
	return *place(mask, element, institution, quarter);
}

size_t
mask_unit(
    struct mask *mask, size_t element, size_t institution, size_t quarter, struct decimal value)
{
	size_t *found = place(mask, element, institution, quarter);

	if (*found != MASK_NONE)
		return *found;
	mask->units = grow(
	    mask->arena, mask->units, mask->unit_count, &mask->unit_room, sizeof(*mask->units));
	mask->units[mask->unit_count] = (struct mask_unit){.element = element,
	    .institution = institution,
	    .quarter = quarter,
	    .value = value,
	    .bound = INT64_MAX,
	    .first_link = MASK_NONE};
	return *found = mask->unit_count++;
}

size_t
mask_group(struct mask *mask, enum measure_kind kind, size_t rank)
{
	mask->groups = grow(
	    mask->arena, mask->groups, mask->group_count, &mask->group_room, sizeof(*mask->groups));
	mask->groups[mask->group_count] = (struct mask_group){.kind = kind, .rank = rank};
	return mask->group_count++;
}

static void
link_unit(struct mask *mask, size_t unit, size_t cell)
{
	mask->links = grow(
	    mask->arena, mask->links, mask->link_count, &mask->link_room, sizeof(*mask->links));
	mask->links[mask->link_count] =
	    (struct mask_link){.cell = cell, .next = mask->units[unit].first_link};
	mask->units[unit].first_link = mask->link_count++;
}

size_t
mask_cell(struct mask *mask, const struct mask_cell *cell)
{
	bool divided = measure_kind_has_denominator(cell->kind);

	mask->cells = grow(
	    mask->arena, mask->cells, mask->cell_count, &mask->cell_room, sizeof(*mask->cells));
	mask->cells[mask->cell_count] = *cell;
	mask->cells[mask->cell_count].flag = MASK_SHOWN;
	for (size_t q = 0; cell->counts && q < cell->count; q++) {
		link_unit(mask, cell->numerators[q], mask->cell_count);
		if (!divided)
			continue;
		link_unit(mask, cell->denominators[q], mask->cell_count);
		if (measure_kinds[cell->kind].part_of_whole) {
			struct mask_unit *part = &mask->units[cell->numerators[q]];
			int64_t whole = mask->units[cell->denominators[q]].value.units;

			part->bound = part->bound < whole ? part->bound : whole;
		}
	}
	for (size_t g = 0; cell->counts && g < MASK_GROUPS; g++) {
		mask->groups[cell->groups[g]].numerator += cell->numerator.units;
		mask->groups[cell->groups[g]].denominator += cell->denominator.units;
	}
	return mask->cell_count++;
}

void
mask_old_shown(struct mask *mask, size_t unit, struct decimal value)
{
	struct mask_unit *one = &mask->units[unit];

	/* Another value now: the difference of the editions would tell it from the old one. */
	if (decimal_compare(one->value, value) == 0)
		one->told = true;
	else
		one->known = true;
}

void
mask_old_hidden(struct mask *mask, size_t unit, struct decimal value)
{
	struct mask_unit *one = &mask->units[unit];
	int64_t more = one->value.units - value.units;

	/* The old and the new value move together: as far as both allow. */
	if (more > 0)
		one->value = value;
	if (one->bound != INT64_MAX)
		one->bound -= more > 0 ? more : -more;
	one->hidden = true;
}

/* A number for one equation, so that sums of several tell sets apart: the finaliser of splitmix64.
 */
static uint64_t
mask_mix(uint64_t number)
{
	number += UINT64_C(0x9e3779b97f4a7c15);
	number = (number ^ (number >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	number = (number ^ (number >> 27)) * UINT64_C(0x94d049bb133111eb);
	return number ^ (number >> 31);
}

void
mask_old_equation(struct mask *mask, size_t unit, uint64_t equation)
{
	mask->units[unit].old += mask_mix(equation);
	mask->units[unit].equated = true;
}

/* ---- what mask_solve asks ------------------------------------------------------------------- */

bool
mask_is_small(const struct mask *mask, int64_t units)
{
	return units > 0 && units < mask->threshold.units;
}

/* The cells of a kind that counts people or their days; the others are never hidden. */
static bool
mask_kind_is_counted(enum measure_kind kind)
{
	return measure_kind_has_denominator(kind);
}

bool
mask_is_primary(
    const struct mask *mask, enum measure_kind kind, int64_t numerator, int64_t denominator)
{
	if (!mask_kind_is_counted(kind))
		return false;
	if (mask_is_small(mask, denominator))
		return true;
	if (measure_kinds[kind].measured)
		return false;
	return mask_is_small(mask, numerator) ||
	       (measure_kinds[kind].part_of_whole && mask_is_small(mask, denominator - numerator));
}

void
mask_hide_unit(struct mask *mask, size_t unit, enum mask_flag flag)
{
	mask->units[unit].hidden = true;
	for (size_t i = mask->units[unit].first_link; i != MASK_NONE; i = mask->links[i].next) {
		struct mask_cell *cell = &mask->cells[mask->links[i].cell];

		if (cell->flag == MASK_SHOWN)
			cell->flag = flag;
	}
}

bool
mask_belongs(const struct mask *mask, const struct mask_need *need, size_t unit)
{
	if (need->group == MASK_NONE)
		return mask->units[unit].institution == mask->units[need->unit].institution;
	for (size_t i = mask->units[unit].first_link; i != MASK_NONE; i = mask->links[i].next) {
		const struct mask_cell *cell = &mask->cells[mask->links[i].cell];

		for (size_t g = 0; g < MASK_GROUPS; g++)
			if (cell->groups[g] == need->group)
				return true;
	}
	return false;
}

uint64_t
mask_signature(const struct mask *mask, size_t unit, size_t *count)
{
	const struct mask_unit *one = &mask->units[unit];
	uint64_t signature = one->old;

	*count = one->equated ? 1 : 0;
	/* The earlier equations are about another value; it can trade with nobody. */
	if (one->known || one->told) {
		signature = mask_mix(~(uint64_t)unit);
		*count = 0;
	}
	for (size_t i = one->first_link; i != MASK_NONE; i = mask->links[i].next) {
		size_t number = mask->links[i].cell;
		const struct mask_cell *cell = &mask->cells[number];

		if (cell->flag == MASK_SHOWN) {
			signature += mask_mix(UINT64_C(1) << 40 | number);
			++*count;
		}
		for (size_t g = 0; g < MASK_GROUPS; g++) {
			if (mask->groups[cell->groups[g]].flag != MASK_SHOWN)
				continue;
			signature += mask_mix(UINT64_C(1) << 41 | cell->groups[g]);
			++*count;
		}
	}
	return signature;
}
