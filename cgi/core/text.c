#include "text.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"

#define SHORT_TEXT 256 /* is formatted once, what is longer twice */

#define ID_DIGITS 18 /* the most that surely fit into an int64_t */

char *
text_copy(struct arena *arena, const char *data, size_t length)
{
	char *copy = arena_new(arena, char, length + 1);

	if (length > 0)
		memcpy(copy, data, length);
	return copy;
}

char *
text_format(struct arena *arena, const char *format, ...)
{
	char block[SHORT_TEXT], *text;
	va_list arguments, again;
	int length;

	va_start(arguments, format);
	va_copy(again, arguments);
	length = vsnprintf(block, sizeof(block), format, arguments);
	assert(length >= 0);
	text = arena_new(arena, char, (size_t)length + 1);
	if ((size_t)length < sizeof(block))
		memcpy(text, block, (size_t)length);
	else
		vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	va_end(arguments);
	return text;
}

char *
text_join(struct arena *arena, const char *first, ...)
{
	struct buffer out = buffer_create(arena, 32);
	va_list texts;

	va_start(texts, first);
	for (const char *text = first; text != NULL; text = va_arg(texts, const char *))
		buffer_append_text(&out, text);
	va_end(texts);
	return out.data;
}

bool
text_equal(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

bool
text_starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool
text_ends_with(const char *text, const char *suffix)
{
	size_t length = strlen(text), end = strlen(suffix);

	return length >= end && strcmp(text + length - end, suffix) == 0;
}

static bool
is_continuation(unsigned char byte)
{
	return (byte & 0xc0) == 0x80;
}

/* Length of the one well-formed sequence that begins at bytes, 0 if there is none (or a NUL). */
static size_t
sequence_length(const unsigned char *bytes, size_t available)
{
	unsigned char lead = bytes[0];
	unsigned char lowest = 0x80, highest = 0xbf;
	size_t length;

	if (lead < 0x80)
		return lead != 0;
	if (lead >= 0xc2 && lead <= 0xdf)
		length = 2;
	else if (lead >= 0xe0 && lead <= 0xef)
		length = 3;
	else if (lead >= 0xf0 && lead <= 0xf4)
		length = 4;
	else
		return 0;
	if (available < length)
		return 0;
	/* The second byte alone tells overlong forms, surrogates and what lies past U+10FFFF. */
	if (lead == 0xe0)
		lowest = 0xa0;
	else if (lead == 0xf0)
		lowest = 0x90;
	else if (lead == 0xed)
		highest = 0x9f;
	else if (lead == 0xf4)
		highest = 0x8f;
	if (bytes[1] < lowest || bytes[1] > highest)
		return 0;
	for (size_t i = 2; i < length; i++)
		if (!is_continuation(bytes[i]))
			return 0;
	return length;
}

bool
text_is_utf8(const char *data, size_t length)
{
	const unsigned char *bytes = (const unsigned char *)data;

	for (size_t i = 0; i < length;) {
		size_t step = sequence_length(bytes + i, length - i);

		if (step == 0)
			return false;
		i += step;
	}
	return true;
}

size_t
text_code_points(const char *text)
{
	size_t count = 0;

	for (; *text != '\0'; text++)
		count += !is_continuation((unsigned char)*text);
	return count;
}

/* Length of the white space that begins or (backwards) ends at these bytes, 0 if none. */
static size_t
space_length(const char *text, size_t available)
{
	static const char *const wide[] = {"\xc2\xa0", "\xe3\x80\x80"};

	if (available > 0 && (*text == ' ' || (*text >= '\t' && *text <= '\r')))
		return 1;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
		size_t length = strlen(wide[i]);

		if (available >= length && memcmp(text, wide[i], length) == 0)
			return length;
	}
	return 0;
}

/* The same at the end of text: tries one, two and three bytes. */
static size_t
space_length_before(const char *text, size_t length)
{
	for (size_t step = 1; step <= 3 && step <= length; step++)
		if (space_length(text + length - step, step) == step)
			return step;
	return 0;
}

char *
text_trim(struct arena *arena, const char *text)
{
	size_t length = strlen(text);
	size_t step;

	while ((step = space_length(text, length)) > 0) {
		text += step;
		length -= step;
	}
	while ((step = space_length_before(text, length)) > 0)
		length -= step;
	return text_copy(arena, text, length);
}

/*
 * The ASCII form of the next character of a number, 0 if it cannot be part of one.  The ideographic
 * full stop is what an input method makes of a decimal point; the enumeration comma (U+3001) is no
 * grouping comma: it stands between two numbers.
 */
static char
next_of_number(const char **text)
{
	static const struct {
		const char *wide;
		char ascii;
	} forms[] = {{"\uff0b", '+'}, {"\uff0d", '-'}, {"\u2212", '-'}, {"\uff0e", '.'},
	    {"\u3002", '.'}, {"\uff0c", ','}};
	const char *from = *text;

	if ((unsigned char)*from < 0x80) {
		*text += 1;
		return *from;
	}
	if (text_starts_with(from, "\xef\xbc") && from[2] >= '\x90' && from[2] <= '\x99') {
		*text += 3;
		return (char)('0' + (from[2] - '\x90'));
	}
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (text_starts_with(from, forms[i].wide)) {
			*text += 3;
			return forms[i].ascii;
		}
	return 0;
}

static size_t
digits_length(const char *text)
{
	return strspn(text, "0123456789");
}

/*
 * Takes the commas out of the whole part at text if they group it in threes.  0,123 is no grouped
 * number: somebody meant a decimal comma.  Returns the length of the part as it was, 0 if it is
 * none.
 */
static size_t
append_whole_part(struct buffer *out, const char *text)
{
	size_t run = digits_length(text);
	size_t length = run;

	if (text[run] == ',' && (run == 0 || run > 3 || text[0] == '0'))
		return 0;
	buffer_append(out, text, run);
	while (text[length] == ',') {
		if (digits_length(text + length + 1) != 3)
			return 0;
		buffer_append(out, text + length + 1, 3);
		length += 4;
	}
	return length;
}

char *
text_number(struct arena *arena, const char *text)
{
	char *trimmed = text_trim(arena, text);
	char *ascii = arena_new(arena, char, strlen(trimmed) + 1);
	struct buffer out = buffer_create(arena, strlen(trimmed) + 1);
	const char *cursor = trimmed;
	size_t length = 0, whole;

	while (*cursor != '\0')
		if ((ascii[length++] = next_of_number(&cursor)) == '\0')
			return trimmed;
	cursor = ascii;
	if (*cursor == '+' || *cursor == '-')
		buffer_append_char(&out, *cursor++);
	whole = append_whole_part(&out, cursor);
	if (whole == 0 && *cursor != '.')
		return trimmed;
	cursor += whole;
	if (*cursor == '.') {
		size_t decimals = digits_length(cursor + 1);

		if (decimals == 0)
			return trimmed;
		if (whole == 0)
			buffer_append_char(&out, '0');
		buffer_append(&out, cursor, decimals + 1);
		cursor += decimals + 1;
	}
	return *cursor == '\0' ? out.data : trimmed;
}

bool
text_to_id(int64_t *out, const char *text)
{
	size_t length = digits_length(text);
	int64_t value = 0;

	if (length == 0 || length > ID_DIGITS || text[length] != '\0')
		return false;
	for (size_t i = 0; i < length; i++)
		value = value * 10 + (text[i] - '0');
	*out = value;
	return true;
}

char *
text_array(struct arena *arena, const char *const *items, size_t count)
{
	struct buffer out = buffer_create(arena, 16 * count + 2);

	buffer_append_char(&out, '{');
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buffer_append_char(&out, ',');
		if (items[i] == NULL) {
			buffer_append_text(&out, "NULL");
			continue;
		}
		buffer_append_char(&out, '"');
		for (const char *rest = items[i]; *rest != '\0';) {
			size_t run = strcspn(rest, "\"\\");

			buffer_append(&out, rest, run);
			rest += run;
			if (*rest != '\0') {
				buffer_append_char(&out, '\\');
				buffer_append_char(&out, *rest++);
			}
		}
		buffer_append_char(&out, '"');
	}
	buffer_append_char(&out, '}');
	return out.data;
}

char *
text_shorten(struct arena *arena, const char *text, size_t bytes)
{
	size_t length = strlen(text);

	while (length > bytes || (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80))
		length--;
	return text_copy(arena, text, length);
}
