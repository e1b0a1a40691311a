/* The bytes of evidence, in the directory ZHIHENG_EVIDENCE under random names.  nginx sends them.
 */
#ifndef INSTITUTION_EVIDENCE_STORE_H
#define INSTITUTION_EVIDENCE_STORE_H

#include <stddef.h>

#include "core/status.h"

struct arena;

/*
 * Writes a new file and has it on the disk before it returns; *name: 64 hexadecimal digits.
 * STATUS_INTERNAL (and a word on standard error): no such directory, no room.
 */
enum status evidence_store_write(
    const char **name, struct arena *arena, const char *data, size_t length) MUST_CHECK;

/* Takes a file back that was not put on record after all. */
void evidence_store_remove(struct arena *arena, const char *name);

/* Hexadecimal SHA-256 of the bytes. */
const char *evidence_store_digest(struct arena *arena, const char *data, size_t length);

#endif
