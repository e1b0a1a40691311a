/* The operator's command: what every subcommand gets, and what they share. */
#ifndef CONSOLE_CONSOLE_H
#define CONSOLE_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct db;
struct statement;

/* Exit codes of every subcommand. */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_REFUSED = 1, /* the work could not be done */
	EXIT_USAGE = 2    /* wrong arguments or malformed input */
};

struct console {
	struct arena *arena;  /* lives as long as the command */
	const char *database; /* ZHIHENG_DATABASE: libpq connection string */
	const char *sql;      /* ZHIHENG_SQL: the folder sql/ */
};

/* A subcommand; the arguments are those after its own words. */
typedef enum exit_code console_run(
    const struct console *console, int argument_count, char **arguments);

console_run migrate_run;
console_run catalogue_check_run;
console_run catalogue_load_run;
console_run region_load_run;
console_run account_create_run;
console_run demo_load_run;
console_run rebuild_run;
console_run evidence_check_run;
console_run evidence_sweep_run;
console_run site_run;
console_run key_run;
console_run verify_run;
console_run recompute_run;
console_run measure_kinds_run;

/* The arithmetic alone, without database; argv[0] is its name. */
int measure_command(int argc, char **argv);

/* Opens the database; says on standard error why it cannot be. */
bool console_connect(struct db **out, const struct console *console,
    const struct statement *statements, size_t statement_count);

/* A whole file, followed by a NUL not counted; says on standard error why it cannot be read. */
bool console_read_file(char **out, size_t *length, const struct console *console, const char *path);

/* The names in a folder that end so, in order of bytes.  False and a message if it has none. */
bool console_list_files(const char ***out, size_t *count, const struct console *console,
    const char *folder, const char *ending);

/* "zhiheng: message" on standard error; returns EXIT_REFUSED. */
enum exit_code console_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
