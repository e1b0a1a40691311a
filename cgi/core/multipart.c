#include "multipart.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "arena.h"
#include "text.h"

#define PARTS_MOST    2000
#define BOUNDARY_MOST 70 /* RFC 2046, 5.1.1 */

struct reader {
	struct arena *arena;
	char *text; /* the body's own copy, in which NULs end the parts */
	const char *cursor;
	const char *end;
	const char *delimiter; /* CRLF, two hyphens and the boundary */
	size_t delimiter_length;
	size_t capacity;
	struct multipart result;
};

/* Browsers write these three characters of a name as %22, %0D and %0A, and no other so. */
static char
decoded(const char **text)
{
	static const char escapes[][4] = {"%22", "%0D", "%0A"};
	static const char characters[] = "\"\r\n";
	char character = **text;

	for (size_t i = 0; character == '%' && i < 3; i++)
		if (strncasecmp(*text, escapes[i], 3) == 0) {
			*text += 3;
			return characters[i];
		}
	*text += 1;
	return character;
}

/* The value between here and end, with the escapes of browsers undone. */
static char *
copy_value(struct arena *arena, const char *text, const char *end)
{
	char *value = arena_new(arena, char, (size_t)(end - text) + 1);

	for (char *to = value; text < end; to++)
		*to = decoded(&text);
	return value;
}

/* The parameter of that name in "value; name=token; name="quoted"", or NULL. */
static char *
parameter(struct arena *arena, const char *header, const char *name)
{
	for (const char *at = strchr(header, ';'); at != NULL; at = strchr(at, ';')) {
		const char *value, *end;
		bool found;

		at += 1 + strspn(at + 1, " \t");
		value = at + strcspn(at, "=;");
		if (*value != '=')
			continue;
		found = (size_t)(value - at) == strlen(name) &&
			strncasecmp(at, name, strlen(name)) == 0;
		value++;
		if (*value == '"') {
			value++;
			end = strchr(value, '"');
			if (end == NULL)
				return NULL;
		} else
			end = value + strcspn(value, "; \t");
		if (found)
			return copy_value(arena, value, end);
		at = end;
	}
	return NULL;
}

/* The value of the header of that name in lines ended by CRLF, or NULL. */
static char *
header_value(struct arena *arena, const char *headers, const char *name)
{
	size_t length = strlen(name);

	for (const char *line = headers; *line != '\0';) {
		size_t line_length = strcspn(line, "\r\n");

		if (line_length > length && line[length] == ':' &&
		    strncasecmp(line, name, length) == 0)
			return text_trim(
			    arena, text_copy(arena, line + length + 1, line_length - length - 1));
		line += line_length;
		line += strspn(line, "\r\n");
	}
	return NULL;
}

/* What comes first: CRLF, hyphens and boundary, or end if they do not come at all. */
static const char *
find(const char *from, const char *end, const char *what, size_t length)
{
	while ((size_t)(end - from) >= length &&
	       (from = memchr(from, what[0], (size_t)(end - from))) != NULL &&
	       (size_t)(end - from) >= length) {
		if (memcmp(from, what, length) == 0)
			return from;
		from++;
	}
	return NULL;
}

/* Where the line of a delimiter ends, or NULL if what follows its boundary makes it none. */
static const char *
delimiter_line_end(const struct reader *reader, const char *after, bool *closing)
{
	*closing = reader->end - after >= 2 && memcmp(after, "--", 2) == 0;
	if (*closing)
		return after + 2;
	while (after < reader->end && (*after == ' ' || *after == '\t'))
		after++;
	if (reader->end - after < 2 || memcmp(after, "\r\n", 2) != 0)
		return NULL;
	return after + 2;
}

/*
 * Moves the cursor behind the next delimiter line; *content_end is where what it ends does.  False
 * if there is none.
 */
static bool
pass_delimiter(struct reader *reader, const char **content_end, bool *closing)
{
	const char *at = reader->cursor;

	while ((at = find(at, reader->end, reader->delimiter, reader->delimiter_length)) != NULL) {
		const char *line_end =
		    delimiter_line_end(reader, at + reader->delimiter_length, closing);

		if (line_end != NULL) {
			*content_end = at;
			reader->cursor = line_end;
			return true;
		}
		at++;
	}
	return false;
}

/* The file's own name: some browsers send its folders along. */
static const char *
without_folders(const char *filename)
{
	for (const char *at = filename; *at != '\0'; at++)
		if (*at == '/' || *at == '\\')
			filename = at + 1;
	return filename;
}

static struct part *
append_part(struct reader *reader)
{
	struct multipart *result = &reader->result;

	if (result->count == reader->capacity) {
		size_t capacity = reader->capacity == 0 ? 16 : reader->capacity * 2;
		struct part *parts = arena_new(reader->arena, struct part, capacity);

		if (result->count > 0)
			memcpy(parts, result->parts, result->count * sizeof(*parts));
		result->parts = parts;
		reader->capacity = capacity;
	}
	return &result->parts[result->count++];
}

static bool
read_part(struct reader *reader, const char *begin, const char *end)
{
	const char *blank = find(begin, end, "\r\n\r\n", 4);
	const char *headers, *disposition, *filename;
	struct part *part;

	if (blank == NULL || !text_is_utf8(begin, (size_t)(blank - begin)) ||
	    reader->result.count == PARTS_MOST)
		return false;
	headers = text_copy(reader->arena, begin, (size_t)(blank - begin));
	disposition = header_value(reader->arena, headers, "Content-Disposition");
	if (disposition == NULL || strncasecmp(disposition, "form-data", 9) != 0)
		return false;
	part = append_part(reader);
	part->name = parameter(reader->arena, disposition, "name");
	if (part->name == NULL || part->name[0] == '\0')
		return false;
	filename = parameter(reader->arena, disposition, "filename");
	if (filename != NULL)
		part->filename = without_folders(filename);
	part->content_type = header_value(reader->arena, headers, "Content-Type");
	part->length = (size_t)(end - (blank + 4));
	part->data = blank + 4;
	reader->text[end - reader->text] = '\0';
	return true;
}

/* Reads the boundary, and stands the reader before its first line. */
static bool
begin_reading(struct reader *reader, const char *content_type, const char *body, size_t length)
{
	static const char type[] = "multipart/form-data";
	const char *boundary;

	if (content_type == NULL || strncasecmp(content_type, type, strlen(type)) != 0 ||
	    strchr("; \t", content_type[strlen(type)]) == NULL)
		return false;
	boundary = parameter(reader->arena, content_type, "boundary");
	if (boundary == NULL || boundary[0] == '\0' || strlen(boundary) > BOUNDARY_MOST)
		return false;
	reader->delimiter = text_format(reader->arena, "\r\n--%s", boundary);
	reader->delimiter_length = strlen(reader->delimiter);
	/* The first delimiter has no line before it: lend it a CRLF, and all are alike. */
	reader->text = arena_new(reader->arena, char, length + 3);
	memcpy(reader->text, "\r\n", 2);
	if (length > 0)
		memcpy(reader->text + 2, body, length);
	reader->cursor = reader->text;
	reader->end = reader->text + 2 + length;
	return true;
}

enum status
multipart_read(struct multipart *out, struct arena *arena, const char *content_type,
    const char *body, size_t length)
{
	struct reader reader = {.arena = arena};
	const char *begin, *content_end;
	bool closing;

	if (!begin_reading(&reader, content_type, body, length) ||
	    !pass_delimiter(&reader, &content_end, &closing))
		return STATUS_INPUT;
	while (!closing) {
		begin = reader.cursor;
		if (!pass_delimiter(&reader, &content_end, &closing) ||
		    !read_part(&reader, begin, content_end))
			return STATUS_INPUT;
	}
	*out = reader.result;
	return STATUS_OK;
}
