/* Examples of the method page: many results looked at at once, and which small numbers are hidden.
 */
#include <string.h>

#include "core/arena.h"
#include "core/text.h"
#include "edition/mask.h"
#include "measure/false_discovery.h"
#include "method.h"

/* ---- false discovery ------------------------------------------------------------------------ */

#define RESULTS (2 * METHOD_HOSPITALS)

struct example {
	struct overdispersion_unit units[RESULTS];
	double p[RESULTS];
	double q[RESULTS];
	size_t order[RESULTS];
};

static void
compute(struct example *example)
{
	static const size_t judged[] = {METHOD_MORTALITY, METHOD_INFECTION};

	for (size_t i = 0; i < sizeof(judged) / sizeof(judged[0]); i++) {
		struct overdispersion_unit *units = &example->units[i * METHOD_HOSPITALS];
		enum funnel_model model =
		    method_indicators[judged[i]].rate ? FUNNEL_POISSON : FUNNEL_BINOMIAL;
		struct overdispersion group;

		method_judge(&group, units, judged[i]);
		for (size_t j = 0; j < METHOD_HOSPITALS; j++) {
			struct funnel_point point;
			double *p = &example->p[i * METHOD_HOSPITALS + j];

			*p = funnel_classify(&point, model, units[j].x, units[j].n, group.theta) ==
				     MEASURE_OK
				 ? false_discovery_probability(
				       units[j].z, point.tail_low, point.tail_high)
				 : 1;
		}
	}
	false_discovery_compute(example->q, example->p, RESULTS, example->order);
}

static const struct xlsx_column signals_columns[] = {{"指标", XLSX_TEXT}, {"机构", XLSX_TEXT},
    {"z", XLSX_NUMBER}, {"p", XLSX_NUMBER}, {"q", XLSX_NUMBER}, {"多或少的例数", XLSX_NUMBER},
    {"排序用的数", XLSX_NUMBER}, {"列出", XLSX_TEXT}};

/* By p: what is listed stands first. */
static void
fill_signals(struct page_table *table)
{
	struct example *example = arena_new(table->arena, struct example, 1);
	struct arena *arena = table->arena;

	compute(example);
	for (size_t i = 0; i < RESULTS; i++) {
		size_t at = example->order[i];
		const struct overdispersion_unit *unit = &example->units[at];
		size_t indicator = at < METHOD_HOSPITALS ? METHOD_MORTALITY : METHOD_INFECTION;

		page_table_add(table,
		    (const char *const[]){method_indicators[indicator].name,
			method_hospital(arena, at % METHOD_HOSPITALS),
			method_number(arena, 4, unit->z), method_number(arena, 4, example->p[at]),
			method_number(arena, 4, example->q[at]),
			method_number(arena, 2, unit->x - unit->n * unit->theta_others),
			method_number(arena, 2,
			    false_discovery_weight(
				example->q[at], unit->x, unit->n, unit->theta_others)),
			method_yes(false_discovery_is_listed(example->p[at], example->q[at]))});
	}
}

static const char *
note_signals(struct arena *arena)
{
	struct example *example = arena_new(arena, struct example, 1);
	size_t listed = 0;

	compute(example);
	for (size_t i = 0; i < RESULTS; i++)
		listed += false_discovery_is_listed(example->p[i], example->q[i]);
	return text_format(arena, "%d 个结果中列出 %zu 个，其中约 %.2f 个可能只是偶然", RESULTS,
	    listed, false_discovery_expected(example->p, example->q, RESULTS));
}

/* ---- small numbers -------------------------------------------------------------------------- */

#define CELLS     6
#define THRESHOLD 5

static const int64_t cells[CELLS][2] = {
    {2, 240}, {7, 150}, {0, 90}, {31, 400}, {86, 98}, {25, 310}};

static const struct xlsx_column small_columns[] = {
    {"机构", XLSX_TEXT}, {"分子/分母", XLSX_NUMBER}, {"公开为", XLSX_TEXT}, {"原因", XLSX_TEXT}};

static size_t
add_unit(struct mask *mask, size_t element, size_t hospital)
{
	return mask_unit(
	    mask, element, hospital, 0, decimal_from_integer(cells[hospital][element]));
}

/*
 * Six hospitals of one county, kind and level, and their sum, which all four totals are; nothing
 * was published before.
 */
static struct mask
make_mask(struct arena *arena, size_t *region)
{
	struct mask mask = mask_create(arena, decimal_from_integer(THRESHOLD), CELLS, 2, 1);
	size_t groups[MASK_GROUPS];

	for (size_t i = 0; i < MASK_GROUPS; i++)
		groups[i] = mask_group(&mask, MEASURE_PROPORTION, i);
	for (size_t i = 0; i < CELLS; i++) {
		struct mask_cell cell = {.kind = MEASURE_PROPORTION,
		    .numerator = decimal_from_integer(cells[i][0]),
		    .denominator = decimal_from_integer(cells[i][1]),
		    .counts = true,
		    .count = 1,
		    .numerators = {add_unit(&mask, 0, i)},
		    .denominators = {add_unit(&mask, 1, i)}};

		memcpy(cell.groups, groups, sizeof(groups));
		mask_cell(&mask, &cell);
	}
	mask_solve(&mask);
	*region = groups[MASK_GROUPS - 1];
	return mask;
}

static void
add_cell(struct page_table *table, const char *name, double x, double n, enum mask_flag flag)
{
	static const char *const reasons[MASK_FLAG_COUNT] = {
	    "—", "分子、分母或两者之差是小数", "保护别家的小数"};
	struct arena *arena = table->arena;
	const char *fraction = method_fraction(arena, x, n);

	page_table_add(table, (const char *const[]){name, fraction,
				  flag == MASK_SHOWN ? fraction : "不公开", reasons[flag]});
}

static void
fill_small(struct page_table *table)
{
	double sum[2] = {0, 0};
	size_t region;
	struct mask mask = make_mask(table->arena, &region);

	for (size_t i = 0; i < CELLS; i++) {
		add_cell(table, method_other(i), (double)cells[i][0], (double)cells[i][1],
		    mask.cells[i].flag);
		sum[0] += (double)cells[i][0];
		sum[1] += (double)cells[i][1];
	}
	add_cell(table, "合计", sum[0], sum[1], mask.groups[region].flag);
}

const struct method_table method_signal_tables[] = {
    {"signals", "例：两项指标、五家医院的十个结果", METHOD_COLUMNS(signals_columns), 1,
	fill_signals, note_signals},
    {"small", "例：六家医院和它们的合计，界限为 5", METHOD_COLUMNS(small_columns), 0, fill_small,
	NULL},
    {0},
};
