/* /region/<code>/<period>/grade: grades and ranks of an edition, its scheme, what a correction
 * changed. */
#include "core/text.h"
#include "disclosure/edition.h"
#include "disclosure/page.h"
#include "disclosure_query.h"
#include "figure/grade_row.h"

enum loaded {
	LOADED_EDITION,
	LOADED_SCHEME,
	LOADED_RULES,
	LOADED_LIST,
	LOADED_CHANGES,
	LOADED_COUNT
};

static const struct page_column csv_columns[] = {
    {"peer_group", "同级同类"},
    {"name", "医疗机构"},
    {"region_name", "县（市、区）"},
    {"rank", "名次"},
    {"ranked", "参与排名机构数"},
    {"tied", "是否并列"},
    {"grade", "质量安全等级"},
    {"composite", "综合分"},
    {"error", "综合分标准误"},
    {"band", "综合分的等级"},
    {"cap_text", "封顶原因"},
    {"coverage", "有效权重比"},
    {"alike_names", "不能区分的机构"},
    {0},
};

static void
show_institution(struct context *context, struct view *item, const struct rows *rows, size_t row,
    const struct edition_address *address)
{
	static const char *const texts[] = {
	    "name", "region_name", "grade", "composite", "band", "cap_text", "ranked"};
	struct arena *arena = context->arena;
	const char *grade = rows_text(rows, row, "grade");

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		view_text(item, texts[i], rows_text(rows, row, texts[i]));
	view_text(item, "url",
	    text_format(arena, "%s#grade",
		edition_url(
		    context, address, "institution", rows_text(rows, row, "institution_id"))));
	view_flag(item, "capped", !text_equal(grade, rows_text(rows, row, "band")));
	view_text(item, "rank", figure_grade_row_rank(arena, rows, row));
	view_text(item, "error", figure_grade_row_error(arena, rows, row));
	view_text(item, "coverage", figure_grade_row_coverage(arena, rows, row));
	view_text(item, "why", figure_grade_row_why(rows, row));
	view_flag(item, "alone", rows_flag(rows, row, "alone"));
	view_text(item, "alike",
	    rows_text(
		rows, row, rows_text(rows, row, "rank") == NULL ? "alike_names" : "alike_ranks"));
}

static void
show_groups(struct context *context, struct view *view, const struct rows *rows,
    const struct edition_address *address)
{
	struct view *group = NULL;
	size_t count = 0;

	view_list(view, "groups");
	for (size_t row = 0; row < rows_count(rows); row++) {
		const struct view *before = group;

		group = edition_group(view, "groups", "peer_group", rows, row, group);
		if (group != before) {
			view_text(group, "id", text_format(context->arena, "group-%zu", ++count));
			view_flag(group, "few", rows_text(rows, row, "rank") == NULL);
			view_list(group, "graded");
			view_list(group, "others");
		}
		show_institution(context,
		    view_item(group, rows_text(rows, row, "grade") != NULL ? "graded" : "others"),
		    rows, row, address);
	}
}

const struct query grade_query[] = {
    {.name = "format", .kind = VALUE_WORD, .words = "csv"},
    {0},
};

enum status
grade_get(struct context *context)
{
	struct edition_address address = edition_address(context, "grade");
	struct rows *loaded[LOADED_COUNT];
	struct view *view;
	enum status status;

	address.key = NULL;
	const struct ask asks[] = {
	    ASK(&loaded[LOADED_SCHEME], GRADE_SCHEME, EDITION_OF(&address)),
	    ASK(&loaded[LOADED_RULES], GRADE_RULES, EDITION_OF(&address)),
	    ASK(&loaded[LOADED_LIST], GRADE_LIST, EDITION_OF(&address)),
	    ASK(&loaded[LOADED_CHANGES], GRADE_CHANGES, EDITION_OF(&address)),
	};
	status = EDITION_LOAD(&loaded[LOADED_EDITION], context, &address, asks);
	if (status != STATUS_OK)
		return status;
	if (edition_wants_csv(context))
		return edition_csv(
		    context, &address, loaded[LOADED_EDITION], csv_columns, loaded[LOADED_LIST]);
	view = edition_view(context, "质量安全等级", loaded[LOADED_EDITION], &address);
	view_list(view, "scheme");
	page_rows(view, "scheme", loaded[LOADED_SCHEME]);
	page_rows(view, "rules", loaded[LOADED_RULES]);
	show_groups(context, view, loaded[LOADED_LIST], &address);
	view_flag(view, "changes_any", rows_count(loaded[LOADED_CHANGES]) > 0);
	page_rows(view, "changes", loaded[LOADED_CHANGES]);
	return page_show(context, "disclosure/region/grade", view);
}
