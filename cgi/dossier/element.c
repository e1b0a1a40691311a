#include "element.h"

#include "core/arena.h"
#include "core/form.h"
#include "core/query.h"
#include "core/rows.h"
#include "core/text.h"

enum status
dossier_element_choices(struct context *context, struct form *form, const struct rows *elements)
{
	const char *about = request_query(context->request, "element", "*");
	size_t count = rows_count(elements);
	struct choice *choices = arena_new(context->arena, struct choice, count + 1);
	bool known = text_equal(about, "*");

	choices[0] = (struct choice){"*", "整份报表"};
	for (size_t row = 0; row < count; row++) {
		const char *code = rows_text(elements, row, "code");

		choices[row + 1] = (struct choice){code, rows_text(elements, row, "name")};
		known = known || text_equal(code, about);
	}
	form_choices(form, "element", choices, count + 1);
	form_set(form, "element", about);
	return known ? STATUS_OK : query_refuse(context, "element");
}
