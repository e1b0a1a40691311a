#include "signal.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/rows.h"
#include "core/text.h"
#include "measure/order.h"

static const struct {
	const char *name;
	const char *label;
} kinds[FIGURE_SIGNAL_KIND_COUNT] = {
    [FIGURE_SIGNAL_OUTLIER] = {"outlier", "偏离同组"},
    [FIGURE_SIGNAL_BETTER] = {"better", "偏离同组（好的一侧）"},
    [FIGURE_SIGNAL_WORSENING] = {"worsening", "变差"},
    [FIGURE_SIGNAL_SCREEN] = {"screen", "数据疑点"},
    [FIGURE_SIGNAL_LATE] = {"late", "逾期"},
    [FIGURE_SIGNAL_GOAL] = {"goal", "未达目标"},
    [FIGURE_SIGNAL_THRESHOLD] = {"threshold", "未达要求"},
};

const char *
figure_signal_label(enum figure_signal_kind kind)
{
	return kinds[kind].label;
}

const char *
figure_signal_name(enum figure_signal_kind kind)
{
	return kinds[kind].name;
}

const char *
figure_severity_label(enum figure_severity severity)
{
	return severity == FIGURE_SEVERITY_HIGH     ? "严重"
	       : severity == FIGURE_SEVERITY_MIDDLE ? "较重"
						    : "一般";
}

/* ---- institutions --------------------------------------------------------------------------- */

static const char *
id_of(const struct figure_signals *signals, size_t institution)
{
	return rows_text(signals->institutions, institution, "institution_id");
}

static int
compare_ids(const void *context, size_t a, size_t b)
{
	return strcmp(id_of(context, a), id_of(context, b));
}

size_t
figure_signals_institution(const struct figure_signals *signals, const char *id)
{
	size_t low = 0, high = rows_count(signals->institutions);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int sign = strcmp(id_of(signals, signals->by_id[middle]), id);

		if (sign == 0)
			return signals->by_id[middle];
		if (sign < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return FIGURE_SIGNAL_NONE;
}

void
figure_signals_open(struct figure_signals *out, struct arena *arena,
    const struct rows *institutions, const struct rows *indicators, const struct rows *parts)
{
	size_t count = rows_count(institutions);

	*out = (struct figure_signals){.arena = arena,
	    .scratch = arena,
	    .institutions = institutions,
	    .indicators = indicators,
	    .parts = parts};
	out->by_id = arena_new(arena, size_t, count);
	order_indices(out->by_id, count, compare_ids, out);
	out->values = arena_new(arena, struct figure_signal_indicator, rows_count(indicators));
	for (size_t i = 0; i < rows_count(indicators); i++) {
		struct figure_signal_indicator *value = &out->values[i];

		figure_definition_read(&value->definition, indicators, i);
		value->distances = arena_new(arena, struct figure_distance, count);
		value->numerators = arena_new(arena, double, count);
		value->denominators = arena_new(arena, double, count);
		value->groups = arena_new(arena, const char *, count);
		value->placed = arena_new(arena, bool, count);
		value->trended = arena_new(arena, bool, count);
		value->held = arena_new(arena, bool, count);
		value->missing = arena_new(arena, bool, count);
		for (size_t j = 0; j < count; j++)
			value->numerators[j] = -1;
	}
}

void
figure_signals_clear(struct figure_signals *signals)
{
	if (signals->scratch != signals->arena)
		arena_reset(signals->scratch);
}

struct figure_signal *
figure_signals_append(struct figure_signals *signals, enum figure_signal_kind kind,
    enum figure_severity severity, size_t institution, size_t indicator)
{
	struct figure_signal *signal;

	if (!rows_flag(signals->institutions, institution, "shown"))
		return NULL;
	if (signals->count == signals->capacity) {
		size_t capacity = signals->capacity == 0 ? 256 : 2 * signals->capacity;
		struct figure_signal *items =
		    arena_new(signals->arena, struct figure_signal, capacity);

		if (signals->count > 0)
			memcpy(items, signals->items, signals->count * sizeof(*items));
		signals->items = items;
		signals->capacity = capacity;
	}
	signal = &signals->items[signals->count++];
	*signal = (struct figure_signal){.kind = kind,
	    .severity = severity,
	    .institution = institution,
	    .indicator = indicator,
	    .label = kinds[kind].label,
	    .q = 1,
	    .parts = 1};
	if (indicator != FIGURE_SIGNAL_NONE) {
		const struct figure_distance *distance =
		    &signals->values[indicator].distances[institution];

		signal->size_known = distance->known;
		signal->size = distance->cases;
	}
	return signal;
}

/* ---- screens -------------------------------------------------------------------------------- */

static bool
is_peer(const struct figure_signal_indicator *value, size_t institution, size_t other)
{
	return other != institution && value->numerators[other] >= 0 &&
	       text_equal(value->groups[other], value->groups[institution]);
}

/* The peers' counts, without the institution's own. */
static struct figure_screen_peers
peers_of(const struct figure_signals *signals, size_t indicator, size_t institution)
{
	const struct figure_signal_indicator *value = &signals->values[indicator];
	size_t most = rows_count(signals->institutions), count = 0;
	struct mixture_count *counts;

	for (size_t i = 0; i < most; i++)
		count += is_peer(value, institution, i);
	counts = arena_new(signals->scratch, struct mixture_count, count + 1);
	count = 0;
	for (size_t i = 0; i < most; i++) {
		if (is_peer(value, institution, i))
			counts[count++] =
			    (struct mixture_count){value->numerators[i], value->denominators[i]};
	}
	return (struct figure_screen_peers){counts, count};
}

/*
 * The sheet of one return: every indicator of which it has the elements; places[i]: its row.  What
 * is known of the quarters before stands in the order of the indicators, of some of them.
 */
static void
read_sheet(struct sheet *out, size_t places[], const struct figure_signals *signals,
    const struct rows *rows, size_t first, size_t count, const struct sheet_part *past)
{
	const struct rows *indicators = signals->indicators;
	size_t next = past->first;

	sheet_read_elements(out, signals->scratch, rows, first, count);
	out->indicators =
	    arena_new(signals->scratch, struct sheet_indicator, rows_count(indicators));
	for (size_t i = 0; i < rows_count(indicators); i++) {
		const char *denominator = rows_text(indicators, i, "denominator");
		struct sheet_indicator indicator = {
		    .code = rows_text(indicators, i, "indicator_code"),
		    .name = rows_text(indicators, i, "name"),
		    .definition = signals->values[i].definition,
		    .numerator = sheet_find(out, rows_text(indicators, i, "numerator")),
		    .denominator = denominator == NULL ? SHEET_NONE : sheet_find(out, denominator)};

		if (next < past->first + past->count &&
		    text_equal(rows_text(past->rows, next, "indicator_code"), indicator.code))
			sheet_read_past(&indicator.past, past->rows, next++);
		if (indicator.numerator == SHEET_NONE ||
		    (denominator != NULL && indicator.denominator == SHEET_NONE))
			continue;
		places[out->indicator_count] = i;
		out->indicators[out->indicator_count++] = indicator;
	}
}

static void
add_screen(struct figure_signals *signals, const struct figure_screen *screen,
    const size_t places[], size_t institution, const char *return_id)
{
	static const enum figure_severity severities[FIGURE_SCREEN_KIND_COUNT] = {
	    [FIGURE_SCREEN_COPIED] = FIGURE_SEVERITY_HIGH,
	    [FIGURE_SCREEN_SIMILAR] = FIGURE_SEVERITY_HIGH,
	    [FIGURE_SCREEN_DIGITS] = FIGURE_SEVERITY_MIDDLE,
	    [FIGURE_SCREEN_UNIT] = FIGURE_SEVERITY_MIDDLE,
	    [FIGURE_SCREEN_JUMP] = FIGURE_SEVERITY_LOW,
	    [FIGURE_SCREEN_PERFECT] = FIGURE_SEVERITY_MIDDLE,
	    [FIGURE_SCREEN_SHARED] = FIGURE_SEVERITY_LOW,
	};
	struct figure_signal *signal = figure_signals_append(signals, FIGURE_SIGNAL_SCREEN,
	    severities[screen->kind], institution,
	    screen->indicator == SHEET_NONE ? FIGURE_SIGNAL_NONE : places[screen->indicator]);

	if (signal == NULL)
		return;
	/* What is asked about may not be a number to go by. */
	signal->size_known = false;
	signal->size = 0;
	signal->label = figure_screen_name(screen->kind);
	signal->reason = text_copy(signals->arena, screen->text, strlen(screen->text));
	signal->return_id = text_copy(signals->arena, return_id, strlen(return_id));
}

static size_t
end_of(const struct rows *rows, size_t first, const char *column)
{
	size_t index = rows_index(rows, column), end = first + 1;

	while (end < rows_count(rows) &&
	       text_equal(rows_cell(rows, end, index), rows_cell(rows, first, index)))
		end++;
	return end;
}

void
figure_signals_add_screens(
    struct figure_signals *signals, const struct rows *rows, const struct rows *pasts)
{
	size_t most = rows_count(signals->indicators), end;
	size_t *places = arena_new(signals->arena, size_t, most);
	struct figure_screen_peers *peers =
	    arena_new(signals->arena, struct figure_screen_peers, most);
	struct sheet_part past = {.rows = pasts};

	for (size_t first = 0; first < rows_count(rows); first = end) {
		size_t institution =
		    figure_signals_institution(signals, rows_text(rows, first, "institution_id"));
		struct figure_screen *screens;
		struct sheet sheet;
		size_t count;

		end = end_of(rows, first, "institution_id");
		sheet_part_next(&past, "return_id", rows_text(rows, first, "return_id"));
		if (institution == FIGURE_SIGNAL_NONE)
			continue;
		read_sheet(&sheet, places, signals, rows, first, end - first, &past);
		for (size_t i = 0; i < sheet.indicator_count; i++) {
			if (figure_screen_is_perfect(&sheet, &sheet.indicators[i]))
				peers[i] = peers_of(signals, places[i], institution);
		}
		count = figure_screen_sheet(&screens, signals->scratch, &sheet, peers);
		for (size_t i = 0; i < count; i++)
			add_screen(signals, &screens[i], places, institution,
			    rows_text(rows, first, "return_id"));
		figure_signals_clear(signals);
	}
}

void
figure_signals_add_baselines(struct figure_signals *signals, const struct rows *rows)
{
	size_t end;

	for (size_t first = 0; first < rows_count(rows); first = end) {
		size_t institution =
		    figure_signals_institution(signals, rows_text(rows, first, "institution_id"));
		size_t same = end_of(rows, first, "element_code"),
		       quarter = end_of(rows, first, "period_label");
		struct figure_signal *signal;
		const char *text;

		end = end_of(rows, first, "institution_id");
		end = same < end ? same : end;
		end = quarter < end ? quarter : end;
		text = figure_screen_shared(signals->arena, rows, first, end - first);
		if (institution == FIGURE_SIGNAL_NONE || text == NULL)
			continue;
		signal = figure_signals_append(signals, FIGURE_SIGNAL_SCREEN, FIGURE_SEVERITY_LOW,
		    institution, FIGURE_SIGNAL_NONE);
		if (signal == NULL)
			continue;
		signal->label = figure_screen_name(FIGURE_SCREEN_SHARED);
		signal->reason = text;
	}
}

/* ---- returns -------------------------------------------------------------------------------- */

void
figure_signals_add_returns(struct figure_signals *signals, const struct rows *rows)
{
	for (size_t row = 0; row < rows_count(rows); row++) {
		size_t institution =
		    figure_signals_institution(signals, rows_text(rows, row, "institution_id"));
		bool missing = rows_flag(rows, row, "missing");
		struct figure_signal *signal;

		if (institution == FIGURE_SIGNAL_NONE)
			continue;
		signal = figure_signals_append(signals, FIGURE_SIGNAL_LATE,
		    missing ? FIGURE_SEVERITY_HIGH : FIGURE_SEVERITY_LOW, institution,
		    FIGURE_SIGNAL_NONE);
		if (signal == NULL)
			continue;
		signal->label = missing ? "逾期未报" : "逾期报送";
		signal->reason = text_format(signals->arena,
		    missing ? "%s报表截止 %s，已逾期 %s 天，尚未提交"
			    : "%s报表截止 %s，逾期 %s 天提交",
		    rows_text(rows, row, "period_label"), rows_text(rows, row, "due_on"),
		    rows_text(rows, row, "late_days"));
		signal->period = rows_text(rows, row, "period");
		signal->return_id = rows_text(rows, row, "return_id");
	}
}
