#include "publication.h"

#include <stdio.h>

#include "archive.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/text.h"
#include "worker_query.h"

void
publication_report(const struct publication *publication, int from, int to, size_t done, size_t all,
    const char *step)
{
	struct arena *arena = publication->arena;
	int percent = from + (int)((size_t)(to - from) * done / (all == 0 ? 1 : all));
	const char *words =
	    all > 1 ? text_format(arena, "%s（%zu/%zu）", step, done + 1, all) : step;

	if (all <= 8 || done % 8 == 0)
		worker_report(publication->worker, arena, publication->job, percent, words);
}

/* Whose caps nobody has decided, in a sentence; NULL: none is open. */
static const char *
find_undecided(const struct publication *publication)
{
	const struct edition *edition = &publication->edition;
	const struct edition_table *points = &edition->parts[EDITION_POINTS];
	struct buffer out = buffer_create(publication->arena, 256);

	for (size_t row = 0; row < points->count; row++) {
		if (edition_table_text(points, row, "cap") == NULL ||
		    edition_table_text(points, row, "decision") != NULL)
			continue;
		buffer_append_format(&out, "%s%s（%s）", out.length > 0 ? "、" : "",
		    edition_table_text(&edition->parts[EDITION_INSTITUTIONS],
			edition_institution(edition, points->rows[row][1]), "name"),
		    points->rows[row][0]);
	}
	if (out.length == 0)
		return NULL;
	return text_format(publication->arena,
	    "以下封顶还没有审议，或者审议之后数有变化：%s。审议后再公开。", out.data);
}

static enum status
publish(const char **sentence, struct publication *publication)
{
	enum status status = publication_load(sentence, publication);

	if (status == STATUS_OK)
		status = publication_suppress(publication);
	if (status == STATUS_OK)
		status = publication_compute(publication);
	if (status != STATUS_OK)
		return status;
	if (publication->preview)
		return publication_store_preview(publication);
	*sentence = find_undecided(publication);
	if (*sentence != NULL)
		return STATUS_INPUT;
	status = publication_store(publication);
	return status == STATUS_OK ? publication_write_files(sentence, publication) : status;
}

/* The edition is written; its files go to their place, and then everybody may see it. */
static enum status
release(const struct worker *worker, struct arena *arena, const struct rows *rows, size_t row)
{
	const struct archive archive = {.root = worker->archive, .arena = arena};
	const char *edition = rows_text(rows, row, "edition_id");

	if (!archive_place(&archive, edition, rows_text(rows, row, "region_code"),
		rows_text(rows, row, "period"), rows_text(rows, row, "number"))) {
		perror("worker: the files of an edition cannot be put into their place");
		return STATUS_BUSY;
	}
	return worker_run_alone(worker, arena, &ASK(NULL, RELEASE_EDITION, edition));
}

enum status
publication_run(const char **sentence, const struct worker *worker, struct arena *arena,
    const char *job, bool preview)
{
	struct publication publication = {
	    .db = worker->db, .worker = worker, .arena = arena, .job = job, .preview = preview};
	enum status status = db_begin(worker->db, arena, DB_SNAPSHOT, NULL, "worker");

	if (status != STATUS_OK)
		return status;
	status = publish(sentence, &publication);
	if (status != STATUS_OK) {
		db_rollback(worker->db);
		return status;
	}
	status = db_commit(worker->db);
	if (status != STATUS_OK)
		return status;
	if (preview)
		return worker_run_alone(worker, arena,
		    &ASK(NULL, JOB_FINISH, job, "done", "预览已生成，各机构可以查看本机构的结果"));
	return release(worker, arena, publication.head, 0);
}

enum status
publication_resume(const struct worker *worker, struct arena *arena)
{
	const struct archive archive = {.root = worker->archive, .arena = arena};
	const char **waiting;
	struct rows *rows;
	enum status status = db_begin(worker->db, arena, DB_READ, NULL, "worker");

	if (status != STATUS_OK)
		return status;
	status = DB_ASK(worker->db, &rows, RELEASE_WAITING);
	db_rollback(worker->db);
	if (status != STATUS_OK)
		return status;
	waiting = arena_new(arena, const char *, rows_count(rows) + 1);
	for (size_t row = 0; row < rows_count(rows); row++)
		waiting[row] = rows_text(rows, row, "edition_id");
	archive_clean(&archive, waiting, rows_count(rows));
	for (size_t row = 0; status == STATUS_OK && row < rows_count(rows); row++)
		status = release(worker, arena, rows, row);
	return status;
}
