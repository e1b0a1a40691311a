#include "worker.h"

#include "core/arena.h"
#include "core/rows.h"
#include "core/text.h"
#include "worker_query.h"

enum status
worker_run_alone(const struct worker *worker, struct arena *arena, const struct ask *ask)
{
	enum status status = db_begin(worker->db, arena, DB_WRITE, NULL, "worker");

	if (status == STATUS_OK)
		status = db_ask(worker->db, ask, 1);
	if (status == STATUS_OK)
		return db_commit(worker->db);
	db_rollback(worker->db);
	return status;
}

enum status
worker_run_computation(const struct worker *worker, struct arena *arena,
    enum status (*compute)(void *context), void *context)
{
	enum status status = db_begin(worker->db, arena, DB_READ, NULL, "worker");

	if (status == STATUS_OK)
		status = db_begin(worker->writer, arena, DB_WRITE, NULL, "worker");
	if (status == STATUS_OK)
		status = compute(context);
	/* What was computed of rows that could not be read is not stored. */
	if (status == STATUS_OK)
		status = db_failure(worker->db);
	if (status == STATUS_OK)
		status = db_commit(worker->writer);
	else
		db_rollback(worker->writer);
	db_rollback(worker->db);
	return status;
}

const char *
worker_array(
    struct arena *arena, const struct rows *rows, const char *column, size_t first, size_t count)
{
	const char **items = arena_new(arena, const char *, count + 1);

	for (size_t i = 0; i < count; i++)
		items[i] = rows_text(rows, first + i, column);
	return text_array(arena, items, count);
}

void
worker_report(const struct worker *worker, struct arena *arena, const char *job, int percent,
    const char *words)
{
	struct db *reporter = worker->reporter;

	if (db_begin(reporter, arena, DB_WRITE, NULL, "worker") == STATUS_OK &&
	    DB_ASK(reporter, NULL, JOB_PROGRESS, job, text_format(arena, "%d", percent), words) ==
		STATUS_OK &&
	    db_commit(reporter) == STATUS_OK)
		return;
	db_rollback(reporter);
}
