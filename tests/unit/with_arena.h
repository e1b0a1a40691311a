/* An arena that is there for a test, or for all tests of a file: set_up makes it, tear_down takes
 * it away. */
#ifndef WITH_ARENA_H
#define WITH_ARENA_H

#include "core/arena.h"

static struct arena *arena;

static int
set_up(void **state)
{
	(void)state;
	arena = arena_create();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

#endif
