#include "signals_store.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/text.h"
#include "worker_query.h"

/* The arrays of zhiheng.signal_row, in the order of signal_store. */
enum column {
	KIND,
	SEVERITY,
	LABEL,
	INSTITUTION,
	INDICATOR,
	MEMBERS,
	RETURN,
	PERIOD,
	REASON,
	OTHERS,
	EVIDENCE,
	Q,
	CASES,
	WEIGHT,
	TO_GO,
	PARTS,
	COLUMN_COUNT
};

#define SCALARS 2 /* before them */

static const char *
code_of(const struct figure_signals *signals, size_t indicator)
{
	return rows_text(signals->indicators, indicator, "indicator_code");
}

/* "NIT-2025-05.1 NIT-2025-05.2", NULL: none. */
static const char *
members_of(const struct figure_signals *signals, const struct figure_signal *signal)
{
	struct buffer out = buffer_create(signals->arena, 64);

	for (size_t i = 0; i < signal->member_count; i++)
		buffer_append_format(
		    &out, "%s%s", i == 0 ? "" : " ", code_of(signals, signal->members[i]));
	return signal->member_count == 0 ? NULL : out.data;
}

static const char *
real(struct arena *arena, double number)
{
	return text_format(arena, "%.17g", number);
}

static void
make_row(const char *cells[], const struct figure_signals *signals, size_t index)
{
	const struct figure_signal *signal = &signals->items[index];
	struct arena *arena = signals->arena;

	cells[KIND] = figure_signal_name(signal->kind);
	cells[SEVERITY] = text_format(arena, "%d", (int)signal->severity);
	cells[LABEL] = signal->label;
	cells[INSTITUTION] =
	    rows_text(signals->institutions, signal->institution, "institution_id");
	cells[INDICATOR] =
	    signal->indicator == FIGURE_SIGNAL_NONE ? NULL : code_of(signals, signal->indicator);
	cells[MEMBERS] = members_of(signals, signal);
	cells[RETURN] = signal->return_id;
	cells[PERIOD] = signal->period;
	cells[REASON] = signal->reason;
	cells[OTHERS] = signal->others;
	cells[EVIDENCE] = signal->evidence;
	cells[Q] = real(arena, signal->q);
	cells[CASES] = signal->judged ? real(arena, signal->cases) : NULL;
	cells[WEIGHT] = real(arena, signal->weight);
	cells[TO_GO] = signal->size_known && signal->size > 0
			   ? text_format(arena, "%lld", (long long)signal->size)
			   : NULL;
	cells[PARTS] = text_format(arena, "%zu", signal->parts);
}

enum status
signals_store_rows(
    struct db *db, const char *job, const char *centre, const struct figure_signals *signals)
{
	struct arena *arena = signals->arena;
	size_t count = signals->count;
	const char *values[SCALARS + COLUMN_COUNT] = {job, centre};
	const char **columns = arena_new(arena, const char *, COLUMN_COUNT *(count + 1));

	for (size_t i = 0; i < count; i++) {
		const char *cells[COLUMN_COUNT];

		make_row(cells, signals, i);
		for (size_t c = 0; c < COLUMN_COUNT; c++)
			columns[c * count + i] = cells[c];
	}
	for (size_t c = 0; c < COLUMN_COUNT; c++)
		values[SCALARS + c] = text_array(arena, &columns[c * count], count);
	return db_ask(db, &ASK_ARRAY(NULL, SIGNAL_STORE, values, SCALARS + COLUMN_COUNT), 1);
}

enum status
signals_store_common(struct db *db, const char *job, const struct figure_signals *signals)
{
	struct arena *arena = signals->arena;
	size_t indicators = rows_count(signals->indicators),
	       institutions = rows_count(signals->institutions), count = 0;
	const char **names = arena_new(arena, const char *, indicators + 1);
	const char **verdicts = arena_new(arena, const char *, 3 * indicators * institutions + 1);
	size_t most = indicators * institutions;

	for (size_t i = 0; i < indicators; i++) {
		names[i] = code_of(signals, i);
		for (size_t j = 0; j < institutions; j++) {
			if (!signals->values[i].held[j])
				continue;
			verdicts[count] = names[i];
			verdicts[most + count] =
			    rows_text(signals->institutions, j, "institution_id");
			verdicts[2 * most + count++] = signals->values[i].missing[j] ? "t" : "f";
		}
	}
	return DB_ASK(db, NULL, SIGNAL_STORE_COMMON, job, text_array(arena, names, indicators),
	    text_array(arena, verdicts, count), text_array(arena, &verdicts[most], count),
	    text_array(arena, &verdicts[2 * most], count));
}
