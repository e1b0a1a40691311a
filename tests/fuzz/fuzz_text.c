/* Numbers, trimming and UTF-8: what was normalised once is not changed by a second time. */
#include "fuzz.h"

static bool
is_number(const char *text)
{
	size_t whole;

	text += *text == '+' || *text == '-';
	whole = strspn(text, "0123456789");
	text += whole;
	if (whole > 0 && *text == '.' && text[1] != '\0')
		text += 1 + strspn(text + 1, "0123456789");
	return whole > 0 && *text == '\0';
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	struct arena *arena = arena_create();
	const char *rest = (const char *)data;
	bool good = text_is_utf8(rest, length);
	char *text = text_copy(arena, rest, length);
	char *trimmed = text_trim(arena, text);
	char *number = text_number(arena, text);
	const char *items[2] = {text, trimmed};
	int64_t id;

	assert(!good || strlen(text) == length);
	assert(!good || text_is_utf8(trimmed, strlen(trimmed)));
	assert(text_code_points(text) <= strlen(text));
	assert(text_equal(text_trim(arena, trimmed), trimmed));
	assert(is_number(number) || text_equal(number, trimmed));
	assert(text_equal(text_number(arena, number), number));
	if (text_to_id(&id, text))
		assert(id >= 0 && is_number(text));
	assert(strlen(text_array(arena, items, 2)) >= strlen(text) + strlen(trimmed) + 7);
	arena_destroy(arena);
	return 0;
}
