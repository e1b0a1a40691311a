/*
 * What every fuzz target includes.  A target is one function that libFuzzer calls with bytes; it
 * must neither crash nor break what it asserts, whatever they are.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

/* Cuts off what stands before the next separator, as a text; all of the rest if there is none. */
static inline char *
fuzz_take(struct arena *arena, const char **data, size_t *length, char separator)
{
	const char *at = *length == 0 ? NULL : memchr(*data, separator, *length);
	size_t taken = at == NULL ? *length : (size_t)(at - *data);
	char *text = text_copy(arena, *data, taken);

	*data += at == NULL ? taken : taken + 1;
	*length -= at == NULL ? taken : taken + 1;
	return text;
}

#endif
