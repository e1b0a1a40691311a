#include "region.h"

#include "core/arena.h"
#include "core/text.h"
#include "edition/compute.h"
#include "worker_query.h"

#define STORES 32 /* peer groups that may wait for their answers */

struct computation {
	const struct worker *worker;
	const char **sentence; /* what went wrong, for who asked */
	struct db *db;         /* counts: all it reads is of one moment */
	struct db *writer;     /* stores: all or nothing */
	const char *job;
	struct arena *arena;
	struct arena *scratch; /* of one peer group */
	struct arena *sheet;   /* rows of one indicator */
	const struct rows *indicators;
	const char *programme;
	const char *period;
	bool rank_intervals;
	const char *institutions; /* in the order of display, peers together: an array */
	const char *groups;       /* theirs */
	size_t count;             /* of institutions */
	size_t stores;            /* peer groups sent whose answers are still to be received */
};

static void
read_institutions(struct computation *computation, const struct rows *rows)
{
	struct arena *arena = computation->arena;
	size_t count = rows_count(rows);

	computation->institutions = worker_array(arena, rows, "institution_id", 0, count);
	computation->groups = worker_array(arena, rows, "peer_group", 0, count);
	computation->count = count;
}

static enum status
open_computation(struct computation *computation)
{
	struct db *db = computation->db;
	struct arena *arena = computation->arena;
	struct rows *head, *rows;
	enum status status = DB_ASK(db, &head, COMPUTE_HEAD, computation->job);

	if (status != STATUS_OK)
		return status;
	if (rows_count(head) == 0) {
		*computation->sentence = "没有找到要计算的监测方案。请从全区计算页面重新选择。";
		return STATUS_MISSING;
	}
	computation->programme = rows_text(head, 0, "programme_id");
	computation->period = rows_text(head, 0, "period");
	computation->rank_intervals = rows_flag(head, 0, "rank_intervals");
	const struct ask asks[] = {
	    ASK(&rows, COMPUTE_INSTITUTIONS, computation->programme, computation->period),
	    ASK((struct rows **)&computation->indicators, PUBLISH_INDICATORS,
		computation->programme, computation->period),
	};
	status = DB_ASK_ALL(db, asks);
	if (status != STATUS_OK)
		return status;
	read_institutions(computation, rows);
	return DB_ASK(computation->writer, NULL, COMPUTE_BEGIN, computation->job, EDITION_METHOD,
	    text_format(arena, "%zu", computation->count),
	    text_format(arena, "%zu", rows_count(computation->indicators)),
	    rows_text(head, 0, "audit_id"), rows_text(head, 0, "moment"));
}

/* Has the database count an indicator while the one before is computed. */
static enum status
ask(struct computation *computation, size_t indicator)
{
	if (indicator == rows_count(computation->indicators))
		return STATUS_OK;
	db_send(
	    computation->db, &ASK(NULL, COMPUTE_VALUES, computation->programme, computation->period,
				 rows_text(computation->indicators, indicator, "indicator_code"),
				 computation->institutions, computation->groups));
	return db_push(computation->db);
}

static enum status
settle(struct computation *computation)
{
	enum status status = STATUS_OK;

	for (; status == STATUS_OK && computation->stores > 0; computation->stores--)
		status = db_receive(NULL, computation->writer);
	return status;
}

static enum status
compute_group(struct computation *computation, const struct figure_table *table, size_t first,
    size_t count, const char *indicator)
{
	struct figure_table group = *table;
	struct figure_peers peers;
	const struct region_place place = {computation->programme, computation->period, indicator,
	    rows_text(table->rows, table->first + table->order[first], "peer_group")};

	if (*computation->worker->stopping != 0)
		return STATUS_BUSY;
	arena_reset(computation->scratch);
	group.arena = computation->scratch;
	if (computation->rank_intervals)
		figure_peers_read_drawn(&peers, &group, first, count, &FIGURE_DRAWS_ALL);
	else
		figure_peers_place(&peers, &group, first, count);
	region_store(computation->writer, computation->scratch, &place, &peers);
	if (++computation->stores == STORES)
		return settle(computation);
	return db_push(computation->writer);
}

static enum status
compute_indicator(struct computation *computation, size_t indicator)
{
	struct arena *sheet = computation->sheet;
	const char *code = rows_text(computation->indicators, indicator, "indicator_code");
	struct figure_definition definition;
	struct figure_table table;
	struct rows *rows;
	enum status status;
	size_t end;

	arena_reset(sheet);
	db_use_arena(computation->db, sheet);
	status = db_receive(&rows, computation->db);
	if (status == STATUS_OK)
		status = ask(computation, indicator + 1);
	if (status != STATUS_OK)
		return status;
	figure_definition_read(&definition, computation->indicators, indicator);
	figure_table_compare(&table, sheet, &definition, rows, 0, rows_count(rows));
	for (size_t first = 0; status == STATUS_OK && first < table.count; first = end) {
		end = figure_peers_end(&table, first);
		status = compute_group(computation, &table, first, end - first, code);
	}
	return status;
}

static enum status
compute(void *context)
{
	struct computation *computation = context;
	enum status status = open_computation(computation);
	size_t count = status == STATUS_OK ? rows_count(computation->indicators) : 0;

	if (status == STATUS_OK)
		status = ask(computation, 0);
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		worker_report(computation->worker, computation->arena, computation->job,
		    (int)(99 * i / count),
		    text_format(computation->arena, "计算指标（%zu/%zu）", i + 1, count));
		status = compute_indicator(computation, i);
	}
	return status == STATUS_OK ? settle(computation) : status;
}

/* The values and totals that pages show: stored before the results of peer groups, which are made
 * of them and which nobody may have asked for. */
static enum status
compute_figures(bool *ranked, const struct worker *worker, struct arena *arena, const char *job)
{
	struct rows *head;
	enum status status = worker_run_alone(worker, arena, &ASK(&head, COMPUTE_HEAD, job));

	*ranked = true;
	if (status != STATUS_OK || rows_count(head) == 0)
		return status;
	*ranked = rows_flag(head, 0, "ranked");
	return worker_run_alone(worker, arena, &ASK(NULL, COMPUTE_FIGURES, job));
}

enum status
region_run(const char **sentence, const struct worker *worker, struct arena *arena, const char *job)
{
	bool ranked;
	enum status status = compute_figures(&ranked, worker, arena, job);

	if (status != STATUS_OK)
		return status;
	if (!ranked)
		return worker_run_alone(
		    worker, arena, &ASK(NULL, JOB_FINISH, job, "done", "汇总已计算完成"));
	struct computation computation = {.worker = worker,
	    .db = worker->db,
	    .writer = worker->writer,
	    .job = job,
	    .arena = arena,
	    .scratch = arena_create(),
	    .sheet = arena_create(),
	    .sentence = sentence};

	status = worker_run_computation(worker, arena, compute, &computation);
	arena_destroy(computation.scratch);
	arena_destroy(computation.sheet);
	if (status != STATUS_OK)
		return status;
	return worker_run_alone(worker, arena,
	    &ASK(NULL, JOB_FINISH, job, "done",
		text_format(arena, "%zu 家机构、%zu 项指标已计算完成", computation.count,
		    rows_count(computation.indicators))));
}
