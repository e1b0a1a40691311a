/* A CSV file, whole; one that cannot be read ends the program with 2. */
#ifndef TEST_CASES_FILE_H
#define TEST_CASES_FILE_H

#include <stdio.h>
#include <stdlib.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/csv.h"

static struct csv
read_file(struct arena *arena, const char *path)
{
	struct buffer text = buffer_create(arena, 1 << 16);
	FILE *file = fopen(path, "rb");
	struct csv_fault fault;
	struct csv csv = {0};
	char chunk[4096];
	size_t length;

	if (file == NULL) {
		perror(path);
		exit(2);
	}
	while ((length = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buffer_append(&text, chunk, length);
	fclose(file);
	if (csv_read(&csv, &fault, arena, text.data, text.length) != STATUS_OK || csv.count == 0) {
		fprintf(stderr, "%s: not a CSV file\n", path);
		exit(2);
	}
	return csv;
}

#endif
