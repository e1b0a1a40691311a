/* What the pages of the commission program have in common: navigation and who may do what. */
#include "core/page_parts.h"
#include "core/rows.h"
#include "page.h"

static const struct link links[] = {
    {"工作台", "/commission/", 0},
    {"报表审核", "/commission/return/", 0},
    {"运行数据", "/commission/operating/", 0},
    {"基线与目标", "/commission/baseline/", 0},
    {"指标结果", "/commission/indicator/", 0},
    {"等级评价", "/commission/grade/", 0},
    {"重点关注", "/commission/signal/", 0},
    {"整改台账", "/commission/ledger/", 0},
    {"公开版本", "/commission/edition/", 0},
    {"监测方案", "/commission/programme/", 0},
    {"指标口径", "/commission/definition/", 0},
    {"医疗机构", "/commission/institution/", 0},
    {"下级单位", "/commission/organisation/", 0},
    {"账户", "/commission/account/", 0},
    {0},
};

void
commission_decorate(struct context *context, struct view *view)
{
	if (context->session->signed_in)
		page_navigation(context, view, links);
	else
		view_list(view, "navigation");
}

bool
commission_may_decide(const struct context *context)
{
	return (context->session->role_bit & (ROLE_REVIEWER | ROLE_ADMINISTRATOR)) != 0 &&
	       rows_text(context->session->rows, 0, "qc_centre_id") == NULL;
}

bool
commission_is_centre(const struct context *context)
{
	return rows_text(context->session->rows, 0, "qc_centre_id") != NULL;
}

bool
commission_may_change(const struct context *context)
{
	return context->session->role_bit == ROLE_ADMINISTRATOR &&
	       rows_text(context->session->rows, 0, "qc_centre_id") == NULL;
}
