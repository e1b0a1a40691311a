/* The ranking of an indicator as a file for spreadsheets. */
#include "core/csv.h"
#include "core/page.h"
#include "core/text.h"
#include "indicator.h"
#include "result/value.h"

#define CSV_BYTES 32768

static const char *const heads[] = {"指标编码", "指标名称", "报告期", "同组机构", "名次",
    "参排机构数", "医疗机构", "县（区）", "指标值", "单位", "分子", "分母", "95%区间下限",
    "95%区间上限", "名次95%区间下限", "名次95%区间上限", "控制限位置", "相对预期", "阈值",
    "是否达到阈值", "目标值", "是否达到目标", "基线值", "较基线变化", "未排名原因"};

static void
append_row(struct buffer *out, const char *const *cells, size_t count)
{
	for (size_t i = 0; i < count; i++)
		csv_append_safe(out, cells[i] == NULL ? "" : cells[i], i > 0);
	csv_end_row(out);
}

/* One peer group, in the order of display. */
static void
append_group(struct buffer *out, const struct indicator *indicator,
    const struct result_peers *peers, const char *threshold)
{
	const struct rows *rows = indicator->table.rows;
	struct arena *arena = indicator->table.arena;

	for (size_t i = 0; i < peers->count; i++) {
		const struct result_peer *peer = &peers->peers[i];
		const struct rank_summary *place = peer->summary;
		size_t row = peer->unit;
		struct indicator_line line;

		indicator_line_read(&line, &indicator->table, row);
		append_row(out,
		    (const char *const[]){indicator->code, rows_text(indicator->head, 0, "name"),
			indicator->scope.period, rows_text(rows, row, "peer_group_label"),
			line.rank, line.of, rows_text(rows, row, "institution_name"),
			rows_text(rows, row, "region_name"), line.value, indicator->definition.unit,
			result_number(arena, rows_text(rows, row, "numerator")),
			result_number(arena, rows_text(rows, row, "denominator")), line.lower,
			line.upper, place == NULL ? NULL : text_format(arena, "%zu", place->lower),
			place == NULL ? NULL : text_format(arena, "%zu", place->upper),
			result_funnel_text(peer), result_quality_text(peer), threshold,
			line.threshold_verdict, line.goal, line.goal_verdict, line.baseline,
			line.change, line.why},
		    sizeof(heads) / sizeof(heads[0]));
	}
}

enum status
indicator_csv(struct context *context, const struct indicator *indicator)
{
	struct buffer out = buffer_create(context->arena, CSV_BYTES);
	const struct result_table *table = &indicator->table;
	const char *threshold = result_threshold(context->arena, &indicator->definition,
	    rows_text(indicator->head, 0, "threshold_op"),
	    rows_text(indicator->head, 0, "threshold_value"));
	size_t end;

	buffer_append_text(&out, "\xef\xbb\xbf");
	append_row(&out, heads, sizeof(heads) / sizeof(heads[0]));
	for (size_t first = 0; first < table->count; first = end) {
		struct result_peers peers;

		end = result_peers_end(table, first);
		result_peers_read(&peers, table, first, end - first);
		append_group(&out, indicator, &peers, threshold);
	}
	return page_file(context, "text/csv; charset=utf-8",
	    text_format(context->arena, "%s-%s.csv", indicator->code, indicator->scope.period),
	    &out);
}
