/* importer: one file on standard input, its cells on standard output (importer.h). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/sandbox.h"
#include "importer.h"

#define FILE_MAXIMUM ((size_t)6 * 1024 * 1024)

/* All of standard input; false: it cannot be read, or is larger than any upload. */
static bool
read_input(char *data, size_t *length)
{
	ssize_t got;

	*length = 0;
	while ((got = read(STDIN_FILENO, data + *length, FILE_MAXIMUM + 1 - *length)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		*length += (size_t)got;
		if (*length > FILE_MAXIMUM)
			return false;
	}
	return true;
}

static bool
write_output(const struct buffer *lines)
{
	size_t written = 0;

	while (written < lines->length) {
		ssize_t put = write(STDOUT_FILENO, lines->data + written, lines->length - written);

		if (put < 0 && errno != EINTR)
			return false;
		written += put < 0 ? 0 : (size_t)put;
	}
	return true;
}

/* The most memory that this program had; getrusage would count what its parent had before. */
static void
tell_peak(void)
{
	FILE *status = fopen("/proc/self/status", "r");
	char line[256];

	while (status != NULL && fgets(line, sizeof(line), status) != NULL) {
		if (strncmp(line, "VmHWM:", 6) == 0)
			fprintf(stderr, "peak %ld kB\n", strtol(line + 6, NULL, 10));
	}
	if (status != NULL)
		fclose(status);
}

/* With any argument: how much memory it took, for tests. */
int
main(int argc, char **argv)
{
	static const struct sandbox_limits limits = {
	    .memory_mebibytes = 240, .cpu_seconds = 10, .files = 16};
	struct arena *arena;
	struct buffer lines;
	size_t length;
	char *data;

	(void)argv;
	if (!sandbox_limit(&limits) || !sandbox_close()) {
		fprintf(stderr, "importer: cannot close itself off: %s\n", strerror(errno));
		return EXIT_FAILURE;
	}
	arena = arena_create();
	data = arena_new(arena, char, FILE_MAXIMUM + 1);
	if (!read_input(data, &length)) {
		fputs("importer: cannot read the file\n", stderr);
		return EXIT_FAILURE;
	}
	lines = import_read(arena, data, length);
	if (!write_output(&lines))
		return EXIT_FAILURE;
	if (argc > 1)
		tell_peak();
	arena_destroy(arena);
	return EXIT_SUCCESS;
}
