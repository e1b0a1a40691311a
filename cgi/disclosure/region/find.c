/* /region/<code>/<period>/find: institutions by name, initials or code. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "core/initials.h"
#include "core/page.h"
#include "core/text.h"
#include "disclosure/edition.h"
#include "disclosure/page.h"
#include "disclosure_query.h"

#define SEARCH_CODE_POINTS 60
#define SHOWN              50

/* Whether each of the words, which spaces divide, stands in the name. */
static bool
has_words(struct arena *arena, const char *name, const char *words)
{
	while (*words != '\0') {
		size_t length = strcspn(words, " ");

		if (strstr(name, text_copy(arena, words, length)) == NULL)
			return false;
		words += length;
		words += strspn(words, " ");
	}
	return true;
}

static bool
is_meant(struct arena *arena, const struct rows *rows, size_t row, const char *typed)
{
	const char *name = rows_text(rows, row, "name"),
		   *code = rows_text(rows, row, "credit_code");
	size_t length = strlen(typed);

	return has_words(arena, name, typed) ||
	       (initials_possible(typed) && initials_match(name, typed)) ||
	       (length >= 6 && strncasecmp(code, typed, length) == 0) ||
	       text_equal(rows_text(rows, row, "institution_id"), typed);
}

static void
show_found(struct context *context, struct view *view, const struct rows *rows, const char *typed,
    const struct edition_address *address)
{
	size_t found = 0;

	view_list(view, "found");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item;

		if (!is_meant(context->arena, rows, row, typed) || ++found > SHOWN)
			continue;
		item = view_item(view, "found");
		page_row(item, rows, row);
		view_text(item, "url",
		    edition_url(
			context, address, "institution", rows_text(rows, row, "institution_id")));
	}
	view_text(view, "found_count", text_format(context->arena, "%zu", found));
	view_flag(view, "more", found > SHOWN);
	view_integer(view, "shown", SHOWN);
}

const struct query find_query[] = {
    {.name = "q", .kind = VALUE_TEXT, .maximum = 60},
    {0},
};

enum status
find_get(struct context *context)
{
	const char *typed = text_trim(context->arena, request_query(context->request, "q", ""));
	struct edition_address address = edition_address(context, "find");
	struct rows *rows[2]; /* edition, institutions */
	struct view *view;
	enum status status;

	if (text_code_points(typed) > SEARCH_CODE_POINTS) {
		page_detail(context, "查找的文字不超过 60 个字。请输入名称的一部分。");
		return STATUS_INPUT;
	}
	address.key = NULL;
	const struct ask asks[] = {
	    ASK(&rows[1], FIND_INSTITUTIONS, EDITION_OF(&address)),
	};
	status = EDITION_LOAD(&rows[0], context, &address, asks);
	if (status != STATUS_OK)
		return status;
	view = edition_view(context, "查找医疗机构", rows[0], &address);
	view_text(view, "q", typed);
	view_flag(view, "searched", typed[0] != '\0');
	show_found(context, view, rows[1], typed, &address);
	return page_show(context, "disclosure/region/find", view);
}
