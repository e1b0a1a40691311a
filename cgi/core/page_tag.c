/* The tag of a page that everybody may see. */
#include <sodium.h>
#include <string.h>

#include "page.h"
#include "text.h"

/* Weak or not, one of the list or "*": for a GET all that matters is whether the bytes are there.
 */
static bool
has_tag(const char *list, const char *tag)
{
	return strstr(list, tag) != NULL || text_equal(list, "*");
}

void
page_tag(struct context *context)
{
	const struct request *request = context->request;
	struct reply *reply = context->reply;
	/* Tells versions of one page apart, proves nothing: a quick hash will do, its key no
	 * secret. */
	static const unsigned char key[crypto_shorthash_siphashx24_KEYBYTES];
	unsigned char digest[crypto_shorthash_siphashx24_BYTES];
	char tag[2 * sizeof(digest) + 3] = "\"";

	if (context->program->session_statement != SESSION_NONE || reply->status != STATUS_OK ||
	    reply->location != NULL ||
	    (request->method != METHOD_GET && request->method != METHOD_HEAD))
		return;
	crypto_shorthash_siphashx24(
	    digest, (const unsigned char *)reply->body.data, reply->body.length, key);
	sodium_bin2hex(tag + 1, 2 * sizeof(digest) + 1, digest, sizeof(digest));
	tag[2 * sizeof(digest) + 1] = '"';
	page_header(context, "ETag", text_copy(context->arena, tag, sizeof(tag) - 1));
	if (has_tag(request->if_none_match, tag)) {
		reply->unchanged = true;
		reply->body = buffer_create(context->arena, 0);
	}
}
