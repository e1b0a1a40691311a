/*
 * What the server makes of sheets, for the script of the pages to be held against.  A line of
 * input: factor TAB places TAB numerators TAB denominators the two lists being typed texts between
 * "|", one for each department or month.  A line of output: numerators TAB denominators TAB sum TAB
 * sum TAB rate the lists as the server reads them ("!" what it refuses), the sums of what it reads,
 * "" if a list holds nothing or something refused, the rate as pages show it, "" if there is none.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/text.h"
#include "figure/value.h"
#include "institution/entry.h"
#include "measure/decimal.h"

#define LINE_BYTES 65536

/* Prints what is read of a list; returns its sum, NULL if there is none. */
static const char *
print_list(struct arena *arena, char *list)
{
	struct decimal sum = decimal_from_integer(0), value;
	bool any = false, refused = false;

	for (char *text = list, *next; text != NULL; text = next) {
		const char *number;

		next = strchr(text, '|');
		if (next != NULL)
			*next++ = '\0';
		number = text_number(arena, text);
		if (text != list)
			putchar('|');
		if (number[0] == '\0')
			continue;
		if (entry_fault(number) != NULL || !decimal_parse(&value, number) ||
		    !decimal_add(&sum, sum, value)) {
			putchar('!');
			refused = true;
			continue;
		}
		any = true;
		fputs(figure_decimal(arena, value), stdout);
	}
	putchar('\t');
	return any && !refused ? figure_decimal(arena, sum) : NULL;
}

static void
print_sheet(struct arena *arena, char *fields[4])
{
	struct figure_definition definition = {
	    .unit = "",
	    .factor = atoi(fields[0]),
	    .places = atoi(fields[1]),
	    .rule = {.kind = MEASURE_PROPORTION},
	};
	const char *part = print_list(arena, fields[2]), *whole = print_list(arena, fields[3]);
	const char *rate =
	    part == NULL || whole == NULL ? NULL : figure_value(arena, &definition, part, whole);

	printf("%s\t%s\t%s\n", part == NULL ? "" : part, whole == NULL ? "" : whole,
	    rate == NULL ? "" : rate);
}

int
main(void)
{
	static char line[LINE_BYTES];
	struct arena *arena = arena_create();

	while (fgets(line, sizeof(line), stdin) != NULL) {
		char *fields[4] = {line};

		line[strcspn(line, "\n")] = '\0';
		for (int i = 1; i < 4; i++) {
			fields[i] = strchr(fields[i - 1], '\t');
			if (fields[i] == NULL)
				return 2;
			*fields[i]++ = '\0';
		}
		print_sheet(arena, fields);
		arena_reset(arena);
	}
	arena_destroy(arena);
	return 0;
}
