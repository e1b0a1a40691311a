/* zhiheng: the command line of the operator. */
#include <stdio.h>
#include <string.h>

#include "console.h"

struct command {
	const char *name;
	const char *usage;
	int (*run)(int argc, char **argv);
};

static const struct command commands[] = {
    {"measure", "measure NAME < in.csv > out.csv    compute statistics from a CSV file",
	measure_command},
};

static const size_t command_count = sizeof(commands) / sizeof(commands[0]);

static int
print_usage(FILE *stream, int code)
{
	fputs("usage:\n", stream);
	for (size_t i = 0; i < command_count; i++)
		fprintf(stream, "  zhiheng %s\n", commands[i].usage);
	return code;
}

int
main(int argc, char **argv)
{
	if (argc < 2)
		return print_usage(stderr, EXIT_USAGE);
	if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0)
		return print_usage(stdout, EXIT_DONE);
	for (size_t i = 0; i < command_count; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	fprintf(stderr, "zhiheng: unknown command \"%s\"\n", argv[1]);
	return print_usage(stderr, EXIT_USAGE);
}
