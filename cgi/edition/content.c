#include "content.h"

#include <stdlib.h>

#include "core/arena.h"
#include "core/rows.h"
#include "core/text.h"

/* Titles and notes stand in the JSON files: those of a column that was ever published stay. */
static const struct edition_column head_columns[] = {
    {"region_code", COLUMN_TEXT, "行政区划代码", "GB/T 2260"},
    {"region_name", COLUMN_TEXT, "行政区划", NULL},
    {"period", COLUMN_TEXT, "报告期", "2025Q3 季度，2025H1 半年，2025 全年"},
    {"number", COLUMN_INTEGER, "版本", "同一地区同一报告期从 1 起编号"},
    {"programme_name", COLUMN_TEXT, "监测方案", NULL},
    {"commission_name", COLUMN_TEXT, "公开单位", NULL},
    {"correction", COLUMN_TEXT, "更正说明", "第 1 版为空"},
    {"method_version", COLUMN_TEXT, "方法版本", NULL},
    {"rank_draws", COLUMN_INTEGER, "名次模拟次数", "同组超过 2000 家时，名次区间由模拟得出"},
    {"rank_seed", COLUMN_INTEGER, "名次模拟种子", "用同一种子得到同样的结果"},
    {"pooled_editions", COLUMN_TEXT, "之前三期的公开版本",
	"1:2025Q1/3 即前一期 2025Q1 第 3 版；机构间的离散程度也取自其中公开的数"},
    {"small_below", COLUMN_INTEGER, "小数门槛",
	"大于 0 而小于此数的例数不公开，并隐藏为保护它所需的其他数"},
    {"expected", COLUMN_INTEGER, "应报报表数", NULL},
    {"included", COLUMN_INTEGER, "纳入报表数", NULL},
    {"demo", COLUMN_FLAG, "演示数据", NULL},
    {"published_at", COLUMN_TEXT, "公开时间", "Asia/Shanghai"},
    {"input_digest", COLUMN_TEXT, "输入与结果校验值",
	"各份报表的报送校验值（带密钥）和本版公开结果的 SHA-256"},
    {0},
};

/* Those that came last first; "" between what came at different times. */
static const char *const head_later[] = {"pooled_editions", "", "rank_draws", "rank_seed", NULL};

static const struct edition_column indicator_columns[] = {
    {"indicator_code", COLUMN_TEXT, "指标编码", NULL},
    {"indicator_version", COLUMN_INTEGER, "定义版本", NULL},
    {"position", COLUMN_INTEGER, "顺序", NULL},
    {"target_code", COLUMN_TEXT, "目标编码", NULL},
    {"target_name", COLUMN_TEXT, "改进目标", NULL},
    {"specialty", COLUMN_TEXT, "专业", NULL},
    {"name", COLUMN_TEXT, "指标", NULL},
    {"kind", COLUMN_TEXT, "类型",
	"proportion 比例，rate 率，mean 均值，ratio 比，count 计数，level 等级，checklist 清单"},
    {"unit", COLUMN_TEXT, "单位", NULL},
    {"factor", COLUMN_INTEGER, "系数", "指标值 = 系数 × 分子 ÷ 分母"},
    {"direction", COLUMN_TEXT, "导向", "increase 越高越好，decrease 越低越好，none 仅监测"},
    {"numerator", COLUMN_TEXT, "分子数据项", NULL},
    {"numerator_name", COLUMN_TEXT, "分子", NULL},
    {"denominator", COLUMN_TEXT, "分母数据项", NULL},
    {"denominator_name", COLUMN_TEXT, "分母", NULL},
    {"minimum_denominator", COLUMN_INTEGER, "最小分母", "分母少于此数不排名"},
    {"required", COLUMN_FLAG, "是否必报", "否：辅助指标，不排名"},
    {"threshold_op", COLUMN_TEXT, "要求的方向", "up、down 与基线比较"},
    {"threshold_value", COLUMN_DECIMAL, "要求的数值", NULL},
    {"basis", COLUMN_TEXT, "公式依据",
	"seed 文件原文给出公式，standard 国家或专业质控指标，derived 由目标名称推导；"
	"后两种经监测方案的主管部门确认口径后才排名、计入等级评价"},
    {"own_trend", COLUMN_FLAG, "只看本机构趋势", "是：不排名，不计入等级评价"},
    {"confirmed_on", COLUMN_TEXT, "口径确认日期", "空：未确认"},
    {"confirmed_by", COLUMN_TEXT, "口径确认单位", NULL},
    {"confirmed_source", COLUMN_TEXT, "口径确认依据", NULL},
    {0},
};

static const char *const indicator_later[] = {
    "basis", "own_trend", "confirmed_on", "confirmed_by", "confirmed_source", NULL};

static const struct edition_column institution_columns[] = {
    {"institution_id", COLUMN_INTEGER, "机构编号", NULL},
    {"credit_code", COLUMN_TEXT, "统一社会信用代码", NULL},
    {"name", COLUMN_TEXT, "医疗机构", NULL},
    {"region_code", COLUMN_TEXT, "行政区划代码", NULL},
    {"region_name", COLUMN_TEXT, "县（市、区）", NULL},
    {"level", COLUMN_TEXT, "级别", NULL},
    {"grade", COLUMN_TEXT, "等次", NULL},
    {"kind", COLUMN_TEXT, "类别", NULL},
    {"specialist_type", COLUMN_TEXT, "专科类型", NULL},
    {"ownership", COLUMN_TEXT, "所有制", NULL},
    {"peer_group", COLUMN_TEXT, "同级同类组", "只在组内排名"},
    {"included", COLUMN_FLAG, "是否纳入", "本期报表全部已接受"},
    {0},
};

static const struct edition_column result_columns[] = {
    {"indicator_code", COLUMN_TEXT, "指标编码", NULL},
    {"institution_id", COLUMN_INTEGER, "机构编号", NULL},
    {"coverage", COLUMN_TEXT, "数据情况",
	"complete 完整，partial 季度不全，no_data 未填，not_applicable 不适用，"
	"not_in 报表未接受，unavailable 不能相加"},
    {"hidden", COLUMN_FLAG, "隐藏", "小数或为保护小数而不公开"},
    {"numerator", COLUMN_DECIMAL, "分子", NULL},
    {"denominator", COLUMN_DECIMAL, "分母", NULL},
    {"earlier", COLUMN_TEXT, "之前三期的数",
	"1:12/340 即前一期分子 12、分母 340，取自版本表 pooled_editions 所列版本公开的数"},
    {"status", COLUMN_TEXT, "状态",
	"ok 参加排名；其余为不排名的原因，few_expected：按同组合计值预期发生数（比例还有未发生数）不足 1 例"},
    {"value", COLUMN_REAL, "指标值", NULL},
    {"lower", COLUMN_REAL, "95%区间下限", NULL},
    {"upper", COLUMN_REAL, "95%区间上限", NULL},
    {"rank", COLUMN_INTEGER, "名次", "同级同类组内"},
    {"ranked", COLUMN_INTEGER, "参与排名机构数", NULL},
    {"tied", COLUMN_FLAG, "是否并列", NULL},
    {"rank_lower", COLUMN_INTEGER, "名次95%区间下限", NULL},
    {"rank_upper", COLUMN_INTEGER, "名次95%区间上限", NULL},
    {"rank_alike", COLUMN_TEXT, "不能区分的名次", "两两比较，95%"},
    {"baseline", COLUMN_REAL, "基线值", NULL},
    {"goal", COLUMN_REAL, "本院目标", NULL},
    {"goal_met", COLUMN_FLAG, "实现本院目标", NULL},
    {"threshold_met", COLUMN_FLAG, "达到要求", NULL},
    {0},
};

static const char *const result_later[] = {"earlier", NULL};

static const struct edition_column group_columns[] = {
    {"indicator_code", COLUMN_TEXT, "指标编码", NULL},
    {"dimension", COLUMN_TEXT, "分组方式", "region 全部，county 县区，level 级别，kind 类别"},
    {"key", COLUMN_TEXT, "组编码", NULL},
    {"label", COLUMN_TEXT, "组", NULL},
    {"expected", COLUMN_INTEGER, "应有机构数", NULL},
    {"institutions", COLUMN_INTEGER, "有数据机构数", NULL},
    {"hidden", COLUMN_FLAG, "隐藏", NULL},
    {"numerator", COLUMN_DECIMAL, "分子之和", NULL},
    {"denominator", COLUMN_DECIMAL, "分母之和", NULL},
    {"status", COLUMN_TEXT, "状态", NULL},
    {"value", COLUMN_REAL, "合计值", NULL},
    {"lower", COLUMN_REAL, "95%区间下限", NULL},
    {"upper", COLUMN_REAL, "95%区间上限", NULL},
    {0},
};

static const struct edition_column remark_columns[] = {
    {"institution_id", COLUMN_INTEGER, "机构编号", NULL},
    {"indicator_code", COLUMN_TEXT, "指标编码", NULL},
    {"text", COLUMN_TEXT, "附注", "医疗机构自己的说明"},
    {0},
};

static const struct edition_column scheme_columns[] = {
    {"version", COLUMN_INTEGER, "方案版本", NULL},
    {"note", COLUMN_TEXT, "说明", NULL},
    {"band_a", COLUMN_DECIMAL, "A 级起点分", NULL},
    {"band_b", COLUMN_DECIMAL, "B 级起点分", NULL},
    {"band_c", COLUMN_DECIMAL, "C 级起点分", "以下为 D 级"},
    {"cap_b", COLUMN_DECIMAL, "封顶 B 级的 z", "安全指标的 z 不高于此数"},
    {"cap_c", COLUMN_DECIMAL, "封顶 C 级的 z", "安全指标的 z 不高于此数"},
    {"coverage_of_3", COLUMN_INTEGER, "评级所需权重", "有效权重至少为全部权重的三分之几"},
    {"enacted_on", COLUMN_TEXT, "施行日期", NULL},
    {0},
};

static const struct edition_column rule_columns[] = {
    {"indicator_code", COLUMN_TEXT, "指标编码", "定义和最小分母见指标表"},
    {"weight", COLUMN_DECIMAL, "权重", NULL},
    {"floor", COLUMN_DECIMAL, "起评值", "0 分"},
    {"benchmark", COLUMN_DECIMAL, "满分值", "100 分"},
    {"safety", COLUMN_FLAG, "安全指标", "明显差于同组时封顶"},
    {"source", COLUMN_TEXT, "起评值和满分值的来源", NULL},
    {0},
};

static const struct edition_column point_columns[] = {
    {"indicator_code", COLUMN_TEXT, "指标编码", NULL},
    {"institution_id", COLUMN_INTEGER, "机构编号", NULL},
    {"status", COLUMN_TEXT, "状态", "ok 计入；其余为不计入的原因，隐藏的数不计入"},
    {"points", COLUMN_DECIMAL, "得分",
	"100 ×（指标值 − 起评值）÷（满分值 − 起评值），限于 0～100，四舍五入到一位小数"},
    {"points_error", COLUMN_REAL, "得分标准误", "0 分和满分记 0"},
    {"compared", COLUMN_TEXT, "与同组比较",
	"安全指标：ok 已比较，few_units 可比的机构不足 5 家，few_expected 预期发生数不足 1 例"},
    {"theta", COLUMN_REAL, "其余各家的均值", "可比的其余各家，按 1 ÷（抽样方差 + τ²）加权"},
    {"tau", COLUMN_REAL, "其余各家间的标准差", "超出偶然的部分，Paule–Mandel 法"},
    {"df", COLUMN_REAL, "自由度", "可比的机构数减 2"},
    {"periods_used", COLUMN_INTEGER, "取用的期数",
	"τ² 是本期和之前各期 τ² 的平均数，至多 4 期；自由度乘以 1 +（期数 − 1）÷ 6"},
    {"exact", COLUMN_TEXT, "精确控制限的位置",
	"围绕可比各家的合计值：low_998、low_95、within、high_95、high_998"},
    {"z", COLUMN_DECIMAL, "z", "与其余各家相比的正态分数，负数为差"},
    {"cap", COLUMN_TEXT, "封顶", "等级不高于此：z 和精确控制限都达到"},
    {"decision", COLUMN_TEXT, "封顶的审议", "keep 维持，封顶计入等级；lift 不适用，不计入"},
    {"decision_reason", COLUMN_TEXT, "审议理由", NULL},
    {"decided_on", COLUMN_TEXT, "审议日期", NULL},
    {0},
};

static const char *const point_later[] = {
    "periods_used", "decision", "decision_reason", "decided_on", NULL};

static const struct edition_column grade_columns[] = {
    {"institution_id", COLUMN_INTEGER, "机构编号", NULL},
    {"veto", COLUMN_TEXT, "重大事件封顶", "等级不高于此"},
    {"veto_document", COLUMN_TEXT, "认定文号", NULL},
    {"status", COLUMN_TEXT, "状态",
	"graded 已评级，coverage 有效权重不足，no_safety 没有有效的安全指标"},
    {"eligible_weight", COLUMN_DECIMAL, "有效权重", NULL},
    {"weight", COLUMN_DECIMAL, "全部权重", NULL},
    {"coverage", COLUMN_REAL, "有效权重比", NULL},
    {"weighted_points", COLUMN_DECIMAL, "加权得分", "权重 × 得分之和"},
    {"composite", COLUMN_DECIMAL, "综合分", "加权得分 ÷ 有效权重，四舍五入到一位小数"},
    {"error", COLUMN_REAL, "综合分标准误", "下限；0：未能估计"},
    {"band", COLUMN_TEXT, "综合分的等级", NULL},
    {"safety_cap", COLUMN_TEXT, "安全指标封顶", "等级不高于此"},
    {"cap_text", COLUMN_TEXT, "封顶原因", NULL},
    {"grade", COLUMN_TEXT, "质量安全等级", "综合分的等级和各封顶中最低的"},
    {"rank", COLUMN_INTEGER, "名次", "同级同类组内，按等级、再按综合分"},
    {"ranked", COLUMN_INTEGER, "参与排名机构数", NULL},
    {"tied", COLUMN_FLAG, "是否并列", NULL},
    {"alike", COLUMN_TEXT, "不能区分的机构",
	"机构编号，以空格分隔：综合分之差小于两家标准误合成的 1.96 倍"},
    {0},
};

struct edition
edition_create(struct arena *arena)
{
	struct edition edition = {.arena = arena};

	edition.parts[EDITION_HEAD] =
	    edition_table_create(arena, "edition", "公开版本", head_columns);
	edition.parts[EDITION_HEAD].later = head_later;
	edition.parts[EDITION_INDICATORS] =
	    edition_table_create(arena, "indicators", "指标", indicator_columns);
	edition.parts[EDITION_INDICATORS].later = indicator_later;
	edition.parts[EDITION_INSTITUTIONS] =
	    edition_table_create(arena, "institutions", "医疗机构", institution_columns);
	edition.parts[EDITION_RESULTS] =
	    edition_table_create(arena, "results", "机构指标结果", result_columns);
	edition.parts[EDITION_RESULTS].later = result_later;
	edition.parts[EDITION_GROUPS] =
	    edition_table_create(arena, "groups", "分组合计", group_columns);
	edition.parts[EDITION_REMARKS] =
	    edition_table_create(arena, "remarks", "机构附注", remark_columns);
	edition.parts[EDITION_SCHEME] =
	    edition_table_create(arena, "grade_scheme", "等级评价方案", scheme_columns);
	edition.parts[EDITION_RULES] =
	    edition_table_create(arena, "grade_rules", "等级评价指标", rule_columns);
	edition.parts[EDITION_POINTS] =
	    edition_table_create(arena, "grade_points", "等级评价得分", point_columns);
	edition.parts[EDITION_POINTS].later = point_later;
	edition.parts[EDITION_GRADES] =
	    edition_table_create(arena, "grades", "质量安全等级", grade_columns);
	return edition;
}

void
edition_table_row(struct edition_table *table, const struct rows *rows, size_t row)
{
	const char **cells = edition_table_add(table);

	for (size_t i = 0; i < table->column_count; i++)
		if (rows_has_column(rows, table->columns[i].name))
			cells[i] = rows_text(rows, row, table->columns[i].name);
}

void
edition_table_rows(struct edition_table *table, const struct rows *rows)
{
	for (size_t row = 0; row < rows_count(rows); row++)
		edition_table_row(table, rows, row);
}

enum comparison_bar
edition_bar(const struct edition_table *indicators, size_t row)
{
	if (!edition_table_has(indicators, "basis"))
		return COMPARISON_NO_BAR;
	return figure_bar(edition_table_text(indicators, row, "basis"),
	    text_equal(edition_table_text(indicators, row, "own_trend"), "t"),
	    edition_table_text(indicators, row, "confirmed_on") != NULL);
}

bool
edition_definition(
    struct figure_definition *out, const struct edition_table *indicators, size_t row)
{
	const char *required = edition_table_text(indicators, row, "required");
	const char *factor = edition_table_text(indicators, row, "factor");
	const char *minimum = edition_table_text(indicators, row, "minimum_denominator");

	if (factor == NULL || minimum == NULL ||
	    !figure_definition_make(out, edition_table_text(indicators, row, "kind"),
		edition_table_text(indicators, row, "unit"), atoi(factor),
		edition_table_text(indicators, row, "direction"), atoi(minimum),
		required != NULL && required[0] == 't'))
		return false;
	/* What the public reads has no rank without its interval. */
	out->rule.rank_without_interval = false;
	out->rule.bar = edition_bar(indicators, row);
	return true;
}

size_t
edition_institution(const struct edition *edition, const char *id)
{
	const struct edition_table *table = &edition->parts[EDITION_INSTITUTIONS];
	size_t row = 0;

	while (row < table->count && !text_equal(table->rows[row][0], id))
		row++;
	return row;
}
