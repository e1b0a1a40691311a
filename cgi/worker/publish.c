#include "publish.h"

#include "core/arena.h"
#include "core/text.h"
#include "publication.h"
#include "worker_query.h"

void
publication_report(const struct publication *publication, int from, int to, size_t done, size_t all,
    const char *step)
{
	struct arena *arena = publication->arena;
	int percent = from + (int)((size_t)(to - from) * done / (all == 0 ? 1 : all));
	const char *words =
	    all > 1 ? text_format(arena, "%s（%zu/%zu）", step, done + 1, all) : step;

	/* Whether anybody can see it does not matter to the work. */
	if (all > 8 && done % 8 != 0)
		return;
	if (db_begin(publication->reporter, arena, DB_WRITE, NULL, "worker") == STATUS_OK &&
	    db_query(NULL, publication->reporter, QUERY_JOB_PROGRESS,
		DB_VALUES(publication->job, text_format(arena, "%d", percent), words)) ==
		STATUS_OK &&
	    db_commit(publication->reporter) == STATUS_OK)
		return;
	db_rollback(publication->reporter);
}

static enum status
publish(const char **sentence, struct publication *publication, bool preview)
{
	enum status status = publication_load(sentence, publication);

	if (status == STATUS_OK)
		status = publication_suppress(publication);
	if (status != STATUS_OK)
		return status;
	publication_compute(publication);
	return preview ? publication_store_preview(publication) : publication_store(publication);
}

static enum status
finish(const struct worker *worker, struct arena *arena, const char *job, const char *edition)
{
	enum status status = db_begin(worker->db, arena, DB_WRITE, NULL, "worker");

	if (status != STATUS_OK)
		return status;
	if (edition == NULL)
		status = db_query(NULL, worker->db, QUERY_JOB_FINISH,
		    DB_VALUES(job, "done", "预览已生成，各机构可以查看本机构的结果"));
	else
		status = db_query(NULL, worker->db, QUERY_RELEASE_EDITION, DB_VALUES(edition));
	if (status == STATUS_OK)
		return db_commit(worker->db);
	db_rollback(worker->db);
	return status;
}

enum status
publish_run(const char **sentence, const struct worker *worker, struct arena *arena,
    const char *job, bool preview)
{
	struct publication publication = {
	    .db = worker->db, .reporter = worker->reporter, .arena = arena, .job = job};
	const char *edition = NULL;
	enum status status = db_begin(worker->db, arena, DB_SNAPSHOT, NULL, "worker");

	if (status != STATUS_OK)
		return status;
	status = publish(sentence, &publication, preview);
	if (status != STATUS_OK) {
		db_rollback(worker->db);
		return status;
	}
	if (!preview)
		edition = rows_text(publication.head, 0, "edition_id");
	status = db_commit(worker->db);
	return status == STATUS_OK ? finish(worker, arena, job, edition) : status;
}

enum status
publish_resume(const struct worker *worker, struct arena *arena)
{
	struct rows *rows;
	enum status status = db_begin(worker->db, arena, DB_READ, NULL, "worker");

	if (status != STATUS_OK)
		return status;
	status = db_query(&rows, worker->db, QUERY_RELEASE_WAITING, DB_NO_VALUES);
	db_rollback(worker->db);
	for (size_t row = 0; status == STATUS_OK && row < rows_count(rows); row++)
		status = finish(worker, arena, NULL, rows_text(rows, row, "edition_id"));
	return status;
}
