#include "content.h"

#include <stdlib.h>

#include "core/arena.h"
#include "core/db.h"
#include "core/text.h"

static const struct edition_column head_columns[] = {
    {"region_code", COLUMN_TEXT, "行政区划代码", "GB/T 2260"},
    {"region_name", COLUMN_TEXT, "行政区划", NULL},
    {"period", COLUMN_TEXT, "报告期", "2025Q3 季度，2025H1 半年，2025 全年"},
    {"number", COLUMN_INTEGER, "版本", "同一地区同一报告期从 1 起编号"},
    {"programme_name", COLUMN_TEXT, "监测方案", NULL},
    {"commission_name", COLUMN_TEXT, "公开单位", NULL},
    {"correction", COLUMN_TEXT, "更正说明", "第 1 版为空"},
    {"method_version", COLUMN_TEXT, "方法版本", NULL},
    {"small_below", COLUMN_INTEGER, "小数门槛",
	"大于 0 而小于此数的例数不公开，并隐藏为保护它所需的其他数"},
    {"expected", COLUMN_INTEGER, "应报报表数", NULL},
    {"included", COLUMN_INTEGER, "纳入报表数", NULL},
    {"demo", COLUMN_FLAG, "演示数据", NULL},
    {"published_at", COLUMN_TEXT, "公开时间", "Asia/Shanghai"},
    {"input_digest", COLUMN_TEXT, "输入与结果校验值", "SHA-256"},
    {0},
};

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
    {0},
};

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
	"complete 完整，partial 季度不全，no_data 未填，not_applicable 不适用，not_in "
	"报表未接受，unavailable 不能相加"},
    {"hidden", COLUMN_FLAG, "隐藏", "小数或为保护小数而不公开"},
    {"numerator", COLUMN_DECIMAL, "分子", NULL},
    {"denominator", COLUMN_DECIMAL, "分母", NULL},
    {"status", COLUMN_TEXT, "状态", "ok 参加排名；其余为不排名的原因"},
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
    {"goal", COLUMN_REAL, "目标值", NULL},
    {"goal_met", COLUMN_FLAG, "达到目标值", NULL},
    {"threshold_met", COLUMN_FLAG, "达到要求", NULL},
    {0},
};

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

struct edition
edition_create(struct arena *arena)
{
	struct edition edition = {.arena = arena};

	edition.parts[EDITION_HEAD] =
	    edition_table_create(arena, "edition", "公开版本", head_columns);
	edition.parts[EDITION_INDICATORS] =
	    edition_table_create(arena, "indicators", "指标", indicator_columns);
	edition.parts[EDITION_INSTITUTIONS] =
	    edition_table_create(arena, "institutions", "医疗机构", institution_columns);
	edition.parts[EDITION_RESULTS] =
	    edition_table_create(arena, "results", "机构指标结果", result_columns);
	edition.parts[EDITION_GROUPS] =
	    edition_table_create(arena, "groups", "分组合计", group_columns);
	edition.parts[EDITION_REMARKS] =
	    edition_table_create(arena, "remarks", "机构附注", remark_columns);
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

bool
edition_definition(
    struct result_definition *out, const struct edition_table *indicators, size_t row)
{
	const char *required = edition_table_text(indicators, row, "required");
	const char *factor = edition_table_text(indicators, row, "factor");
	const char *minimum = edition_table_text(indicators, row, "minimum_denominator");

	if (factor == NULL || minimum == NULL ||
	    !result_definition_make(out, edition_table_text(indicators, row, "kind"),
		edition_table_text(indicators, row, "unit"), atoi(factor),
		edition_table_text(indicators, row, "direction"), atoi(minimum),
		required != NULL && required[0] == 't'))
		return false;
	/* What the public reads has no rank without its interval. */
	out->rule.rank_without_interval = false;
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
