/* So many sessions as the portal would make them, a line each: token, digest (hexadecimal), CSRF
 * token. */
#include <sodium.h>

#include <stdio.h>
#include <stdlib.h>

#include "core/arena.h"
#include "core/session.h"

int
main(int argument_count, char **arguments)
{
	struct arena *arena;
	long count = argument_count == 2 ? strtol(arguments[1], NULL, 10) : 0;

	if (count <= 0 || sodium_init() < 0) {
		fputs("usage: bench_token COUNT\n", stderr);
		return 2;
	}
	arena = arena_create();
	for (long i = 0; i < count; i++) {
		const char *token = session_new_token(arena);

		printf("%s\t%s\t%s\n", token, session_digest(arena, token),
		    session_csrf(arena, token));
		arena_reset(arena);
	}
	arena_destroy(arena);
	return ferror(stdout) == 0 && fflush(stdout) == 0 ? 0 : 1;
}
