#include "once.h"

#include <sodium.h>

#include <string.h>

#include "arena.h"
#include "html.h"
#include "page.h"
#include "resume.h"
#include "text.h"

#define KEY_BYTES  16
#define KEY_DIGITS (2 * (size_t)KEY_BYTES)

static bool
is_key(const char *key)
{
	return key != NULL && strlen(key) == KEY_DIGITS &&
	       strspn(key, "0123456789abcdef") == KEY_DIGITS;
}

const char *
once_key(struct context *context)
{
	const struct pairs *form = &context->request->form;
	const char *posted = pairs_get(form, ONCE_FIELD);
	unsigned char bytes[KEY_BYTES];
	char *key;

	/* Restored, or about to be: whether it had been received is not known. */
	if ((pairs_get(form, RESUME_RESTORE) != NULL || context->reply->status == STATUS_BUSY ||
		context->reply->status == STATUS_INTERNAL) &&
	    is_key(posted))
		return posted;
	randombytes_buf(bytes, sizeof(bytes));
	key = arena_new(context->arena, char, KEY_DIGITS + 1);
	return sodium_bin2hex(key, KEY_DIGITS + 1, bytes, sizeof(bytes));
}

/* ---- what was sent -------------------------------------------------------------------------- */

/* With its length, so that two texts cannot be taken for two others. */
static void
add(crypto_hash_sha256_state *state, const char *data, size_t length)
{
	uint64_t size = length;

	crypto_hash_sha256_update(state, (const unsigned char *)&size, sizeof(size));
	crypto_hash_sha256_update(state, (const unsigned char *)data, length);
}

static const char *
digest(struct context *context)
{
	const struct request *request = context->request;
	unsigned char bytes[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;
	char *out = arena_new(context->arena, char, 2 * sizeof(bytes) + 1);

	crypto_hash_sha256_init(&state);
	add(&state, request->path, strlen(request->path));
	add(&state, request->query_string, strlen(request->query_string));
	for (size_t i = 0; i < request->form.count; i++) {
		const struct pair *pair = &request->form.items[i];

		if (resume_is_own(pair->name))
			continue;
		add(&state, pair->name, strlen(pair->name));
		add(&state, pair->value, strlen(pair->value));
	}
	for (size_t i = 0; i < request->files.count; i++) {
		const struct part *part = &request->files.parts[i];

		add(&state, part->name, strlen(part->name));
		add(&state, part->filename, strlen(part->filename));
		add(&state, part->data, part->length);
	}
	crypto_hash_sha256_final(&state, bytes);
	return sodium_bin2hex(out, 2 * sizeof(bytes) + 1, bytes, sizeof(bytes));
}

/* ---- claiming ------------------------------------------------------------------------------- */

static bool
is_wanted(const struct context *context)
{
	const struct route *route = context->route;

	return route != NULL && route->method == METHOD_POST && route->access != DB_READ &&
	       route->roles != ROLE_PUBLIC && !context->request->is_machine &&
	       context->program->claim != NULL &&
	       pairs_get(&context->request->form, RESUME_RESTORE) == NULL;
}

void
once_read(struct context *context)
{
	const char *key = pairs_get(&context->request->form, ONCE_FIELD);

	context->once = (struct once){0};
	if (!is_wanted(context) || !is_key(key))
		return;
	context->once.key = key;
	context->once.digest = digest(context);
}

bool
once_is_missing(const struct context *context)
{
	return is_wanted(context) && context->once.key == NULL;
}

void
once_accept(struct context *context, const struct rows *rows)
{
	struct once *once = &context->once;

	if (rows_count(rows) == 0)
		return;
	once->received = rows_flag(rows, 0, "received");
	once->answer = rows_text(rows, 0, "answer");
}

const char *
once_word(const struct context *context)
{
	const struct once *once = &context->once;

	return once->received && once->answer != NULL && once->answer[0] == '=' ? once->answer + 1
										: NULL;
}

/* ---- answering ------------------------------------------------------------------------------ */

/* The location without what it said of its own success. */
static const char *
without_notice(struct arena *arena, const char *url)
{
	const char *at = strstr(url, "notice=");
	size_t length;

	if (at == NULL || at == url || (at[-1] != '?' && at[-1] != '&'))
		return url;
	length = strcspn(at, "&#");
	if (at[length] == '&')
		return text_join(
		    arena, text_copy(arena, url, (size_t)(at - url)), at + length + 1, NULL);
	return text_join(arena, text_copy(arena, url, (size_t)(at - url) - 1), at + length, NULL);
}

static const char *
with_notice(struct arena *arena, const char *url)
{
	const char *rest = strchr(url, '#');
	const char *head = rest == NULL ? url : text_copy(arena, url, (size_t)(rest - url));

	return text_join(arena, html_url_query(arena, head, "notice", NOTICE_ONCE),
	    rest == NULL ? "" : rest, NULL);
}

enum status
once_answer(struct context *context)
{
	const char *answer = context->once.answer;
	struct view *view;

	if (answer != NULL)
		return page_redirect(
		    context, with_notice(context->arena, without_notice(context->arena, answer)));
	view = page_view(context, "已经办理过");
	view_text(view, "url",
	    route_find(context->program, context->arena, context->request->path, METHOD_GET)
			.route == NULL
		? text_format(context->arena, "/%s/", context->program->name)
		: resume_path(context));
	return page_show(context, "once", view);
}

void
once_keep(struct context *context)
{
	const struct once *once = &context->once;
	const struct reply *reply = context->reply;
	const char *answer =
	    reply->word != NULL ? text_format(context->arena, "=%s", reply->word) : reply->location;

	if (once->key == NULL || once->received || reply->idle || reply->status != STATUS_OK)
		return;
	db_send(context->db,
	    &ASK_CHOSEN(NULL, context->program->claim->keep, once->key, once->digest, answer));
}
