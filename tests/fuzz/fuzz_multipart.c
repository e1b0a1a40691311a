/* The first line is the content type, the rest the body. */
#include "fuzz.h"

#include "core/multipart.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	struct arena *arena = arena_create();
	const char *rest = (const char *)data;
	const char *content_type = fuzz_take(arena, &rest, &length, '\n');
	struct multipart result = {0};

	if (multipart_read(&result, arena, content_type, rest, length) == STATUS_OK) {
		size_t total = 0;

		assert(result.count <= 2000);
		for (size_t i = 0; i < result.count; i++) {
			const struct part *part = &result.parts[i];

			assert(part->name[0] != '\0');
			assert(text_is_utf8(part->name, strlen(part->name)));
			assert(part->filename == NULL || strpbrk(part->filename, "/\\") == NULL);
			assert(part->data[part->length] == '\0');
			total += part->length;
		}
		assert(total <= length);
	}
	arena_destroy(arena);
	return 0;
}
