#include "grade.h"

#include <assert.h>
#include <string.h>

#include "core/arena.h"
#include "core/rows.h"
#include "core/text.h"
#include "grade_decision.h"
#include "measure/order.h"

/* ---- scheme --------------------------------------------------------------------------------- */

/* A column that the schema holds to NUMERIC with at most four decimals. */
static struct decimal
read_decimal(const struct rows *rows, size_t row, const char *column)
{
	struct decimal decimal = {0};
	bool good = decimal_parse(&decimal, rows_text(rows, row, column));

	assert(good);
	return decimal;
}

/* The same in units of 10^-places, at most four. */
static int
read_scaled(const struct rows *rows, size_t row, const char *column, int places)
{
	int64_t units = read_decimal(rows, row, column).units;

	for (int i = places; i < DECIMAL_PLACES; i++)
		units /= 10;
	return (int)units;
}

void
figure_grade_scheme_read(struct figure_grade_scheme *out, struct arena *arena,
    const struct rows *head, size_t head_row, const struct rows *items, size_t first, size_t count)
{
	*out = (struct figure_grade_scheme){.count = count,
	    .indicators = arena_new(arena, struct figure_grade_indicator, count),
	    .rules = arena_new(arena, struct grade_indicator, count),
	    .scheme = {.band_tenths = {read_scaled(head, head_row, "band_a", 1),
			   read_scaled(head, head_row, "band_b", 1),
			   read_scaled(head, head_row, "band_c", 1)},
		.cap_b_hundredths = read_scaled(head, head_row, "cap_b", 2),
		.cap_c_hundredths = read_scaled(head, head_row, "cap_c", 2),
		.coverage_of_3 = (int)rows_integer(head, head_row, "coverage_of_3")}};
	for (size_t i = 0; i < count; i++) {
		struct figure_grade_indicator *indicator = &out->indicators[i];
		struct grade_indicator *rule = &out->rules[i];
		size_t row = first + i;

		indicator->code = rows_text(items, row, "indicator_code");
		indicator->name = rows_text(items, row, "name");
		indicator->row = row;
		figure_definition_read(&indicator->definition, items, row);
		*rule = (struct grade_indicator){.kind = indicator->definition.rule.kind,
		    .factor = decimal_from_integer(indicator->definition.factor),
		    .weight = read_decimal(items, row, "weight"),
		    .floor = read_decimal(items, row, "floor"),
		    .benchmark = read_decimal(items, row, "benchmark"),
		    .minimum_denominator = indicator->definition.rule.minimum_denominator,
		    .safety = rows_flag(items, row, "safety")};
		rule->direction =
		    rule->benchmark.units > rule->floor.units ? MEASURE_INCREASE : MEASURE_DECREASE;
	}
}

/* ---- rows to institutions ------------------------------------------------------------------- */

/* What of a row decides where it belongs. */
struct place {
	size_t group;
	int64_t institution;
	size_t indicator;
};

struct sorting {
	const struct rows *rows;
	size_t count; /* rows of the scheme's indicators */
	size_t *rows_of;
	struct place *places;
	size_t *order; /* indices of the two, by group and institution */
};

static size_t
find_indicator(const struct figure_grade_scheme *scheme, const char *code, size_t hint)
{
	for (size_t i = 0; i < scheme->count; i++) {
		size_t at = (hint + i) % scheme->count;

		if (text_equal(scheme->indicators[at].code, code))
			return at;
	}
	return FIGURE_GRADE_NONE;
}

/* Groups by the order in which the rows name them. */
static size_t
find_group(struct figure_grades *grades, const char *key, size_t row, size_t hint)
{
	if (hint < grades->group_count && text_equal(grades->groups[hint].key, key))
		return hint;
	for (size_t i = 0; i < grades->group_count; i++) {
		if (text_equal(grades->groups[i].key, key))
			return i;
	}
	grades->groups[grades->group_count] = (struct figure_grade_group){.key = key, .row = row};
	return grades->group_count++;
}

/* An institution's rows together; equals stay in the order of the rows. */
static int
compare_places(const void *context, size_t a, size_t b)
{
	const struct place *left = &((const struct place *)context)[a],
			   *right = &((const struct place *)context)[b];

	if (left->group != right->group)
		return left->group < right->group ? -1 : 1;
	return (left->institution > right->institution) - (left->institution < right->institution);
}

static void
sort_rows(struct sorting *out, struct figure_grades *grades, struct arena *arena)
{
	const struct rows *rows = grades->values;
	size_t count = rows_count(rows), code = rows_index(rows, "indicator_code"),
	       institution = rows_index(rows, "institution_id"),
	       key = rows_index(rows, "peer_group"), hint = 0, group = 0;

	*out = (struct sorting){.rows = rows,
	    .rows_of = arena_new(arena, size_t, count),
	    .places = arena_new(arena, struct place, count),
	    .order = arena_new(arena, size_t, count)};
	grades->groups = arena_new(arena, struct figure_grade_group, count);
	for (size_t row = 0; row < count; row++) {
		size_t indicator = find_indicator(grades->scheme, rows_cell(rows, row, code), hint);
		struct place *place = &out->places[out->count];

		if (indicator == FIGURE_GRADE_NONE)
			continue;
		hint = indicator;
		group = find_group(grades, rows_cell(rows, row, key), row, group);
		*place = (struct place){.group = group, .indicator = indicator};
		(void)text_to_id(&place->institution, rows_cell(rows, row, institution));
		out->rows_of[out->count++] = row;
	}
	order_indices(out->order, out->count, compare_places, out->places);
}

static void
read_item(struct figure_grade_unit *unit, const struct rows *rows, size_t row, size_t indicator)
{
	struct grade_item *item = &unit->items[indicator];
	const char *x = rows_text(rows, row, "numerator"), *n = rows_text(rows, row, "denominator"),
		   *coverage = rows_text(rows, row, "coverage");
	bool complete = text_equal(coverage, "complete");

	unit->rows[indicator] = row;
	if (rows_has_column(rows, "earlier"))
		unit->earlier[indicator] = rows_text(rows, row, "earlier");
	item->has_numerator = complete && x != NULL && decimal_parse(&item->numerator, x);
	item->has_denominator = complete && n != NULL && decimal_parse(&item->denominator, n);
	if (!figure_status_find(&unit->statuses[indicator], coverage))
		unit->statuses[indicator] = FIGURE_RANKED;
}

/* Without rows yet: what an institution has no row of, it is not asked for. */
static void
create_unit(struct figure_grade_unit *unit, struct arena *arena, size_t row, size_t indicators)
{
	*unit = (struct figure_grade_unit){.row = row,
	    .items = arena_new(arena, struct grade_item, indicators),
	    .statuses = arena_new(arena, enum figure_status, indicators),
	    .rows = arena_new(arena, size_t, indicators),
	    .decisions = arena_new(arena, size_t, indicators),
	    .earlier = arena_new(arena, const char *, indicators),
	    .veto = FIGURE_GRADE_NONE};
	for (size_t k = 0; k < indicators; k++) {
		unit->statuses[k] = FIGURE_NOT_APPLICABLE;
		unit->rows[k] = FIGURE_GRADE_NONE;
		unit->decisions[k] = FIGURE_GRADE_NONE;
	}
}

/* The sorted rows become units. */
static void
fill_group(struct figure_grade_group *group, struct arena *arena, const struct sorting *sorting,
    size_t first, size_t end, size_t indicators)
{
	int64_t last = -1;

	group->units = arena_new(arena, struct figure_grade_unit, end - first);
	for (size_t i = first; i < end; i++) {
		const struct place *place = &sorting->places[sorting->order[i]];
		size_t row = sorting->rows_of[sorting->order[i]];
		struct figure_grade_unit *unit = &group->units[group->count];

		if (place->institution != last) {
			create_unit(unit, arena, row, indicators);
			unit->institution = rows_text(sorting->rows, row, "institution_id");
			group->count++;
			last = place->institution;
		}
		read_item(&group->units[group->count - 1], sorting->rows, row, place->indicator);
	}
}

static int
compare_rows(const void *context, size_t a, size_t b)
{
	const struct figure_grade_unit *units = context;

	return (units[a].row > units[b].row) - (units[a].row < units[b].row);
}

/* The institutions in the order in which the rows name them. */
static void
order_units(struct figure_grade_group *group, struct arena *arena)
{
	struct figure_grade_unit *ordered =
	    arena_new(arena, struct figure_grade_unit, group->count);
	size_t *order = arena_new(arena, size_t, group->count);

	order_indices(order, group->count, compare_rows, group->units);
	for (size_t i = 0; i < group->count; i++)
		ordered[i] = group->units[order[i]];
	group->units = ordered;
}

/* ---- grades --------------------------------------------------------------------------------- */

/* What may not be compared counts for nothing, whatever its numbers are. */
static void
bar_indicator(struct figure_grade_group *group, enum comparison_bar bar, size_t indicator)
{
	if (bar == COMPARISON_NO_BAR)
		return;
	for (size_t i = 0; i < group->count; i++) {
		struct figure_grade_unit *unit = &group->units[i];

		unit->items[indicator].has_numerator = false;
		if (unit->statuses[indicator] == FIGURE_RANKED)
			unit->statuses[indicator] =
			    bar == COMPARISON_BAR_OWN_TREND ? FIGURE_OWN_TREND : FIGURE_UNCONFIRMED;
	}
}

/* What the group had in that indicator in the periods before. */
static void
read_earlier(struct grade_item *earlier[], const struct figure_grade_group *group,
    struct arena *arena, size_t indicator)
{
	for (size_t p = 0; p < FIGURE_EARLIER; p++) {
		earlier[p] = arena_new(arena, struct grade_item, group->count);
		for (size_t i = 0; i < group->count; i++) {
			struct grade_item *item = &earlier[p][i];

			item->has_numerator = item->has_denominator =
			    figure_earlier_read(&item->numerator, &item->denominator,
				group->units[i].earlier[indicator], p + 1);
		}
	}
}

static void
judge_indicator(struct figure_grade_group *group, struct arena *arena,
    const struct figure_grade_scheme *scheme, size_t indicator)
{
	static const enum figure_status statuses[GRADE_STANDING_COUNT] = {
	    [GRADE_ELIGIBLE] = FIGURE_RANKED,
	    [GRADE_BELOW_MINIMUM] = FIGURE_BELOW_MINIMUM,
	    [GRADE_NO_DATA] = FIGURE_NO_DATA,
	    [GRADE_INVALID] = FIGURE_INVALID,
	};
	struct grade_item *items = arena_new(arena, struct grade_item, group->count);
	struct grade_item *earlier[FIGURE_EARLIER];

	bar_indicator(group, scheme->indicators[indicator].definition.rule.bar, indicator);
	for (size_t i = 0; i < group->count; i++)
		items[i] = group->units[i].items[indicator];
	read_earlier(earlier, group, arena, indicator);
	grade_compute_indicator_pooled(&group->peers[indicator], items, group->count,
	    &scheme->rules[indicator], earlier, FIGURE_EARLIER,
	    arena_new(arena, struct overdispersion_unit, OVERDISPERSION_PERIODS * group->count),
	    arena_new(arena, size_t, group->count));
	for (size_t i = 0; i < group->count; i++) {
		struct figure_grade_unit *unit = &group->units[i];

		unit->items[indicator] = items[i];
		/* What SQL knows about the quarters comes first. */
		if (unit->statuses[indicator] == FIGURE_RANKED)
			unit->statuses[indicator] = statuses[items[i].standing];
	}
}

static void
read_veto(struct figure_grade_unit *unit, const struct rows *vetoes)
{
	for (size_t row = 0; vetoes != NULL && row < rows_count(vetoes); row++) {
		const char *cap = rows_text(vetoes, row, "cap");
		enum grade grade = (enum grade)(cap[0] - 'A');

		if (!text_equal(rows_text(vetoes, row, "institution_id"), unit->institution) ||
		    grade <= unit->result.veto)
			continue;
		assert(grade < GRADE_COUNT);
		unit->result.veto = grade;
		unit->veto = row;
	}
}

/* What the items come to, once each stands among its peers. */
static void
grade_unit(const struct figure_grades *grades, struct figure_grade_unit *unit)
{
	const struct figure_grade_scheme *scheme = grades->scheme;

	read_veto(unit, grades->vetoes);
	figure_grade_decide(grades, unit);
	grade_compute_hospital(
	    &unit->result, scheme->rules, unit->items, scheme->count, &scheme->scheme);
}

/* Ranks within the group, and the units in the order of display. */
static void
rank_group(struct figure_grade_group *group, struct arena *arena)
{
	struct grade_result *results = arena_new(arena, struct grade_result, group->count);
	struct figure_grade_unit *sorted = arena_new(arena, struct figure_grade_unit, group->count);
	size_t *order = arena_new(arena, size_t, group->count);

	for (size_t i = 0; i < group->count; i++)
		results[i] = group->units[i].result;
	grade_rank(results, group->count, order);
	for (size_t i = 0; i < group->count; i++) {
		sorted[i] = group->units[order[i]];
		sorted[i].result = results[order[i]];
		group->graded = sorted[i].result.of;
		if (sorted[i].result.of < FIGURE_PEERS)
			sorted[i].result.rank = 0;
		if (i > 0 && sorted[i].result.rank > 0 &&
		    sorted[i].result.rank == sorted[i - 1].result.rank)
			sorted[i].tied = sorted[i - 1].tied = true;
	}
	group->units = sorted;
}

void
figure_grade_compute(struct figure_grades *out, struct arena *arena,
    const struct figure_grade_scheme *scheme, const struct rows *values, const struct rows *vetoes,
    const struct rows *decisions)
{
	struct sorting sorting;
	size_t first = 0;

	*out = (struct figure_grades){
	    .scheme = scheme, .values = values, .vetoes = vetoes, .decisions = decisions};
	sort_rows(&sorting, out, arena);
	for (size_t g = 0; g < out->group_count; g++) {
		struct figure_grade_group *group = &out->groups[g];
		size_t end = first;

		while (end < sorting.count && sorting.places[sorting.order[end]].group == g)
			end++;
		fill_group(group, arena, &sorting, first, end, scheme->count);
		order_units(group, arena);
		group->peers = arena_new(arena, struct grade_peers, scheme->count);
		for (size_t k = 0; k < scheme->count; k++)
			judge_indicator(group, arena, scheme, k);
		for (size_t i = 0; i < group->count; i++)
			grade_unit(out, &group->units[i]);
		rank_group(group, arena);
		first = end;
	}
}

const struct figure_grade_unit *
figure_grade_find(const struct figure_grade_group **group, const struct figure_grades *grades,
    const char *institution)
{
	for (size_t g = 0; g < grades->group_count; g++) {
		for (size_t i = 0; i < grades->groups[g].count; i++) {
			if (!text_equal(grades->groups[g].units[i].institution, institution))
				continue;
			*group = &grades->groups[g];
			return &grades->groups[g].units[i];
		}
	}
	return NULL;
}

size_t
figure_grade_alike(size_t alike[], const struct figure_grade_group *group, size_t index)
{
	const struct grade_result *own = &group->units[index].result;
	size_t count = 0;

	if (own->reason != GRADE_GRADED)
		return 0;
	for (size_t i = 0; i < group->graded; i++) {
		if (i != index && !grade_is_distinguishable(own, &group->units[i].result))
			alike[count++] = i;
	}
	return count;
}

/* ---- one institution among those of its peers that it may see ------------------------------- */

/* One indicator: all its rows are peers; the own one's item is kept. */
static void
judge_own(struct figure_grades *grades, struct arena *arena, size_t indicator)
{
	const struct rows *rows = grades->values;
	const struct figure_grade_scheme *scheme = grades->scheme;
	struct figure_grade_group *group = &grades->groups[0];
	size_t all = rows_count(rows), own = FIGURE_GRADE_NONE;
	enum figure_status hidden;
	bool complete = true;
	struct figure_grade_group peers = {
	    .units = arena_new(arena, struct figure_grade_unit, all), .peers = group->peers};

	for (size_t row = 0; row < all; row++) {
		struct figure_grade_unit *unit = &peers.units[peers.count];

		if (!text_equal(
			rows_text(rows, row, "indicator_code"), scheme->indicators[indicator].code))
			continue;
		create_unit(unit, arena, row, scheme->count);
		read_item(unit, rows, row, indicator);
		if (rows_flag(rows, row, "own"))
			own = peers.count;
		complete =
		    complete && !(figure_status_find(&hidden, rows_text(rows, row, "coverage")) &&
				    hidden == FIGURE_SUPPRESSED);
		peers.count++;
	}
	judge_indicator(&peers, arena, scheme, indicator);
	if (own == FIGURE_GRADE_NONE)
		return;
	/* Nobody is held against a part of its peers. */
	if (!complete && peers.units[own].items[indicator].compared == GRADE_COMPARED)
		peers.units[own].items[indicator].compared = GRADE_NOT_COMPARED;
	group->units[0].items[indicator] = peers.units[own].items[indicator];
	group->units[0].statuses[indicator] = peers.units[own].statuses[indicator];
	group->units[0].rows[indicator] = peers.units[own].rows[indicator];
}

void
figure_grade_compute_own(struct figure_grades *out, struct arena *arena,
    const struct figure_grade_scheme *scheme, const struct rows *values, const struct rows *vetoes,
    const struct rows *decisions, const char *institution)
{
	struct figure_grade_group *group = arena_new(arena, struct figure_grade_group, 1);
	struct figure_grade_unit *unit = arena_new(arena, struct figure_grade_unit, 1);

	*out = (struct figure_grades){
	    .scheme = scheme, .values = values, .vetoes = vetoes, .decisions = decisions};
	if (rows_count(values) == 0)
		return;
	create_unit(unit, arena, 0, scheme->count);
	unit->institution = institution;
	*group = (struct figure_grade_group){.key = rows_text(values, 0, "peer_group"),
	    .count = 1,
	    .units = unit,
	    .peers = arena_new(arena, struct grade_peers, scheme->count)};
	out->group_count = 1;
	out->groups = group;
	for (size_t k = 0; k < scheme->count; k++)
		judge_own(out, arena, k);
	grade_unit(out, unit);
}
