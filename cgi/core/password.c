#include "password.h"

#include <sodium.h>

#include <stdlib.h>
#include <string.h>

#include "arena.h"

#define CODE_GROUP 4

/* Neither 0 and O nor 1, I and L; no U, so that fewer words come out. */
static const char code_alphabet[] = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

char *
password_hash(struct arena *arena, const char *password)
{
	char *hash = arena_new(arena, char, crypto_pwhash_STRBYTES);

	/* Fails for want of memory only; that ends the process as in the arena. */
	if (crypto_pwhash_str(
		hash, password, strlen(password), PASSWORD_PASSES, PASSWORD_MEMORY_BYTES) != 0)
		abort();
	return hash;
}

bool
password_verify(const char *hash, const char *password)
{
	unsigned char spent[32];
	static const unsigned char salt[crypto_pwhash_SALTBYTES] = {0};

	if (hash != NULL)
		return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
	if (crypto_pwhash(spent, sizeof(spent), password, strlen(password), salt, PASSWORD_PASSES,
		PASSWORD_MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13) != 0)
		abort();
	sodium_memzero(spent, sizeof(spent));
	return false;
}

bool
password_is_outdated(const char *hash)
{
	return crypto_pwhash_str_needs_rehash(hash, PASSWORD_PASSES, PASSWORD_MEMORY_BYTES) != 0;
}

char *
password_new_code(struct arena *arena)
{
	char *code =
	    arena_new(arena, char, PASSWORD_CODE_LENGTH + PASSWORD_CODE_LENGTH / CODE_GROUP);
	char *next = code;

	for (unsigned i = 0; i < PASSWORD_CODE_LENGTH; i++) {
		if (i > 0 && i % CODE_GROUP == 0)
			*next++ = '-';
		*next++ = code_alphabet[randombytes_uniform(sizeof(code_alphabet) - 1)];
	}
	return code;
}

/* Upper case of a character of the alphabet; NUL if it is none. */
static char
code_character(char typed)
{
	char upper = (char)(typed >= 'a' && typed <= 'z' ? typed - 'a' + 'A' : typed);

	return (char)(upper != '\0' && strchr(code_alphabet, upper) != NULL ? upper : '\0');
}

char *
password_code_digest(struct arena *arena, const char *typed)
{
	char code[PASSWORD_CODE_LENGTH];
	unsigned char digest[crypto_hash_sha256_BYTES];
	char *out;
	size_t length = 0;

	for (; *typed != '\0'; typed++) {
		if (*typed == ' ' || *typed == '-')
			continue;
		if (length == sizeof(code) || code_character(*typed) == '\0')
			return NULL;
		code[length++] = code_character(*typed);
	}
	if (length != sizeof(code))
		return NULL;
	crypto_hash_sha256(digest, (const unsigned char *)code, length);
	out = arena_new(arena, char, 2 * sizeof(digest) + 1);
	return sodium_bin2hex(out, 2 * sizeof(digest) + 1, digest, sizeof(digest));
}
