/* What the parts of zhiheng verify hand to each other. */
#ifndef CONSOLE_VERIFY_VERIFY_H
#define CONSOLE_VERIFY_VERIFY_H

#include "console/console.h"
#include "edition/compute.h"
#include "edition/manifest.h"

/* One edition's directory. */
struct verification {
	const struct console *console;
	const char *folder;
	struct manifest manifest;
	char digest[MANIFEST_DIGEST_SIZE]; /* of the manifest; "" if there is none */
	size_t faults;
};

/* Says what is wrong and where; row 0, column NULL: the whole. */
void verify_fault(struct verification *verification, const char *file, size_t row,
    const char *column, const char *message);

/* Reads the tables, computes everything anew, compares. */
void verify_content(struct verification *verification);

/* A file of the folder without a complaint; false if it cannot be read. */
bool verify_read(
    char **data, size_t *length, const struct verification *verification, const char *name);

#endif
