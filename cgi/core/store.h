/*
 * Files that must not be lost: on the disk when a function returns.  false and errno: it cannot be.
 * A name is told to others (in the database, by a directory's rename) only after this, so that
 * nobody sees half a file.
 */
#ifndef CORE_STORE_H
#define CORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct arena;

/*
 * Writes a new file of this mode, past the umask; EEXIST if the name is taken.  Nothing is left of
 * one that could not be written.
 */
bool store_write(
    struct arena *arena, const char *path, mode_t mode, const char *data, size_t length);

/* Syncs a file, or what a directory lists: a new name is on the disk only after this. */
bool store_sync(const char *path);

#endif
