/*
 * The worker: takes jobs that a commission asked for and does them one after the other.  A job's
 * work is one transaction, so a worker killed at any point leaves the state before; its job is done
 * anew at the next start.  Environment: ZHIHENG_DATABASE.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/arena.h"
#include "core/text.h"
#include "publish.h"
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

/* One statement in a transaction of its own. */
static enum status
run_alone(struct rows **out, struct db *db, struct arena *arena, size_t statement, size_t count,
    const char *const *values)
{
	enum status status = db_begin(db, arena, DB_WRITE, NULL, "worker");

	if (status == STATUS_OK)
		status = db_query(out, db, statement, count, values);
	if (status == STATUS_OK)
		return db_commit(db);
	db_rollback(db);
	return status;
}

/* Does one job.  A failure is written beside the job, for the commission to read. */
static enum status
do_job(struct db *db, struct arena *arena, const char *job)
{
	const char *sentence = NULL;
	enum status status = publish_run(&sentence, db, arena, job);

	if (status == STATUS_OK || status == STATUS_BUSY)
		return status;
	fprintf(stderr, "worker: job %s: %s\n", job, db_last_error(db)->message);
	if (status == STATUS_CONFLICT)
		sentence = "公开期间有报表被更改，本次没有公开。请核对后重新公开。";
	if (sentence == NULL)
		sentence = "系统出错，本次没有公开，已有数据没有改变。请联系系统管理员。";
	return run_alone(NULL, db, arena, QUERY_JOB_FINISH, DB_VALUES(job, "failed", sentence));
}

/* STATUS_MISSING when there is nothing to do. */
static enum status
take_job(struct db *db, struct arena *arena)
{
	struct rows *rows;
	enum status status = run_alone(&rows, db, arena, QUERY_JOB_CLAIM, DB_NO_VALUES);

	if (status != STATUS_OK)
		return status;
	if (rows_count(rows) == 0)
		return STATUS_MISSING;
	return do_job(db, arena, rows_text(rows, 0, "id"));
}

static void
rest(void)
{
	const struct timespec pause = {.tv_nsec = IDLE_MILLISECONDS * 1000000L};

	nanosleep(&pause, NULL);
}

/* Jobs left running are taken up again whenever the database was away: nobody else runs any. */
static int
work(struct db *db)
{
	struct arena *arena = arena_create();
	bool fresh = true;

	while (!stopping) {
		enum status status = STATUS_OK;

		arena_reset(arena);
		if (fresh)
			status = run_alone(NULL, db, arena, QUERY_JOB_REQUEUE, DB_NO_VALUES);
		fresh = status != STATUS_OK;
		if (status == STATUS_OK)
			status = take_job(db, arena);
		if (status != STATUS_OK && status != STATUS_MISSING)
			fresh = true;
		if (status != STATUS_OK)
			rest();
	}
	arena_destroy(arena);
	return EXIT_SUCCESS;
}

int
main(void)
{
	const char *conninfo = getenv("ZHIHENG_DATABASE");
	struct db *db = NULL;
	enum status status;
	int result;

	if (conninfo == NULL) {
		fputs("worker: ZHIHENG_DATABASE is not set\n", stderr);
		return EXIT_FAILURE;
	}
	if (!install_signals())
		return EXIT_FAILURE;
	status = db_open(&db, conninfo, worker_statements, QUERY_COUNT);
	if (status != STATUS_OK && status != STATUS_BUSY)
		return EXIT_FAILURE;
	result = work(db);
	db_close(db);
	return result;
}
