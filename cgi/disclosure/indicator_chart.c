/* The stored values of one peer group side by side. */
#include "core/arena.h"
#include "core/text.h"
#include "edition.h"
#include "result/plot.h"
#include "result/table.h"
#include "result/value.h"

/* The value of the whole region, if the edition has it and the kind can be compared with it. */
static struct plot_level
centre_of(
    struct arena *arena, const struct result_definition *definition, const struct rows *groups)
{
	const char *value = NULL;

	if (rows_count(groups) > 0 && text_equal(rows_text(groups, 0, "dimension"), "region") &&
	    measure_kind_has_denominator(definition->rule.kind))
		value = result_value(arena, definition, rows_text(groups, 0, "numerator"),
		    rows_text(groups, 0, "denominator"));
	if (value == NULL || rows_text(groups, 0, "value") == NULL)
		return (struct plot_level){0};
	return (struct plot_level){
	    .label = text_format(arena, "全部机构合计 %s%s", value, definition->unit),
	    .value = rows_number(groups, 0, "value")};
}

static struct plot_row
row_of(struct arena *arena, const struct result_definition *definition, const struct rows *rows,
    size_t row)
{
	const char *name = rows_text(rows, row, "name"), *rank = rows_text(rows, row, "rank");
	bool interval = rows_text(rows, row, "lower") != NULL;
	double lower = rows_number(rows, row, "lower"), upper = rows_number(rows, row, "upper");
	struct buffer detail = buffer_create(arena, 96);

	buffer_append_format(&detail, "%s：%s%s", name,
	    result_value(arena, definition, rows_text(rows, row, "numerator"),
		rows_text(rows, row, "denominator")),
	    definition->unit);
	if (interval)
		buffer_append_format(
		    &detail, "（%s）", result_interval(arena, definition, true, lower, upper));
	if (rank != NULL)
		buffer_append_format(
		    &detail, "，第 %s%s 名", rank, rows_flag(rows, row, "tied") ? "=" : "");
	return (struct plot_row){.label = name,
	    .detail = detail.data,
	    .value = rows_number(rows, row, "value"),
	    .interval_known = interval,
	    .lower = lower,
	    .upper = upper,
	    .ranked = rank != NULL};
}

void
edition_chart(struct context *context, struct view *group, const struct rows *indicator,
    const struct rows *groups, const struct rows *rows, size_t first, size_t end)
{
	struct arena *arena = context->arena;
	struct plot_row *plot = arena_new(arena, struct plot_row, end - first);
	const char *label = rows_text(rows, first, "peer_group");
	struct result_definition definition;
	struct plot_level centre;
	size_t count = 0;

	view_list(group, "caterpillar");
	result_definition_read(&definition, indicator, 0);
	if (definition.truth)
		return;
	for (size_t row = first; row < end; row++) {
		if (rows_text(rows, row, "value") != NULL)
			plot[count++] = row_of(arena, &definition, rows, row);
	}
	if (count < 2)
		return;
	centre = centre_of(arena, &definition, groups);
	plot_caterpillar(view_object(group, "caterpillar"), arena,
	    &(struct chart_caption){.id = text_format(arena, "caterpillar-%zu", first + 1),
		.title = text_format(arena, "%s：指标值与 95%% 置信区间", label),
		.text = text_format(arena,
		    "%s %zu 家机构的指标值和 95%% "
		    "置信区间，自上而下按名次排列，不参与排名的在最后。",
		    label, count),
		.table = text_format(arena, "peers-%zu", first + 1)},
	    text_format(arena, "指标值（%s）", definition.unit), plot, count, &centre,
	    &(struct plot_level){0});
}
