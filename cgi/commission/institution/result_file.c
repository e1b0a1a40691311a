/* The tables of one institution's page as files for spreadsheets. */
#include "core/page.h"
#include "core/text.h"
#include "figure/grade_view.h"
#include "figure/value.h"
#include "result.h"

#define TEXT   XLSX_TEXT
#define NUMBER XLSX_NUMBER

static const struct xlsx_column indicators[] = {{"专业", TEXT}, {"指标编码", TEXT},
    {"指标名称", TEXT}, {"指标值", NUMBER}, {"单位", TEXT}, {"分子", NUMBER}, {"分母", NUMBER},
    {"95%区间下限", NUMBER}, {"95%区间上限", NUMBER}, {"名次", TEXT}, {"参排机构数", NUMBER},
    {"名次95%区间下限", NUMBER}, {"名次95%区间上限", NUMBER}, {"未排名原因", TEXT},
    {"同组最小值", NUMBER}, {"同组25百分位", NUMBER}, {"同组中位数", NUMBER},
    {"同组75百分位", NUMBER}, {"同组最大值", NUMBER}, {"控制限位置", TEXT}, {"相对预期", TEXT},
    {"要求", TEXT}, {"是否达到要求", TEXT}, {"本院目标", NUMBER}, {"是否实现本院目标", TEXT},
    {"距目标依据", TEXT}, {"距目标例数", NUMBER}, {"距目标例数下限", NUMBER},
    {"距目标例数上限", NUMBER}, {"上期值", NUMBER}, {"较上期变化", NUMBER}, {"较上期判断", TEXT},
    {"基线值", NUMBER}, {"较基线变化", NUMBER}, {"较基线判断", TEXT}};

static const struct page_column ledger[] = {{"id", "编号"}, {"content", "问题"},
    {"indicator_name", "指标名称"}, {"source_label", "来源"}, {"period_label", "报告期"},
    {"due_on", "期限"}, {"overdue", "是否逾期"}, {"state_label", "状态"}, {0}};

static const struct page_column returns[] = {{"period_label", "报告期"},
    {"programme_name", "监测方案"}, {"due_on", "截止日期"}, {"submitted_at", "首次提交"},
    {"days_late", "逾期（天）"}, {"times_returned", "退回（次）"}, {"state_label", "状态"}, {0}};

static const struct page_column words[] = {{"period_label", "报告期"}, {"element_name", "数据项"},
    {"text", "说明"}, {"account_name", "填写人"}, {"at", "填写时间"}, {0}};

#define COUNT(columns) (sizeof(columns) / sizeof((columns)[0]))

static const char *
figure(const struct institution_line *line, double value)
{
	return line->spine_known ? figure_double(line->table.arena, &line->definition, value)
				 : NULL;
}

static void
add_line(struct page_table *table, const struct institution_page *page,
    const struct institution_line *line)
{
	const struct rows *rows = page->results;
	const struct figure_line *said = &line->line;
	const struct figure_progress *progress = &line->progress;
	const struct figure_spine *spine = &line->spine;
	const struct figure_peer *peer = &line->peers.peers[line->index];
	struct arena *arena = table->arena;
	size_t row = line->row;

	page_table_add(table,
	    (const char *const[]){rows_text(rows, row, "specialty"),
		rows_text(rows, row, "indicator_code"), rows_text(rows, row, "name"), said->value,
		line->definition.unit, figure_number(arena, rows_text(rows, row, "numerator")),
		figure_number(arena, rows_text(rows, row, "denominator")), said->lower, said->upper,
		said->rank, said->of, figure_rank_limit(arena, peer, false),
		figure_rank_limit(arena, peer, true), said->why, figure(line, spine->low),
		figure(line, spine->quarter), figure(line, spine->median),
		figure(line, spine->three_quarters), figure(line, spine->high),
		figure_funnel_text(peer), figure_quality_text(peer),
		figure_threshold(arena, &line->definition, rows_text(rows, row, "threshold_op"),
		    rows_text(rows, row, "threshold_value")),
		said->threshold_verdict, said->goal, said->goal_verdict, progress->aim,
		progress->distance, progress->distance_lower, progress->distance_upper,
		progress->previous.from, progress->previous.figure, progress->previous.words,
		said->baseline, progress->baseline.figure, progress->baseline.words});
}

/* One of the tables whose cells are those of rows; false: it is another one. */
static bool
find_rows(const struct page_column **columns, const struct rows **rows,
    const struct institution_page *page, const char *name)
{
	const struct {
		const char *name;
		const struct page_column *columns;
		const struct rows *rows;
	} tables[] = {{"ledger", ledger, page->ledger}, {"returns", returns, page->returns},
	    {"words", words, page->words}};

	for (size_t i = 0; i < COUNT(tables); i++)
		if (text_equal(name, tables[i].name)) {
			*columns = tables[i].columns;
			*rows = tables[i].rows;
			return true;
		}
	return false;
}

enum status
institution_file(struct context *context, const struct institution_page *page)
{
	const char *name = request_query(context->request, "table", NULL);
	bool grade = text_equal(name, "grade");
	struct arena *arena = context->arena;
	const char *title =
	    text_format(arena, "%s-%s", rows_text(page->head, 0, "name"), page->scope.period);
	const struct page_fact facts[] = {{"医疗机构", rows_text(page->head, 0, "name")},
	    {"同级同类", rows_text(page->head, 0, "peer_group_label")},
	    {"监测方案", page->scope.programme_name}, {"报告期", page->scope.period_label},
	    {"计算时间", computed_words(context->arena, page->computed)}, {0}};
	const struct page_column *columns;
	const struct rows *rows;
	struct page_table table;

	if (find_rows(&columns, &rows, page, name))
		return page_table_send_rows(context, page_format(context),
		    text_format(arena, "%s-%s", title, name), columns, rows);
	if (grade) {
		table = figure_grade_table(arena, &page->book.grades, page->id);
	} else {
		table = page_table_create(arena, indicators, COUNT(indicators));
		for (size_t i = 0; i < page->line_count; i++)
			add_line(&table, page, &page->lines[i]);
	}
	return page_table_send(context, page_format(context),
	    grade ? text_format(arena, "%s-等级", title) : title, &table, facts);
}
