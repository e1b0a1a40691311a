#include "manifest.h"

#include <string.h>

#include "core/arena.h"
#include "core/text.h"

#define LINE_MAXIMUM 512

static const unsigned char algorithm[2] = {'E', 'd'};

/* ---- keys ----------------------------------------------------------------------------------- */

void
manifest_key_make(struct manifest_key *out)
{
	*out = (struct manifest_key){.may_sign = true};
	randombytes_buf(out->number, sizeof(out->number));
	crypto_sign_keypair(out->public, out->secret);
}

/* Comment line, then base64 of algorithm, key number and what follows. */
static const char *
write_file(struct arena *arena, const char *comment, const struct manifest_key *key,
    const unsigned char *payload, size_t length)
{
	unsigned char bytes[sizeof(algorithm) + MANIFEST_KEY_NUMBER + crypto_sign_SECRETKEYBYTES];
	char text[sodium_base64_ENCODED_LEN(sizeof(bytes), sodium_base64_VARIANT_ORIGINAL)];

	memcpy(bytes, algorithm, sizeof(algorithm));
	memcpy(bytes + sizeof(algorithm), key->number, MANIFEST_KEY_NUMBER);
	memcpy(bytes + sizeof(algorithm) + MANIFEST_KEY_NUMBER, payload, length);
	sodium_bin2base64(text, sizeof(text), bytes,
	    sizeof(algorithm) + MANIFEST_KEY_NUMBER + length, sodium_base64_VARIANT_ORIGINAL);
	return text_format(arena, "untrusted comment: %s\n%s\n", comment, text);
}

/* The bytes after algorithm and number; their count, or 0. */
static size_t
read_file(unsigned char number[], unsigned char payload[], size_t room, const char *text)
{
	unsigned char bytes[sizeof(algorithm) + MANIFEST_KEY_NUMBER + crypto_sign_SECRETKEYBYTES];
	const char *line = strchr(text, '\n');
	size_t head = sizeof(algorithm) + MANIFEST_KEY_NUMBER, length;

	if (!text_starts_with(text, "untrusted comment: ") || line == NULL)
		return 0;
	line++;
	if (sodium_base642bin(bytes, sizeof(bytes), line, strcspn(line, "\r\n"), NULL, &length,
		NULL, sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    length <= head || length - head > room || memcmp(bytes, algorithm, 2) != 0)
		return 0;
	memcpy(number, bytes + sizeof(algorithm), MANIFEST_KEY_NUMBER);
	memcpy(payload, bytes + head, length - head);
	return length - head;
}

const char *
manifest_key_public(struct arena *arena, const struct manifest_key *key)
{
	return write_file(arena, "zhiheng public key", key, key->public, sizeof(key->public));
}

const char *
manifest_key_secret(struct arena *arena, const struct manifest_key *key)
{
	return write_file(arena, "zhiheng secret key", key, key->secret, sizeof(key->secret));
}

bool
manifest_key_read(struct manifest_key *out, const char *text)
{
	unsigned char payload[crypto_sign_SECRETKEYBYTES];
	size_t length = read_file(out->number, payload, sizeof(payload), text);

	out->may_sign = length == crypto_sign_SECRETKEYBYTES;
	if (out->may_sign) {
		memcpy(out->secret, payload, length);
		return crypto_sign_ed25519_sk_to_pk(out->public, out->secret) == 0;
	}
	if (length != crypto_sign_PUBLICKEYBYTES)
		return false;
	memcpy(out->public, payload, length);
	return true;
}

const char *
manifest_sign(struct arena *arena, const struct manifest_key *key, const char *data, size_t length)
{
	unsigned char signature[crypto_sign_BYTES];

	crypto_sign_detached(signature, NULL, (const unsigned char *)data, length, key->secret);
	return write_file(arena, "verify with " MANIFEST_KEY, key, signature, sizeof(signature));
}

bool
manifest_check(
    const struct manifest_key *key, const char *signature, const char *data, size_t length)
{
	unsigned char bytes[crypto_sign_BYTES], number[MANIFEST_KEY_NUMBER];

	return read_file(number, bytes, sizeof(bytes), signature) == sizeof(bytes) &&
	       memcmp(number, key->number, sizeof(number)) == 0 &&
	       crypto_sign_verify_detached(
		   bytes, (const unsigned char *)data, length, key->public) == 0;
}

/* ---- the file ------------------------------------------------------------------------------- */

void
manifest_digest(char out[MANIFEST_DIGEST_SIZE], const char *data, size_t length)
{
	unsigned char digest[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(digest, (const unsigned char *)data, length);
	sodium_bin2hex(out, MANIFEST_DIGEST_SIZE, digest, sizeof(digest));
}

void
manifest_begin(struct buffer *out, const char *name, const char *previous, const char *digest)
{
	buffer_append_format(out, "# zhiheng %s\n", name);
	if (previous == NULL)
		buffer_append_text(out, "# previous none\n");
	else
		buffer_append_format(out, "# previous %s %s\n", previous, digest);
}

void
manifest_add(struct buffer *out, const char *digest, const char *file)
{
	buffer_append_format(out, "%s  %s\n", digest, file);
}

static bool
is_digest(const char *text)
{
	return strlen(text) == MANIFEST_DIGEST_SIZE - 1 &&
	       strspn(text, "0123456789abcdef") == MANIFEST_DIGEST_SIZE - 1;
}

static bool
read_comment(struct manifest *out, struct arena *arena, const char *line)
{
	const char *rest = line + strlen("# previous "), *blank;

	if (text_starts_with(line, "# zhiheng ")) {
		out->name = line + strlen("# zhiheng ");
		return true;
	}
	if (!text_starts_with(line, "# previous "))
		return false;
	if (text_equal(rest, "none"))
		return true;
	blank = strchr(rest, ' ');
	if (blank == NULL || !is_digest(blank + 1))
		return false;
	out->previous = text_copy(arena, rest, (size_t)(blank - rest));
	out->previous_digest = blank + 1;
	return true;
}

bool
manifest_read(struct manifest *out, struct arena *arena, const char *text)
{
	size_t lines = 0;

	*out = (struct manifest){0};
	for (const char *c = text; *c != '\0'; c++)
		lines += *c == '\n';
	out->lines = arena_new(arena, struct manifest_line, lines + 1);
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		char *line = text_copy(arena, text, length);

		text += length;
		text += *text == '\n';
		if (line[0] == '#') {
			if (!read_comment(out, arena, line))
				return false;
			continue;
		}
		if (length < MANIFEST_DIGEST_SIZE + 2 || length > LINE_MAXIMUM ||
		    line[MANIFEST_DIGEST_SIZE - 1] != ' ' || line[MANIFEST_DIGEST_SIZE] != ' ' ||
		    strchr(line, '/') != NULL)
			return false;
		line[MANIFEST_DIGEST_SIZE - 1] = '\0';
		if (!is_digest(line))
			return false;
		out->lines[out->count++] =
		    (struct manifest_line){.digest = line, .file = line + MANIFEST_DIGEST_SIZE + 1};
	}
	return out->name != NULL && out->count > 0;
}
