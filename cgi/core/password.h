/* Passwords and one-time activation codes.  The costs stand here and nowhere else. */
#ifndef CORE_PASSWORD_H
#define CORE_PASSWORD_H

#include <stdbool.h>

struct arena;

/* argon2id, as OWASP advises for 19 MiB: some 11 ms of a core. */
#define PASSWORD_PASSES       2
#define PASSWORD_MEMORY_BYTES (19U * 1024 * 1024)

#define PASSWORD_CODE_LENGTH 16

/* The hash in libsodium's string form, with its own salt and costs. */
char *password_hash(struct arena *arena, const char *password);

/*
 * Whether the password belongs to the hash.  NULL as hash (no such account, not activated) takes
 * as long as a wrong password and is false.
 */
bool password_verify(const char *hash, const char *password);

/* Whether a hash that has just been verified was made with other costs and should be made anew. */
bool password_is_outdated(const char *hash);

/*
 * A random one-time code, four groups of four (ABCD-EFGH-JKMN-PQRS), without characters that are
 * mistaken for each other: 78 bits.
 */
char *password_new_code(struct arena *arena);

/*
 * Hexadecimal SHA-256 of a code as typed: lower case, spaces and hyphens do not matter.  NULL if
 * the text cannot be a code.
 */
char *password_code_digest(struct arena *arena, const char *typed);

#endif
