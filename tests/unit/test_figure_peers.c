/* Peers in the funnel and their rank intervals, trends, and the charts drawn of them. */
#include "unit.h"

#include <libpq-fe.h>
#include <math.h>

#include "core/arena.h"
#include "core/db_private.h"
#include "core/template.h"
#include "figure/plot.h"
#include "peers.h"
#include "random.h"

#define UNITS_MAX 64

static struct templates *templates;

static const struct figure_definition percent = {.unit = "%",
    .factor = 100,
    .places = 2,
    .rule = {.kind = MEASURE_PROPORTION,
	.direction = MEASURE_DECREASE,
	.factor = 100,
	.minimum_denominator = {300000}, /* 30 */
	.confidence = 0.95,
	.minimum_peers = 5}};

static int
set_up(void **state)
{
	(void)state;
	arena = arena_create();
	return templates_load(&templates, "templates", "commission") == STATUS_OK ? 0 : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	templates_free(templates);
	arena_destroy(arena);
	return 0;
}

static void
test_result_peers_read_ranks(void **state)
{
	struct figure_peers peers = peers_of(&percent, counts, 7);

	(void)state;
	assert_string_equal(figure_rank_interval(arena, &peers.peers[0]), "1");
	assert_string_equal(figure_rank_interval(arena, &peers.peers[1]), "2～4");
	assert_string_equal(figure_rank_interval(arena, &peers.peers[4]), "5");
	assert_string_equal(figure_rank_alike(arena, &peers, 0), "");
	assert_string_equal(figure_rank_alike(arena, &peers, 1), "3～4");
	assert_string_equal(figure_rank_alike(arena, &peers, 2), "2、4");
	assert_string_equal(figure_rank_alike(arena, &peers, 3), "2～3");
}

/* One unit alone has the interval that it has among all; the others then have none. */
static void
test_result_peers_read_one(void **state)
{
	struct figure_peers all = peers_of(&percent, counts, 7), one;

	(void)state;
	for (size_t i = 0; i < 7; i++) {
		const char *expected = figure_rank_interval(arena, &all.peers[i]);
		const char *alike = figure_rank_alike(arena, &all, i);

		figure_peers_read_one(&one, all.table, 0, 7, all.peers[i].unit);
		for (size_t j = 0; j < 7; j++)
			assert_true((one.peers[j].summary != NULL) == (i == j && expected != NULL));
		if (expected == NULL)
			continue;
		assert_string_equal(figure_rank_interval(arena, &one.peers[i]), expected);
		assert_string_equal(figure_rank_alike(arena, &one, i), alike);
	}
}

static void
test_result_earlier_read(void **state)
{
	static const char *const bad[] = {NULL, "", "2:1/2", "1:", "1:12", "1:12 2:1/3", "1:/3",
	    "1:3/", "1:x/3", "1:3/x", "1:3/4/5", "10:1/2", "11/2",
	    "1:1234567890123456789012345678901234567890/3",
	    "1:3/1234567890123456789012345678901234567890"};
	struct decimal x, n;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(figure_earlier_read(&x, &n, bad[i], 1));
	assert_true(figure_earlier_read(&x, &n, "1:12/340 3:9.5/310", 1));
	assert_true(x.units == 120000 && n.units == 3400000);
	assert_false(figure_earlier_read(&x, &n, "1:12/340 3:9.5/310", 2));
	assert_true(figure_earlier_read(&x, &n, "1:12/340 3:9.5/310", 3));
	assert_true(x.units == 95000 && n.units == 3100000);
}

/* What the others differed by before judges, too; a period with too few says nothing. */
static void
test_result_peers_read_earlier(void **state)
{
	static const char *const texts[] = {"1:2/1000 2:5/1000 3:9/900", "1:30/1000 3:9/20",
	    "1:31/1000 3:9/900", "2:9/900 3:9/900", "1:32/1000 2:7/800 3:1/9", "1:90/1000", NULL};
	struct figure_table table = table_of(&percent, counts, 7);
	struct figure_peers alone, pooled;
	double before;

	(void)state;
	figure_peers_place(&alone, &table, 0, 7);
	before = alone.peers[0].funnel->tau2_others;
	assert_string_equal(
	    figure_spread_periods(arena, &alone.spread), "判定所用的离散程度取自本期");
	figure_table_earlier(&table, texts);
	assert_non_null(table.earlier[0]);
	assert_null(table.earlier[1]);
	assert_non_null(table.earlier[2]);
	figure_peers_place(&pooled, &table, 0, 7);
	assert_int_equal(pooled.spread.periods, 2);
	assert_string_equal(figure_spread_periods(arena, &pooled.spread),
	    "判定所用的离散程度取自本期和之前的 1 期");
	assert_near(pooled.spread.tau2, alone.spread.tau2, 0);
	assert_near(pooled.peers[0].funnel->df, 3 * 7 / 6.0, 1e-12);
	assert_true(fabs(pooled.peers[0].funnel->tau2_others - before) < 1e-3);
	assert_true(pooled.peers[0].funnel->z != alone.peers[0].funnel->z);
}

/* Too many for the exact way: simulated, the same each time; one of so many has none. */
static void
test_result_peers_read_simulated(void **state)
{
	enum { MANY = RANK_EXACT_UNITS + 1 };
	static int given[MANY][2] = {{0, 90000}};
	struct figure_peers peers, again;

	(void)state;
	for (int i = 1; i < MANY; i++) {
		given[i][0] = i == 4 ? 4000 : 100;
		given[i][1] = 5000 + i;
	}
	peers = peers_of(&percent, given, MANY);
	assert_string_equal(figure_rank_interval(arena, &peers.peers[0]), "1");
	assert_int_equal(peers.peers[MANY - 1].summary->lower, MANY);
	assert_in_range(peers.peers[1000].summary->lower, 2, 300);
	assert_in_range(peers.peers[1000].summary->upper, 1700, MANY - 1);
	figure_peers_read(&again, peers.table, 0, MANY);
	assert_near(again.peers[7].summary->mean, peers.peers[7].summary->mean, 0);
	figure_peers_read_one(&again, peers.table, 0, MANY, peers.peers[1000].unit);
	assert_null(again.peers[1000].summary);
}

static void
test_result_peers_read_few(void **state)
{
	struct figure_peers peers = peers_of(&percent, counts, 4);

	(void)state;
	assert_false(peers.funnel_known);
	assert_null(figure_funnel_text(&peers.peers[0]));
	assert_null(figure_rank_interval(arena, &peers.peers[0]));
}

/* Means without deviations, counts and checklists have neither. */
static void
test_result_peers_read_other_kinds(void **state)
{
	const enum measure_kind kinds[] = {
	    MEASURE_MEAN, MEASURE_COUNT, MEASURE_LEVEL, MEASURE_CHECKLIST};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct figure_definition definition = percent;
		struct figure_peers peers;

		definition.rule.kind = kinds[i];
		definition.rule.rank_without_interval = true;
		peers = peers_of(&definition, counts, 7);
		assert_false(peers.funnel_known);
		assert_null(figure_rank_interval(arena, &peers.peers[0]));
	}
}

/* Five means of 100 values: two that are alike, and one whose values are all alike. */
static void
test_result_peers_read_means(void **state)
{
	static int given[][2] = {{400, 100}, {410, 100}, {600, 100}, {700, 100}, {900, 100}};
	struct figure_definition definition = percent;
	struct figure_table table;
	struct figure_peers peers;

	(void)state;
	definition.rule.kind = MEASURE_MEAN;
	definition.rule.factor = definition.factor = 1;
	for (int flat = 0; flat < 3; flat++) {
		table = table_of(&definition, given, 5);
		for (size_t i = 0; i < 5; i++) {
			table.units[i].has_deviation = true;
			table.units[i].deviation = flat == 2 || (flat == 1 && i == 4) ? 0 : 1;
		}
		comparison_compute(table.units, 5, &definition.rule,
		    arena_new(arena, struct rank_unit, 5), table.order);
		figure_peers_read(&peers, &table, 0, 5);
		assert_int_equal(table.units[4].rank, 5);
		/* Nothing is known of chance where nobody's values differ. */
		if (flat == 2) {
			assert_null(figure_rank_interval(arena, &peers.peers[0]));
			continue;
		}
		assert_string_equal(figure_rank_interval(arena, &peers.peers[0]), "1～2");
		assert_string_equal(figure_rank_alike(arena, &peers, 0), "2");
		assert_string_equal(figure_rank_interval(arena, &peers.peers[4]), "5");
		assert_false(peers.funnel_known);
	}
}

/* Whole, and no attribute that is not a number. */
static void
assert_drawing(const struct view *view)
{
	struct buffer out = buffer_create(arena, 0);

	assert_int_equal(template_render(&out, templates, "_chart", view), STATUS_OK);
	assert_null(strstr(out.data, "nan"));
	assert_null(strstr(out.data, "inf"));
	assert_null(strstr(out.data, "(null)"));
	assert_non_null(strstr(out.data, "</svg>"));
}

static const struct chart_caption caption = {.id = "c", .title = "图", .text = "说明"};

static void
draw_funnel(const struct figure_peers *peers)
{
	struct plot_point points[UNITS_MAX];
	struct view *view = view_create(arena);

	for (size_t i = 0; i < peers->count; i++)
		points[i] = (struct plot_point){.label = "示例医院",
		    .shown = i != 1,
		    .own = i == 2 ? "本机构" : NULL,
		    .name = "示例医院"};
	plot_funnel(view, arena, &caption, "指标值", "分母", peers, points);
	assert_drawing(view);
}

static void
test_plot_funnel_any_counts(void **state)
{
	struct random random = {3};
	int given[UNITS_MAX][2];

	(void)state;
	for (int i = 0; i < 300; i++) {
		size_t count = 5 + (size_t)random_below(&random, UNITS_MAX - 5);
		struct figure_definition definition = percent;
		struct figure_peers peers;
		int most = random_below(&random, 2) == 0 ? 60 : 200000;

		definition.rule.kind = random_below(&random, 2) ? MEASURE_RATE : MEASURE_PROPORTION;
		for (size_t j = 0; j < count; j++) {
			given[j][1] = (int)random_below(&random, most);
			given[j][0] = (int)random_below(&random, given[j][1] + 1);
			/* All at an end of the scale, now and then. */
			if (i % 10 == 0)
				given[j][0] = 0;
			else if (i % 10 == 1)
				given[j][0] = given[j][1];
		}
		peers = peers_of(&definition, given, count);
		if (peers.funnel_known)
			draw_funnel(&peers);
	}
}

static void
test_plot_caterpillar_any_rows(void **state)
{
	const double odd[] = {NAN, INFINITY, -INFINITY, 0, 100, 1e300};
	struct random random = {5};
	struct plot_row rows[UNITS_MAX];

	(void)state;
	for (int i = 0; i < 300; i++) {
		size_t count = (size_t)random_below(&random, UNITS_MAX + 1);
		struct view *view = view_create(arena);
		struct plot_level level = {"合计", odd[random_below(&random, 6)]};

		for (size_t j = 0; j < count; j++) {
			double value = random_unit(&random) * 100;

			if (random_below(&random, 10) == 0)
				value = odd[random_below(&random, 6)];
			rows[j] = (struct plot_row){.label = "示例医院",
			    .detail = "示例医院：3",
			    .value = value,
			    .interval_known = random_below(&random, 4) > 0,
			    .lower = value - random_unit(&random),
			    .upper = value + random_unit(&random),
			    .ranked = random_below(&random, 3) > 0,
			    .own = j == 3 ? "本机构" : NULL};
		}
		plot_caterpillar(view, arena, &caption, "指标值", rows, count, &level,
		    i % 2 ? &level : &(struct plot_level){0});
		assert_drawing(view);
	}
}

/* 0.2 %, 3.0, 3.1, 3.2 and 9.0 % of five peers, lower is better: the last is the worst. */
static void
test_result_spine_read(void **state)
{
	struct figure_peers peers = peers_of(&percent, counts, 7);
	struct figure_spine spine;

	(void)state;
	assert_true(figure_spine_read(&spine, &peers, 3));
	assert_int_equal(spine.peers, 5);
	assert_near(spine.low, 0.2, 1e-12);
	assert_near(spine.quarter, 3.0, 1e-12);
	assert_near(spine.median, 3.1, 1e-12);
	assert_near(spine.three_quarters, 3.2, 1e-12);
	assert_near(spine.high, 9.0, 1e-12);
	assert_near(figure_spine_position(&spine, 9.0), -1, 1e-12);
	assert_near(figure_spine_position(&spine, 3.1), 0, 1e-12);
	assert_near(figure_spine_position(&spine, 0.2), 2.9 / 5.9, 1e-12);
	assert_near(figure_spine_position(&spine, 1e9), -1, 0);
	assert_int_equal(spine.quality, FUNNEL_AS_EXPECTED);
	assert_true(figure_spine_read(&spine, &peers, 4));
	assert_int_equal(spine.quality, FUNNEL_WORSE_95);
	/* A value below the minimum stands beside the peers; a missing one is not drawn. */
	assert_true(figure_spine_read(&spine, &peers, 5));
	assert_false(spine.ranked);
	assert_int_equal(spine.quality, FUNNEL_NOT_JUDGED);
	assert_false(figure_spine_read(&spine, &peers, 6));
	peers = peers_of(&percent, counts, 4);
	assert_false(figure_spine_read(&spine, &peers, 0));
}

static void
test_plot_spine_any_rows(void **state)
{
	struct random random = {11};
	struct plot_spine_row rows[UNITS_MAX];

	(void)state;
	for (int i = 0; i < 300; i++) {
		size_t count = (size_t)random_below(&random, UNITS_MAX + 1);
		struct view *view = view_create(arena);

		for (size_t j = 0; j < count; j++) {
			double low = random_unit(&random), step = random_unit(&random);

			if (random_below(&random, 5) == 0)
				step = 0;
			rows[j] = (struct plot_spine_row){.label = "示例率",
			    .detail = "示例率：3",
			    .spine = {.peers = 5,
				.low = low,
				.quarter = low + step,
				.median = low + 2 * step,
				.three_quarters = low + 3 * step,
				.high = low + 9 * step,
				.rising = random_below(&random, 2) == 0,
				.value = low + 20 * (random_unit(&random) - 0.5),
				.ranked = random_below(&random, 3) > 0,
				.quality = (enum funnel_quality)random_below(
				    &random, FUNNEL_QUALITY_COUNT)}};
		}
		plot_spine(view, arena, &caption, rows, count);
		assert_drawing(view);
	}
}

/* Rows as trend_quarters gives them; a negative number is missing. */
static struct rows *
quarters_of(int given[][2], size_t count)
{
	static const char *const names[] = {
	    "period", "numerator", "denominator", "expected", "received"};
	PGresAttDesc columns[5] = {0};
	PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);

	for (int i = 0; i < 5; i++)
		columns[i] = (PGresAttDesc){.name = (char *)(uintptr_t)names[i], .atttypmod = -1};
	assert_true(PQsetResultAttrs(result, 5, columns));
	for (size_t i = 0; i < count; i++) {
		char text[3][32];
		int row = (int)i;

		snprintf(text[0], sizeof(text[0]), "20%02zuQ%zu", i / 4, i % 4 + 1);
		assert_true(PQsetvalue(result, row, 0, text[0], (int)strlen(text[0])));
		for (int j = 0; j < 2; j++) {
			snprintf(text[1 + j], sizeof(text[1]), "%d", given[i][j]);
			assert_true(
			    PQsetvalue(result, row, 1 + j, given[i][j] < 0 ? NULL : text[1 + j],
				given[i][j] < 0 ? -1 : (int)strlen(text[1 + j])));
		}
		assert_true(PQsetvalue(result, row, 3, (char[]){"10"}, 2));
		assert_true(
		    PQsetvalue(result, row, 4, i % 7 == 5 ? (char[]){"08"} : (char[]){"10"}, 2));
	}
	return rows_create(arena, result, NULL, "test");
}

static void
test_result_trend_read_signals(void **state)
{
	int given[12][2];
	struct figure_trend trend;

	(void)state;
	for (int i = 0; i < 12; i++) {
		given[i][0] = i == 8 ? 90 : 30 + i % 2;
		given[i][1] = 500;
	}
	given[2][0] = -1;
	assert_true(figure_trend_read(&trend, arena, &percent, quarters_of(given, 12)));
	assert_int_equal(trend.type, CHART_P_AUTO);
	assert_int_equal(trend.values, 11);
	assert_int_equal(trend.chart.included, 10); /* less the gap and the quarter not whole */
	assert_true(trend.points[5].excluded);
	assert_string_equal(figure_trend_signal(&trend, 8), "超出 3σ 控制限");
	assert_null(figure_trend_signal(&trend, 0));
	assert_null(figure_trend_signal(&trend, 2));
	assert_non_null(strstr(figure_trend_note(&trend), "由 10 个季度"));
	assert_non_null(strstr(figure_trend_note(&trend), "放宽到 2."));
}

static void
test_result_trend_read_none(void **state)
{
	struct figure_definition count = percent;
	int given[3][2] = {{-1, -1}, {0, 0}, {-1, 5}};
	struct figure_trend trend;

	(void)state;
	assert_false(figure_trend_read(&trend, arena, &percent, quarters_of(given, 3)));
	assert_false(figure_trend_read(&trend, arena, &percent, quarters_of(given, 0)));
	count.rule.kind = MEASURE_COUNT;
	given[0][0] = given[0][1] = 3;
	assert_false(figure_trend_read(&trend, arena, &count, quarters_of(given, 3)));
}

static void
test_plot_trend_any_quarters(void **state)
{
	const enum measure_kind kinds[] = {
	    MEASURE_PROPORTION, MEASURE_RATE, MEASURE_RATIO, MEASURE_MEAN};
	struct random random = {13};
	int given[UNITS_MAX][2];

	(void)state;
	for (int i = 0; i < 400; i++) {
		size_t count = (size_t)random_below(&random, UNITS_MAX + 1);
		struct figure_definition definition = percent;
		struct view *view = view_create(arena);
		struct figure_trend trend;
		int most = random_below(&random, 2) == 0 ? 20 : 9000;

		definition.rule.kind = kinds[i % 4];
		for (size_t j = 0; j < count; j++) {
			given[j][1] = (int)random_below(&random, most) - 1;
			given[j][0] = (int)random_below(&random, given[j][1] + 2) - 1;
			if (i % 10 == 0)
				given[j][0] = 0;
		}
		if (!figure_trend_read(&trend, arena, &definition, quarters_of(given, count)))
			continue;
		plot_trend(view, arena, &caption, "指标值", &trend);
		assert_drawing(view);
		assert_null(strstr(figure_trend_note(&trend), "nan"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_result_peers_read_ranks),
	    cmocka_unit_test(test_result_peers_read_one),
	    cmocka_unit_test(test_result_earlier_read),
	    cmocka_unit_test(test_result_peers_read_earlier),
	    cmocka_unit_test(test_result_peers_read_simulated),
	    cmocka_unit_test(test_result_peers_read_few),
	    cmocka_unit_test(test_result_peers_read_other_kinds),
	    cmocka_unit_test(test_result_peers_read_means),
	    cmocka_unit_test(test_plot_funnel_any_counts),
	    cmocka_unit_test(test_plot_caterpillar_any_rows),
	    cmocka_unit_test(test_result_spine_read),
	    cmocka_unit_test(test_plot_spine_any_rows),
	    cmocka_unit_test(test_result_trend_read_signals),
	    cmocka_unit_test(test_result_trend_read_none),
	    cmocka_unit_test(test_plot_trend_any_quarters),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
