/* What the pages of the commission program have in common: navigation and who may do what. */
#include <string.h>

#include "core/text.h"
#include "page.h"

static const struct {
	const char *label;
	const char *url;
} parts[] = {
    {"工作台", "/commission/"},
    {"报表审核", "/commission/return/"},
    {"基线与目标", "/commission/baseline/"},
    {"指标结果", "/commission/indicator/"},
    {"等级评价", "/commission/grade/"},
    {"重点关注", "/commission/signal/"},
    {"整改台账", "/commission/ledger/"},
    {"公开版本", "/commission/edition/"},
    {"监测方案", "/commission/programme/"},
    {"医疗机构", "/commission/institution/"},
    {"下级单位", "/commission/organisation/"},
    {"账户", "/commission/account/"},
};

/* The longest part whose address the path begins with is the current one. */
void
commission_decorate(struct context *context, struct view *view)
{
	const char *path = context->request->path;
	size_t current = 0;

	view_list(view, "navigation");
	if (!context->session->signed_in)
		return;
	for (size_t i = 1; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (text_starts_with(path, parts[i].url))
			current = i;
	}
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct view *item = view_item(view, "navigation");

		view_text(item, "label", parts[i].label);
		view_text(item, "url", parts[i].url);
		view_flag(item, "current", i == current);
	}
}

bool
commission_may_decide(const struct context *context)
{
	return (context->session->role_bit & (ROLE_REVIEWER | ROLE_ADMINISTRATOR)) != 0 &&
	       rows_text(context->session->rows, 0, "qc_centre_id") == NULL;
}

bool
commission_may_change(const struct context *context)
{
	return context->session->role_bit == ROLE_ADMINISTRATOR &&
	       rows_text(context->session->rows, 0, "qc_centre_id") == NULL;
}
