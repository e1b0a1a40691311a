/* What is in a workbook, for unit tests. */
#ifndef WORKBOOK_H
#define WORKBOOK_H

#include <zip.h>

#include "core/arena.h"
#include "core/buffer.h"

/* The text of one part, for example "xl/worksheets/sheet1.xml"; NULL if it is not there. */
static inline const char *
workbook_part(struct arena *arena, const struct buffer *book, const char *name)
{
	zip_error_t error;
	zip_source_t *source = zip_source_buffer_create(book->data, book->length, 0, &error);
	zip_t *archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
	zip_file_t *file;
	struct buffer out = buffer_create(arena, 4096);
	char part[4096];
	zip_int64_t length;

	assert_non_null(archive);
	file = zip_fopen(archive, name, 0);
	while (file != NULL && (length = zip_fread(file, part, sizeof(part))) > 0)
		buffer_append(&out, part, (size_t)length);
	if (file != NULL)
		zip_fclose(file);
	zip_discard(archive);
	return file == NULL ? NULL : out.data;
}

#endif
