/* /region/<code>/<period>/: the overview of one edition. */
#include "period.h"
#include "core/html.h"
#include "core/text.h"
#include "disclosure/edition.h"
#include "disclosure/nearest.h"
#include "disclosure/page.h"
#include "disclosure_query.h"
#include "figure/overview.h"
#include "figure/value.h"

enum loaded {
	LOADED_EDITION,
	LOADED_INDICATORS,
	LOADED_COUNTIES,
	LOADED_INSTITUTIONS,
	LOADED_EDITIONS,
	LOADED_DIFFERENCES,
	LOADED_FILES,
	LOADED_GRADES,
	LOADED_GRADE_CHANGES,
	LOADED_COUNT
};

/* An indicator that changed, for one of the two lists. */
static void
show_changed(struct context *context, struct view *item, const struct figure_definition *definition,
    const struct figure_compared *compared, const struct rows *rows, size_t row,
    const struct edition_address *address)
{
	view_text(item, "name", rows_text(rows, row, "name"));
	view_text(item, "url",
	    edition_url(context, address, "indicator", rows_text(rows, row, "indicator_code")));
	view_text(item, "unit", definition->unit);
	figure_compared_show(item, context->arena, definition, compared, rows, row);
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
    const struct edition_address *address, const char *before)
{
	size_t shown[CHANGE_VERDICT_COUNT] = {0};
	struct view *group = NULL;

	view_list(view, "specialties");
	view_list(view, "better");
	view_list(view, "worse");
	view_list(view, "better_more");
	view_list(view, "worse_more");
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct figure_definition definition;
		struct figure_compared compared;
		enum change_verdict verdict;
		struct view *item;

		figure_definition_read(&definition, rows, i);
		figure_compared_read(&compared, &definition, rows, i);
		verdict = compared.change.verdict;
		group = edition_group(view, "specialties", "specialty", rows, i, group);
		item = view_item(group, "rows");
		page_row(item, rows, i);
		view_text(item, "url",
		    edition_url(
			context, address, "indicator", rows_text(rows, i, "indicator_code")));
		view_text(item, "change", figure_compared_word(&compared));
		view_text(item, "change_from",
		    text_equal(compared.before, before) ? NULL : compared.before);
		edition_value(context, item, rows, i, &definition);
		if (verdict == CHANGE_BETTER || verdict == CHANGE_WORSE)
			show_changed(context,
			    view_item(view, changed_list(verdict, shown[verdict]++)), &definition,
			    &compared, rows, i, address);
	}
}

/* A count for a sentence of its own, or none. */
static void
show_some(struct view *view, struct arena *arena, const char *name, size_t count)
{
	view_text(view, name, count == 0 ? NULL : text_format(arena, "%zu", count));
}

/* The key sentence and its figures. */
static void
show_figures(struct context *context, struct view *view, const struct figure_overview *overview)
{
	struct arena *arena = context->arena;

	view_flag(view, "compared_any", overview->compared > 0);
	view_text(view, "before", overview->before);
	view_text(view, "compared", text_format(arena, "%zu", overview->compared));
	view_text(
	    view, "better_count", text_format(arena, "%zu", overview->verdicts[CHANGE_BETTER]));
	view_text(view, "worse_count", text_format(arena, "%zu", overview->verdicts[CHANGE_WORSE]));
	view_flag(view, "better_many", overview->verdicts[CHANGE_BETTER] > CHANGED_SHOWN);
	view_flag(view, "worse_many", overview->verdicts[CHANGE_WORSE] > CHANGED_SHOWN);
	view_text(view, "same_count",
	    text_format(arena, "%zu",
		overview->verdicts[CHANGE_NONE] + overview->verdicts[CHANGE_DIFFERENT]));
	show_some(view, arena, "broken_count", overview->broken);
	show_some(view, arena, "differing_count", overview->differing);
	show_some(view, arena, "withheld_count", overview->withheld);
	show_some(view, arena, "seasonal_count", overview->seasonal);
	view_flag(view, "demanded_any", overview->demanded > 0);
	view_text(view, "demanded", text_format(arena, "%zu", overview->demanded));
	view_text(view, "met", text_format(arena, "%zu", overview->met));
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

const struct query period_query[] = {
    {.name = "indicator", .kind = VALUE_CODE},
    {.name = "format", .kind = VALUE_WORD, .words = "csv"},
    {0},
};

enum status
period_get(struct context *context)
{
	struct edition_address address = edition_address(context, NULL);
	struct rows *loaded[LOADED_COUNT];
	struct figure_overview overview;
	struct view *view;
	enum status status;

	address.option = request_query(context->request, "indicator", NULL);
	const struct ask asks[] = {
	    ASK(&loaded[LOADED_INDICATORS], PERIOD_INDICATORS, EDITION_OF(&address)),
	    ASK(&loaded[LOADED_COUNTIES], PERIOD_COUNTIES, EDITION_OF(&address), address.option),
	    ASK(&loaded[LOADED_INSTITUTIONS], PERIOD_INSTITUTIONS, EDITION_OF(&address)),
	    ASK(&loaded[LOADED_EDITIONS], PERIOD_EDITIONS, EDITION_OF(&address)),
	    ASK(&loaded[LOADED_DIFFERENCES], PERIOD_DIFFERENCES, EDITION_OF(&address)),
	    ASK(&loaded[LOADED_FILES], PERIOD_FILES, EDITION_OF(&address)),
	    ASK(&loaded[LOADED_GRADES], GRADE_DISTRIBUTION, EDITION_OF(&address)),
	    ASK(&loaded[LOADED_GRADE_CHANGES], GRADE_CHANGES, EDITION_OF(&address)),
	};
	status = EDITION_LOAD(&loaded[LOADED_EDITION], context, &address, asks);
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
	figure_overview_read(&overview, loaded[LOADED_INDICATORS]);
	show_indicators(context, view, loaded[LOADED_INDICATORS], &address, overview.before);
	show_figures(context, view, &overview);
	period_map(context, view, loaded[LOADED_COUNTIES], loaded[LOADED_INDICATORS], &address);
	show_institutions(context, view, loaded[LOADED_INSTITUTIONS], &address);
	show_editions(context, view, loaded[LOADED_EDITIONS], &address);
	view_flag(view, "differences_any", rows_count(loaded[LOADED_DIFFERENCES]) > 0);
	page_rows(view, "differences", loaded[LOADED_DIFFERENCES]);
	page_rows(view, "files", loaded[LOADED_FILES]);
	view_text(view, "grade_url", edition_url(context, &address, "grade", NULL));
	view_flag(view, "grades_any", rows_count(loaded[LOADED_GRADES]) > 0);
	page_rows(view, "grades", loaded[LOADED_GRADES]);
	view_flag(view, "changes_any", rows_count(loaded[LOADED_GRADE_CHANGES]) > 0);
	page_rows(view, "changes", loaded[LOADED_GRADE_CHANGES]);
	return page_show(context, "disclosure/region/period", view);
}
