/*
 * Memory of one request.  Everything a handler allocates lives in the process's one arena and ends
 * at the next arena_reset; nothing is freed by hand.  When memory ends the process aborts and its
 * supervisor starts another, so callers have no such branch.
 */
#ifndef CORE_ARENA_H
#define CORE_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_create(void);
void arena_destroy(struct arena *arena);

/* Runs the deferred releases, last first, and gives back all memory but the first block. */
void arena_reset(struct arena *arena);

/* Zeroed memory for count objects of size bytes, aligned for any type.  Never NULL. */
void *arena_allocate(struct arena *arena, size_t count, size_t size);

/* The same with whatever is in it, for what is written before it is read. */
void *arena_take(struct arena *arena, size_t count, size_t size);

/* Has release(resource) called at the next reset: for a PGresult, a file descriptor and the like.
 */
void arena_defer(struct arena *arena, void (*release)(void *), void *resource);

#define arena_new(arena, type, count) ((type *)arena_allocate((arena), (count), sizeof(type)))

#endif
