/* A growing piece of text in an arena: replies, CSV, JSON.  Always ended by a NUL not counted. */
#ifndef CORE_BUFFER_H
#define CORE_BUFFER_H

#include <stddef.h>

struct arena;

struct buffer {
	struct arena *arena;
	char *data; /* NUL-terminated */
	size_t length;
	size_t capacity;
};

/* An empty buffer with room for at least capacity bytes. */
struct buffer buffer_create(struct arena *arena, size_t capacity);

void buffer_append(struct buffer *buffer, const char *data, size_t length);
void buffer_append_text(struct buffer *buffer, const char *text);
void buffer_append_char(struct buffer *buffer, char character);
void buffer_append_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
