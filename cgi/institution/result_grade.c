/* The own grade of a period with every figure; no rank, because peers have no names here. */
#include "core/page.h"
#include "institution_query.h"
#include "result.h"
#include "result/grade_view.h"

void
result_grade_send(struct context *context, const struct result_scope *scope)
{
	db_send(context->db, QUERY_GRADE_HEAD, DB_VALUES(scope->programme));
	db_send(context->db, QUERY_GRADE_ITEMS, DB_VALUES(scope->programme));
	db_send(context->db, QUERY_GRADE_VETOES, DB_VALUES(scope->programme, scope->period));
}

enum status
result_grade_receive(struct result_grade_rules *out, struct context *context)
{
	enum status status = db_receive(&out->head, context->db);

	if (status == STATUS_OK)
		status = db_receive(&out->items, context->db);
	if (status == STATUS_OK)
		status = db_receive(&out->vetoes, context->db);
	return status;
}

void
result_grade_view(struct context *context, struct view *view,
    const struct result_grade_rules *rules, const struct rows *list)
{
	const char *institution;
	const struct result_grade_group *group = NULL;
	const struct result_grade_unit *unit;
	struct result_grade_scheme scheme;
	struct result_grades grades;
	struct view *object;

	view_list(view, "grading");
	if (rows_count(rules->head) == 0)
		return;
	institution = rows_text(rules->head, 0, "institution_id");
	result_grade_scheme_read(
	    &scheme, context->arena, rules->head, 0, rules->items, 0, rows_count(rules->items));
	result_grade_compute_own(
	    &grades, context->arena, &scheme, list, rules->vetoes, institution);
	unit = result_grade_find(&group, &grades, institution);
	if (unit == NULL)
		return;
	object = view_object(view, "grading");
	page_row(object, rules->head, 0);
	result_grade_show(object, context->arena, &grades, group, unit);
	view_flag(object, "rank_known", false);
	view_text(object, "alike_names", NULL);
	view_list(object, "grade_files");
}
