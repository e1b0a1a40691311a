/* An indicator as the worker computed it, as a file: columns as those of its ranking. */
#include "commission_query.h"
#include "computation.h"
#include "core/page.h"
#include "core/page_table.h"
#include "core/text.h"
#include "figure/peers.h"
#include "figure/value.h"

#define TEXT   XLSX_TEXT
#define NUMBER XLSX_NUMBER

static const struct xlsx_column columns[] = {{"指标编码", TEXT}, {"指标名称", TEXT},
    {"报告期", TEXT}, {"同组机构", TEXT}, {"名次", NUMBER}, {"参排机构数", NUMBER},
    {"医疗机构", TEXT}, {"县（区）", TEXT}, {"指标值", NUMBER}, {"单位", TEXT}, {"分子", NUMBER},
    {"分母", NUMBER}, {"95%区间下限", NUMBER}, {"95%区间上限", NUMBER}, {"名次95%区间下限", NUMBER},
    {"名次95%区间上限", NUMBER}, {"控制限位置", TEXT}, {"相对预期", TEXT}, {"未排名原因", TEXT}};

struct file {
	const struct scope *scope;
	const struct rows *head;
	struct figure_definition definition;
	struct page_table table;
};

static const char *
figure(const struct file *file, const struct rows *rows, size_t row, const char *column)
{
	if (rows_text(rows, row, column) == NULL)
		return NULL;
	return figure_double(file->table.arena, &file->definition, rows_number(rows, row, column));
}

/* Its place in the funnel, as a peer that figure_peers_place would have made. */
static bool
read_place(struct overdispersion_unit *out, const char *name)
{
	for (int class = 0; name != NULL && class < FUNNEL_CLASS_COUNT; class ++) {
		out->class_final = (enum funnel_class) class;
		if (text_equal(funnel_class_name(out->class_final), name))
			return true;
	}
	return false;
}

static void
add_row(struct file *file, const struct rows *rows, size_t row)
{
	struct arena *arena = file->table.arena;
	struct overdispersion_unit funnel = {0};
	const struct overdispersion spread = {
	    .status = OVERDISPERSION_JUDGED, .phi = rows_number(rows, row, "phi")};
	struct figure_peer peer = {0};
	enum figure_status status = FIGURE_RANKED;
	const char *rank = rows_text(rows, row, "rank");
	bool known = rows_text(rows, row, "value") != NULL;

	if (read_place(&funnel, rows_text(rows, row, "place"))) {
		peer.funnel = &funnel;
		figure_peer_judge(
		    &peer, funnel.class_final, &spread, file->definition.rule.direction);
	}
	if (rank != NULL && rows_flag(rows, row, "tied"))
		rank = text_format(arena, "%s=", rank);
	(void)figure_status_find(&status, rows_text(rows, row, "status"));
	page_table_add(&file->table,
	    (const char *const[]){rows_text(file->head, 0, "indicator_code"),
		rows_text(file->head, 0, "name"), file->scope->period,
		rows_text(rows, row, "peer_group_label"), rank, rows_text(rows, row, "ranked"),
		rows_text(rows, row, "institution_name"), rows_text(rows, row, "region_name"),
		!known ? NULL
		       : figure_value(arena, &file->definition, rows_text(rows, row, "numerator"),
			     rows_text(rows, row, "denominator")),
		file->definition.unit, figure_number(arena, rows_text(rows, row, "numerator")),
		figure_number(arena, rows_text(rows, row, "denominator")),
		figure(file, rows, row, "lower"), figure(file, rows, row, "upper"),
		rows_text(rows, row, "rank_lower"), rows_text(rows, row, "rank_upper"),
		figure_funnel_text(&peer), figure_quality_text(&peer), figure_status_text(status)});
}

enum status
computation_file(struct context *context, const struct scope *scope, const struct rows *computed)
{
	const char *code = request_query(context->request, "indicator", "");
	struct file file = {.scope = scope};
	struct rows *head, *rows;
	const struct ask asks[] = {
	    ASK(&head, INDICATOR_HEAD, scope->programme_id, code),
	    ASK(&rows, COMPUTATION_RESULTS, scope->programme_id, scope->period, code),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	if (rows_count(head) == 0 || rows_count(computed) == 0)
		return STATUS_MISSING;
	figure_definition_read(&file.definition, head, 0);
	file.head = head;
	file.table =
	    page_table_create(context->arena, columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t row = 0; row < rows_count(rows); row++)
		add_row(&file, rows, row);
	return page_table_send(context, page_format(context),
	    text_format(context->arena, "%s-%s-全区计算", code, scope->period), &file.table,
	    (const struct page_fact[]){{"监测方案", scope->programme_name},
		{"报告期", scope->period_label},
		{"计算时间", rows_text(computed, 0, "computed_at")},
		{"方法版本", rows_text(computed, 0, "method_version")}, {0}});
}
