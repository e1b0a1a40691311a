/*
 * What the importer says of any file is of its form, and the program that asked takes it so.  The
 * first byte tells what the rest is: a file as it was sent, or the parts of a workbook (its sheet,
 * its texts, its styles, parted by NULs), for nothing random would ever have the checksums of an
 * archive right.
 */
#include "fuzz.h"

#include <zlib.h>

#include "core/upload_table.h"
#include "importer/importer.h"

#define PARTS 5

struct part {
	const char *name;
	const char *text;
};

static void
append_number(struct buffer *out, unsigned long number, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++, number >>= 8)
		buffer_append_char(out, (char)(number & 0xff));
}

/* What the two records of a file have in common, from the version on; nothing is packed. */
static void
append_record(struct buffer *out, const struct part *part)
{
	size_t length = strlen(part->text);

	append_number(out, 20, 2);
	append_number(out, 0, 8);
	append_number(out, crc32(0, (const unsigned char *)part->text, (unsigned)length), 4);
	append_number(out, length, 4);
	append_number(out, length, 4);
	append_number(out, strlen(part->name), 2);
	append_number(out, 0, 2);
}

static struct buffer
make_archive(struct arena *arena, const struct part parts[], size_t count)
{
	struct buffer out = buffer_create(arena, 4096), directory = buffer_create(arena, 1024);

	for (size_t i = 0; i < count; i++) {
		size_t offset = out.length;

		buffer_append_text(&out, "PK\x03\x04");
		append_record(&out, &parts[i]);
		buffer_append_text(&out, parts[i].name);
		buffer_append_text(&out, parts[i].text);
		buffer_append_text(&directory, "PK\x01\x02");
		append_number(&directory, 20, 2);
		append_record(&directory, &parts[i]);
		append_number(&directory, 0, 10);
		append_number(&directory, offset, 4);
		buffer_append_text(&directory, parts[i].name);
	}
	append_number(&directory, 0x06054b50, 4);
	append_number(&directory, 0, 4);
	append_number(&directory, count, 2);
	append_number(&directory, count, 2);
	append_number(&directory, directory.length - 12, 4);
	append_number(&directory, out.length, 4);
	append_number(&directory, 0, 2);
	buffer_append(&out, directory.data, directory.length);
	return out;
}

static struct buffer
make_workbook(struct arena *arena, const char *data, size_t length)
{
	struct part parts[PARTS] = {
	    {"xl/workbook.xml",
		"<w><sheets><sheet name='&#22635;&#25253;' r:id='a'/></sheets></w>"},
	    {"xl/_rels/workbook.xml.rels", "<r><Relationship Id='a' Target='s.xml'/></r>"},
	    {"xl/s.xml", ""},
	    {"xl/sharedStrings.xml", ""},
	    {"xl/styles.xml", ""},
	};

	for (size_t i = 2; i < PARTS; i++)
		parts[i].text = fuzz_take(arena, &data, &length, '\0');
	return make_archive(arena, parts, PARTS);
}

static void
check_table(const struct table *table)
{
	for (size_t i = 0; i < table->cell_count; i++) {
		const struct table_cell *cell = &table->cells[i];

		assert(cell->row <= IMPORT_ROWS && cell->column <= IMPORT_COLUMNS);
		assert(text_is_utf8(cell->text, strlen(cell->text)));
		assert(table_find(table, cell->row, cell->column) == cell);
	}
	assert(table->cell_count <= IMPORT_CELLS);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	struct arena *arena = arena_create();
	struct buffer lines;
	struct table table;

	if (length > 0 && data[0] == 'w') {
		struct buffer book = make_workbook(arena, (const char *)data + 1, length - 1);

		lines = import_read(arena, book.data, book.length);
	} else {
		size_t skip = length > 0;

		lines = import_read(arena, (const char *)data + skip, length - skip);
	}
	assert(table_parse(&table, arena, lines.data) == STATUS_OK);
	check_table(&table);
	/* Lines that are not the importer's are refused, not believed. */
	if (length > 0)
		(void)!table_parse(&table, arena, text_copy(arena, (const char *)data, length));
	arena_destroy(arena);
	return 0;
}
