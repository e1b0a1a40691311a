/* The subcommands of zhiheng: each gets its own arguments, argv[0] being its name. */
#ifndef CONSOLE_CONSOLE_H
#define CONSOLE_CONSOLE_H

/* Exit codes of every subcommand. */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_REFUSED = 1, /* the work could not be done */
	EXIT_USAGE = 2    /* wrong arguments or malformed input */
};

int measure_command(int argc, char **argv);

#endif
