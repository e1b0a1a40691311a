/* A query, a line of cookies and a body; what is accepted is well-formed throughout. */
#include "fuzz.h"

#include "core/request.h"

static void
check_pairs(const struct pairs *pairs)
{
	for (size_t i = 0; i < pairs->count; i++) {
		const struct pair *pair = &pairs->items[i];

		assert(text_is_utf8(pair->name, strlen(pair->name)));
		assert(text_is_utf8(pair->value, strlen(pair->value)));
		assert(pairs_get(pairs, pair->name) != NULL);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	struct arena *arena = arena_create();
	const char *rest = (const char *)data;
	struct request_source source = {.method = "POST", .path = "/institution/"};
	struct request request;
	enum status status;

	source.query = fuzz_take(arena, &rest, &length, '\n');
	source.cookie = fuzz_take(arena, &rest, &length, '\n');
	source.content_type = "application/x-www-form-urlencoded";
	/* The piece ends where the body does, so that reading on is seen. */
	source.body = memcpy(arena_new(arena, char, length), rest, length);
	source.body_length = length;
	status = request_read(&request, arena, &source);
	assert(status == STATUS_OK || status == STATUS_INPUT);
	check_pairs(&request.cookies);
	check_pairs(&request.query);
	check_pairs(&request.form);
	assert(request_query(&request, "q", "-") != NULL);
	assert(request_file(&request, "q") == NULL);
	assert(strlen(request.id) == 32);
	arena_destroy(arena);
	return 0;
}
