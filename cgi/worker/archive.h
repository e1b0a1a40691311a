/*
 * The directory of the editions' files.  Files are made below .staging/<edition id>, each on the
 * disk for sure, and put into their place by one rename; what an ended worker left there is either
 * of an edition that was written, and is put into its place at the next start, or is removed.
 */
#ifndef WORKER_ARCHIVE_H
#define WORKER_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct archive {
	const char *root; /* ZHIHENG_EDITIONS */
	struct arena *arena;
};

/* An empty staging directory for the edition; false and errno if it cannot be. */
bool archive_open(const struct archive *archive, const char *edition);

/* A file of it, and the same compressed as name.gz, both on the disk when this returns. */
bool archive_write(const struct archive *archive, const char *edition, const char *name,
    const char *data, size_t length);

/* Removes the staging directory of an edition that is not to be. */
void archive_discard(const struct archive *archive, const char *edition);

/* Renames it to <root>/region/<region>/<period>/<number>/files; true too if that was done before.
 */
bool archive_place(const struct archive *archive, const char *edition, const char *region,
    const char *period, const char *number);

/* Removes every staging directory but those of the editions kept[0 ... count - 1]. */
void archive_clean(const struct archive *archive, const char *const kept[], size_t count);

#endif
