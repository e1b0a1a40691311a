/* An indicator in this edition and in those before it. */
#include "core/arena.h"
#include "core/html.h"
#include "core/text.h"
#include "edition.h"
#include "figure/plot.h"
#include "figure/trend_word.h"
#include "figure/value.h"

struct trend {
	struct context *context;
	const struct edition_address *address;
	struct figure_definition definition;
	const struct rows *rows; /* newest first */
	size_t count;
};

/* Whether row cannot be joined with the one before it in time. */
static bool
is_broken(const struct trend *trend, size_t row)
{
	const struct rows *rows = trend->rows;

	return row + 1 < trend->count &&
	       !text_equal(rows_text(rows, row, "indicator_code"),
		   rows_text(rows, row + 1, "indicator_code")) &&
	       !text_equal(rows_text(rows, row + 1, "comparable"), "yes");
}

static struct plot_period
period_of(const struct trend *trend, size_t row)
{
	const struct rows *rows = trend->rows;
	struct arena *arena = trend->context->arena;
	const char *value = figure_value(arena, &trend->definition,
	    rows_text(rows, row, "numerator"), rows_text(rows, row, "denominator"));
	const char *period = rows_text(rows, row, "period");

	return (struct plot_period){.label = period,
	    .detail = value == NULL
			  ? NULL
			  : text_format(arena, "%s：%s%s", period, value, trend->definition.unit),
	    .known = value != NULL && rows_text(rows, row, "value") != NULL,
	    .value = rows_number(rows, row, "value"),
	    .interval_known = rows_text(rows, row, "lower") != NULL,
	    .lower = rows_number(rows, row, "lower"),
	    .upper = rows_number(rows, row, "upper"),
	    .broken = is_broken(trend, row)};
}

static void
draw(struct view *view, const struct trend *trend, const char *whose)
{
	struct arena *arena = trend->context->arena;
	struct plot_period *periods = arena_new(arena, struct plot_period, trend->count);
	size_t known = 0, breaks = 0;

	view_list(view, "drawing");
	for (size_t i = 0; i < trend->count; i++) {
		struct plot_period *period = &periods[trend->count - 1 - i];

		*period = period_of(trend, i);
		known += period->known;
		breaks += period->broken;
	}
	if (known < 2 || trend->definition.truth)
		return;
	plot_history(view_object(view, "drawing"), arena,
	    &(struct chart_caption){.id = "trend",
		.title = text_format(arena, "%s：各期指标值与 95%% 置信区间", whose),
		.text = text_format(arena,
		    "%zu 期的指标值和 95%% 置信区间；口径改变 %zu 处，改变前后不相连。",
		    trend->count, breaks),
		.table = "trend-periods"},
	    text_format(arena, "指标值（%s）", trend->definition.unit), periods, trend->count,
	    &(struct plot_level){0});
}

/* Over the periods since the last break. */
static void
show_word(struct view *view, const struct trend *trend)
{
	struct arena *arena = trend->context->arena;
	struct trend_test test;
	size_t joined = 1;

	while (joined < trend->count && !is_broken(trend, joined - 1))
		joined++;
	figure_trend_word_read(&test, arena, &trend->definition, trend->rows, 0, joined, NULL);
	view_text(
	    view, "trend_word", figure_trend_word(arena, &trend->definition, &test, "报告期"));
}

static void
show_period(struct view *item, const struct trend *trend, size_t row)
{
	struct context *context = trend->context;
	struct edition_address address = *trend->address;
	const struct rows *rows = trend->rows;

	page_row(item, rows, row);
	edition_value(context, item, rows, row, &trend->definition);
	address.period = rows_text(rows, row, "period");
	address.number = rows_text(rows, row, "number");
	view_text(item, "url",
	    address.code == NULL ? edition_url(context, &address, "indicator",
				       rows_text(rows, row, "indicator_code"))
				 : edition_number_url(context, &address, address.key,
				       rows_text(rows, row, "indicator_code")));
	view_flag(item, "broken", is_broken(trend, row));
	view_flag(item, "oldest", row + 1 == trend->count);
	view_text(item, "before_reason",
	    is_broken(trend, row) ? rows_text(rows, row + 1, "reason") : NULL);
}

void
edition_trend(struct context *context, struct view *view, const struct edition_address *address,
    const struct rows *definition, const struct rows *rows, const char *whose)
{
	struct trend trend = {
	    .context = context, .address = address, .rows = rows, .count = rows_count(rows)};
	struct view *item;

	view_list(view, "trend");
	if (trend.count < 2)
		return;
	figure_definition_read(&trend.definition, definition, 0);
	item = view_object(view, "trend");
	for (size_t row = 0; row < trend.count; row++)
		show_period(view_item(item, "periods"), &trend, row);
	show_word(item, &trend);
	draw(item, &trend, whose);
}
