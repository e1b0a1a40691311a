#include "signals.h"

#include <time.h>

#include "core/arena.h"
#include "core/text.h"
#include "edition/compute.h"
#include "figure/signal.h"
#include "signals_store.h"
#include "worker_query.h"

/* Acts come in swarms; a list that is asked for waits for the end of one, but not for long. */
#define QUIET    "2"
#define PATIENCE "20"

/* Between looks for lists of yesterday (a day begins without an act) and of new commissions. */
#define SWEEP_SECONDS 120

#define HISTORY_RESULTS 4000 /* results whose quarters are in memory together */
#define RETURNS         100  /* returns whose values are */

struct computation {
	const struct worker *worker;
	const char **sentence; /* what went wrong, for who asked */
	struct db *db;         /* all it reads is of one moment */
	const char *job;
	struct arena *arena;
	struct arena *scratch; /* of one indicator or return */
	struct arena *sheet;   /* rows of one part of the quarters or returns */
	const char *commission;
	const char *programme;
	const char *period;
	struct rows *institutions;
	struct rows *indicators;
	struct rows *centres; /* of the commission: a row for each indicator of theirs */
	const char *ids;      /* of the institutions: an array */
	struct figure_signals signals;
	size_t rows; /* of the commission's list */
};

/* ---- what is judged ------------------------------------------------------------------------- */

static enum status
stop_asked(const struct computation *computation)
{
	return *computation->worker->stopping != 0 ? STATUS_BUSY : STATUS_OK;
}

/* Twenty quarters of everything would be the most that a list takes: a few indicators at a time. */
static enum status
add_history(struct computation *computation)
{
	size_t count = rows_count(computation->indicators);
	size_t share = HISTORY_RESULTS / (rows_count(computation->institutions) + 1) + 1;
	enum status status = STATUS_OK;

	for (size_t first = 0; status == STATUS_OK && first < count; first += share) {
		size_t part = count - first < share ? count - first : share;
		struct rows *history;

		arena_reset(computation->sheet);
		db_use_arena(computation->db, computation->sheet);
		status = DB_ASK(computation->db, &history, SIGNAL_HISTORY, computation->programme,
		    computation->period,
		    worker_array(
			computation->sheet, computation->indicators, "indicator_code", first, part),
		    computation->ids);
		if (status == STATUS_OK) {
			figure_signals_add_history(&computation->signals, history);
			status = stop_asked(computation);
		}
	}
	db_use_arena(computation->db, computation->arena);
	return status;
}

static enum status
add_screens(struct computation *computation)
{
	struct rows *returns;
	enum status status = DB_ASK(computation->db, &returns, SIGNAL_SUBMITTED,
	    computation->programme, computation->period, computation->ids);
	size_t count = status == STATUS_OK ? rows_count(returns) : 0;

	for (size_t first = 0; status == STATUS_OK && first < count; first += RETURNS) {
		size_t part = count - first < RETURNS ? count - first : RETURNS;
		struct rows *elements, *pasts;

		arena_reset(computation->sheet);
		db_use_arena(computation->db, computation->sheet);
		const char *ids =
		    worker_array(computation->sheet, returns, "return_id", first, part);
		const struct ask asks[] = {
		    ASK(&elements, SIGNAL_ELEMENTS, ids),
		    ASK(&pasts, SIGNAL_PASTS, computation->programme, ids),
		};
		status = DB_ASK_ALL(computation->db, asks);
		if (status == STATUS_OK) {
			figure_signals_add_screens(&computation->signals, elements, pasts);
			status = stop_asked(computation);
		}
	}
	db_use_arena(computation->db, computation->arena);
	return status;
}

static enum status
add_all(struct computation *computation, const struct rows *parts)
{
	struct figure_signals *signals = &computation->signals;
	struct rows *results, *baselines, *returns;
	const struct ask asks[] = {
	    ASK(&results, SIGNAL_RESULTS, computation->programme, computation->period,
		computation->ids),
	    ASK(&baselines, SIGNAL_BASELINES, computation->programme, computation->ids),
	    ASK(&returns, SIGNAL_RETURNS, computation->programme, computation->period,
		computation->ids),
	};
	enum status status = DB_ASK_ALL(computation->db, asks);

	if (status != STATUS_OK)
		return status;
	figure_signals_open(
	    signals, computation->arena, computation->institutions, computation->indicators, parts);
	signals->scratch = computation->scratch;
	figure_signals_add_results(signals, results);
	status = add_history(computation);
	if (status != STATUS_OK)
		return status;
	figure_signals_name(signals);
	status = add_screens(computation);
	if (status != STATUS_OK)
		return status;
	figure_signals_add_baselines(signals, baselines);
	figure_signals_add_returns(signals, returns);
	return STATUS_OK;
}

/* ---- a list --------------------------------------------------------------------------------- */

/* Which indicators are those of the QC centre in that row; *row: the first of the next centre. */
static const bool *
find_own(const struct computation *computation, size_t *row)
{
	const struct rows *centres = computation->centres, *indicators = computation->indicators;
	const char *centre = rows_text(centres, *row, "qc_centre_id");
	bool *own = arena_new(computation->arena, bool, rows_count(indicators) + 1);

	for (; *row < rows_count(centres) &&
	       text_equal(rows_text(centres, *row, "qc_centre_id"), centre);
	     ++*row) {
		for (size_t i = 0; i < rows_count(indicators); i++)
			own[i] |= text_equal(rows_text(indicators, i, "indicator_code"),
			    rows_text(centres, *row, "indicator_code"));
	}
	return own;
}

/* The list of the commission and, out of the same judgement, that of each of its QC centres. */
static enum status
store(struct computation *computation, const struct rows *head)
{
	struct figure_signals *signals = &computation->signals, part;
	struct db *writer = computation->worker->writer;
	struct arena *arena = computation->arena;
	enum status status = DB_ASK(writer, NULL, SIGNAL_BEGIN, computation->job, EDITION_METHOD,
	    text_format(arena, "%zu", rows_count(computation->institutions)),
	    text_format(arena, "%zu", signals->results.judged),
	    text_format(arena, "%zu", signals->results.listed),
	    text_format(arena, "%.17g", signals->results.expected),
	    text_format(arena, "%zu", signals->trends.judged),
	    text_format(arena, "%zu", signals->trends.listed),
	    text_format(arena, "%.17g", signals->trends.expected), rows_text(head, 0, "audit_id"),
	    rows_text(head, 0, "moment"));

	for (size_t i = 0; status == STATUS_OK && i < rows_count(computation->centres);) {
		const char *centre = rows_text(computation->centres, i, "qc_centre_id");

		figure_signals_of(&part, signals, find_own(computation, &i));
		figure_signals_fold(&part);
		status = signals_store_rows(writer, computation->job, centre, &part);
	}
	if (status != STATUS_OK)
		return status;
	figure_signals_fold(signals);
	computation->rows = signals->count;
	status = signals_store_rows(writer, computation->job, "0", signals);
	return status == STATUS_OK ? signals_store_common(writer, computation->job, signals)
				   : status;
}

static enum status
compute(void *context)
{
	struct computation *computation = context;
	struct db *db = computation->db;
	struct rows *head, *parts;
	enum status status = DB_ASK(db, &head, SIGNAL_HEAD, computation->job);

	if (status != STATUS_OK)
		return status;
	if (rows_count(head) == 0) {
		*computation->sentence = "没有找到要计算的报告期。请从重点关注页面重新选择。";
		return STATUS_MISSING;
	}
	if (!rows_flag(head, 0, "possible")) {
		*computation->sentence =
		    "辖区机构超过 5000 家，不能一起判断；请由下级卫健委分别查看。";
		return STATUS_INPUT;
	}
	computation->commission = rows_text(head, 0, "commission_id");
	computation->programme = rows_text(head, 0, "programme_id");
	computation->period = rows_text(head, 0, "period");
	const struct ask asks[] = {
	    ASK(&computation->institutions, SIGNAL_INSTITUTIONS, rows_text(head, 0, "region_first"),
		rows_text(head, 0, "region_last"), computation->period),
	    ASK(&computation->indicators, PUBLISH_INDICATORS, computation->programme,
		computation->period),
	    ASK(&computation->centres, SIGNAL_CENTRES, computation->commission),
	    ASK(&parts, SIGNAL_PARTS),
	};
	status = DB_ASK_ALL(db, asks);
	if (status != STATUS_OK)
		return status;
	computation->ids = worker_array(computation->arena, computation->institutions,
	    "institution_id", 0, rows_count(computation->institutions));
	status = add_all(computation, parts);
	return status == STATUS_OK ? store(computation, head) : status;
}

enum status
signals_run(
    const char **sentence, const struct worker *worker, struct arena *arena, const char *job)
{
	struct computation computation = {.worker = worker,
	    .db = worker->db,
	    .job = job,
	    .arena = arena,
	    .scratch = arena_create(),
	    .sheet = arena_create(),
	    .sentence = sentence};
	enum status status = worker_run_computation(worker, arena, compute, &computation);

	arena_destroy(computation.scratch);
	arena_destroy(computation.sheet);
	if (status != STATUS_OK)
		return status;
	return worker_run_alone(worker, arena,
	    &ASK(NULL, JOB_FINISH, job, "done",
		text_format(arena, "判断 %zu 项，列出 %zu 条信号", computation.signals.judged_count,
		    computation.rows)));
}

/* ---- which lists ---------------------------------------------------------------------------- */

enum status
signals_watch(const struct worker *worker, struct arena *arena)
{
	static bool swept;
	static time_t last;
	struct timespec now;
	enum status status =
	    worker_run_alone(worker, arena, &ASK(NULL, SIGNAL_QUEUE, QUIET, PATIENCE));

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (status != STATUS_OK || (swept && now.tv_sec - last < SWEEP_SECONDS))
		return status;
	status = worker_run_alone(worker, arena, &ASK(NULL, REGISTER_SWEEP));
	if (status == STATUS_OK)
		status = worker_run_alone(worker, arena, &ASK(NULL, COMPUTE_SWEEP));
	if (status == STATUS_OK)
		status = worker_run_alone(worker, arena, &ASK(NULL, SIGNAL_SWEEP));
	swept = status == STATUS_OK;
	last = now.tv_sec;
	return status;
}
