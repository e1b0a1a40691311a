#include "buffer.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"

struct buffer
buffer_create(struct arena *arena, size_t capacity)
{
	struct buffer buffer = {.arena = arena, .capacity = capacity + 1};

	buffer.data = arena_take(arena, buffer.capacity, 1);
	buffer.data[0] = '\0';
	return buffer;
}

/* Makes room for more bytes and the NUL behind them; at least doubles, so appending is linear. */
static void
buffer_reserve(struct buffer *buffer, size_t more)
{
	size_t wanted = buffer->length + more + 1;
	char *data;

	assert(wanted > more);
	if (wanted <= buffer->capacity)
		return;
	if (wanted < buffer->capacity * 2)
		wanted = buffer->capacity * 2;
	data = arena_take(buffer->arena, wanted, 1);
	memcpy(data, buffer->data, buffer->length);
	buffer->data = data;
	buffer->capacity = wanted;
}

void
buffer_append(struct buffer *buffer, const char *data, size_t length)
{
	buffer_reserve(buffer, length);
	memcpy(buffer->data + buffer->length, data, length);
	buffer->length += length;
	buffer->data[buffer->length] = '\0';
}

void
buffer_append_text(struct buffer *buffer, const char *text)
{
	buffer_append(buffer, text, strlen(text));
}

void
buffer_append_char(struct buffer *buffer, char character)
{
	buffer_append(buffer, &character, 1);
}

void
buffer_append_format(struct buffer *buffer, const char *format, ...)
{
	size_t room = buffer->capacity - buffer->length;
	va_list arguments, again;
	int length;

	va_start(arguments, format);
	va_copy(again, arguments);
	length = vsnprintf(buffer->data + buffer->length, room, format, arguments);
	assert(length >= 0);
	if ((size_t)length >= room) {
		buffer_reserve(buffer, (size_t)length);
		vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, again);
	}
	buffer->length += (size_t)length;
	va_end(again);
	va_end(arguments);
}
