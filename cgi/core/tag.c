#include "tag.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"

#define SECTION_DEPTH 24 /* the most sections inside each other in one file */

struct parser {
	const char *file;
	const char *source;
	const char *cursor; /* all before it is in tags */
	size_t line;        /* of the cursor */
	struct tags tags;
	size_t open[SECTION_DEPTH]; /* indices of the sections around the cursor */
	size_t depth;
};

bool
tags_fault(const char *file, size_t line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fprintf(stderr, "%s:%zu: ", file, line);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	return false;
}

static void
advance(struct parser *parser, const char *to)
{
	for (; parser->cursor < to; parser->cursor++)
		parser->line += *parser->cursor == '\n';
}

static struct tag *
append(struct parser *parser, enum tag_kind kind, const char *text, size_t length)
{
	struct tag *tag = &parser->tags.items[parser->tags.count++];

	tag->kind = kind;
	tag->text = text;
	tag->length = length;
	tag->line = parser->line;
	return tag;
}

static void
append_text(struct parser *parser, const char *to)
{
	if (to > parser->cursor)
		append(parser, TAG_TEXT, parser->cursor, (size_t)(to - parser->cursor));
	advance(parser, to);
}

/* Widens a tag that stands alone on its line to the whole line, which leaves no empty line behind.
 */
static void
take_whole_line(const struct parser *parser, const char **begin, const char **end)
{
	const char *left = *begin, *right = *end;

	while (left > parser->cursor && (left[-1] == ' ' || left[-1] == '\t'))
		left--;
	if (left > parser->source && left[-1] != '\n')
		return;
	right += strspn(right, " \t\r");
	if (*right != '\n' && *right != '\0')
		return;
	*begin = left;
	*end = *right == '\n' ? right + 1 : right;
}

/* What kind of tag has this text between its braces; moves *text behind the sign. */
static enum tag_kind
kind_of(const char **text, bool triple)
{
	static const char signs[] = "#^/>!";
	static const enum tag_kind kinds[] = {
	    TAG_SECTION, TAG_INVERTED, TAG_END, TAG_PARTIAL, TAG_COMMENT};
	const char *sign = **text == '\0' ? NULL : strchr(signs, **text);

	if (triple)
		return TAG_MARKUP;
	if (sign == NULL)
		return TAG_VALUE;
	*text += 1;
	return kinds[sign - signs];
}

static bool
is_name(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)text[i]) && text[i] != '_')
			return false;
	return length > 0;
}

static bool
begin_section(struct parser *parser, enum tag_kind kind, const char *name, size_t length)
{
	if (parser->depth == SECTION_DEPTH)
		return tags_fault(parser->file, parser->line,
		    "more than %d sections inside each other", SECTION_DEPTH);
	parser->open[parser->depth++] = parser->tags.count;
	append(parser, kind, name, length);
	return true;
}

static bool
end_section(struct parser *parser, const char *name, size_t length)
{
	struct tag *section;

	if (parser->depth == 0)
		return tags_fault(parser->file, parser->line, "{{/%.*s}} without its beginning",
		    (int)length, name);
	section = &parser->tags.items[parser->open[--parser->depth]];
	if (section->length != length || memcmp(section->text, name, length) != 0)
		return tags_fault(parser->file, parser->line,
		    "{{/%.*s}} ends {{#%.*s}} of line %zu", (int)length, name, (int)section->length,
		    section->text, section->line);
	section->end = parser->tags.count;
	return true;
}

/* Reads the tag that begins at begin and what stands before it. */
static bool
read_tag(struct parser *parser, const char *begin)
{
	bool triple = begin[2] == '{';
	const char *name = begin + (triple ? 3 : 2);
	const char *name_end = strstr(name, triple ? "}}}" : "}}");
	const char *end = name_end == NULL ? NULL : name_end + (triple ? 3 : 2);
	enum tag_kind kind = kind_of(&name, triple);
	bool good = true;

	if (end != NULL && kind != TAG_VALUE && kind != TAG_MARKUP)
		take_whole_line(parser, &begin, &end);
	append_text(parser, begin);
	if (end == NULL)
		return tags_fault(parser->file, parser->line, "a tag that does not end");
	while (kind != TAG_COMMENT && name < name_end && *name == ' ')
		name++;
	while (kind != TAG_COMMENT && name < name_end && name_end[-1] == ' ')
		name_end--;
	if (kind != TAG_COMMENT && !is_name(name, (size_t)(name_end - name)))
		return tags_fault(parser->file, parser->line,
		    "\"%.*s\" is no name: letters, digits and _ only", (int)strcspn(name, "}\n"),
		    name);
	if (kind == TAG_SECTION || kind == TAG_INVERTED)
		good = begin_section(parser, kind, name, (size_t)(name_end - name));
	else if (kind == TAG_END)
		good = end_section(parser, name, (size_t)(name_end - name));
	else if (kind != TAG_COMMENT)
		append(parser, kind, name, (size_t)(name_end - name));
	advance(parser, end);
	return good;
}

bool
tags_parse(struct tags *out, struct arena *arena, const char *file, const char *source)
{
	struct parser parser = {.file = file, .source = source, .cursor = source, .line = 1};
	const char *begin;
	size_t most = 1;

	for (begin = source; (begin = strstr(begin, "{{")) != NULL; begin += 2)
		most += 2;
	parser.tags.items = arena_new(arena, struct tag, most);
	while ((begin = strstr(parser.cursor, "{{")) != NULL)
		if (!read_tag(&parser, begin))
			return false;
	append_text(&parser, parser.cursor + strlen(parser.cursor));
	if (parser.depth > 0) {
		const struct tag *section = &parser.tags.items[parser.open[parser.depth - 1]];

		return tags_fault(file, section->line, "{{#%.*s}} without its end",
		    (int)section->length, section->text);
	}
	*out = parser.tags;
	return true;
}
