/* Where peers stand in the funnel, in which words, and where there are none. */
#include "unit.h"

#include <string.h>

#include "core/arena.h"
#include "figure/peers.h"
#include "peers.h"

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
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

static void
test_result_peers_read_funnel(void **state)
{
	struct figure_peers peers = peers_of(&percent, counts, 7);

	(void)state;
	assert_true(peers.funnel_known);
	assert_int_equal(peers.spread.units, 5);
	assert_near(peers.spread.target, 185 / 5000.0, 1e-15);
	/* Far outside by chance alone; not among others who differ like this. */
	assert_int_equal(peers.peers[0].funnel->class_exact, FUNNEL_LOW_998);
	assert_string_equal(figure_funnel_text(&peers.peers[0]), "限内");
	assert_null(figure_quality_text(&peers.peers[0]));
	assert_string_equal(figure_funnel_text(&peers.peers[1]), "限内");
	assert_null(figure_quality_text(&peers.peers[1]));
	assert_int_equal(peers.peers[4].funnel->class_exact, FUNNEL_HIGH_998);
	assert_string_equal(figure_funnel_text(&peers.peers[4]), "高于 95% 限");
	assert_string_equal(figure_quality_text(&peers.peers[4]), "差于预期");
	assert_string_equal(figure_spread_text(arena, &peers.spread),
	    "φ=8.78，τ²=0.001，判定所用的离散程度取自本期");
	assert_non_null(strstr(figure_spread_note(&peers.spread), "较轻"));
	for (size_t i = 5; i < 7; i++) { /* too small, and missing */
		assert_null(figure_funnel_text(&peers.peers[i]));
		assert_null(figure_quality_text(&peers.peers[i]));
		assert_null(figure_rank_interval(arena, &peers.peers[i]));
		assert_null(figure_rank_alike(arena, &peers, i));
	}
}

/* Where the group differs too much there is no word of better or worse. */
static void
test_result_peers_read_apart(void **state)
{
	static int apart[][2] = {
	    {30, 1000}, {31, 1000}, {32, 1000}, {33, 1000}, {34, 1000}, {900, 1000}, {400, 1000}};
	struct figure_peers peers = peers_of(&percent, apart, 7);
	size_t outside = 0;

	(void)state;
	assert_true(peers.spread.phi > OVERDISPERSION_PHI_MAX);
	assert_non_null(strstr(figure_spread_note(&peers.spread), "先查定义"));
	for (size_t i = 0; i < 7; i++) {
		const struct figure_peer *peer = &peers.peers[i];
		bool flagged = peer->funnel->class_final != FUNNEL_WITHIN;

		outside += flagged;
		assert_int_equal(peer->apart, flagged);
		if (flagged)
			assert_string_equal(
			    figure_quality_text(peer), "与同组差异大，先查定义与病例构成");
		else
			assert_null(figure_quality_text(peer));
	}
	assert_true(outside > 0);
	assert_string_equal(figure_phi_band(0), "小于 2");
	assert_string_equal(figure_phi_band(2), "2～5");
	assert_string_equal(figure_phi_band(5), "5～10");
	assert_string_equal(figure_phi_band(10), "5～10");
	assert_string_equal(figure_phi_band(10.1), "大于 10");
}

/* A monitored indicator has its funnel, but judges and ranks nobody. */
static void
test_result_peers_read_neutral(void **state)
{
	struct figure_definition neutral = percent;
	struct figure_peers peers;
	size_t outside = 0;

	(void)state;
	neutral.rule.direction = MEASURE_NEUTRAL;
	peers = peers_of(&neutral, counts, 7);
	assert_true(peers.funnel_known);
	for (size_t i = 0; i < 7; i++) {
		const char *text = figure_funnel_text(&peers.peers[i]);

		outside += text != NULL && strcmp(text, "限内") != 0;
		assert_null(figure_quality_text(&peers.peers[i]));
		assert_null(figure_rank_interval(arena, &peers.peers[i]));
	}
	assert_int_equal(outside, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_result_peers_read_funnel),
	    cmocka_unit_test(test_result_peers_read_apart),
	    cmocka_unit_test(test_result_peers_read_neutral),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
