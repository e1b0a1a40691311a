/*
 * A form that is sent twice is acted upon once.
 *
 * Every page gives its forms a random key (templates/_post.html).  A POST of someone signed in
 * claims the key together with a digest of what was sent, and keeps them in the transaction of the
 * act: whoever sends the same again, by a double click, a retry or the way back, waits for that
 * transaction and is led to where it led, with a word that nothing was done twice.  The same key
 * with other content is another act.  What is refused or fails leaves nothing.
 *
 * Not for routes that are open to all: a second sign-in is to sign in as well, an activation is
 * good for once by itself.  Nor for programs that bring keys of their own (Idempotency-Key).
 */
#ifndef CORE_ONCE_H
#define CORE_ONCE_H

#include <stdbool.h>
#include <stddef.h>

#include "status.h"

struct context;
struct rows;

#define ONCE_FIELD "_once"

/* The statements of a program: post_claim, post_keep. */
struct claim {
	size_t claim;
	size_t keep;
};

struct once {
	const char *key; /* hexadecimal; NULL: this request claims nothing */
	const char *digest;
	bool received;      /* it had been received before */
	const char *answer; /* where that led to, "=" and a word, or NULL: to a page */
};

/* A new key; or that of a form which comes back to be sent again, for it may have been received. */
const char *once_key(struct context *context);

/* Whether this request has to bring a key, and whether that is one; before the session is known. */
void once_read(struct context *context);
bool once_is_missing(const struct context *context);

/* What the claim gave: columns received, answer; no row if nobody is signed in. */
void once_accept(struct context *context, const struct rows *rows);

/* What to answer instead of acting again: the way on, or a page that says so. */
enum status once_answer(struct context *context) MUST_CHECK;

/*
 * Sends what is to be kept of the answer, with the commit; nothing if there is no claim.  A page
 * that answers a repetition itself sets reply->word: the handler is then called with once.answer.
 */
void once_keep(struct context *context);

/* The word that a page left for its own repetition, or NULL: this one is the first. */
const char *once_word(const struct context *context);

#endif
