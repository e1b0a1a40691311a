/* The limit of sign-in: passwords verified a second by one process on each of PROCESSES. */
#include <sodium.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/password.h"

static double
now_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Verifies for so many seconds and writes to fd how many a second that were. */
static int
verify(const char *hash, double seconds, int fd)
{
	double started = now_seconds(), rate;
	unsigned count = 0;

	while (now_seconds() - started < seconds) {
		if (!password_verify(hash, "limit of sign-in"))
			return 1;
		count++;
	}
	rate = count / (now_seconds() - started);
	return write(fd, &rate, sizeof(rate)) == (ssize_t)sizeof(rate) ? 0 : 1;
}

int
main(int argument_count, char **arguments)
{
	struct arena *arena = arena_create();
	int ends[2], result = 0;
	double rate, sum = 0;
	const char *hash;

	if (argument_count != 3 || sodium_init() < 0 || pipe(ends) != 0) {
		fputs("usage: hash SECONDS PROCESSES\n", stderr);
		return 2;
	}
	hash = password_hash(arena, "limit of sign-in");
	for (int i = 0; i < atoi(arguments[2]); i++) {
		pid_t child = fork();

		if (child == 0)
			_exit(verify(hash, atof(arguments[1]), ends[1]));
		if (child < 0)
			result = 1;
	}
	close(ends[1]);
	while (read(ends[0], &rate, sizeof(rate)) == (ssize_t)sizeof(rate))
		sum += rate;
	for (int status; wait(&status) > 0;)
		result |= status != 0;
	printf("%.2f\n", sum);
	arena_destroy(arena);
	return result;
}
