/* The numbers that an item is opened from: an indicator of an institution among its peers, or a
 * return. */
#include <string.h>

#include "commission/page.h"
#include "commission_query.h"
#include "core/html.h"
#include "core/text.h"
#include "figure/line.h"
#include "figure/peers.h"
#include "figure/value.h"
#include "ledger.h"

/* As long as the longest period, 2025-07. */
#define PERIOD_BYTES 7

/* "" or "；word：text" */
static const char *
part(struct arena *arena, const char *word, const char *text)
{
	return text == NULL ? "" : text_format(arena, "；%s：%s", word, text);
}

/* The institution's row among the results, compared with its peers; count of rows if none. */
static size_t
find_own(const struct rows *results, const char *institution)
{
	size_t row = 0;

	while (row < rows_count(results) &&
	       !text_equal(rows_text(results, row, "institution_id"), institution))
		row++;
	return row;
}

/* Where it stands in the funnel of its peers. */
static void
find_peer(struct figure_peer *out, const struct figure_table *table, size_t unit)
{
	size_t end;

	*out = (struct figure_peer){0};
	for (size_t first = 0; first < table->count; first = end) {
		struct figure_peers peers;

		end = figure_peers_end(table, first);
		figure_peers_read(&peers, table, first, end - first);
		for (size_t i = 0; i < peers.count; i++) {
			if (peers.peers[i].unit == unit)
				*out = peers.peers[i];
		}
	}
}

/* What the numbers suggest, the gravest first. */
static const char *
suggest(const struct figure_peer *peer, const struct figure_line *line)
{
	if (peer->funnel != NULL &&
	    (peer->quality == FUNNEL_WORSE_998 || peer->quality == FUNNEL_WORSE_95))
		return "outlier";
	if (text_equal(line->threshold_verdict, figure_verdict("f")))
		return "threshold";
	if (text_equal(line->goal_verdict, figure_goal_verdict("f")))
		return "goal";
	return "inspection";
}

/* What is wrong, in the words of the source that the numbers suggest. */
static const char *
problem(struct arena *arena, const char *source, const struct figure_line *line,
    const char *unit_name, const char *threshold)
{
	if (text_equal(source, "outlier"))
		return "，与同级同类机构相比明显偏离";
	if (text_equal(source, "goal"))
		return text_format(arena, "，未实现本院目标 %s%s", line->goal, unit_name);
	if (text_equal(source, "threshold"))
		return text_format(arena, "，未达到要求（%s）", threshold);
	return "";
}

static void
describe(struct ledger_evidence *out, struct arena *arena, const struct rows *head,
    const struct figure_table *table, size_t unit, const char *period)
{
	const struct figure_definition *definition = table->definition;
	const char *name = rows_text(head, 0, "name"), *unit_name = definition->unit;
	const char *threshold = figure_threshold(arena, definition,
	    rows_text(head, 0, "threshold_op"), rows_text(head, 0, "threshold_value"));
	struct figure_line line;
	struct figure_peer peer;

	if (definition->truth)
		unit_name = "";
	figure_line_read(&line, table, unit);
	find_peer(&peer, table, unit);
	out->source = suggest(&peer, &line);
	out->figures = text_format(arena, "%s：%s%s%s%s%s%s%s%s。", period,
	    line.value == NULL ? line.why : line.value, line.value == NULL ? "" : unit_name,
	    part(arena, "分子/分母", line.counts), part(arena, "95% 置信区间", line.interval),
	    threshold == NULL
		? ""
		: part(arena, "要求",
		      text_format(arena, "%s（%s）", threshold,
			  line.threshold_verdict == NULL ? "无法判断" : line.threshold_verdict)),
	    line.goal == NULL
		? ""
		: part(arena, "本院目标",
		      text_format(arena, "%s%s（%s）", line.goal, unit_name,
			  line.goal_verdict == NULL ? "无法判断" : line.goal_verdict)),
	    part(arena, "与同组机构相比", figure_funnel_text(&peer)),
	    figure_quality_text(&peer) == NULL
		? ""
		: text_format(arena, "（%s）", figure_quality_text(&peer)));
	out->content = line.value == NULL
			   ? name
			   : text_format(arena, "%s为 %s%s%s", name, line.value, unit_name,
				 problem(arena, out->source, &line, unit_name, threshold));
	if (threshold != NULL && (line.goal == NULL || text_equal(out->source, "threshold")))
		out->aim = text_format(arena, "%s%s", name, threshold);
	else if (line.goal != NULL)
		out->aim = text_format(arena, "实现本院目标 %s%s", line.goal, unit_name);
}

static enum status
load_indicator(struct ledger_evidence *out, struct context *context)
{
	struct rows *head, *results, *institution;
	struct figure_definition definition;
	struct figure_table table;
	size_t own;
	const struct ask asks[] = {
	    ASK(&institution, LEDGER_EVIDENCE, out->programme, out->period, out->institution),
	    ASK(&head, INDICATOR_HEAD, out->programme, out->indicator),
	    ASK(&results, INDICATOR_RESULTS, out->programme, out->period, out->indicator,
		out->institution, NULL, NULL, NULL, NULL),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	own = find_own(results, out->institution);
	if (rows_count(institution) == 0 || rows_count(head) == 0 || own == rows_count(results))
		return STATUS_MISSING;
	figure_definition_read(&definition, head, 0);
	figure_table_compare(&table, context->arena, &definition, results, 0, rows_count(results));
	out->institution_name = rows_text(institution, 0, "name");
	describe(out, context->arena, head, &table, own, rows_text(institution, 0, "period_label"));
	return STATUS_OK;
}

static enum status
load_return(struct ledger_evidence *out, struct context *context)
{
	struct arena *arena = context->arena;
	struct rows *head, *institution;
	const char *submitted, *period;
	bool late;
	const struct ask asks[] = {
	    ASK(&institution, LEDGER_EVIDENCE, out->programme, out->period, out->institution),
	    ASK(&head, LEDGER_RETURN, out->programme, out->period, out->institution),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	if (rows_count(institution) == 0 || rows_count(head) == 0)
		return STATUS_MISSING;
	out->institution_name = rows_text(institution, 0, "name");
	submitted = rows_text(head, 0, "submitted_on");
	period = rows_text(head, 0, "period_label");
	late =
	    text_equal(rows_text(head, 0, "class"), "late") || rows_flag(head, 0, "submitted_late");
	out->source = late ? "late" : "inspection";
	out->figures =
	    text_format(arena, "%s报表：截止 %s；%s；%s。", period, rows_text(head, 0, "due_on"),
		submitted == NULL ? "未提交" : text_format(arena, "首次提交 %s", submitted),
		rows_text(head, 0, "class_label"));
	out->content = !late               ? text_format(arena, "%s报表：", period)
		       : submitted == NULL ? text_format(arena, "%s报表逾期未报", period)
					   : text_format(arena, "%s报表逾期报送", period);
	out->aim = late ? "按时报送" : NULL;
	return STATUS_OK;
}

enum status
ledger_evidence_load(struct ledger_evidence *out, struct context *context)
{
	const struct request *request = context->request;
	int64_t id;

	*out = (struct ledger_evidence){
	    .institution = request_query(request, "institution", NULL),
	    .programme = request_query(request, "programme", NULL),
	    .period = request_query(request, "period", NULL),
	    .indicator = request_query(request, "indicator", NULL),
	};
	if (out->programme == NULL)
		return STATUS_OK;
	if (out->institution == NULL || out->period == NULL || strlen(out->period) > PERIOD_BYTES ||
	    !text_to_id(&id, out->institution) || !text_to_id(&id, out->programme))
		return STATUS_MISSING;
	out->given = true;
	return out->indicator == NULL ? load_return(out, context) : load_indicator(out, context);
}
