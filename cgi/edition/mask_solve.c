#include "mask_private.h"

#include "core/arena.h"

/* What hiding costs a reader: one more result, or a total by its place in mask_cell.groups. */
#define CELL_COST 4
static const unsigned group_costs[MASK_GROUPS] = {6, 10, 12, 40};

/* The part of a class that must be safe, and the rest of it. */
struct class_sums {
	int64_t own, own_bound;
	int64_t others, others_bound;
};

static int64_t
add(int64_t a, int64_t b)
{
	int64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

static int64_t
smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void
count_unit(
    struct class_sums *sums, const struct mask *mask, const struct mask_need *need, size_t unit)
{
	const struct mask_unit *one = &mask->units[unit];
	bool own = mask_belongs(mask, need, unit);
	int64_t *value = own ? &sums->own : &sums->others;
	int64_t *bound = own ? &sums->own_bound : &sums->others_bound;

	*value = add(*value, one->value.units);
	*bound = one->bound == INT64_MAX ? INT64_MAX : add(*bound, one->bound);
}

/* How far the need's part of its class can be moved. */
static int64_t
width_of(const struct class_sums *sums)
{
	int64_t sum = add(sums->own, sums->others);
	int64_t upper = smaller(sums->own_bound, sum);
	int64_t lower = sums->others_bound == INT64_MAX || sums->others_bound >= sum
			    ? 0
			    : sum - sums->others_bound;

	return sums->others_bound == 0 ? 0 : upper - lower;
}

static void
sum_class(struct class_sums *out, const struct mask *mask, const struct mask_need *need)
{
	const struct mask_unit *own = &mask->units[need->unit];
	size_t count;
	uint64_t signature = mask_signature(mask, need->unit, &count);

	*out = (struct class_sums){0};
	for (size_t i = 0; i < mask->institutions; i++) {
		size_t unit = mask_find(mask, own->element, i, own->quarter);

		if (unit != MASK_NONE && mask->units[unit].hidden &&
		    mask_signature(mask, unit, &count) == signature)
			count_unit(out, mask, need, unit);
	}
}

static bool
is_wide(const struct mask *mask, const struct class_sums *sums)
{
	return width_of(sums) >= smaller(mask->threshold.units, sums->own_bound);
}

static bool
is_safe(const struct mask *mask, const struct mask_need *need)
{
	struct class_sums sums;
	size_t count;

	mask_signature(mask, need->unit, &count);
	if (count == 0)
		return true;
	sum_class(&sums, mask, need);
	return is_wide(mask, &sums);
}

/* ---- partners ------------------------------------------------------------------------------- */

static bool
stands_in(const struct mask *mask, size_t unit, size_t group)
{
	struct mask_need need = {.unit = unit, .group = group};

	return mask_belongs(mask, &need, unit);
}

/* The shown totals that contain one and not the other: their cost, and hidden if hide says so. */
static unsigned
part(struct mask *mask, size_t one, size_t other, bool hide)
{
	unsigned cost = 0;

	for (size_t i = mask->units[one].first_link; i != MASK_NONE; i = mask->links[i].next) {
		const struct mask_cell *cell = &mask->cells[mask->links[i].cell];

		for (size_t g = 0; g < MASK_GROUPS; g++) {
			struct mask_group *group = &mask->groups[cell->groups[g]];

			if (group->flag != MASK_SHOWN || stands_in(mask, other, cell->groups[g]))
				continue;
			cost += group_costs[g];
			if (hide)
				group->flag = MASK_SECONDARY;
		}
	}
	return cost;
}

static unsigned
cell_cost(const struct mask *mask, size_t unit)
{
	unsigned cost = 0;

	for (size_t i = mask->units[unit].first_link; i != MASK_NONE; i = mask->links[i].next)
		if (mask->cells[mask->links[i].cell].flag == MASK_SHOWN)
			cost += CELL_COST;
	return cost;
}

static bool
may_serve(const struct mask *mask, const struct mask_need *need, size_t unit)
{
	const struct mask_unit *own = &mask->units[need->unit], *other = &mask->units[unit];

	return !own->known && !other->known && !other->told && other->old == own->old &&
	       other->equated == own->equated && !mask_belongs(mask, need, unit);
}

/* The cheapest that widens the range; the smallest of equal ones. */
static size_t
find_partner(struct mask *mask, const struct mask_need *need)
{
	const struct mask_unit *own = &mask->units[need->unit];
	struct class_sums sums, with;
	size_t best = MASK_NONE;
	unsigned best_cost = 0;

	sum_class(&sums, mask, need);
	for (size_t i = 0; i < mask->institutions; i++) {
		size_t unit = mask_find(mask, own->element, i, own->quarter);
		unsigned cost;

		if (unit == MASK_NONE || !may_serve(mask, need, unit))
			continue;
		with = sums;
		count_unit(&with, mask, need, unit);
		if (width_of(&with) <= width_of(&sums))
			continue;
		cost = part(mask, need->unit, unit, false) + part(mask, unit, need->unit, false) +
		       cell_cost(mask, unit);
		/* Hidden and without cost: it is in the class already. */
		if ((cost == 0 && mask->units[unit].hidden) ||
		    (best != MASK_NONE && cost > best_cost))
			continue;
		if (best != MASK_NONE && cost == best_cost &&
		    decimal_compare(mask->units[unit].value, mask->units[best].value) >= 0)
			continue;
		best = unit;
		best_cost = cost;
	}
	return best;
}

/* Hides every total that contains the unit. */
static void
set_free(struct mask *mask, size_t unit)
{
	for (size_t i = mask->units[unit].first_link; i != MASK_NONE; i = mask->links[i].next) {
		const struct mask_cell *cell = &mask->cells[mask->links[i].cell];

		for (size_t g = 0; g < MASK_GROUPS; g++)
			if (mask->groups[cell->groups[g]].flag == MASK_SHOWN)
				mask->groups[cell->groups[g]].flag = MASK_SECONDARY;
	}
}

/* The last resort adds nothing to what was known before: nothing of the element is shown. */
static void
withhold(struct mask *mask, size_t element)
{
	for (size_t unit = 0; unit < mask->unit_count; unit++) {
		if (mask->units[unit].element != element)
			continue;
		mask_hide_unit(mask, unit, MASK_SECONDARY);
		set_free(mask, unit);
	}
}

/* Every round hides something, so that this ends. */
static void
make_safe(struct mask *mask, const struct mask_need *need)
{
	while (!is_safe(mask, need)) {
		size_t partner = find_partner(mask, need);

		if (partner == MASK_NONE) {
			set_free(mask, need->unit);
			if (!is_safe(mask, need))
				withhold(mask, mask->units[need->unit].element);
			return;
		}
		part(mask, need->unit, partner, true);
		part(mask, partner, need->unit, true);
		mask_hide_unit(mask, partner, MASK_SECONDARY);
	}
}

/* ---- what must be safe ---------------------------------------------------------------------- */

/* One quarter that can move is enough; the largest is tried first. */
static void
protect(struct mask *mask, const size_t units[], size_t count, size_t group)
{
	struct mask_need need = {.unit = MASK_NONE, .group = group};

	for (size_t i = 0; i < count; i++) {
		struct mask_need one = {.unit = units[i], .group = group};

		if (mask->units[units[i]].told)
			continue;
		if (is_safe(mask, &one))
			return;
		if (need.unit == MASK_NONE ||
		    decimal_compare(mask->units[units[i]].value, mask->units[need.unit].value) > 0)
			need = one;
	}
	if (need.unit != MASK_NONE)
		make_safe(mask, &need);
}

static bool
is_primary_cell(const struct mask *mask, const struct mask_cell *cell)
{
	return cell->counts &&
	       mask_is_primary(mask, cell->kind, cell->numerator.units, cell->denominator.units);
}

static void
hide_small(struct mask *mask)
{
	for (size_t i = 0; i < mask->group_count; i++) {
		struct mask_group *group = &mask->groups[i];

		if (mask_is_primary(mask, group->kind, group->numerator, group->denominator))
			group->flag = MASK_PRIMARY;
	}
	for (size_t i = 0; i < mask->cell_count; i++) {
		struct mask_cell *cell = &mask->cells[i];

		if (!is_primary_cell(mask, cell))
			continue;
		cell->flag = MASK_PRIMARY;
		for (size_t q = 0; q < cell->count; q++) {
			mask_hide_unit(mask, cell->numerators[q], MASK_SECONDARY);
			if (mask_is_small(mask, cell->denominator.units))
				mask_hide_unit(mask, cell->denominators[q], MASK_SECONDARY);
		}
	}
	/* And what an earlier edition hid. */
	for (size_t i = 0; i < mask->unit_count; i++)
		if (mask->units[i].hidden)
			mask_hide_unit(mask, i, MASK_SECONDARY);
}

static void
protect_cells(struct mask *mask)
{
	for (size_t i = 0; i < mask->cell_count; i++) {
		const struct mask_cell *cell = &mask->cells[i];

		if (!is_primary_cell(mask, cell))
			continue;
		protect(mask, cell->numerators, cell->count, MASK_NONE);
		if (mask_is_small(mask, cell->denominator.units))
			protect(mask, cell->denominators, cell->count, MASK_NONE);
	}
	for (size_t i = 0; i < mask->unit_count; i++) {
		const struct mask_unit *unit = &mask->units[i];

		if (unit->hidden && (mask_is_small(mask, unit->value.units) ||
					(unit->bound != INT64_MAX &&
					    mask_is_small(mask, unit->bound - unit->value.units))))
			protect(mask, &i, 1, MASK_NONE);
	}
}

/* A small sum: its members with cases are hidden; one of them must be able to trade outside. */
static void
protect_groups(struct mask *mask)
{
	size_t *units = arena_new(mask->arena, size_t, mask->cell_count * MASK_QUARTERS + 1);

	for (size_t i = 0; i < mask->group_count; i++) {
		const struct mask_group *group = &mask->groups[i];
		bool whole = mask_is_small(mask, group->denominator);
		size_t count = 0;

		if (group->flag != MASK_PRIMARY)
			continue;
		for (size_t c = 0; c < mask->cell_count; c++) {
			const struct mask_cell *cell = &mask->cells[c];

			if (!is_primary_cell(mask, cell) || cell->groups[group->rank] != i)
				continue;
			for (size_t q = 0; q < cell->count; q++)
				units[count++] =
				    whole ? cell->denominators[q] : cell->numerators[q];
		}
		if (count > 0)
			protect(mask, units, count, i);
	}
}

void
mask_solve(struct mask *mask)
{
	hide_small(mask);
	protect_cells(mask);
	protect_groups(mask);
}
