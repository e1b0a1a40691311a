/* The tables of one institution's page as files for spreadsheets. */
#include "core/page.h"
#include "core/text.h"
#include "institution_result.h"
#include "result/value.h"

#define TEXT   XLSX_TEXT
#define NUMBER XLSX_NUMBER

static const struct xlsx_column indicators[] = {{"专业", TEXT}, {"指标编码", TEXT},
    {"指标名称", TEXT}, {"指标值", NUMBER}, {"单位", TEXT}, {"分子", NUMBER}, {"分母", NUMBER},
    {"95%区间下限", NUMBER}, {"95%区间上限", NUMBER}, {"名次", TEXT}, {"参排机构数", NUMBER},
    {"名次95%区间下限", NUMBER}, {"名次95%区间上限", NUMBER}, {"未排名原因", TEXT},
    {"同组最小值", NUMBER}, {"同组25百分位", NUMBER}, {"同组中位数", NUMBER},
    {"同组75百分位", NUMBER}, {"同组最大值", NUMBER}, {"控制限位置", TEXT}, {"相对预期", TEXT},
    {"阈值", TEXT}, {"是否达到阈值", TEXT}, {"目标值", NUMBER}, {"是否达到目标", TEXT},
    {"距目标依据", TEXT}, {"距目标例数", NUMBER}, {"距目标例数下限", NUMBER},
    {"距目标例数上限", NUMBER}, {"上期值", NUMBER}, {"较上期变化", NUMBER}, {"较上期判断", TEXT},
    {"基线值", NUMBER}, {"较基线变化", NUMBER}, {"较基线判断", TEXT}};

static const struct xlsx_column grades[] = {{"指标编码", TEXT}, {"指标名称", TEXT}, {"单位", TEXT},
    {"分子/分母", TEXT}, {"指标值", NUMBER}, {"起评值", NUMBER}, {"满分值", NUMBER},
    {"得分", NUMBER}, {"得分标准误", NUMBER}, {"权重", NUMBER}, {"加权得分", NUMBER},
    {"安全指标", TEXT}, {"同组合计值", NUMBER}, {"z", NUMBER}, {"封顶", TEXT},
    {"未计入原因", TEXT}};

#define COUNT(columns) (sizeof(columns) / sizeof((columns)[0]))

static const char *
figure(const struct institution_line *line, double value)
{
	return line->spine_known
		   ? text_format(line->table.arena, "%.*f", line->definition.places, value)
		   : NULL;
}

static void
add_line(struct page_table *table, const struct institution_page *page,
    const struct institution_line *line)
{
	const struct rows *rows = page->results;
	const struct result_line *said = &line->line;
	const struct result_progress *progress = &line->progress;
	const struct result_spine *spine = &line->spine;
	const struct result_peer *peer = &line->peers.peers[line->index];
	struct arena *arena = table->arena;
	size_t row = line->row;

	page_table_add(table,
	    (const char *const[]){rows_text(rows, row, "specialty"),
		rows_text(rows, row, "indicator_code"), rows_text(rows, row, "name"), said->value,
		line->definition.unit, result_number(arena, rows_text(rows, row, "numerator")),
		result_number(arena, rows_text(rows, row, "denominator")), said->lower, said->upper,
		said->rank, said->of, result_rank_limit(arena, peer, false),
		result_rank_limit(arena, peer, true), said->why, figure(line, spine->low),
		figure(line, spine->quarter), figure(line, spine->median),
		figure(line, spine->three_quarters), figure(line, spine->high),
		result_funnel_text(peer), result_quality_text(peer),
		result_threshold(arena, &line->definition, rows_text(rows, row, "threshold_op"),
		    rows_text(rows, row, "threshold_value")),
		said->threshold_verdict, said->goal, said->goal_verdict, progress->aim,
		progress->distance, progress->distance_lower, progress->distance_upper,
		progress->previous.from, progress->previous.figure, progress->previous.words,
		said->baseline, progress->baseline.figure, progress->baseline.words});
}

static void
add_grade(struct page_table *table, const struct institution_page *page)
{
	const struct grade_book *book = &page->book;
	const struct result_grade_group *group = NULL;
	const struct result_grade_unit *unit = result_grade_find(&group, &book->grades, page->id);

	for (size_t k = 0; unit != NULL && k < book->scheme.count; k++) {
		struct result_grade_line item;

		result_grade_line_read(&item, table->arena, &book->grades, group, unit, k);
		page_table_add(table,
		    (const char *const[]){book->scheme.indicators[k].code,
			book->scheme.indicators[k].name, book->scheme.indicators[k].definition.unit,
			item.counts, item.value, item.floor, item.benchmark, item.points,
			item.points_error, item.weight, item.weighted,
			book->scheme.rules[k].safety ? "是" : "否", item.theta, item.z, item.cap,
			item.why});
	}
}

enum status
institution_file(struct context *context, const struct institution_page *page)
{
	bool grade = text_equal(request_query(context->request, "table", NULL), "grade");
	struct arena *arena = context->arena;
	const struct page_fact facts[] = {{"医疗机构", rows_text(page->head, 0, "name")},
	    {"同级同类", rows_text(page->head, 0, "peer_group_label")},
	    {"监测方案", page->scope.programme_name}, {"报告期", page->scope.period_label}, {0}};
	struct page_table table = grade ? page_table_create(arena, grades, COUNT(grades))
					: page_table_create(arena, indicators, COUNT(indicators));

	if (grade) {
		add_grade(&table, page);
	} else {
		for (size_t i = 0; i < page->line_count; i++)
			add_line(&table, page, &page->lines[i]);
	}
	return page_table_send(context, page_format(context),
	    text_format(arena, "%s-%s%s", rows_text(page->head, 0, "name"), page->scope.period,
		grade ? "-等级" : ""),
	    &table, facts);
}
