#include "grade_book.h"

#include "core/arena.h"
#include "core/buffer.h"

void
grade_book_compute(struct grade_book *book, struct arena *arena, const struct rows *values)
{
	book->values = values;
	book->grades = (struct figure_grades){.scheme = &book->scheme, .values = values};
	if (rows_count(book->head) == 0)
		return;
	figure_grade_scheme_read(
	    &book->scheme, arena, book->head, 0, book->items, 0, rows_count(book->items));
	figure_grade_compute(
	    &book->grades, arena, &book->scheme, values, book->vetoes, book->decisions);
}

const char *
grade_book_alike_names(struct arena *arena, const struct grade_book *book,
    const struct figure_grade_group *group, size_t index)
{
	size_t *alike = arena_new(arena, size_t, group->count);
	size_t count = figure_grade_alike(alike, group, index);
	struct buffer out = buffer_create(arena, 256);

	for (size_t i = 0; i < count; i++)
		buffer_append_format(&out, "%s%s", i > 0 ? "、" : "",
		    rows_text(book->values, group->units[alike[i]].row, "institution_name"));
	return out.data;
}
