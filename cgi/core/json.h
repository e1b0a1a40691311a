/* Pieces of JSON (RFC 8259) into a buffer. */
#ifndef CORE_JSON_H
#define CORE_JSON_H

#include "buffer.h"

/* A string in its quotes, escaped so that it is safe within HTML, too; null for NULL. */
void json_append_text(struct buffer *buffer, const char *text);

#endif
