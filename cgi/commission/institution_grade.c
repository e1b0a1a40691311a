/* The grade of one institution with every figure that it is made of. */
#include <math.h>

#include "core/html.h"
#include "core/page.h"
#include "core/text.h"
#include "institution_result.h"
#include "page.h"
#include "result/value.h"

/* w S: the weight has two decimals and the points one, so nothing is lost. */
static const char *
weigh(struct arena *arena, struct decimal weight, int tenths)
{
	return result_decimal(arena, (struct decimal){weight.units * tenths / 10});
}

/* The value and its counts as the row has them, also where they do not count. */
static void
read_counts(struct institution_item *out, struct arena *arena, const struct grade_book *book,
    const struct result_grade_indicator *indicator, const struct result_grade_unit *unit)
{
	const struct rows *rows = book->values;

	for (size_t row = unit->row; row < rows_count(rows); row++) {
		const char *x, *n;

		if (!text_equal(rows_text(rows, row, "indicator_code"), indicator->code) ||
		    !text_equal(rows_text(rows, row, "institution_id"), unit->institution))
			continue;
		x = rows_text(rows, row, "numerator");
		n = rows_text(rows, row, "denominator");
		out->counts = n == NULL ? NULL : result_counts(arena, x, n);
		out->value = result_value(arena, &indicator->definition, x, n);
		return;
	}
}

static void
read_safety(struct institution_item *out, struct arena *arena, const struct grade_book *book,
    const struct result_grade_group *group, const struct grade_item *item, size_t index)
{
	const struct result_grade_indicator *indicator = &book->scheme.indicators[index];
	enum grade cap = grade_cap(&book->scheme.rules[index], item, &book->scheme.scheme);

	if (!book->scheme.rules[index].safety || !item->z_known)
		return;
	out->theta = text_format(arena, "%.*f", indicator->definition.places + 2,
	    indicator->definition.factor * group->peers[index].theta);
	out->z = result_grade_hundredths(arena, item->z_hundredths);
	out->cap = cap == GRADE_A ? NULL : result_grade_letter(cap);
}

void
institution_item_read(struct institution_item *out, struct arena *arena,
    const struct grade_book *book, const struct result_grade_group *group,
    const struct result_grade_unit *unit, size_t index)
{
	const struct grade_indicator *rule = &book->scheme.rules[index];
	const struct grade_item *item = &unit->items[index];

	*out = (struct institution_item){.floor = result_decimal(arena, rule->floor),
	    .benchmark = result_decimal(arena, rule->benchmark),
	    .weight = result_decimal(arena, rule->weight)};
	read_counts(out, arena, book, &book->scheme.indicators[index], unit);
	if (item->standing != GRADE_ELIGIBLE) {
		out->why = result_status_text(unit->statuses[index]);
		return;
	}
	out->points = result_grade_tenths(arena, item->points_tenths);
	out->points_error =
	    item->variance > 0 ? text_format(arena, "%.2f", sqrt(item->variance)) : NULL;
	out->weighted = weigh(arena, rule->weight, item->points_tenths);
	read_safety(out, arena, book, group, item, index);
}

static void
show_items(struct context *context, struct view *view, const struct grade_book *book,
    const struct result_grade_group *group, const struct result_grade_unit *unit)
{
	struct decimal weight = {0}, points = {0};

	view_list(view, "items");
	for (size_t k = 0; k < book->scheme.count; k++) {
		struct view *item = view_item(view, "items");
		const struct grade_indicator *rule = &book->scheme.rules[k];
		struct institution_item said;

		institution_item_read(&said, context->arena, book, group, unit, k);
		view_text(item, "name", book->scheme.indicators[k].name);
		view_text(item, "indicator_code", book->scheme.indicators[k].code);
		view_text(item, "unit", book->scheme.indicators[k].definition.unit);
		view_flag(item, "safety", rule->safety);
		view_text(item, "counts", said.counts);
		view_text(item, "value", said.value);
		view_text(item, "floor", said.floor);
		view_text(item, "benchmark", said.benchmark);
		view_text(item, "weight", said.weight);
		view_text(item, "points", said.points);
		view_text(item, "points_error", said.points_error);
		view_text(item, "weighted", said.weighted);
		view_text(item, "theta", said.theta);
		view_text(item, "z", said.z);
		view_text(item, "cap", said.cap);
		view_text(item, "why", said.why);
		if (said.points == NULL)
			continue;
		weight.units += rule->weight.units;
		points.units += rule->weight.units * unit->items[k].points_tenths / 10;
	}
	view_text(view, "eligible_weight", result_decimal(context->arena, weight));
	view_text(view, "weighted_points", result_decimal(context->arena, points));
}

void
institution_grade_show(
    struct context *context, struct view *view, const struct institution_page *page)
{
	const struct grade_book *book = &page->book;
	const struct result_grade_group *group = NULL;
	const struct result_grade_unit *unit = result_grade_find(&group, &book->grades, page->id);
	struct view *object;

	view_list(view, "grading");
	view_flag(view, "has_scheme", rows_count(book->head) > 0);
	view_flag(view, "centre", page->centre);
	view_text(view, "scheme_url",
	    text_format(
		context->arena, "/commission/programme/%s/grade", page->scope.programme_id));
	if (unit == NULL)
		return;
	object = view_object(view, "grading");
	page_row(object, book->head, 0);
	grade_show_unit(object, context->arena, book, group, (size_t)(unit - group->units));
	view_text(object, "alike_names",
	    grade_alike_names(context->arena, book, group, (size_t)(unit - group->units)));
	show_items(context, object, book, group, unit);
	page_table_links(view_object(object, "grade_files"), context->arena,
	    html_url_query(
		context->arena, commission_query_with(context, "table", NULL), "table", "grade"));
}
