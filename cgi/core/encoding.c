#include "encoding.h"

#include <iconv.h>
#include <string.h>

#include "arena.h"
#include "text.h"

#define MARK       "\xef\xbb\xbf"
#define MARK_BYTES 3
/* Two bytes of GB18030 or UTF-16 become at most three, four at most four, one stays one. */
#define GROWTH 2

/* *used: how many bytes were text. */
static enum status
convert(char **out, size_t *used, struct arena *arena, const char *name, const char *data,
    size_t length)
{
	iconv_t conversion = iconv_open("UTF-8", name);
	char *from = (char *)(size_t)data, *to;
	size_t room = length * GROWTH, left = length;
	enum status status = STATUS_INPUT;

	*used = 0;
	if (conversion == (iconv_t)-1)
		return STATUS_INTERNAL;
	*out = to = arena_new(arena, char, room + 1);
	if (iconv(conversion, &from, &left, &to, &room) != (size_t)-1 && left == 0)
		status = STATUS_OK;
	*used = length - left;
	iconv_close(conversion);
	/* A NUL would end the text early. */
	return status == STATUS_OK && memchr(*out, '\0', (size_t)(to - *out)) != NULL ? STATUS_INPUT
										      : status;
}

/* The name of UTF-16 by its mark, or NULL. */
static const char *
wide_name(const char *data, size_t length)
{
	if (length < 2)
		return NULL;
	if (memcmp(data, "\xff\xfe", 2) == 0)
		return "UTF-16LE";
	return memcmp(data, "\xfe\xff", 2) == 0 ? "UTF-16BE" : NULL;
}

enum status
encoding_to_utf8(
    char **out, enum encoding *found, struct arena *arena, const char *data, size_t length)
{
	const char *wide = wide_name(data, length);
	size_t used;

	if (wide != NULL) {
		*found = ENCODING_UTF16;
		return convert(out, &used, arena, wide, data + 2, length - 2);
	}
	if (memchr(data, '\0', length) != NULL)
		return STATUS_INPUT;
	if (!text_is_utf8(data, length)) {
		*found = ENCODING_GB18030;
		return convert(out, &used, arena, "GB18030", data, length);
	}
	*found = ENCODING_UTF8;
	if (length >= MARK_BYTES && memcmp(data, MARK, MARK_BYTES) == 0) {
		data += MARK_BYTES;
		length -= MARK_BYTES;
	}
	*out = text_copy(arena, data, length);
	return STATUS_OK;
}

size_t
encoding_bad_byte(struct arena *arena, const char *data, size_t length)
{
	const char *wide = wide_name(data, length);
	const char *nul = memchr(data, '\0', length);
	size_t used = 0, other = 0;
	char *text;

	if (wide != NULL) {
		(void)!convert(&text, &used, arena, wide, data + 2, length - 2);
		return used + 2;
	}
	(void)!convert(&text, &used, arena, "UTF-8", data, length);
	(void)!convert(&text, &other, arena, "GB18030", data, length);
	if (other > used)
		used = other;
	return nul != NULL && (size_t)(nul - data) < used ? (size_t)(nul - data) : used;
}

const char *
encoding_name(enum encoding encoding)
{
	static const char *const names[ENCODING_COUNT] = {
	    [ENCODING_UTF8] = "UTF-8",
	    [ENCODING_GB18030] = "GB18030",
	    [ENCODING_UTF16] = "UTF-16",
	};

	return names[encoding];
}
