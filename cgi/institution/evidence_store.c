#include "evidence_store.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/store.h"
#include "core/text.h"

#define NAME_BYTES 32

/* The web server belongs to the file's group, which is the directory's. */
#define MODE (S_IRUSR | S_IWUSR | S_IRGRP)

static const char *
hexadecimal(struct arena *arena, const unsigned char *bytes, size_t count)
{
	char *out = arena_new(arena, char, 2 * count + 1);

	return sodium_bin2hex(out, 2 * count + 1, bytes, count);
}

static const char *
path_of(struct arena *arena, const char *name)
{
	const char *directory = getenv("ZHIHENG_EVIDENCE");

	return directory == NULL ? NULL : text_format(arena, "%s/%s", directory, name);
}

enum status
evidence_store_write(const char **name, struct arena *arena, const char *data, size_t length)
{
	unsigned char bytes[NAME_BYTES];
	const char *path;

	randombytes_buf(bytes, sizeof(bytes));
	*name = hexadecimal(arena, bytes, sizeof(bytes));
	path = path_of(arena, *name);
	if (path == NULL) {
		fprintf(stderr, "evidence: ZHIHENG_EVIDENCE is not set\n");
		return STATUS_INTERNAL;
	}
	if (store_write(arena, path, MODE, data, length))
		return STATUS_OK;
	fprintf(stderr, "evidence: %s: %s\n", path, strerror(errno));
	return STATUS_INTERNAL;
}

void
evidence_store_remove(struct arena *arena, const char *name)
{
	const char *path = path_of(arena, name);

	if (path != NULL)
		unlink(path);
}

const char *
evidence_store_digest(struct arena *arena, const char *data, size_t length)
{
	unsigned char digest[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(digest, (const unsigned char *)data, length);
	return hexadecimal(arena, digest, sizeof(digest));
}
