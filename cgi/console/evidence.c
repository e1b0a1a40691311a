/*
 * zhiheng evidence check|sweep DIR: the files of evidence against the record.  A file is written
 * before its row is committed, so a process that dies in between leaves a file that nobody knows
 * of; sweep removes these.  The reverse, a row without its file, means that the directory was not
 * restored whole.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "console.h"
#include "console_query.h"
#include "core/arena.h"
#include "core/db.h"
#include "core/text.h"

/* A younger file may belong to an upload under way. */
#define UNKNOWN_AGE_SECONDS 86400

#define DIGEST_TEXT (2 * crypto_hash_sha256_BYTES + 1)

struct store {
	const struct console *console;
	const char *folder;
	bool sweeps;
	const struct rows *rows; /* in order of stored_as */
	bool *found;             /* by row */
	long long unknown, removed, wrong;
};

static size_t
find_row(const struct store *store, const char *name)
{
	size_t low = 0, high = rows_count(store->rows);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(rows_text(store->rows, middle, "stored_as"), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < rows_count(store->rows) &&
	    text_equal(rows_text(store->rows, low, "stored_as"), name))
		return low;
	return SIZE_MAX;
}

static bool
digest_file(char out[static DIGEST_TEXT], const char *path)
{
	unsigned char digest[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;
	char chunk[16384];
	size_t count;
	FILE *file = fopen(path, "rb");
	bool good;

	if (file == NULL)
		return false;
	crypto_hash_sha256_init(&state);
	while ((count = fread(chunk, 1, sizeof(chunk), file)) > 0)
		crypto_hash_sha256_update(&state, (const unsigned char *)chunk, count);
	good = ferror(file) == 0;
	fclose(file);
	crypto_hash_sha256_final(&state, digest);
	sodium_bin2hex(out, DIGEST_TEXT, digest, sizeof(digest));
	return good;
}

static void
check_known(struct store *store, size_t row, const char *path)
{
	char digest[DIGEST_TEXT];

	store->found[row] = true;
	if (digest_file(digest, path) && text_equal(digest, rows_text(store->rows, row, "digest")))
		return;
	store->wrong++;
	printf("changed  file %s of %s: %s\n", rows_text(store->rows, row, "id"),
	    rows_text(store->rows, row, "owner"), path);
}

static void
check_unknown(struct store *store, const char *path, const struct stat *about)
{
	if (about->st_mtime > time(NULL) - UNKNOWN_AGE_SECONDS)
		return;
	store->unknown++;
	if (store->sweeps && unlink(path) == 0) {
		store->removed++;
		printf("removed  %s\n", path);
	} else {
		printf("unknown  %s (%lld bytes)\n", path, (long long)about->st_size);
	}
}

/* Only files with names such as the portal gives: whatever else lies there is not its own. */
static bool
is_stored_name(const char *name)
{
	return strlen(name) == DIGEST_TEXT - 1 &&
	       strspn(name, "0123456789abcdef") == DIGEST_TEXT - 1;
}

static bool
walk(struct store *store)
{
	DIR *directory = opendir(store->folder);
	struct dirent *entry;

	if (directory == NULL)
		return false;
	while ((entry = readdir(directory)) != NULL) {
		const char *path;
		struct stat about;
		size_t row;

		if (!is_stored_name(entry->d_name))
			continue;
		path = text_format(store->console->arena, "%s/%s", store->folder, entry->d_name);
		if (lstat(path, &about) != 0 || !S_ISREG(about.st_mode))
			continue;
		row = find_row(store, entry->d_name);
		if (row == SIZE_MAX)
			check_unknown(store, path, &about);
		else
			check_known(store, row, path);
	}
	closedir(directory);
	for (size_t row = 0; row < rows_count(store->rows); row++) {
		if (store->found[row])
			continue;
		store->wrong++;
		printf("missing  file %s of %s: %s/%s\n", rows_text(store->rows, row, "id"),
		    rows_text(store->rows, row, "owner"), store->folder,
		    rows_text(store->rows, row, "stored_as"));
	}
	return true;
}

static enum exit_code
report(const struct store *store)
{
	printf("%zu on record, %lld missing or changed; %lld unknown for more than a day, %lld "
	       "removed\n",
	    rows_count(store->rows), store->wrong, store->unknown, store->removed);
	return store->wrong > 0 || store->unknown > store->removed ? EXIT_REFUSED : EXIT_DONE;
}

static enum exit_code
compare(const struct console *console, const char *folder, bool sweeps)
{
	struct store store = {.console = console, .folder = folder, .sweeps = sweeps};
	enum exit_code result;
	struct rows *rows;
	struct db *db;

	if (!console_connect(&db, console, console_statements, QUERY_COUNT))
		return EXIT_REFUSED;
	if (db_begin(db, console->arena, DB_READ, NULL, "") != STATUS_OK ||
	    DB_ASK(db, &rows, EVIDENCE_LIST) != STATUS_OK) {
		result = console_fail("the record of the files cannot be read");
	} else {
		store.rows = rows;
		store.found = arena_new(console->arena, bool, rows_count(rows) + 1);
		result =
		    walk(&store) ? report(&store) : console_fail("%s: %s", folder, strerror(errno));
	}
	db_close(db);
	return result;
}

enum exit_code
evidence_check_run(const struct console *console, int argument_count, char **arguments)
{
	return argument_count == 1 ? compare(console, arguments[0], false) : EXIT_USAGE;
}

enum exit_code
evidence_sweep_run(const struct console *console, int argument_count, char **arguments)
{
	return argument_count == 1 ? compare(console, arguments[0], true) : EXIT_USAGE;
}
