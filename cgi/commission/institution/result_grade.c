/* The grade of one institution with every figure that it is made of. */
#include "commission/page.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "result.h"

void
institution_grade_show(
    struct context *context, struct view *view, const struct institution_page *page)
{
	const struct grade_book *book = &page->book;
	const struct figure_grade_group *group = NULL;
	const struct figure_grade_unit *unit = figure_grade_find(&group, &book->grades, page->id);
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
	figure_grade_show(object, context->arena, &book->grades, group, unit);
	view_flag(object, "rank_known", true);
	view_text(object, "alike_names",
	    grade_book_alike_names(context->arena, book, group, (size_t)(unit - group->units)));
	page_table_links(view_object(object, "grade_files"), context->arena,
	    html_url_query(
		context->arena, page_url_with(context, "table", NULL), "table", "grade"));
}
