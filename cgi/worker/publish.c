#include "publish.h"

#include <sodium.h>
#include <string.h>

#include "core/arena.h"
#include "core/text.h"
#include "result/peers.h"
#include "result/table.h"
#include "result/value.h"
#include "worker_query.h"

/* Version of the arithmetic; a change of any published figure's computation makes the next. */
#define METHOD_VERSION "1"

struct publication {
	struct db *db;
	struct arena *arena;
	const char *job;
	const char *edition;
	const char *programme;
	const char *period;
	crypto_hash_sha256_state hash; /* over every line that digest_line was given */
};

/* A column of values for SQL's unnest: NULL is SQL NULL. */
struct column {
	const char **items;
};

enum result_column {
	RESULT_INSTITUTION,
	RESULT_NUMERATOR,
	RESULT_DENOMINATOR,
	RESULT_STATUS,
	RESULT_VALUE,
	RESULT_LOWER,
	RESULT_UPPER,
	RESULT_RANK,
	RESULT_RANKED_COUNT,
	RESULT_TIED,
	RESULT_RANK_LOWER,
	RESULT_RANK_UPPER,
	RESULT_RANK_ALIKE,
	RESULT_BASELINE,
	RESULT_GOAL,
	RESULT_GOAL_MET,
	RESULT_THRESHOLD_MET,
	RESULT_COLUMN_COUNT
};

enum group_column {
	GROUP_DIMENSION,
	GROUP_KEY,
	GROUP_LABEL,
	GROUP_INSTITUTIONS,
	GROUP_NUMERATOR,
	GROUP_DENOMINATOR,
	GROUP_STATUS,
	GROUP_VALUE,
	GROUP_LOWER,
	GROUP_UPPER,
	GROUP_COLUMN_COUNT
};

/* How institutions are grouped: columns of publish_values with key and label. */
static const struct dimension {
	const char *name;
	const char *key;
	const char *label;
} dimensions[] = {
    {"county", "region_code", "region_name"},
    {"level", "level", "level_label"},
    {"kind", "kind", "kind_label"},
};

#define DIMENSION_COUNT (sizeof(dimensions) / sizeof(dimensions[0]))

static void
columns_create(struct column columns[], size_t column_count, struct arena *arena, size_t item_count)
{
	for (size_t i = 0; i < column_count; i++)
		columns[i].items = arena_new(arena, const char *, item_count + 1);
}

/* A double that reads back as the same double. */
static const char *
exact(struct arena *arena, bool known, double value)
{
	return known ? text_format(arena, "%.17g", value) : NULL;
}

/* One line of the digest: kind, indicator, then the cells of row i, "|" between, "" for NULL. */
static void
digest_line(struct publication *publication, const char *kind, const char *indicator,
    const struct column columns[], size_t column_count, size_t i)
{
	crypto_hash_sha256_state *hash = &publication->hash;
	const char *head = text_format(publication->arena, "%s|%s", kind, indicator);

	crypto_hash_sha256_update(hash, (const unsigned char *)head, strlen(head));
	for (size_t c = 0; c < column_count; c++) {
		const char *cell = columns[c].items[i];

		crypto_hash_sha256_update(hash, (const unsigned char *)"|", 1);
		if (cell != NULL)
			crypto_hash_sha256_update(hash, (const unsigned char *)cell, strlen(cell));
	}
	crypto_hash_sha256_update(hash, (const unsigned char *)"\n", 1);
}

/* Sends edition, indicator and the columns as arrays to a statement of that shape. */
static enum status
insert(struct publication *publication, size_t statement, const char *indicator,
    const struct column columns[], size_t column_count, size_t item_count)
{
	const char **values = arena_new(publication->arena, const char *, column_count + 2);

	values[0] = publication->edition;
	values[1] = indicator;
	for (size_t c = 0; c < column_count; c++)
		values[c + 2] = text_array(publication->arena, columns[c].items, item_count);
	return db_query(NULL, publication->db, statement, column_count + 2, values);
}

/* How certain the ranks are, group by group of peers. */
static void
add_rank_intervals(struct arena *arena, struct column columns[], const struct result_table *table)
{
	size_t end;

	for (size_t first = 0; first < table->count; first = end) {
		struct result_peers peers;

		end = result_peers_end(table, first);
		result_peers_read(&peers, table, first, end - first);
		for (size_t i = 0; i < peers.count; i++) {
			const struct rank_summary *summary = peers.peers[i].summary;
			size_t unit = peers.peers[i].unit;

			if (summary == NULL)
				continue;
			columns[RESULT_RANK_LOWER].items[unit] =
			    text_format(arena, "%zu", summary->lower);
			columns[RESULT_RANK_UPPER].items[unit] =
			    text_format(arena, "%zu", summary->upper);
			columns[RESULT_RANK_ALIKE].items[unit] =
			    result_rank_alike(arena, &peers, i);
		}
	}
}

static enum status
publish_results(
    struct publication *publication, const char *indicator, const struct result_table *table)
{
	struct arena *arena = publication->arena;
	const struct rows *rows = table->rows;
	struct column columns[RESULT_COLUMN_COUNT];

	columns_create(columns, RESULT_COLUMN_COUNT, arena, table->count);
	add_rank_intervals(arena, columns, table);
	for (size_t i = 0; i < table->count; i++) {
		const struct comparison_unit *unit = &table->units[i];
		bool known = unit->status == MEASURE_OK || unit->status == MEASURE_PARTIAL;
		bool ranked = unit->rank > 0;

		columns[RESULT_INSTITUTION].items[i] = rows_text(rows, i, "institution_id");
		columns[RESULT_NUMERATOR].items[i] = rows_text(rows, i, "numerator");
		columns[RESULT_DENOMINATOR].items[i] = rows_text(rows, i, "denominator");
		columns[RESULT_STATUS].items[i] = result_status_name(table->statuses[i]);
		columns[RESULT_VALUE].items[i] = exact(arena, known, unit->value);
		columns[RESULT_LOWER].items[i] =
		    exact(arena, known && unit->interval_known, unit->lower);
		columns[RESULT_UPPER].items[i] =
		    exact(arena, known && unit->interval_known, unit->upper);
		columns[RESULT_RANK].items[i] =
		    ranked ? text_format(arena, "%zu", unit->rank) : NULL;
		columns[RESULT_RANKED_COUNT].items[i] =
		    ranked ? text_format(arena, "%zu", unit->of) : NULL;
		columns[RESULT_TIED].items[i] = ranked ? (unit->tied > 0 ? "t" : "f") : NULL;
		columns[RESULT_BASELINE].items[i] = rows_text(rows, i, "baseline");
		columns[RESULT_GOAL].items[i] = rows_text(rows, i, "goal");
		columns[RESULT_GOAL_MET].items[i] = rows_text(rows, i, "goal_met");
		columns[RESULT_THRESHOLD_MET].items[i] = rows_text(rows, i, "threshold_met");
		digest_line(publication, "result", indicator, columns, RESULT_COLUMN_COUNT, i);
	}
	return insert(publication, QUERY_PUBLISH_RESULTS, indicator, columns, RESULT_COLUMN_COUNT,
	    table->count);
}

static void
add_group(struct publication *publication, struct column columns[], size_t i, const char *dimension,
    const char *key, const char *label, enum measure_kind kind,
    const struct comparison_total *total)
{
	struct arena *arena = publication->arena;
	bool known = total->status == MEASURE_OK || total->status == MEASURE_PARTIAL;
	bool summed = total->received > 0;
	bool divided = measure_kind_has_denominator(kind);

	columns[GROUP_DIMENSION].items[i] = dimension;
	columns[GROUP_KEY].items[i] = key;
	columns[GROUP_LABEL].items[i] = label;
	columns[GROUP_INSTITUTIONS].items[i] = text_format(arena, "%zu", total->received);
	columns[GROUP_NUMERATOR].items[i] = summed ? result_decimal(arena, total->numerator) : NULL;
	columns[GROUP_DENOMINATOR].items[i] =
	    summed && divided ? result_decimal(arena, total->denominator) : NULL;
	columns[GROUP_STATUS].items[i] = measure_status_name(total->status);
	columns[GROUP_VALUE].items[i] = exact(arena, known, total->value);
	columns[GROUP_LOWER].items[i] = exact(arena, known && total->interval_known, total->lower);
	columns[GROUP_UPPER].items[i] = exact(arena, known && total->interval_known, total->upper);
}

static enum status
publish_groups(
    struct publication *publication, const char *indicator, const struct result_table *table)
{
	struct column columns[GROUP_COLUMN_COUNT];
	enum measure_kind kind = table->definition->rule.kind;
	struct comparison_total total;
	size_t count = 0;

	columns_create(
	    columns, GROUP_COLUMN_COUNT, publication->arena, table->count * DIMENSION_COUNT + 1);
	result_table_total(&total, table, NULL);
	add_group(publication, columns, count++, "region", "", "全部", kind, &total);
	for (size_t d = 0; d < DIMENSION_COUNT; d++) {
		struct result_group *groups;
		size_t group_count = result_table_group(&groups, table, dimensions[d].key);

		for (size_t g = 0; g < group_count; g++)
			add_group(publication, columns, count++, dimensions[d].name,
			    rows_text(table->rows, groups[g].row, dimensions[d].key),
			    rows_text(table->rows, groups[g].row, dimensions[d].label), kind,
			    &groups[g].total);
	}
	for (size_t i = 0; i < count; i++)
		digest_line(publication, "group", indicator, columns, GROUP_COLUMN_COUNT, i);
	return insert(
	    publication, QUERY_PUBLISH_GROUPS, indicator, columns, GROUP_COLUMN_COUNT, count);
}

static enum status
publish_indicator(struct publication *publication, const struct rows *indicators, size_t row)
{
	const char *indicator = rows_text(indicators, row, "indicator_code");
	struct result_definition definition;
	struct result_table table;
	struct rows *values;
	enum status status = db_query(&values, publication->db, QUERY_PUBLISH_VALUES,
	    DB_VALUES(publication->programme, publication->period, indicator));

	if (status != STATUS_OK)
		return status;
	result_definition_read(&definition, indicators, row);
	/* What the public reads has no rank without its interval. */
	definition.rule.rank_without_interval = false;
	result_table_compare(
	    &table, publication->arena, &definition, values, 0, rows_count(values));
	status = publish_results(publication, indicator, &table);
	if (status == STATUS_OK)
		status = publish_groups(publication, indicator, &table);
	return status;
}

/* The frozen inputs come first in the digest. */
static enum status
publish_returns(size_t *count, struct publication *publication)
{
	struct column columns[3];
	struct rows *rows;
	enum status status = db_query(&rows, publication->db, QUERY_PUBLISH_RETURNS,
	    DB_VALUES(publication->programme, publication->period));

	if (status != STATUS_OK)
		return status;
	*count = rows_count(rows);
	columns_create(columns, 3, publication->arena, *count);
	for (size_t i = 0; i < *count; i++) {
		columns[0].items[i] = rows_text(rows, i, "return_id");
		columns[1].items[i] = rows_text(rows, i, "revision");
		columns[2].items[i] = rows_text(rows, i, "digest");
		digest_line(publication, "return", "", columns, 3, i);
	}
	return STATUS_OK;
}

static enum status
publish_open(const char **sentence, struct publication *publication)
{
	struct rows *head;
	size_t accepted = 0;
	enum status status =
	    db_query(&head, publication->db, QUERY_PUBLISH_HEAD, DB_VALUES(publication->job));

	if (status != STATUS_OK)
		return status;
	if (rows_count(head) == 0) {
		*sentence = "没有找到要公开的监测方案。请从公开页面重新选择。";
		return STATUS_MISSING;
	}
	if (rows_integer(head, 0, "number") > 1 && rows_text(head, 0, "reason") == NULL) {
		*sentence = "这一期已经公开过，再次公开须写明更正说明。";
		return STATUS_INPUT;
	}
	publication->edition = rows_text(head, 0, "edition_id");
	publication->programme = rows_text(head, 0, "programme_id");
	publication->period = rows_text(head, 0, "period");
	status = publish_returns(&accepted, publication);
	if (status == STATUS_OK && accepted == 0) {
		*sentence = "这一期还没有已接受的报表，没有可以公开的内容。";
		return STATUS_INPUT;
	}
	return status;
}

static enum status
publish(const char **sentence, struct publication *publication)
{
	unsigned char digest[crypto_hash_sha256_BYTES];
	char hexadecimal[2 * sizeof(digest) + 1];
	struct rows *indicators;
	enum status status = publish_open(sentence, publication);

	if (status == STATUS_OK)
		status = db_query(&indicators, publication->db, QUERY_PUBLISH_INDICATORS,
		    DB_VALUES(publication->programme));
	if (status != STATUS_OK)
		return status;
	for (size_t row = 0; row < rows_count(indicators); row++) {
		status = publish_indicator(publication, indicators, row);
		if (status != STATUS_OK)
			return status;
	}
	crypto_hash_sha256_final(&publication->hash, digest);
	sodium_bin2hex(hexadecimal, sizeof(hexadecimal), digest, sizeof(digest));
	return db_query(NULL, publication->db, QUERY_PUBLISH_CLOSE,
	    DB_VALUES(publication->job, publication->edition, METHOD_VERSION, hexadecimal));
}

enum status
publish_run(const char **sentence, struct db *db, struct arena *arena, const char *job)
{
	struct publication publication = {.db = db, .arena = arena, .job = job};
	enum status status = db_begin(db, arena, DB_SNAPSHOT, NULL, "worker");

	if (status != STATUS_OK)
		return status;
	crypto_hash_sha256_init(&publication.hash);
	status = publish(sentence, &publication);
	if (status == STATUS_OK)
		return db_commit(db);
	db_rollback(db);
	return status;
}
