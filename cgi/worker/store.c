/* The rows of an edition, with its frozen inputs, or of a preview, into the database. */
#include "core/arena.h"
#include "core/text.h"
#include "publication.h"
#include "worker_query.h"

/* An id and the columns of a table as arrays, in their order, to a statement of that shape. */
static enum status
insert(struct publication *publication, size_t statement, const char *id,
    const struct edition_table *table)
{
	const char **values = arena_new(publication->arena, const char *, table->column_count + 1);

	values[0] = id;
	for (size_t c = 0; c < table->column_count; c++)
		values[c + 1] = text_array(publication->arena,
		    edition_table_items(table, table->columns[c].name), table->count);
	return db_ask(publication->db,
	    &(struct ask){NULL, statement, table->column_count + 1, values, false}, 1);
}

static enum status
freeze_inputs(struct publication *publication, const char *edition, const char *period,
    const struct rows *rows)
{
	struct arena *arena = publication->arena;
	const char **values = arena_new(arena, const char *, rows_columns(rows) + 2);
	const char **items = arena_new(arena, const char *, rows_count(rows) + 1);

	values[0] = edition;
	values[1] = period;
	for (size_t c = 0; c < rows_columns(rows); c++) {
		for (size_t row = 0; row < rows_count(rows); row++)
			items[row] = rows_cell(rows, row, c);
		values[c + 2] = text_array(arena, items, rows_count(rows));
	}
	return db_ask(publication->db,
	    &(struct ask){NULL, QUERY_STORE_INPUTS, rows_columns(rows) + 2, values, false}, 1);
}

static enum status
freeze(struct publication *publication, const char *edition)
{
	enum status status =
	    freeze_inputs(publication, edition, publication->period, publication->values);

	for (size_t q = 0; publication->quarter_count > 1 && q < publication->quarter_count; q++)
		if (status == STATUS_OK)
			status = freeze_inputs(
			    publication, edition, publication->quarters[q], publication->parts[q]);
	return status;
}

struct part {
	enum edition_part part;
	size_t statement;
};

static enum status
insert_parts(
    struct publication *publication, const struct part parts[], size_t count, const char *id)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		status = insert(publication, parts[i].statement, id,
		    &publication->edition.parts[parts[i].part]);
	return status;
}

enum status
publication_store(struct publication *publication)
{
	static const struct part parts[] = {
	    {EDITION_RESULTS, QUERY_STORE_RESULTS},
	    {EDITION_GROUPS, QUERY_STORE_GROUPS},
	    {EDITION_SCHEME, QUERY_STORE_GRADE_SCHEME},
	    {EDITION_RULES, QUERY_STORE_GRADE_RULES},
	    {EDITION_POINTS, QUERY_STORE_GRADE_POINTS},
	    {EDITION_GRADES, QUERY_STORE_GRADES},
	};
	const char *id = rows_text(publication->head, 0, "edition_id");
	enum status status;

	publication_report(publication, 80, 90, 0, 1, "写入结果");
	status = insert_parts(publication, parts, sizeof(parts) / sizeof(parts[0]), id);
	if (status == STATUS_OK)
		status = freeze(publication, id);
	if (status != STATUS_OK)
		return status;
	return DB_ASK(publication->db, NULL, STORE_EDITION, publication->job, id, EDITION_METHOD,
	    publication->digest,
	    edition_table_text(&publication->edition.parts[EDITION_HEAD], 0, "rank_draws"),
	    edition_table_text(&publication->edition.parts[EDITION_HEAD], 0, "rank_seed"),
	    publication->pooled);
}

enum status
publication_store_preview(struct publication *publication)
{
	static const struct part parts[] = {
	    {EDITION_RESULTS, QUERY_STORE_PREVIEW_RESULTS},
	    {EDITION_POINTS, QUERY_STORE_PREVIEW_POINTS},
	    {EDITION_GRADES, QUERY_STORE_PREVIEW_GRADES},
	};
	struct rows *rows;
	enum status status;

	publication_report(publication, 80, 100, 0, 1, "写入预览");
	status =
	    DB_ASK(publication->db, &rows, STORE_PREVIEW, publication->job, publication->digest);
	if (status == STATUS_OK)
		status = insert_parts(publication, parts, sizeof(parts) / sizeof(parts[0]),
		    rows_text(rows, 0, "preview_id"));
	if (status != STATUS_OK)
		return status;
	return DB_ASK(publication->db, NULL, STORE_PREVIEW_CARRY, rows_text(rows, 0, "preview_id"));
}
