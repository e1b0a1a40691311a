#include "request.h"

#include <sodium.h>

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "arena.h"
#include "text.h"

#define PAIRS_MAXIMUM 5000
#define ID_BYTES      16

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* One name or value of application/x-www-form-urlencoded; NULL if it is not well-formed. */
static char *
decode(struct arena *arena, const char *data, size_t length)
{
	char *out = arena_new(arena, char, length + 1);
	size_t used = 0;

	for (size_t i = 0; i < length; i++) {
		int high, low;

		if (data[i] == '+') {
			out[used++] = ' ';
			continue;
		}
		if (data[i] != '%') {
			out[used++] = data[i];
			continue;
		}
		if (length - i < 3 || (high = hex_value(data[i + 1])) < 0 ||
		    (low = hex_value(data[i + 2])) < 0)
			return NULL;
		out[used++] = (char)(high * 16 + low);
		i += 2;
	}
	out[used] = '\0';
	return text_is_utf8(out, used) ? out : NULL;
}

static size_t
count_character(const char *data, size_t length, char wanted)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += data[i] == wanted;
	return count;
}

static const char *
find_end(const char *from, const char *end, char wanted)
{
	const char *found = memchr(from, wanted, (size_t)(end - from));

	return found == NULL ? end : found;
}

enum status
request_pairs(struct pairs *out, struct arena *arena, const char *data, size_t length)
{
	const char *end = data + length;
	size_t room = count_character(data, length, '&') + 1;

	out->count = 0;
	if (room > PAIRS_MAXIMUM)
		return STATUS_INPUT;
	out->items = arena_new(arena, struct pair, room);
	for (const char *from = data; from < end;) {
		const char *until = find_end(from, end, '&');
		const char *equals = find_end(from, until, '=');
		const char *value = equals < until ? equals + 1 : until;
		struct pair *pair = &out->items[out->count];

		if (until > from) {
			pair->name = decode(arena, from, (size_t)(equals - from));
			pair->value = decode(arena, value, (size_t)(until - value));
			if (pair->name == NULL || pair->value == NULL)
				return STATUS_INPUT;
			out->count++;
		}
		from = until + 1;
	}
	return STATUS_OK;
}

/* Cookies are set by others too: what cannot be read is passed over. */
static void
read_cookies(struct pairs *out, struct arena *arena, const char *header)
{
	const char *end = header + strlen(header);
	size_t room = count_character(header, strlen(header), ';') + 1;

	out->items = arena_new(arena, struct pair, room);
	for (const char *from = header; from < end;) {
		const char *until = find_end(from, end, ';');
		const char *equals;

		while (from < until && *from == ' ')
			from++;
		equals = find_end(from, until, '=');
		if (equals < until && out->count < room &&
		    text_is_utf8(from, (size_t)(until - from))) {
			out->items[out->count].name =
			    text_copy(arena, from, (size_t)(equals - from));
			out->items[out->count++].value =
			    text_copy(arena, equals + 1, (size_t)(until - equals - 1));
		}
		from = until + 1;
	}
}

/* Splits the parts into the fields of the form and the files that were uploaded. */
static enum status
read_multipart(struct request *out, struct arena *arena, const struct request_source *source)
{
	struct multipart all = {0};
	enum status status =
	    multipart_read(&all, arena, source->content_type, source->body, source->body_length);

	if (status != STATUS_OK)
		return status;
	out->form.items = arena_new(arena, struct pair, all.count + 1);
	out->files.parts = arena_new(arena, struct part, all.count + 1);
	for (size_t i = 0; i < all.count; i++) {
		const struct part *part = &all.parts[i];

		if (!text_is_utf8(part->name, strlen(part->name)))
			return STATUS_INPUT;
		if (part->filename != NULL) {
			if (!text_is_utf8(part->filename, strlen(part->filename)))
				return STATUS_INPUT;
			out->files.parts[out->files.count++] = *part;
			continue;
		}
		if (!text_is_utf8(part->data, part->length))
			return STATUS_INPUT;
		out->form.items[out->form.count++] = (struct pair){part->name, part->data};
	}
	return STATUS_OK;
}

/* Whether a Content-Type header names this type; parameters may follow it. */
static bool
is_type(const char *header, const char *type)
{
	size_t length = strlen(type);

	return header != NULL && strncasecmp(header, type, length) == 0 &&
	       (header[length] == '\0' || header[length] == ';' || header[length] == ' ');
}

/* What hospitals' programs send. */
static enum status
read_machine_body(struct request *out, const struct request_source *source)
{
	if (is_type(source->content_type, "application/json"))
		out->body_kind = BODY_JSON;
	else if (is_type(source->content_type, "text/csv"))
		out->body_kind = BODY_CSV;
	else
		return STATUS_INPUT;
	if (!text_is_utf8(source->body, source->body_length))
		return STATUS_INPUT;
	out->body = source->body;
	return STATUS_OK;
}

static enum status
read_body(struct request *out, struct arena *arena, const struct request_source *source)
{
	if (source->body_refused)
		return STATUS_INPUT;
	if (source->body == NULL || source->body_length == 0)
		return STATUS_OK;
	if (is_type(source->content_type, "multipart/form-data"))
		return read_multipart(out, arena, source);
	if (is_type(source->content_type, "application/x-www-form-urlencoded"))
		return request_pairs(&out->form, arena, source->body, source->body_length);
	return out->is_machine ? read_machine_body(out, source) : STATUS_INPUT;
}

static enum method
read_method(const char *name)
{
	if (text_equal(name, "GET"))
		return METHOD_GET;
	if (text_equal(name, "HEAD"))
		return METHOD_HEAD;
	if (text_equal(name, "POST"))
		return METHOD_POST;
	return METHOD_OTHER;
}

/* The web server's id if it is one, else a new one: nothing else reaches log and page. */
static const char *
read_id(struct arena *arena, const char *given)
{
	unsigned char bytes[ID_BYTES];
	char *id = arena_new(arena, char, 2 * ID_BYTES + 1);

	/* A copy: the log needs it when the web server's variables are gone. */
	if (given != NULL && strlen(given) == 2 * ID_BYTES &&
	    strspn(given, "0123456789abcdef") == 2 * ID_BYTES)
		return memcpy(id, given, 2 * ID_BYTES + 1);
	randombytes_buf(bytes, sizeof(bytes));
	return sodium_bin2hex(id, 2 * ID_BYTES + 1, bytes, sizeof(bytes));
}

enum status
request_read(struct request *out, struct arena *arena, const struct request_source *source)
{
	enum status status;
	const char *query = source->query == NULL ? "" : source->query;

	*out = (struct request){0};
	out->id = read_id(arena, source->id);
	out->client = source->client == NULL ? "" : source->client;
	out->secure = source->secure;
	out->authorization = source->authorization == NULL ? "" : source->authorization;
	out->idempotency_key = source->idempotency_key == NULL ? "" : source->idempotency_key;
	out->method = read_method(source->method == NULL ? "" : source->method);
	out->query_string = "";
	out->if_none_match = source->if_none_match == NULL ? "" : source->if_none_match;
	out->path = "/";
	if (source->cookie != NULL)
		read_cookies(&out->cookies, arena, source->cookie);
	if (source->path == NULL || source->path[0] != '/' ||
	    !text_is_utf8(source->path, strlen(source->path)))
		return STATUS_INPUT;
	out->path = source->path;
	out->is_machine = text_starts_with(out->path, REQUEST_MACHINE);
	if (!text_is_utf8(query, strlen(query)))
		return STATUS_INPUT;
	status = request_pairs(&out->query, arena, query, strlen(query));
	if (status != STATUS_OK)
		return status;
	out->query_string = query;
	if (out->method == METHOD_OTHER)
		return STATUS_METHOD;
	return out->method == METHOD_POST ? read_body(out, arena, source) : STATUS_OK;
}

const char *
pairs_get(const struct pairs *pairs, const char *name)
{
	for (size_t i = 0; i < pairs->count; i++) {
		if (strcmp(pairs->items[i].name, name) == 0)
			return pairs->items[i].value;
	}
	return NULL;
}

const char *
request_query(const struct request *request, const char *name, const char *fallback)
{
	const char *value = pairs_get(&request->query, name);

	return value == NULL || value[0] == '\0' ? fallback : value;
}

const struct part *
request_file(const struct request *request, const char *name)
{
	for (size_t i = 0; i < request->files.count; i++) {
		const struct part *part = &request->files.parts[i];

		if (strcmp(part->name, name) == 0 && part->filename[0] != '\0')
			return part;
	}
	return NULL;
}
