#include "definition_view.h"

#include "core/page_parts.h"
#include "core/template.h"

void
figure_definition_show(
    struct view *view, const struct rows *rows, size_t row, enum comparison_bar bar)
{
	static const char *const texts[COMPARISON_BAR_COUNT] = {
	    [COMPARISON_BAR_OWN_TREND] = "本指标只看各机构自己的趋势，不排名，也不计入等级评价。",
	    [COMPARISON_BAR_UNCONFIRMED] =
		"口径未确认，不公开排名，也不计入等级评价；指标值和置信区间照常公开。",
	};

	view_columns(
	    view, rows, row, "basis_label", "confirmed_on", "confirmed_by", "confirmed_source");
	view_text(view, "barred", texts[bar]);
}
