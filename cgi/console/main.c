/* zhiheng: the command of the operator, who administers the machine and the database. */
#include <sodium.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console.h"
#include "core/arena.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

struct command {
	const char *words[2]; /* the second may be NULL */
	const char *arguments;
	const char *purpose;
	console_run *run;
	bool own_usage; /* explains wrong arguments itself */
};

static enum exit_code
measure_run(const struct console *console, int argument_count, char **arguments)
{
	(void)console;
	return (enum exit_code)measure_command(argument_count + 1, arguments - 1);
}

static const struct command commands[] = {
    {{"migrate", NULL}, "", "bring the database up to this version", migrate_run, false},
    {{"catalogue", "check"}, "DIR", "look for faults in the official lists", catalogue_check_run,
	false},
    {{"catalogue", "load"}, "DIR", "load them; what changed becomes a new version",
	catalogue_load_run, false},
    {{"region", "load"}, "FILE.csv", "load administrative divisions", region_load_run, false},
    {{"account", "create"}, "OPTIONS", "create an account with a one-time activation code",
	account_create_run, true},
    {{"demo", "load"}, "DIR", "fill an empty database with invented data", demo_load_run, false},
    {{"evidence", "check"}, "DIR", "files of evidence that are missing, changed or unknown",
	evidence_check_run, false},
    {{"evidence", "sweep"}, "DIR", "the same; removes those unknown for more than a day",
	evidence_sweep_run, false},
    {{"site", NULL}, "[NAME VALUE]", "whose site it is, as the public pages say; empty: unset",
	site_run, false},
    {{"rebuild", NULL}, "", "make the derived tables anew from the record", rebuild_run, false},
    {{"key", NULL}, "NAME", "make a key that signs editions: NAME.sec, NAME.pub", key_run, false},
    {{"verify", NULL}, "[-k KEY.pub] DIR",
	"check downloaded editions: signature, chain, arithmetic", verify_run, false},
    {{"recompute", NULL}, "REGION/PERIOD/NUMBER", "make an edition's files anew from its inputs",
	recompute_run, false},
    {{"measure", "kinds"}, "", "what each kind of indicator can do, as CSV", measure_kinds_run,
	false},
    {{"measure", NULL}, "NAME < IN.csv", "compute statistics from a CSV file", measure_run, true},
};

static void
print_usage(FILE *out)
{
	fputs("usage: zhiheng COMMAND\n\n", out);
	for (size_t i = 0; i < LENGTH(commands); i++) {
		const struct command *command = &commands[i];
		int length = fprintf(out, "  %s%s%s %s", command->words[0],
		    command->words[1] == NULL ? "" : " ",
		    command->words[1] == NULL ? "" : command->words[1], command->arguments);

		fprintf(out, "%*s%s\n", length < 30 ? 30 - length : 1, "", command->purpose);
	}
	fputs("\nZHIHENG_DATABASE: connection string of the operator's role; "
	      "ZHIHENG_SQL: the folder sql/\n",
	    out);
}

/* How many of the arguments name this command; 0 if they do not. */
static int
match(const struct command *command, int argument_count, char **arguments)
{
	for (int i = 0; i < 2; i++) {
		if (command->words[i] == NULL)
			return i;
		if (i == argument_count || strcmp(arguments[i], command->words[i]) != 0)
			return 0;
	}
	return 2;
}

static enum exit_code
run(const struct console *console, int argument_count, char **arguments)
{
	for (size_t i = 0; i < LENGTH(commands); i++) {
		int words = match(&commands[i], argument_count, arguments);
		enum exit_code result;

		if (words == 0)
			continue;
		result = commands[i].run(console, argument_count - words, arguments + words);
		if (result == EXIT_USAGE && !commands[i].own_usage)
			fprintf(stderr, "usage: zhiheng %s%s%s %s\n", commands[i].words[0],
			    words == 2 ? " " : "", words == 2 ? commands[i].words[1] : "",
			    commands[i].arguments);
		return result;
	}
	print_usage(stderr);
	return EXIT_USAGE;
}

int
main(int argument_count, char **arguments)
{
	struct console console = {
	    .database = getenv("ZHIHENG_DATABASE"), .sql = getenv("ZHIHENG_SQL")};
	enum exit_code result;

	if (sodium_init() < 0)
		return (int)console_fail("no random numbers on this machine");
	if (argument_count == 2 &&
	    (strcmp(arguments[1], "help") == 0 || strcmp(arguments[1], "--help") == 0)) {
		print_usage(stdout);
		return EXIT_DONE;
	}
	console.arena = arena_create();
	result = run(&console, argument_count - 1, arguments + 1);
	arena_destroy(console.arena);
	return (int)result;
}
