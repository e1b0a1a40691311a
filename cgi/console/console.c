#include "console.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/db.h"
#include "core/text.h"

#define READ_CHUNK ((size_t)65536)

enum exit_code
console_fail(const char *format, ...)
{
	va_list arguments;

	fflush(stdout);
	fputs("zhiheng: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	return EXIT_REFUSED;
}

bool
console_connect(struct db **out, const struct console *console, const struct statement *statements,
    size_t statement_count)
{
	enum status status;

	*out = NULL;
	if (console->database == NULL) {
		console_fail("ZHIHENG_DATABASE is not set (a libpq connection string)");
		return false;
	}
	status = db_open(out, console->database, statements, statement_count);
	if (status == STATUS_BUSY) {
		console_fail("the database cannot be reached");
		db_close(*out);
		*out = NULL;
	} else if (status != STATUS_OK) {
		console_fail("the database does not fit this program; run zhiheng migrate");
	}
	return status == STATUS_OK;
}

bool
console_read_file(char **out, size_t *length, const struct console *console, const char *path)
{
	FILE *file = fopen(path, "rb");
	struct buffer data;
	char chunk[4096];
	size_t count;
	bool good;

	if (file == NULL) {
		console_fail("%s: %s", path, strerror(errno));
		return false;
	}
	data = buffer_create(console->arena, READ_CHUNK);
	while ((count = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buffer_append(&data, chunk, count);
	good = ferror(file) == 0;
	if (!good)
		console_fail("%s: %s", path, strerror(errno));
	fclose(file);
	*out = data.data;
	*length = data.length;
	return good;
}

static bool
ends_so(const char *name, const char *ending)
{
	size_t length = strlen(name), tail = strlen(ending);

	return length > tail && name[0] != '.' && strcmp(name + length - tail, ending) == 0;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool
console_list_files(const char ***out, size_t *count, const struct console *console,
    const char *folder, const char *ending)
{
	DIR *directory = opendir(folder);
	struct dirent *entry;
	size_t room = 0;

	*count = 0;
	if (directory == NULL) {
		console_fail("%s: %s", folder, strerror(errno));
		return false;
	}
	while (readdir(directory) != NULL)
		room++;
	rewinddir(directory);
	*out = arena_new(console->arena, const char *, room + 1);
	while (*count < room && (entry = readdir(directory)) != NULL)
		if (ends_so(entry->d_name, ending))
			(*out)[(*count)++] =
			    text_copy(console->arena, entry->d_name, strlen(entry->d_name));
	closedir(directory);
	if (*count == 0) {
		console_fail("%s: holds no *%s", folder, ending);
		return false;
	}
	qsort(*out, *count, sizeof(**out), compare_names);
	return true;
}
