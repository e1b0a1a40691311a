/* The navigation of the institution program. */
#include "core/page_parts.h"
#include "page.h"

static const struct link links[] = {
    {"工作台", "/institution/", 0},
    {"报表", "/institution/return/", 0},
    {"基线与目标", "/institution/baseline/", 0},
    {"数据来源", "/institution/note/", 0},
    {"指标结果", "/institution/result/", 0},
    {"公开预览", "/institution/preview/", 0},
    {"整改台账", "/institution/ledger/", 0},
    {"科室", "/institution/department/", 0},
    {"数据接口", "/institution/machine", ROLE_LEADER},
    {0},
};

void
institution_decorate(struct context *context, struct view *view)
{
	if (context->session->signed_in)
		page_navigation(context, view, links);
}
