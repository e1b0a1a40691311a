#include "encoding.h"

#include <iconv.h>
#include <string.h>

#include "arena.h"
#include "text.h"

#define MARK       "\xef\xbb\xbf"
#define MARK_BYTES 3
#define GROWTH     2 /* two bytes of GB18030 become at most three, four at most four, one stays one */

static enum status
convert(char **out, struct arena *arena, const char *data, size_t length)
{
	iconv_t conversion = iconv_open("UTF-8", "GB18030");
	char *from = (char *)(size_t)data, *to;
	size_t room = length * GROWTH, left = length;
	enum status status = STATUS_INPUT;

	if (conversion == (iconv_t)-1)
		return STATUS_INTERNAL;
	*out = to = arena_new(arena, char, room + 1);
	if (iconv(conversion, &from, &left, &to, &room) != (size_t)-1 && left == 0)
		status = STATUS_OK;
	iconv_close(conversion);
	return status;
}

enum status
encoding_to_utf8(
    char **out, enum encoding *found, struct arena *arena, const char *data, size_t length)
{
	if (memchr(data, '\0', length) != NULL)
		return STATUS_INPUT;
	if (!text_is_utf8(data, length)) {
		*found = ENCODING_GB18030;
		return convert(out, arena, data, length);
	}
	*found = ENCODING_UTF8;
	if (length >= MARK_BYTES && memcmp(data, MARK, MARK_BYTES) == 0) {
		data += MARK_BYTES;
		length -= MARK_BYTES;
	}
	*out = text_copy(arena, data, length);
	return STATUS_OK;
}
