/* /region/<code>/<period>/: the overview of one edition. */
#include "period.h"
#include "core/html.h"
#include "core/text.h"
#include "disclosure_query.h"
#include "edition.h"
#include "measure/change.h"
#include "nearest.h"
#include "page.h"
#include "result/value.h"

enum loaded {
	LOADED_EDITION,
	LOADED_INDICATORS,
	LOADED_COUNTIES,
	LOADED_INSTITUTIONS,
	LOADED_EDITIONS,
	LOADED_DIFFERENCES,
	LOADED_COUNT
};

/* What the key sentence counts. */
struct tally {
	size_t verdicts[CHANGE_VERDICT_COUNT];
	size_t compared; /* with the period before */
	size_t broken;   /* the definition changed in between */
	size_t demanded; /* a threshold that is a number, and a value to hold against it */
	size_t met;
	const char *before;
};

static struct change_period
counts_of(const struct rows *rows, size_t row, const char *numerator, const char *denominator)
{
	const char *x = rows_text(rows, row, numerator), *n = rows_text(rows, row, denominator);
	struct change_period period = {0};

	period.has_numerator = x != NULL && decimal_parse(&period.numerator, x);
	period.has_denominator = n != NULL && decimal_parse(&period.denominator, n);
	return period;
}

/* Against the period before; CHANGE_UNKNOWN when there is nothing to compare with. */
static enum change_verdict
change_of(const struct result_definition *definition, const struct rows *rows, size_t row)
{
	struct change_period before =
	    counts_of(rows, row, "before_numerator", "before_denominator");
	struct change_period now = counts_of(rows, row, "numerator", "denominator");
	struct change change;

	if (!before.has_numerator || !now.has_numerator ||
	    !text_equal(rows_text(rows, row, "comparable"), "yes"))
		return CHANGE_UNKNOWN;
	change_compute(&change, definition->rule.kind, definition->rule.direction,
	    definition->factor, &before, &now, definition->rule.confidence);
	return change.status == MEASURE_OK ? change.verdict : CHANGE_UNKNOWN;
}

/* Whether the value does what the threshold demands: *known is false without either. */
static bool
meets_threshold(
    const struct result_definition *definition, const struct rows *rows, size_t row, bool *known)
{
	const char *op = rows_text(rows, row, "threshold_op");
	const char *bound = rows_text(rows, row, "threshold_value");
	double value = rows_number(rows, row, "value"), limit;

	*known = op != NULL && bound != NULL && rows_text(rows, row, "value") != NULL &&
		 !definition->truth;
	if (!*known)
		return false;
	limit = rows_number(rows, row, "threshold_value");
	if (text_equal(op, ">="))
		return value >= limit;
	if (text_equal(op, "<="))
		return value <= limit;
	if (text_equal(op, ">"))
		return value > limit;
	if (text_equal(op, "<"))
		return value < limit;
	return value == limit;
}

static void
count_row(struct tally *tally, const struct result_definition *definition, const struct rows *rows,
    size_t row)
{
	enum change_verdict verdict = change_of(definition, rows, row);
	bool known, met = meets_threshold(definition, rows, row, &known);

	tally->verdicts[verdict]++;
	tally->compared += verdict != CHANGE_UNKNOWN;
	tally->broken += rows_text(rows, row, "before_period") != NULL &&
			 !text_equal(rows_text(rows, row, "comparable"), "yes");
	tally->demanded += known;
	tally->met += known && met;
	if (rows_text(rows, row, "before_period") != NULL)
		tally->before = rows_text(rows, row, "before_period");
}

/* An indicator that changed, for one of the two lists. */
static void
show_changed(struct context *context, struct view *item, const struct result_definition *definition,
    const struct rows *rows, size_t row, const struct edition_address *address)
{
	struct arena *arena = context->arena;
	const char *now = result_value(arena, definition, rows_text(rows, row, "numerator"),
	    rows_text(rows, row, "denominator"));
	const char *before = result_value(arena, definition,
	    rows_text(rows, row, "before_numerator"), rows_text(rows, row, "before_denominator"));

	view_text(item, "name", rows_text(rows, row, "name"));
	view_text(item, "url",
	    edition_url(context, address, "indicator", rows_text(rows, row, "indicator_code")));
	view_text(item, "unit", definition->unit);
	view_text(item, "before_value", before);
	view_text(item, "value", now);
	view_text(item, "difference", result_change(arena, now, before));
}

/* Of the changed ones so many are in sight; the rest unfolds. */
#define CHANGED_SHOWN 8

/* The list that this one of its kind belongs to. */
static const char *
changed_list(enum change_verdict verdict, size_t before)
{
	if (verdict == CHANGE_BETTER)
		return before < CHANGED_SHOWN ? "better" : "better_more";
	return before < CHANGED_SHOWN ? "worse" : "worse_more";
}

/* The rows come in the order of position, so a specialty's rows stand together. */
static void
show_indicators(struct context *context, struct view *view, const struct rows *rows,
    const struct edition_address *address, struct tally *tally)
{
	static const char *const words[CHANGE_VERDICT_COUNT] = {[CHANGE_NONE] = "无明显变化",
	    [CHANGE_BETTER] = "改善",
	    [CHANGE_WORSE] = "变差",
	    [CHANGE_DIFFERENT] = "有变化"};
	struct view *group = NULL;

	view_list(view, "specialties");
	view_list(view, "better");
	view_list(view, "worse");
	view_list(view, "better_more");
	view_list(view, "worse_more");
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct result_definition definition;
		enum change_verdict verdict;
		struct view *item;

		result_definition_read(&definition, rows, i);
		verdict = change_of(&definition, rows, i);
		count_row(tally, &definition, rows, i);
		group = edition_group(view, "specialties", "specialty", rows, i, group);
		item = view_item(group, "rows");
		page_row(item, rows, i);
		view_text(item, "url",
		    edition_url(
			context, address, "indicator", rows_text(rows, i, "indicator_code")));
		view_text(item, "change", words[verdict]);
		edition_value(context, item, rows, i, rows, i);
		if (verdict == CHANGE_BETTER || verdict == CHANGE_WORSE)
			show_changed(context,
			    view_item(view, changed_list(verdict, tally->verdicts[verdict] - 1)),
			    &definition, rows, i, address);
	}
}

/* The key sentence and its figures. */
static void
show_tally(struct context *context, struct view *view, const struct tally *tally)
{
	struct arena *arena = context->arena;

	view_flag(view, "compared_any", tally->compared > 0);
	view_text(view, "before", tally->before);
	view_text(view, "compared", text_format(arena, "%zu", tally->compared));
	view_text(view, "better_count", text_format(arena, "%zu", tally->verdicts[CHANGE_BETTER]));
	view_text(view, "worse_count", text_format(arena, "%zu", tally->verdicts[CHANGE_WORSE]));
	view_flag(view, "better_many", tally->verdicts[CHANGE_BETTER] > CHANGED_SHOWN);
	view_flag(view, "worse_many", tally->verdicts[CHANGE_WORSE] > CHANGED_SHOWN);
	view_text(view, "same_count",
	    text_format(
		arena, "%zu", tally->verdicts[CHANGE_NONE] + tally->verdicts[CHANGE_DIFFERENT]));
	view_text(view, "broken_count",
	    tally->broken == 0 ? NULL : text_format(arena, "%zu", tally->broken));
	view_flag(view, "demanded_any", tally->demanded > 0);
	view_text(view, "demanded", text_format(arena, "%zu", tally->demanded));
	view_text(view, "met", text_format(arena, "%zu", tally->met));
}

static void
show_institutions(struct context *context, struct view *view, const struct rows *rows,
    const struct edition_address *address)
{
	view_list(view, "institutions");
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct view *item = view_item(view, "institutions");

		page_row(item, rows, i);
		view_text(item, "url",
		    edition_url(
			context, address, "institution", rows_text(rows, i, "institution_id")));
	}
}

static void
show_editions(struct context *context, struct view *view, const struct rows *rows,
    const struct edition_address *address)
{
	view_list(view, "editions");
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct view *item = view_item(view, "editions");

		page_row(item, rows, i);
		view_text(item, "url",
		    html_url_path(context->arena, "region", address->region, address->period,
			rows_text(rows, i, "number"), "", NULL));
	}
}

static const struct page_column csv_columns[] = {
    {"specialty", "专业"},
    {"indicator_code", "指标编码"},
    {"name", "指标"},
    {"unit", "单位"},
    {"institutions", "机构数"},
    {"numerator", "分子"},
    {"denominator", "分母"},
    {"value", "合计值"},
    {"lower", "95%区间下限"},
    {"upper", "95%区间上限"},
    {"status", "状态"},
    {0},
};

static bool
is_chosen(const struct rows *counties, const char *indicator)
{
	return rows_count(counties) > 0 &&
	       text_equal(rows_text(counties, 0, "indicator_code"), indicator);
}

enum status
period_get(struct context *context)
{
	static const struct edition_query queries[] = {
	    {QUERY_PERIOD_INDICATORS, EDITION_ONLY},
	    {QUERY_PERIOD_COUNTIES, EDITION_OPTION},
	    {QUERY_PERIOD_INSTITUTIONS, EDITION_ONLY},
	    {QUERY_PERIOD_EDITIONS, EDITION_ONLY},
	    {QUERY_PERIOD_DIFFERENCES, EDITION_ONLY},
	};
	struct edition_address address = edition_address(context, NULL);
	struct rows *loaded[LOADED_COUNT];
	struct tally tally = {0};
	struct view *view;
	enum status status;

	address.option = request_query(context->request, "indicator", NULL);
	status = edition_load(loaded, context, &address, queries, LOADED_COUNT - 1);
	if (status != STATUS_OK)
		return status;
	if (edition_wants_csv(context))
		return edition_csv(
		    context, &address, loaded[0], csv_columns, loaded[LOADED_INDICATORS]);
	if (address.option != NULL && !is_chosen(loaded[LOADED_COUNTIES], address.option)) {
		address.section = "indicator";
		address.key = address.option;
		return nearest_key(context, &address);
	}
	view = edition_view(context, "医疗质量安全指标", loaded[0], &address);
	show_indicators(context, view, loaded[LOADED_INDICATORS], &address, &tally);
	show_tally(context, view, &tally);
	period_map(context, view, loaded[LOADED_COUNTIES], loaded[LOADED_INDICATORS], &address);
	show_institutions(context, view, loaded[LOADED_INSTITUTIONS], &address);
	show_editions(context, view, loaded[LOADED_EDITIONS], &address);
	view_flag(view, "differences_any", rows_count(loaded[LOADED_DIFFERENCES]) > 0);
	page_rows(view, "differences", loaded[LOADED_DIFFERENCES]);
	return page_show(context, "disclosure/period", view);
}
