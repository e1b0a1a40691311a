/* A peer group as the arrays of one row. */
#include "core/arena.h"
#include "core/buffer.h"
#include "core/text.h"
#include "region.h"
#include "worker_query.h"

/* The arrays of zhiheng.computation_group, in the order of region_store. */
enum column {
	INSTITUTION,
	STATUS,
	NUMERATOR,
	DENOMINATOR,
	VALUE,
	LOWER,
	UPPER,
	RANK,
	TIED,
	RANK_LOWER,
	RANK_UPPER,
	PLACE,
	COLUMN_COUNT
};

#define SCALARS 12 /* before them */

struct sheet {
	struct buffer columns[COLUMN_COUNT];
};

/* Codes and numbers: nothing in them needs quotes. */
static void
add(struct sheet *sheet, enum column column, const char *text)
{
	struct buffer *out = &sheet->columns[column];

	buffer_append_char(out, out->length == 0 ? '{' : ',');
	buffer_append_text(out, text == NULL ? "NULL" : text);
}

static void
add_count(struct sheet *sheet, enum column column, bool known, size_t count)
{
	char digits[24], *cursor = digits + sizeof(digits) - 1;

	*cursor = '\0';
	do
		*--cursor = (char)('0' + count % 10);
	while ((count /= 10) > 0);
	add(sheet, column, known ? cursor : NULL);
}

/* In hexadecimal: as exact as seventeen digits and written in a quarter of the time. */
static void
add_real(struct sheet *sheet, enum column column, bool known, double number)
{
	if (!known) {
		add(sheet, column, NULL);
		return;
	}
	buffer_append_format(&sheet->columns[column], "%c%a",
	    sheet->columns[column].length == 0 ? '{' : ',', number);
}

static void
add_peer(struct sheet *sheet, const struct figure_peers *peers, size_t index)
{
	const struct figure_peer *peer = &peers->peers[index];
	const struct figure_table *table = peers->table;
	const struct comparison_unit *unit = &table->units[peer->unit];
	const struct rank_summary *summary = peer->summary;
	bool known = unit->status == MEASURE_OK || unit->status == MEASURE_PARTIAL;
	bool interval = known && unit->interval_known, ranked = unit->rank > 0;
	size_t row = table->first + peer->unit;

	add(sheet, INSTITUTION, rows_text(table->rows, row, "institution_id"));
	add(sheet, STATUS, figure_status_name(table->statuses[peer->unit]));
	add(sheet, NUMERATOR, rows_text(table->rows, row, "numerator"));
	add(sheet, DENOMINATOR, rows_text(table->rows, row, "denominator"));
	add_real(sheet, VALUE, known, unit->value);
	add_real(sheet, LOWER, interval, unit->lower);
	add_real(sheet, UPPER, interval, unit->upper);
	add_count(sheet, RANK, ranked, unit->rank);
	add(sheet, TIED, !ranked ? NULL : unit->tied > 0 ? "t" : "f");
	add_count(sheet, RANK_LOWER, summary != NULL, summary == NULL ? 0 : summary->lower);
	add_count(sheet, RANK_UPPER, summary != NULL, summary == NULL ? 0 : summary->upper);
	add(sheet, PLACE,
	    peer->funnel == NULL ? NULL : funnel_class_name(peer->funnel->class_final));
}

static const char *
count_text(struct arena *arena, size_t count)
{
	return text_format(arena, "%zu", count);
}

/* What the row says of the group as a whole. */
static void
add_scalars(const char *values[], struct arena *arena, const struct figure_peers *peers)
{
	size_t ranked = 0, valued = 0, better = 0, worse = 0;
	bool simulated = peers->drawn.draws > 0;

	for (size_t i = 0; i < peers->count; i++) {
		const struct figure_peer *peer = &peers->peers[i];
		const struct comparison_unit *unit = &peers->table->units[peer->unit];

		ranked += unit->rank > 0;
		valued += unit->status == MEASURE_OK || unit->status == MEASURE_PARTIAL;
		if (peer->funnel == NULL)
			continue;
		better += peer->quality == FUNNEL_BETTER_95 || peer->quality == FUNNEL_BETTER_998;
		worse += peer->quality == FUNNEL_WORSE_95 || peer->quality == FUNNEL_WORSE_998;
	}
	values[4] = count_text(arena, ranked);
	values[5] = count_text(arena, valued);
	values[6] = count_text(arena, better);
	values[7] = count_text(arena, worse);
	values[8] = peers->funnel_known ? text_format(arena, "%.17g", peers->spread.phi) : NULL;
	values[9] = peers->funnel_known ? text_format(arena, "%.17g", peers->spread.tau2) : NULL;
	values[10] = simulated ? count_text(arena, peers->drawn.draws) : NULL;
	values[11] = simulated ? count_text(arena, peers->drawn.seed) : NULL;
}

void
region_store(struct db *db, struct arena *arena, const struct region_place *place,
    const struct figure_peers *peers)
{
	const char *values[SCALARS + COLUMN_COUNT] = {
	    place->programme, place->period, place->indicator, place->peer_group};
	struct sheet sheet;

	for (int c = 0; c < COLUMN_COUNT; c++)
		sheet.columns[c] = buffer_create(arena, 24 * peers->count + 8);
	for (size_t i = 0; i < peers->count; i++)
		add_peer(&sheet, peers, i);
	for (int c = 0; c < COLUMN_COUNT; c++) {
		buffer_append_char(&sheet.columns[c], '}');
		values[SCALARS + c] = sheet.columns[c].data;
	}
	add_scalars(values, arena, peers);
	db_send(db, &ASK_ARRAY(NULL, COMPUTE_STORE, values, SCALARS + COLUMN_COUNT));
}
