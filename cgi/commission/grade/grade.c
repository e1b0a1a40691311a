/* /commission/grade/: the grades of all institutions, peers with peers. */
#include "commission/grade_book.h"
#include "commission/page.h"
#include "commission/scope.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/page_table.h"
#include "core/text.h"

static void
append_ranks(struct buffer *out, size_t first, size_t last)
{
	if (out->length > 0)
		buffer_append_text(out, "、");
	buffer_append_format(out, first == last ? "%zu" : "%zu～%zu", first, last);
}

/* "第 2、4～6 名": the ranks of those that a unit cannot be told from, "" for none, NULL without
 * rank. */
static const char *
grade_alike_ranks(struct arena *arena, const struct figure_grade_group *group, size_t index)
{
	size_t *alike = arena_new(arena, size_t, group->count);
	size_t count = figure_grade_alike(alike, group, index), first = 0, last = 0;
	struct buffer out = buffer_create(arena, 32);

	if (group->units[index].result.rank == 0)
		return NULL;
	/* Neighbours in the order of display have one run of ranks. */
	for (size_t i = 0; i < count; i++) {
		size_t rank = group->units[alike[i]].result.rank;

		if (first != 0 && alike[i] != alike[i - 1] + 1) {
			append_ranks(&out, first, last);
			first = 0;
		}
		first = first == 0 ? rank : first;
		last = rank;
	}
	if (first != 0)
		append_ranks(&out, first, last);
	return out.data;
}

/* ---- the page ------------------------------------------------------------------------------- */

static void
show_unit(struct context *context, struct view *item, const struct scope *scope,
    const struct grade_book *book, const struct figure_grade_group *group, size_t index)
{
	const struct figure_grade_unit *unit = &group->units[index];

	view_text(item, "name", rows_text(book->values, unit->row, "institution_name"));
	view_text(item, "region_name", rows_text(book->values, unit->row, "region_name"));
	view_text(item, "url",
	    scope_url(scope, context->arena,
		html_url_path(context->arena, "commission", "institution", unit->institution,
		    "result", NULL)));
	figure_grade_show(item, context->arena, &book->grades, group, unit);
	view_text(item, "alike", grade_alike_ranks(context->arena, group, index));
}

static void
show_groups(struct context *context, struct view *view, const struct scope *scope,
    const struct grade_book *book)
{
	const char *chosen = request_query(context->request, "group", NULL);

	view_list(view, "groups");
	view_list(view, "group_options");
	for (size_t g = 0; g < book->grades.group_count; g++) {
		const struct figure_grade_group *group = &book->grades.groups[g];
		const char *label = rows_text(book->values, group->row, "peer_group_label");
		struct view *option = view_item(view, "group_options"), *item;

		view_text(option, "value", group->key);
		view_text(option, "label", label);
		view_flag(option, "selected", text_equal(group->key, chosen));
		if (chosen != NULL && !text_equal(group->key, chosen))
			continue;
		item = view_item(view, "groups");
		view_text(item, "label", label);
		view_text(item, "id", text_format(context->arena, "grade-%zu", g));
		view_flag(item, "few", group->graded < FIGURE_PEERS);
		view_list(item, "graded");
		view_list(item, "others");
		for (size_t i = 0; i < group->count; i++)
			show_unit(context, view_item(item, i < group->graded ? "graded" : "others"),
			    scope, book, group, i);
	}
}

static enum status
send_file(struct context *context, const struct scope *scope, const struct grade_book *book)
{
	static const struct xlsx_column columns[] = {{"同级同类", XLSX_TEXT},
	    {"医疗机构", XLSX_TEXT}, {"县（区）", XLSX_TEXT}, {"名次", XLSX_TEXT},
	    {"参排机构数", XLSX_NUMBER}, {"等级", XLSX_TEXT}, {"综合分", XLSX_NUMBER},
	    {"标准误", XLSX_TEXT}, {"有效权重占比", XLSX_NUMBER}, {"综合分对应等级", XLSX_TEXT},
	    {"封顶原因", XLSX_TEXT}, {"不能区分的名次", XLSX_TEXT}, {"未评级原因", XLSX_TEXT}};
	struct arena *arena = context->arena;
	struct page_table table =
	    page_table_create(arena, columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t g = 0; g < book->grades.group_count; g++) {
		const struct figure_grade_group *group = &book->grades.groups[g];

		for (size_t i = 0; i < group->count; i++) {
			const struct figure_grade_unit *unit = &group->units[i];
			const struct grade_result *result = &unit->result;
			bool graded = result->reason == GRADE_GRADED;

			page_table_add(&table,
			    (const char *const[]){
				rows_text(book->values, unit->row, "peer_group_label"),
				rows_text(book->values, unit->row, "institution_name"),
				rows_text(book->values, unit->row, "region_name"),
				figure_grade_rank(arena, unit),
				text_format(arena, "%zu", group->graded),
				graded ? figure_grade_letter(result->grade) : NULL,
				graded ? figure_grade_tenths(arena, result->composite_tenths)
				       : NULL,
				graded ? figure_grade_error(arena, unit) : NULL,
				text_format(arena, "%.4f", result->coverage),
				graded ? figure_grade_letter(result->band) : NULL,
				figure_grade_cap_text(arena, &book->grades, unit),
				grade_alike_ranks(arena, group, i),
				figure_grade_reason_text(unit)});
		}
	}
	return page_table_send(context, page_format(context),
	    text_format(arena, "质量安全等级-%s", scope->period), &table,
	    (const struct page_fact[]){{"监测方案", scope->programme_name},
		{"报告期", scope->period_label},
		{"评价方案版本",
		    rows_count(book->head) == 0 ? NULL : rows_text(book->head, 0, "version")},
		{0}});
}

const struct query grade_query[] = {
    SCOPE_QUERY,
    {.name = "group", .kind = VALUE_TEXT},
    PARAMETER_FORMAT,
    {0},
};

enum status
grade_get(struct context *context)
{
	struct grade_book book = {0};
	struct rows *values;
	struct scope scope;
	struct view *view;
	enum status status = scope_open(&scope, context, SCOPE_RESULTS);

	if (status != STATUS_OK)
		return status;
	if (scope.empty)
		return page_show(
		    context, "commission/result_empty", page_view(context, "质量安全等级"));
	const struct ask asks[] = {
	    GRADE_ASKS(&book, scope.programme_id, scope.period),
	    ASK(&values, GRADE_VALUES, scope.programme_id, scope.period, NULL),
	};
	status = SCOPE_ASK_ALL(&scope, context, asks);
	if (status != STATUS_OK)
		return status;
	if (scope.redirect != NULL)
		return page_redirect(context, scope.redirect);
	grade_book_compute(&book, context->arena, values);
	if (page_format(context) != PAGE_HTML)
		return send_file(context, &scope, &book);
	view = page_view(context, "质量安全等级");
	scope_show(&scope, view);
	view_list(view, "scheme");
	view_flag(view, "groups_known", book.grades.group_count > 0);
	if (rows_count(book.head) > 0)
		page_row(view_object(view, "scheme"), book.head, 0);
	view_text(view, "scheme_url",
	    text_format(context->arena, "/commission/programme/%s/grade", scope.programme_id));
	view_flag(view, "centre", rows_text(context->session->rows, 0, "qc_centre_id") != NULL);
	view_text(view, "csv_url", page_url_with(context, "format", "csv"));
	view_text(view, "xlsx_url", page_url_with(context, "format", "xlsx"));
	show_groups(context, view, &scope, &book);
	return page_show(context, "commission/grade/grade", view);
}
