/*
 * Templates separated by NULs: the page, then the partials _a, _b, _c.  The module is included as
 * source to parse them without files.
 */
#include "core/template.c"

#include "fuzz.h"

#define MARK "\x01<" /* begins every value; escaped, it cannot come out again */

static struct view *
make_view(struct arena *arena, const struct buffer *markup)
{
	struct view *view = view_create(arena);

	view_text(view, "t", MARK ">&\"'");
	view_text(view, "e", NULL);
	view_flag(view, "f", true);
	view_flag(view, "g", false);
	view_markup(view, "m", markup);
	view_list(view, "n");
	/* Inside, the name of the list is a text: nested sections do not multiply. */
	for (int i = 0; i < 3; i++) {
		struct view *item = view_item(view, "l");

		view_text(item, "l", MARK "l");
		view_integer(item, "i", i);
	}
	view_text(view_object(view, "o"), "i", "");
	return view;
}

static bool
parse(struct templates *templates, const char *data, size_t length)
{
	static const char *const names[] = {"page", "_a", "_b", "_c"};
	bool good = true;

	for (size_t i = 0; i < 4; i++)
		good &= add_template(templates, names[i], names[i],
		    fuzz_take(templates->arena, &data, &length, '\0'));
	return good && resolve_all_partials(templates);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	struct templates *templates;

	if (length > 0 && memchr(data, MARK[0], length) != NULL)
		return 0;
	templates = create_templates("folder");
	if (parse(templates, (const char *)data, length)) {
		struct buffer markup = buffer_create(templates->arena, 16);
		struct buffer out = buffer_create(templates->arena, 16);
		const struct view *view;

		buffer_append_text(&markup, "<p>");
		view = make_view(templates->arena, &markup);
		if (template_render(&out, templates, "page", view) != STATUS_OK)
			assert(out.length == 0);
		assert(strlen(out.data) == out.length);
		assert(strstr(out.data, MARK) == NULL);
	}
	templates_free(templates);
	return 0;
}
