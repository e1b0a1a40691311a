/* All indicators of the own institution between the worst and the best of its peers. */
#include "core/arena.h"
#include "core/template.h"
#include "core/text.h"
#include "figure/value.h"
#include "result.h"

static const char *
figure(const struct result_own *own, double value)
{
	return figure_double(own->table.arena, &own->definition, value);
}

bool
result_own_spine(struct plot_spine_row *out, const struct result_own *own)
{
	const struct figure_definition *definition = &own->definition;
	struct arena *arena = own->table.arena;
	const char *name = rows_text(own->table.rows, own->first, "name");
	struct figure_spine *spine = &out->spine;

	if (!measure_kind_has_denominator(definition->rule.kind) ||
	    definition->rule.direction == MEASURE_NEUTRAL ||
	    !figure_spine_read(spine, &own->peers, own->index))
		return false;
	out->label = name;
	out->detail = text_format(arena, "%s：%s%s；同组中位数 %s，范围 %s～%s", name,
	    own->line.value == NULL ? "" : own->line.value, definition->unit,
	    figure(own, spine->median), figure(own, spine->low), figure(own, spine->high));
	return true;
}

void
result_spine_show(struct view *view, struct arena *arena, const char *group,
    const struct plot_spine_row rows[], size_t count)
{
	view_list(view, "spine");
	if (count == 0)
		return;
	plot_spine(view_item(view, "spine"), arena,
	    &(struct chart_caption){.id = "spine",
		.title = text_format(arena, "本机构各项指标在%s中的位置", group),
		.text = text_format(arena,
		    "%zu 项指标各一行，由同组最差到最好；"
		    "深色为中间一半机构，竖线为中位数，标记为本机构。数字见下表。",
		    count),
		.table = "group-1",
		.note = "每行按同组中离中位数最远的一家缩放，右侧较好；"
			"只画同组至少有 5 家参与排名、有方向的指标。标记的形状表示漏斗图的位置。"},
	    rows, count);
}
