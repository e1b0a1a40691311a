/* The codes of institutions' particulars and their words, as zhiheng.label has them. */
#include "particulars.h"
#include "core/text.h"

const struct choice institution_affiliations[] = {
    {"county", "县（区）属"},
    {"city", "市属"},
    {"province", "省属"},
    {"nation", "委属"},
    {0},
};

const struct choice institution_levels[] = {
    {"tertiary", "三级"},
    {"secondary", "二级"},
    {"primary", "一级"},
    {"ungraded", "未定级"},
    {0},
};

const struct choice institution_grades[] = {
    {"A", "甲等"},
    {"B", "乙等"},
    {"C", "丙等"},
    {0},
};

const struct choice institution_kinds[] = {
    {"general", "综合医院"},
    {"tcm", "中医医院"},
    {"maternal_child", "妇幼保健院"},
    {"specialist", "专科医院"},
    {"blood_station", "血站"},
    {"exam_centre", "健康体检机构"},
    {"opo", "人体器官获取组织"},
    {"ems", "院前急救机构"},
    {"other", "其他机构"},
    {0},
};

const struct choice institution_ownerships[] = {
    {"public", "公立"},
    {"private", "民营"},
    {0},
};

const char *
institution_affiliation_fault(const struct institution *institution)
{
	const char *region = institution->region;

	/* A code of GB/T 2260 that ends so is no county's. */
	if (text_equal(institution->affiliation, "county") && region != NULL &&
	    text_ends_with(region, "00"))
		return "所在地区不是县（区），请改选市属，或改选所在县（区）。";
	return NULL;
}

const char *
institution_grade_fault(const struct institution *institution)
{
	if (text_equal(institution->level, "ungraded") && institution->grade != NULL)
		return "未定级的机构没有等次，请清空等次或改选级别。";
	return NULL;
}

const char *
institution_specialist_fault(const struct institution *institution)
{
	bool specialist = text_equal(institution->kind, "specialist");

	if (specialist && institution->specialist_type == NULL)
		return "专科医院请填写专科类型，例如“儿科”。";
	if (!specialist && institution->specialist_type != NULL)
		return "只有专科医院填写专科类型，请清空或把类别改为专科医院。";
	return NULL;
}
