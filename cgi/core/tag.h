/* The parsed form of one template file: its tags and the text between them, in order. */
#ifndef CORE_TAG_H
#define CORE_TAG_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum tag_kind {
	TAG_TEXT,     /* no tag, but what stands between two */
	TAG_VALUE,    /* {{name}} */
	TAG_MARKUP,   /* {{{name}}} */
	TAG_SECTION,  /* {{#name}} */
	TAG_INVERTED, /* {{^name}} */
	TAG_END,      /* {{/name}}; not kept */
	TAG_PARTIAL,  /* {{> name}} */
	TAG_COMMENT,  /* {{! whatever}}; not kept */
	TAG_KIND_COUNT
};

struct tag {
	enum tag_kind kind;
	const char *text; /* the text, or the name; not ended by a NUL */
	size_t length;
	size_t line;
	size_t end;     /* of a section: index of the tag after its last */
	size_t partial; /* of a partial: index of the template, set when all are loaded */
};

struct tags {
	struct tag *items;
	size_t count;
};

/*
 * Parses source, NUL-terminated, which must live as long as the tags.  False after printing
 * "file:line: what is wrong" on standard error.
 */
bool tags_parse(struct tags *out, struct arena *arena, const char *file, const char *source);

/* Prints "file:line: " and the message on standard error; returns false. */
bool tags_fault(const char *file, size_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
