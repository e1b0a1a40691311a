/* What is read can be written and read again; what is written for spreadsheets is no formula. */
#include "fuzz.h"

#include "core/csv.h"

static struct buffer
write_rows(
    struct arena *arena, const struct csv *csv, void (*append)(struct buffer *, const char *, bool))
{
	struct buffer out = buffer_create(arena, 256);

	for (size_t i = 0; i < csv->count; i++) {
		const struct csv_row *row = &csv->rows[i];

		/* A row of one empty cell would be an empty line, which is no row. */
		for (size_t j = 0; j < row->count; j++)
			append(&out, row->cells[j], j > 0);
		if (row->count == 1 && row->cells[0][0] == '\0')
			buffer_append_text(&out, "\"\"");
		csv_end_row(&out);
	}
	return out;
}

static void
check_same(const struct csv *a, const struct csv *b)
{
	assert(a->count == b->count);
	for (size_t i = 0; i < a->count; i++) {
		assert(a->rows[i].count == b->rows[i].count && a->rows[i].count > 0);
		assert(i == 0 || a->rows[i].line > a->rows[i - 1].line);
		for (size_t j = 0; j < a->rows[i].count; j++)
			assert(text_equal(a->rows[i].cells[j], b->rows[i].cells[j]));
	}
}

static void
check_harmless(const struct csv *csv)
{
	for (size_t i = 0; i < csv->count; i++)
		for (size_t j = 0; j < csv->rows[i].count; j++) {
			const char *cell = csv->rows[i].cells[j];

			assert(*cell != '=' && *cell != '@' && *cell != '\t' && *cell != '\r');
			assert((*cell != '+' && *cell != '-') ||
			       strspn(cell + 1, "0123456789.") == strlen(cell + 1));
		}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	struct arena *arena = arena_create();
	struct csv csv, again;
	struct csv_fault fault = {0};

	if (csv_read(&csv, &fault, arena, (const char *)data, length) == STATUS_OK) {
		struct buffer out = write_rows(arena, &csv, csv_append);

		assert(csv_read(&again, &fault, arena, out.data, out.length) == STATUS_OK);
		check_same(&csv, &again);
		out = write_rows(arena, &csv, csv_append_safe);
		assert(csv_read(&again, &fault, arena, out.data, out.length) == STATUS_OK);
		check_harmless(&again);
		(void)csv_column(&csv, "code");
	} else
		assert(fault.line > 0 && fault.message != NULL);
	arena_destroy(arena);
	return 0;
}
