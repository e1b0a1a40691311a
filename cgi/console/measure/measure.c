/*
 * zhiheng measure NAME: holds the portal's arithmetic against other software.  Reads a CSV on
 * standard input, writes its columns followed by the computed ones.  A row that cannot be computed
 * gets its status and empty figures; a malformed file is an error with its line number.
 */
#include "measure.h"

#include <stdio.h>
#include <string.h>

#include "cases.h"
#include "console/console.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/csv.h"
#include "core/text.h"

static const struct method *const families[] = {interval_methods, funnel_methods, spread_methods,
    chart_methods, panel_methods, rank_methods, eligibility_methods, grade_methods, screen_methods};

static const struct method *
find_method(const char *name)
{
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		for (const struct method *method = families[i]; method->name != NULL; method++)
			if (strcmp(method->name, name) == 0)
				return method;
	return NULL;
}

static int
print_usage(void)
{
	fputs("usage: zhiheng measure NAME < in.csv > out.csv\n"
	      "NAME and the columns it reads:\n",
	    stderr);
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		for (const struct method *method = families[i]; method->name != NULL; method++) {
			fprintf(stderr, "  %s:", method->name);
			for (const char *const *input = method->inputs; *input != NULL; input++)
				fprintf(stderr, " %s", *input);
			fputc('\n', stderr);
		}
	return EXIT_USAGE;
}

/* All of standard input. */
static struct buffer
read_input(struct arena *arena)
{
	struct buffer input = buffer_create(arena, 1 << 16);
	char chunk[1 << 14];
	size_t length;

	while ((length = fread(chunk, 1, sizeof(chunk), stdin)) > 0)
		buffer_append(&input, chunk, length);
	return input;
}

/* Every column the method needs once, every row as long as the head row. */
static bool
check_shape(const struct csv *csv, const struct method *method)
{
	if (csv->count == 0) {
		fputs("zhiheng measure: line 1: no head row\n", stderr);
		return false;
	}
	for (const char *const *input = method->inputs; *input != NULL; input++) {
		int count = 0;

		for (size_t i = 0; i < csv->rows[0].count; i++)
			count += strcmp(csv->rows[0].cells[i], *input) == 0;
		if (count != 1) {
			fprintf(stderr, "zhiheng measure: line 1: column \"%s\" %s\n", *input,
			    count == 0 ? "is missing" : "stands there twice");
			return false;
		}
	}
	for (size_t row = 1; row < csv->count; row++)
		if (csv->rows[row].count != csv->rows[0].count) {
			fprintf(stderr,
			    "zhiheng measure: line %zu: %zu cells, the head row has %zu\n",
			    csv->rows[row].line, csv->rows[row].count, csv->rows[0].count);
			return false;
		}
	return true;
}

static void
write_names(struct buffer *out, const char *const *names, bool *comma)
{
	for (; *names != NULL; names++, *comma = true)
		csv_append(out, *names, *comma);
}

static void
write_sheet(struct buffer *out, const struct cases *cases, const struct method *method)
{
	static const char *const none[] = {NULL};
	const char *const *inputs = method->own_rows ? none : method->inputs;
	bool comma = false;

	write_names(out, inputs, &comma);
	write_names(out, method->computed, &comma);
	csv_end_row(out);
	for (size_t row = 0; row < cases->rows_out; row++) {
		comma = false;
		for (const char *const *input = inputs; *input != NULL; input++, comma = true) {
			size_t column = (size_t)csv_column(cases->csv, *input);

			csv_append(out, cases->csv->rows[row + 1].cells[column], comma);
		}
		for (size_t i = 0; i < cases->width; i++, comma = true)
			csv_append(out, cases->computed[row * cases->width + i], comma);
		csv_end_row(out);
	}
}

static void
trim_cells(struct cases *cases)
{
	size_t width = cases->csv->rows[0].count;

	cases->trimmed = arena_new(cases->arena, const char *, cases->count *width + 1);
	for (size_t row = 0; row < cases->count; row++)
		for (size_t i = 0; i < width; i++)
			cases->trimmed[row * width + i] =
			    text_trim(cases->arena, cases->csv->rows[row + 1].cells[i]);
}

static struct cases
create_sheet(struct arena *arena, const struct csv *csv, const struct method *method)
{
	struct cases cases = {
	    .arena = arena, .csv = csv, .columns = method->computed, .count = csv->count - 1};

	while (method->computed[cases.width] != NULL)
		cases.width++;
	trim_cells(&cases);
	if (method->own_rows)
		return cases;
	cases.rows_out = cases.count;
	cases.computed = arena_new(arena, const char *, cases.count *cases.width + 1);
	for (size_t i = 0; i < cases.count * cases.width; i++)
		cases.computed[i] = "";
	return cases;
}

static int
compute(struct arena *arena, const struct method *method)
{
	struct buffer input = read_input(arena), output = buffer_create(arena, 1 << 16);
	struct csv_fault fault;
	struct cases cases;
	struct csv csv;

	if (ferror(stdin)) {
		perror("zhiheng measure: standard input");
		return EXIT_REFUSED;
	}
	if (csv_read(&csv, &fault, arena, input.data, input.length) != STATUS_OK) {
		fprintf(stderr, "zhiheng measure: line %zu: cell %zu: %s\n", fault.line,
		    fault.column, fault.message);
		return EXIT_USAGE;
	}
	if (!check_shape(&csv, method))
		return EXIT_USAGE;
	cases = create_sheet(arena, &csv, method);
	method->compute(&cases);
	write_sheet(&output, &cases, method);
	if (fwrite(output.data, 1, output.length, stdout) != output.length || fflush(stdout) != 0) {
		perror("zhiheng measure: standard output");
		return EXIT_REFUSED;
	}
	return EXIT_DONE;
}

int
measure_command(int argc, char **argv)
{
	const struct method *method = argc == 2 ? find_method(argv[1]) : NULL;
	struct arena *arena;
	int code;

	if (method == NULL)
		return print_usage();
	arena = arena_create();
	code = compute(arena, method);
	arena_destroy(arena);
	return code;
}
