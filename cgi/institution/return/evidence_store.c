#include "evidence_store.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
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

static bool
write_all(int file, const char *data, size_t length)
{
	while (length > 0) {
		ssize_t written = write(file, data, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		data += written;
		length -= (size_t)written;
	}
	return true;
}

enum status
evidence_store_write(const char **name, struct arena *arena, const char *data, size_t length)
{
	unsigned char bytes[NAME_BYTES];
	enum status status = STATUS_INTERNAL;
	const char *path;
	int file;

	randombytes_buf(bytes, sizeof(bytes));
	*name = hexadecimal(arena, bytes, sizeof(bytes));
	path = path_of(arena, *name);
	if (path == NULL) {
		fprintf(stderr, "evidence: ZHIHENG_EVIDENCE is not set\n");
		return status;
	}
	file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, MODE);
	if (file < 0) {
		fprintf(stderr, "evidence: %s: %s\n", path, strerror(errno));
		return status;
	}
	/* Past the umask of the service. */
	if (write_all(file, data, length) && fchmod(file, MODE) == 0 && fsync(file) == 0)
		status = STATUS_OK;
	else
		fprintf(stderr, "evidence: %s: %s\n", path, strerror(errno));
	close(file);
	if (status != STATUS_OK)
		unlink(path);
	return status;
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
