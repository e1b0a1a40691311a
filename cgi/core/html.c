#include "html.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "arena.h"

/* What each special character becomes; the others have no number and are copied in runs. */
enum special { PLAIN, AMPERSAND, LESS, GREATER, QUOTE, APOSTROPHE, SPECIAL_COUNT };

static const unsigned char specials[256] = {
    ['&'] = AMPERSAND,
    ['<'] = LESS,
    ['>'] = GREATER,
    ['"'] = QUOTE,
    ['\''] = APOSTROPHE,
};

static const char *const entities[SPECIAL_COUNT] = {
    [AMPERSAND] = "&amp;",
    [LESS] = "&lt;",
    [GREATER] = "&gt;",
    [QUOTE] = "&quot;",
    [APOSTROPHE] = "&#39;",
};

void
html_escape(struct buffer *out, const char *text, size_t length)
{
	size_t done = 0;

	for (size_t i = 0; i < length; i++) {
		unsigned char special = specials[(unsigned char)text[i]];

		if (special == PLAIN)
			continue;
		if (i > done)
			buffer_append(out, text + done, i - done);
		buffer_append_text(out, entities[special]);
		done = i + 1;
	}
	if (length > done)
		buffer_append(out, text + done, length - done);
}

/* What a URL takes as it is (RFC 3986, unreserved). */
static bool
is_unreserved(char character)
{
	return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') ||
	       (character >= 'A' && character <= 'Z') || character == '-' || character == '.' ||
	       character == '_' || character == '~';
}

static void
append_encoded(struct buffer *out, const char *text)
{
	while (*text != '\0') {
		const char *run = text;

		while (is_unreserved(*text))
			text++;
		buffer_append(out, run, (size_t)(text - run));
		if (*text != '\0')
			buffer_append_format(out, "%%%02X", (unsigned)(unsigned char)*text++);
	}
}

char *
html_url_encode(struct arena *arena, const char *text)
{
	struct buffer out = buffer_create(arena, strlen(text) * 3);

	append_encoded(&out, text);
	return out.data;
}

char *
html_url_path(struct arena *arena, const char *first, ...)
{
	struct buffer out = buffer_create(arena, 64);
	va_list segments;

	va_start(segments, first);
	for (const char *segment = first; segment != NULL;
	     segment = va_arg(segments, const char *)) {
		buffer_append_char(&out, '/');
		append_encoded(&out, segment);
	}
	va_end(segments);
	return out.data;
}

char *
html_url_query(struct arena *arena, const char *path, const char *name, const char *value)
{
	struct buffer out = buffer_create(arena, strlen(path) + strlen(name) + strlen(value) + 2);

	buffer_append_text(&out, path);
	buffer_append_char(&out, strchr(path, '?') == NULL ? '?' : '&');
	buffer_append_text(&out, name);
	buffer_append_char(&out, '=');
	append_encoded(&out, value);
	return out.data;
}
