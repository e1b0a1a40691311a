/* The rows of the ranking: what page and files say of one institution. */
#include <string.h>

#include "commission/ledger_link.h"
#include "commission/page.h"
#include "core/arena.h"
#include "core/html.h"
#include "core/text.h"
#include "figure/line.h"
#include "figure/value.h"
#include "indicator.h"

/* Two by two is much work in large groups: there only for the one the reader came for. */
#define ALIKE_PEERS 200

const struct figure_peers *
indicator_peers_of(const struct indicator *indicator, size_t index)
{
	return &indicator->groups[indicator->places[index].group];
}

const struct figure_peer *
indicator_peer_of(const struct indicator *indicator, size_t index)
{
	return &indicator_peers_of(indicator, index)->peers[indicator->places[index].index];
}

/* "与第 2、4～8 名不能区分"; NULL where they are not compared. */
static const char *
alike_words(const struct indicator *indicator, size_t index)
{
	struct arena *arena = indicator->context->arena;
	const struct figure_peers *peers = indicator_peers_of(indicator, index);
	const char *alike;

	if (peers->count > ALIKE_PEERS || indicator_peer_of(indicator, index)->summary == NULL)
		return NULL;
	alike = figure_rank_alike(arena, peers, indicator->places[index].index);
	return alike == NULL || alike[0] == '\0'
		   ? "与各名均可区分"
		   : text_join(arena, "与第 ", alike, " 名不能区分", NULL);
}

static const char *
aim_words(struct arena *arena, const struct figure_progress *progress)
{
	if (progress->distance_words == NULL || progress->distance_lower == NULL)
		return progress->aim;
	return text_format(
	    arena, "%s，%s～%s", progress->aim, progress->distance_lower, progress->distance_upper);
}

static const char *
open_url(const struct indicator *indicator, const char *institution, bool has_value)
{
	struct context *context = indicator->context;

	return has_value && commission_may_decide(context)
		   ? ledger_new_url(context->arena, institution, indicator->scope.programme_id,
			 indicator->scope.period, indicator->code, NULL)
		   : NULL;
}

static const char *const names[] = {"row_name", "url", "mine", "ledger_url", "place", "name",
    "region", "rank_interval", "alike", "value", "interval", "counts", "funnel", "quality",
    "threshold_verdict", "goal", "goal_verdict", "distance_words", "distance_aim", "previous",
    "previous_words", "since_baseline", "baseline_words", "code", "indicator_name", "period",
    "group", "rank", "of", "unit", "numerator", "denominator", "lower", "upper", "rank_lower",
    "rank_upper", "threshold", "aim", "distance", "distance_lower", "distance_upper",
    "previous_value", "baseline", "why", "improved", "improved_words", "improved_lower",
    "improved_upper", "improved_rank", "improved_rank_lower", "improved_rank_upper", "improved_of"};

#define NAMES          (sizeof(names) / sizeof(names[0]))
#define IMPROVED_NAMES 8

/* The last of names. */
static void
set_improved(const char **out, const struct indicator *indicator, const struct figure_improved *its)
{
	struct arena *arena = indicator->context->arena;
	const struct figure_definition *definition = &indicator->definition;
	const struct rank_summary *summary = its->summary;
	const char *cells[IMPROVED_NAMES] = {figure_improved_change(arena, definition, its)};

	if (its->known) {
		cells[1] = text_join(arena, figure_improved_interval(arena, definition, its), "，",
		    figure_improved_place(arena, its), NULL);
		cells[2] = figure_double(arena, definition, its->lower);
		cells[3] = figure_double(arena, definition, its->upper);
		cells[4] = text_format(arena, "%zu", its->rank);
		cells[7] = text_format(arena, "%zu", its->of);
	}
	if (summary != NULL) {
		cells[5] = text_format(arena, "%zu", summary->lower);
		cells[6] = text_format(arena, "%zu", summary->upper);
	}
	memcpy(out, cells, sizeof(cells));
}

static void
make_row(const char **out, const struct indicator *indicator, size_t index, const char *threshold)
{
	struct arena *arena = indicator->context->arena;
	const struct rows *rows = indicator->results;
	const struct figure_peer *peer = indicator_peer_of(indicator, index);
	size_t unit = peer->unit;
	const char *institution = rows_text(rows, unit, "institution_id");
	const char *name = rows_text(rows, unit, "institution_name");
	struct figure_line line;
	struct figure_progress progress;

	figure_line_read(&line, &indicator->table, unit);
	figure_progress_read(&progress, &indicator->table, unit, indicator->head, 0);
	const char *cells[NAMES] = {name,
	    scope_url(&indicator->scope, arena,
		html_url_path(arena, "commission", "institution", institution, "result", NULL)),
	    rows_text(rows, unit, "own"), open_url(indicator, institution, line.value != NULL),
	    line.rank == NULL ? line.why : text_join(arena, line.rank, " / ", line.of, NULL), name,
	    rows_text(rows, unit, "region_name"), figure_rank_interval(arena, peer),
	    alike_words(indicator, index), line.value, line.interval, line.counts,
	    figure_funnel_text(peer), figure_quality_text(peer), line.threshold_verdict, line.goal,
	    line.goal_verdict, progress.distance_words, aim_words(arena, &progress),
	    progress.previous.figure, progress.previous.words, progress.baseline.figure,
	    progress.baseline.words, indicator->code, rows_text(indicator->head, 0, "name"),
	    indicator->scope.period, rows_text(rows, unit, "peer_group_label"), line.rank, line.of,
	    indicator->definition.unit, figure_number(arena, rows_text(rows, unit, "numerator")),
	    figure_number(arena, rows_text(rows, unit, "denominator")), line.lower, line.upper,
	    figure_rank_limit(arena, peer, false), figure_rank_limit(arena, peer, true), threshold,
	    progress.aim, progress.distance, progress.distance_lower, progress.distance_upper,
	    progress.previous.from, line.baseline, line.why};

	memcpy(out, cells, sizeof(cells));
	set_improved(out + NAMES - IMPROVED_NAMES, indicator, &indicator->improved[unit]);
}

const struct rows *
indicator_ranking_rows(const void *page, const size_t indices[], size_t count)
{
	const struct indicator *indicator = page;
	struct arena *arena = indicator->context->arena;
	const char **cells = arena_new(arena, const char *, NAMES *count + 1);
	const char *threshold = figure_threshold(arena, &indicator->definition,
	    rows_text(indicator->head, 0, "threshold_op"),
	    rows_text(indicator->head, 0, "threshold_value"));

	for (size_t i = 0; i < count; i++)
		make_row(&cells[NAMES * i], indicator, indices[i], threshold);
	return rows_make(arena, names, NAMES, cells, count);
}
