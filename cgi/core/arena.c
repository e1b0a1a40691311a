#include "arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Does nothing without AddressSanitizer. */
#include <sanitizer/asan_interface.h>

/* One block holds an ordinary page whole; larger pieces get a block of their own size. */
#define BLOCK_BYTES ((size_t)256 * 1024)

/* Builds with AddressSanitizer leave this gap behind each piece, so that it sees an overrun. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define GAP_BYTES alignof(max_align_t)
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define GAP_BYTES alignof(max_align_t)
#endif
#ifndef GAP_BYTES
#define GAP_BYTES 0
#endif

struct block {
	struct block *next;
	size_t capacity;
	size_t used;
	alignas(max_align_t) unsigned char bytes[];
};

struct deferred {
	struct deferred *next;
	void (*release)(void *);
	void *resource;
};

struct arena {
	struct block *blocks; /* the current block first; the first block made is last */
	struct deferred *deferred;
};

static struct block *
block_create(size_t capacity)
{
	struct block *block = malloc(sizeof(*block) + capacity);

	if (block == NULL) {
		fputs("arena: out of memory\n", stderr);
		abort();
	}
	block->next = NULL;
	block->capacity = capacity;
	block->used = 0;
	ASAN_POISON_MEMORY_REGION(block->bytes, capacity);
	return block;
}

struct arena *
arena_create(void)
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (arena == NULL)
		abort();
	arena->blocks = block_create(BLOCK_BYTES);
	return arena;
}

void
arena_reset(struct arena *arena)
{
	for (struct deferred *item = arena->deferred; item != NULL; item = item->next)
		item->release(item->resource);
	arena->deferred = NULL;
	while (arena->blocks->next != NULL) {
		struct block *block = arena->blocks;

		arena->blocks = block->next;
		free(block);
	}
	arena->blocks->used = 0;
	ASAN_POISON_MEMORY_REGION(arena->blocks->bytes, arena->blocks->capacity);
}

void
arena_destroy(struct arena *arena)
{
	if (arena == NULL)
		return;
	arena_reset(arena);
	free(arena->blocks);
	free(arena);
}

void *
arena_take(struct arena *arena, size_t count, size_t size)
{
	struct block *block = arena->blocks;
	size_t bytes, aligned;
	void *memory;

	assert(size > 0);
	if (count > (SIZE_MAX / 2 - 2 * alignof(max_align_t)) / size) {
		fputs("arena: allocation too large\n", stderr);
		abort();
	}
	bytes = count * size;
	aligned = (bytes + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	aligned += GAP_BYTES;
	if (aligned > block->capacity - block->used) {
		struct block *fresh = block_create(aligned > BLOCK_BYTES ? aligned : BLOCK_BYTES);

		fresh->next = block;
		arena->blocks = fresh;
		block = fresh;
	}
	memory = block->bytes + block->used;
	block->used += aligned;
	ASAN_UNPOISON_MEMORY_REGION(memory, bytes);
	return memory;
}

void *
arena_allocate(struct arena *arena, size_t count, size_t size)
{
	return memset(arena_take(arena, count, size), 0, count * size);
}

void
arena_defer(struct arena *arena, void (*release)(void *), void *resource)
{
	struct deferred *item = arena_new(arena, struct deferred, 1);

	item->release = release;
	item->resource = resource;
	item->next = arena->deferred;
	arena->deferred = item;
}
