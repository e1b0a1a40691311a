/* /region/<code>/<period>/institution/<id>: one institution, all its indicators. */
#include "core/html.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "disclosure/edition.h"
#include "disclosure/page.h"
#include "disclosure_query.h"
#include "figure/definition.h"
#include "figure/grade_row.h"
#include "figure/value.h"

enum loaded {
	LOADED_EDITION,
	LOADED_INSTITUTION,
	LOADED_RESULTS,
	LOADED_GRADE,
	LOADED_ITEMS,
	LOADED_COUNT
};

static const struct page_column csv_columns[] = {
    {"specialty", "专业"},
    {"indicator_code", "指标编码"},
    {"name", "指标"},
    {"unit", "单位"},
    {"numerator", "分子"},
    {"denominator", "分母"},
    {"value", "指标值"},
    {"lower", "95%区间下限"},
    {"upper", "95%区间上限"},
    {"status", "状态"},
    {"rank", "名次"},
    {"ranked", "参与排名机构数"},
    {"tied", "是否并列"},
    {"rank_lower", "名次95%区间下限"},
    {"rank_upper", "名次95%区间上限"},
    {"rank_alike", "不能区分的名次"},
    {"baseline", "基线值"},
    {"threshold", "要求"},
    {"threshold_met", "达到要求"},
    {"goal", "本院目标"},
    {"goal_met", "实现本院目标"},
    {0},
};

/* The value of the period before, and whether its definition was another. */
static void
show_before(struct context *context, struct view *item, const struct rows *rows, size_t row)
{
	struct figure_definition definition;
	const char *value;

	figure_definition_read(&definition, rows, row);
	value = figure_value(context->arena, &definition, rows_text(rows, row, "before_numerator"),
	    rows_text(rows, row, "before_denominator"));
	view_text(item, "before_value", value);
	view_flag(item, "broken",
	    value != NULL && !text_equal(rows_text(rows, row, "comparable"), "yes"));
}

static void
show_results(struct context *context, struct view *view, const struct rows *rows,
    const struct edition_address *address)
{
	struct view *group = NULL;

	view_list(view, "specialties");
	for (size_t i = 0; i < rows_count(rows); i++) {
		const char *indicator = rows_text(rows, i, "indicator_code");
		struct figure_definition definition;
		struct view *item;

		figure_definition_read(&definition, rows, i);
		group = edition_group(view, "specialties", "specialty", rows, i, group);
		item = view_item(group, "rows");
		page_row(item, rows, i);
		edition_value(context, item, rows, i, &definition);
		edition_rank(context, item, rows, i);
		show_before(context, item, rows, i);
		view_text(item, "url", edition_url(context, address, "indicator", indicator));
		view_text(item, "number_url",
		    edition_number_url(context, address, address->key, indicator));
	}
}

static void
show_counts(struct context *context, struct view *view, const struct rows *rows)
{
	static const struct {
		const char *name;
		const char *column;
		bool when_true; /* else: when it is there */
	} counts[] = {
	    {"valued_count", "value", false},
	    {"ranked_count", "rank", false},
	    {"goal_count", "goal_met", false},
	    {"goal_met_count", "goal_met", true},
	    {"threshold_count", "threshold_met", false},
	    {"threshold_met_count", "threshold_met", true},
	};

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		size_t count = 0;

		for (size_t row = 0; row < rows_count(rows); row++)
			count += counts[i].when_true
				     ? rows_flag(rows, row, counts[i].column)
				     : rows_text(rows, row, counts[i].column) != NULL;
		view_text(view, counts[i].name, text_format(context->arena, "%zu", count));
	}
}

/* The grade with its arithmetic, and what a correction changed of it. */
static void
show_grade(struct context *context, struct view *view, struct rows *const rows[],
    const struct edition_address *address)
{
	const struct rows *grade = rows[LOADED_GRADE];
	struct view *object;

	view_list(view, "grading");
	view_text(view, "grade_url", edition_url(context, address, "grade", NULL));
	if (rows_count(grade) == 0)
		return;
	object = view_object(view, "grading");
	figure_grade_row_show(object, context->arena, grade, rows[LOADED_ITEMS]);
	view_columns(object, grade, 0, "number_before", "grade_before", "composite_before");
	view_flag(object, "regraded", rows_flag(grade, 0, "regraded"));
}

const struct query institution_query[] = {
    {.name = "format", .kind = VALUE_WORD, .words = "csv"},
    {0},
};

enum status
institution_get(struct context *context)
{
	struct edition_address address = edition_address(context, "institution");
	struct rows *rows[LOADED_COUNT];
	struct view *view;
	const struct ask asks[] = {
	    ASK(&rows[LOADED_INSTITUTION], INSTITUTION_HEAD, EDITION_OF(&address), address.key),
	    ASK(&rows[LOADED_RESULTS], INSTITUTION_RESULTS, EDITION_OF(&address), address.key),
	    ASK(&rows[LOADED_GRADE], INSTITUTION_GRADE, EDITION_OF(&address), address.key),
	    ASK(&rows[LOADED_ITEMS], INSTITUTION_GRADE_ITEMS, EDITION_OF(&address), address.key),
	};
	enum status status = EDITION_LOAD(&rows[LOADED_EDITION], context, &address, asks);

	if (status != STATUS_OK)
		return status;
	if (edition_wants_csv(context))
		return edition_csv(
		    context, &address, rows[LOADED_EDITION], csv_columns, rows[LOADED_RESULTS]);
	view = edition_view(context, rows_text(rows[LOADED_INSTITUTION], 0, "name"),
	    rows[LOADED_EDITION], &address);
	page_row(view, rows[LOADED_INSTITUTION], 0);
	view_text(view, "compare_this_url",
	    html_url_query(context->arena, edition_url(context, &address, "compare", NULL),
		"institution1", address.key));
	show_counts(context, view, rows[LOADED_RESULTS]);
	show_results(context, view, rows[LOADED_RESULTS], &address);
	show_grade(context, view, rows, &address);
	return page_show(context, "disclosure/region/institution", view);
}
