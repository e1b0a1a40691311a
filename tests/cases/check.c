/*
 * Holds what `zhiheng measure` wrote against a file of worked cases.
 *   check NAME expected.csv actual.csv [KEY ...]
 * A case is a row of the expected file; its row of the actual file is the one of the same number,
 * or the one with the same texts in the KEY columns.  Every column of the actual file is compared:
 * numbers by |got - expected| <= tol_abs + tol_rel |expected|, all else as text, empty as empty.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/csv.h"
#include "file.h"

/* Conventions that others use and Zhiheng does not. */
static const char *const not_adopted[] = {
    "binom_exact_paper", "poisson_exact_paper", "prop_asin", "sr_sqrt", "sr_log_trunc"};

/* Columns of the case files that are notes or published values, not results of ours. */
static const char *const notes[] = {"source", "note", "tol_abs", "tol_rel", "pub_",
    "wrong_mean_of_rates", "class_score_normal", "z_score_normal", "median_ok", "q025_ok",
    "q975_ok", "mean_tol_mc10000"};

static const char *
cell(const struct csv *csv, size_t row, const char *column)
{
	int index = csv_column(csv, column);

	return index < 0 ? "" : csv->rows[row].cells[index];
}

static int
is_adopted(const struct csv *expected, size_t row)
{
	for (size_t i = 0; i < sizeof(not_adopted) / sizeof(not_adopted[0]); i++)
		for (size_t j = 0; j < expected->rows[row].count; j++)
			if (strcmp(expected->rows[row].cells[j], not_adopted[i]) == 0)
				return 0;
	return 1;
}

static int
is_number(const char *text, double *number)
{
	char *end;

	*number = strtod(text, &end);
	return *text != '\0' && *end == '\0' && isfinite(*number);
}

static int
is_equal(const char *expected, const char *got, double tolerance_abs, double tolerance_rel)
{
	double a, b;

	if (strcmp(expected, got) == 0)
		return 1;
	if (!is_number(expected, &a) || !is_number(got, &b))
		return 0;
	return fabs(b - a) <= tolerance_abs + tolerance_rel * fabs(a);
}

/* Every column of the case file but the notes must have been written. */
static int
check_columns(const struct csv *expected, const struct csv *actual)
{
	int good = 1;

	for (size_t i = 0; i < expected->rows[0].count; i++) {
		const char *column = expected->rows[0].cells[i];
		int note = 0;

		for (size_t j = 0; j < sizeof(notes) / sizeof(notes[0]); j++)
			note = note || strncmp(column, notes[j], strlen(notes[j])) == 0;
		if (!note && csv_column(actual, column) < 0) {
			printf("column %s was not written\n", column);
			good = 0;
		}
	}
	return good;
}

/* The row of actual that belongs to the row of expected, 0 if there is none. */
static size_t
find_row(
    const struct csv *expected, size_t row, const struct csv *actual, int key_count, char **keys)
{
	if (key_count == 0)
		return row < actual->count ? row : 0;
	for (size_t i = 1; i < actual->count; i++) {
		int same = 1;

		for (int k = 0; k < key_count; k++)
			same = same &&
			       strcmp(cell(expected, row, keys[k]), cell(actual, i, keys[k])) == 0;
		if (same)
			return i;
	}
	return 0;
}

static int
check_row(const char *name, const struct csv *expected, size_t row, const struct csv *actual,
    size_t found)
{
	double tolerance_abs = strtod(cell(expected, row, "tol_abs"), NULL);
	double tolerance_rel = strtod(cell(expected, row, "tol_rel"), NULL);
	int good = 1;

	for (size_t i = 0; i < actual->rows[0].count; i++) {
		const char *column = actual->rows[0].cells[i];
		const char *wanted = cell(expected, row, column);
		const char *got = actual->rows[found].cells[i];

		if (csv_column(expected, column) < 0 ||
		    is_equal(wanted, got, tolerance_abs, tolerance_rel))
			continue;
		good = 0;
		printf("%s.csv:%zu: %s: expected \"%s\", got \"%s\"\n", name,
		    expected->rows[row].line, column, wanted, got);
	}
	return good;
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_create();
	size_t passed = 0, failed = 0, skipped = 0;
	struct csv expected, actual;

	if (argc < 4) {
		fputs("usage: check NAME expected.csv actual.csv [KEY ...]\n", stderr);
		return 2;
	}
	expected = read_file(arena, argv[2]);
	actual = read_file(arena, argv[3]);
	for (size_t row = 1; row < expected.count; row++) {
		size_t found;

		if (!is_adopted(&expected, row)) {
			skipped++;
			continue;
		}
		found = find_row(&expected, row, &actual, argc - 4, argv + 4);
		if (found == 0)
			printf("%s.csv:%zu: no such row in the output\n", argv[1],
			    expected.rows[row].line);
		if (found > 0 && check_row(argv[1], &expected, row, &actual, found))
			passed++;
		else
			failed++;
	}
	failed += !check_columns(&expected, &actual);
	printf("%s: %zu passed, %zu failed, %zu not adopted\n", argv[1], passed, failed, skipped);
	arena_destroy(arena);
	return failed > 0;
}
