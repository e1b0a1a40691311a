/* The own grade of a period with every figure; no rank: that is the edition's to say. */
#include "core/html.h"
#include "core/page.h"
#include "figure/grade_view.h"
#include "institution_query.h"
#include "result.h"

/* The own grade; NULL: there is no scheme in force, or it does not rate the institution. */
static const char *
compute(struct figure_grades *out, struct figure_grade_scheme *scheme, struct arena *arena,
    const struct result_grade_rules *rules, const struct rows *list)
{
	const char *institution;

	if (rows_count(rules->head) == 0)
		return NULL;
	institution = rows_text(rules->head, 0, "institution_id");
	figure_grade_scheme_read(
	    scheme, arena, rules->head, 0, rules->items, 0, rows_count(rules->items));
	figure_grade_compute_own(
	    out, arena, scheme, list, rules->vetoes, rules->decisions, institution);
	return institution;
}

void
result_grade_view(struct context *context, struct view *view,
    const struct result_grade_rules *rules, const struct rows *list, const char *url)
{
	const struct figure_grade_group *group = NULL;
	const struct figure_grade_unit *unit;
	struct figure_grade_scheme scheme;
	struct figure_grades grades;
	struct view *object;
	const char *institution = compute(&grades, &scheme, context->arena, rules, list);

	view_list(view, "grading");
	unit = institution == NULL ? NULL : figure_grade_find(&group, &grades, institution);
	if (unit == NULL)
		return;
	object = view_object(view, "grading");
	page_row(object, rules->head, 0);
	figure_grade_show(object, context->arena, &grades, group, unit);
	view_flag(object, "rank_known", false);
	view_text(object, "alike_names", NULL);
	page_table_links(view_object(object, "grade_files"), context->arena,
	    html_url_query(context->arena, url, "table", "grade"));
}

enum status
result_grade_file(struct context *context, const struct result_scope *scope,
    const struct result_grade_rules *rules, const struct rows *list)
{
	struct figure_grade_scheme scheme;
	struct figure_grades grades;
	const char *institution = compute(&grades, &scheme, context->arena, rules, list);
	struct page_table table;

	if (institution == NULL)
		return STATUS_MISSING;
	table = figure_grade_table(context->arena, &grades, institution);
	return result_send_file(context, scope, "本机构质量安全等级", &table);
}
