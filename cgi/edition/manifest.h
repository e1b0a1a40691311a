/*
 * The manifest of an edition, SHA256SUMS, and its signature.  `sha256sum -c SHA256SUMS` reads it as
 * it is: what it says of the edition and of the one before stands in comment lines,
 *     # zhiheng <region>/<period>/<number>
 *     # previous <region>/<period>/<number> <SHA-256 of its SHA256SUMS>     or: # previous none
 * The signature is Ed25519 over the whole file.  Keys and signatures are files as OpenBSD's signify
 * has them, which verifies them too: signify -V -p zhiheng.pub -m SHA256SUMS.
 */
#ifndef EDITION_MANIFEST_H
#define EDITION_MANIFEST_H

#include <sodium.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"

#define MANIFEST_NAME        "SHA256SUMS"
#define MANIFEST_SIGNATURE   "SHA256SUMS.sig"
#define MANIFEST_KEY         "zhiheng.pub"
#define MANIFEST_DIGEST_SIZE (2 * crypto_hash_sha256_BYTES + 1)
#define MANIFEST_KEY_NUMBER  8

struct manifest_key {
	unsigned char number[MANIFEST_KEY_NUMBER];
	unsigned char public[crypto_sign_PUBLICKEYBYTES];
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
	bool may_sign;
};

/* A new key; its two files. */
void manifest_key_make(struct manifest_key *out);
const char *manifest_key_public(struct arena *arena, const struct manifest_key *key);
const char *manifest_key_secret(struct arena *arena, const struct manifest_key *key);

/* Out of the text of either file. */
bool manifest_key_read(struct manifest_key *out, const char *text);

/* The text of the signature's file. */
const char *manifest_sign(
    struct arena *arena, const struct manifest_key *key, const char *data, size_t length);

bool manifest_check(
    const struct manifest_key *key, const char *signature, const char *data, size_t length);

/* SHA-256 in hexadecimal. */
void manifest_digest(char out[MANIFEST_DIGEST_SIZE], const char *data, size_t length);

/* The comment lines.  previous NULL: the region's first edition. */
void manifest_begin(struct buffer *out, const char *name, const char *previous, const char *digest);

void manifest_add(struct buffer *out, const char *digest, const char *file);

struct manifest_line {
	const char *digest;
	const char *file;
};

struct manifest {
	const char *name;
	const char *previous; /* NULL: none */
	const char *previous_digest;
	size_t count;
	struct manifest_line *lines;
};

/* False if the text is no manifest. */
bool manifest_read(struct manifest *out, struct arena *arena, const char *text);

#endif
