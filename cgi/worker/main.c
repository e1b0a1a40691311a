/*
 * The worker: takes jobs that a commission asked for and does them one after the other.  A job's
 * work is one transaction, so a worker killed at any point leaves the state before, and its job is
 * done anew at the next start; or the state after, which the next start makes visible.
 * Environment: ZHIHENG_DATABASE (a connection string), ZHIHENG_EDITIONS (the folder of their
 * files), ZHIHENG_KEY (the file of the key that signs them), ZHIHENG_SITE ("https://…", or
 * nothing), ZHIHENG_TEMPLATES, ZHIHENG_STATIC (folders, for the notice).
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/arena.h"
#include "core/template.h"
#include "core/text.h"
#include "publication.h"
#include "region.h"
#include "signals.h"
#include "worker_query.h"

#define IDLE_MILLISECONDS 500

static volatile sig_atomic_t stopping;

static void
stop(int signal_number)
{
	(void)signal_number;
	stopping = 1;
}

static bool
install_signals(void)
{
	struct sigaction action = {.sa_handler = stop};

	sigemptyset(&action.sa_mask);
	return sigaction(SIGTERM, &action, NULL) == 0 && sigaction(SIGINT, &action, NULL) == 0;
}

/* Does one job.  A failure is written beside the job, for the commission to read. */
static enum status
do_job(const struct worker *worker, struct arena *arena, const char *job, const char *kind)
{
	const char *sentence = NULL;
	enum status status;

	if (text_equal(kind, "compute"))
		status = region_run(&sentence, worker, arena, job);
	else if (text_equal(kind, "signal"))
		status = signals_run(&sentence, worker, arena, job);
	else
		status =
		    publication_run(&sentence, worker, arena, job, text_equal(kind, "preview"));
	if (status == STATUS_OK || status == STATUS_BUSY)
		return status;
	fprintf(stderr, "worker: job %s: %s\n", job, db_last_error(worker->db)->message);
	if (status == STATUS_CONFLICT)
		sentence = "生成期间有报表被更改，本次没有完成。请核对后重新提交。";
	if (sentence == NULL)
		sentence = "系统出错，本次没有完成，已有数据没有改变。请联系系统管理员。";
	return worker_run_alone(worker, arena, &ASK(NULL, JOB_FINISH, job, "failed", sentence));
}

/* STATUS_MISSING when there is nothing to do. */
static enum status
take_job(const struct worker *worker, struct arena *arena)
{
	struct rows *rows;
	enum status status = worker_run_alone(worker, arena, &ASK(&rows, JOB_CLAIM));

	if (status != STATUS_OK)
		return status;
	if (rows_count(rows) == 0)
		return STATUS_MISSING;
	return do_job(worker, arena, rows_text(rows, 0, "id"), rows_text(rows, 0, "kind"));
}

static void
rest(void)
{
	const struct timespec pause = {.tv_nsec = IDLE_MILLISECONDS * 1000000L};

	nanosleep(&pause, NULL);
}

/* Work left half-way is taken up again whenever the database was away: nobody else does any. */
static enum status
resume(const struct worker *worker, struct arena *arena)
{
	enum status status = publication_resume(worker, arena);

	if (status != STATUS_OK)
		return status;
	return worker_run_alone(worker, arena, &ASK(NULL, JOB_REQUEUE));
}

static int
work(const struct worker *worker)
{
	struct arena *arena = arena_create();
	bool fresh = true;

	while (!stopping) {
		enum status status = STATUS_OK;

		arena_reset(arena);
		if (fresh)
			status = resume(worker, arena);
		fresh = status != STATUS_OK;
		if (status == STATUS_OK)
			status = signals_watch(worker, arena);
		if (status == STATUS_OK)
			status = take_job(worker, arena);
		if (status != STATUS_OK && status != STATUS_MISSING)
			fresh = true;
		if (status != STATUS_OK)
			rest();
	}
	arena_destroy(arena);
	return EXIT_SUCCESS;
}

static bool
open_database(struct db **out, const char *conninfo)
{
	enum status status = db_open(out, conninfo, worker_statements, QUERY_COUNT);

	return status == STATUS_OK || status == STATUS_BUSY;
}

/* What the environment says; false, with a line on standard error: not all that is needed. */
static bool
read_environment(struct worker *worker, struct arena *arena)
{
	const char *templates = getenv("ZHIHENG_TEMPLATES"), *statics = getenv("ZHIHENG_STATIC");

	*worker = (struct worker){.archive = getenv("ZHIHENG_EDITIONS"),
	    .key_path = getenv("ZHIHENG_KEY"),
	    .site = getenv("ZHIHENG_SITE"),
	    .stopping = &stopping};
	if (worker->archive == NULL || templates == NULL || statics == NULL) {
		fputs("worker: ZHIHENG_EDITIONS, ZHIHENG_TEMPLATES or ZHIHENG_STATIC is not set\n",
		    stderr);
		return false;
	}
	if (worker->site == NULL)
		worker->site = "";
	worker->style = text_format(arena, "%s/bulletin.css", statics);
	return templates_load(&worker->templates, templates, "worker") == STATUS_OK;
}

int
main(void)
{
	const char *conninfo = getenv("ZHIHENG_DATABASE");
	struct arena *arena = arena_create();
	struct worker worker;
	int result;

	if (conninfo == NULL) {
		fputs("worker: ZHIHENG_DATABASE is not set\n", stderr);
		return EXIT_FAILURE;
	}
	if (!read_environment(&worker, arena) || !install_signals() ||
	    !open_database(&worker.db, conninfo) || !open_database(&worker.reporter, conninfo) ||
	    !open_database(&worker.writer, conninfo))
		return EXIT_FAILURE;
	result = work(&worker);
	db_close(worker.writer);
	db_close(worker.reporter);
	db_close(worker.db);
	templates_free(worker.templates);
	arena_destroy(arena);
	return result;
}
