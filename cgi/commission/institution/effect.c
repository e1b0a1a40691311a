/* What an act of the register would change, shown before it is done. */
#include "effect.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"

void
institution_crumbs(struct context *context, struct view *view, const struct rows *present)
{
	page_crumb(view, "医疗机构", "/commission/institution/");
	page_crumb(view, rows_text(present, 0, "name"),
	    text_format(context->arena, "/commission/institution/%s", rows_text(present, 0, "id")));
}

enum status
institution_effect_show(
    struct context *context, const char *template, struct view *view, const struct rows *effects)
{
	bool past = false;

	view_list(view, "effects");
	for (size_t i = 0; i < rows_count(effects); i++) {
		if (rows_text(effects, i, "period_label") == NULL)
			continue;
		page_row(view_item(view, "effects"), effects, i);
		past = past || rows_flag(effects, i, "past");
	}
	context->reply->idle = true;
	view_flag(view, "past", past);
	view_text(view, "digest", rows_text(effects, 0, "digest"));
	return page_show(context, template, view);
}
