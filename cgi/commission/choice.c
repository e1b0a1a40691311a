/* Lists of options, for filters and for the fields of forms. */
#include "core/arena.h"
#include "core/page.h"
#include "core/text.h"
#include "page.h"

void
commission_options(
    struct view *view, const char *name, const struct choice *choices, const char *chosen)
{
	view_list(view, name);
	for (; choices->value != NULL; choices++) {
		struct view *item = view_item(view, name);

		view_text(item, "value", choices->value);
		view_text(item, "label", choices->label);
		view_flag(item, "selected", text_equal(choices->value, chosen));
	}
}

void
commission_options_of(
    struct view *view, const char *name, const struct rows *rows, const char *chosen)
{
	view_list(view, name);
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, name);

		page_row(item, rows, row);
		view_flag(item, "selected", text_equal(rows_text(rows, row, "value"), chosen));
	}
}

void
commission_choices(
    struct context *context, struct form *form, const char *field, const struct rows *rows)
{
	size_t count = rows_count(rows);
	struct choice *choices = arena_new(context->arena, struct choice, count + 1);

	for (size_t row = 0; row < count; row++) {
		choices[row].value = rows_text(rows, row, "value");
		choices[row].label = rows_text(rows, row, "label");
	}
	form_choices(form, field, choices, count);
}
