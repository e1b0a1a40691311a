/* Strings in the arena: NUL-terminated UTF-8 unless a length stands beside them. */
#ifndef CORE_TEXT_H
#define CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

char *text_copy(struct arena *arena, const char *data, size_t length);
char *text_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The texts one after another; NULL ends them.  A third of what a format of %s costs. */
char *text_join(struct arena *arena, const char *first, ...) __attribute__((sentinel));

bool text_equal(const char *a, const char *b);
bool text_starts_with(const char *text, const char *prefix);
bool text_ends_with(const char *text, const char *suffix);

/* Well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates) without NUL. */
bool text_is_utf8(const char *data, size_t length);

/* Number of Unicode code points of well-formed UTF-8. */
size_t text_code_points(const char *text);

/* Without the white space (ASCII, U+00A0, U+3000) at both ends. */
char *text_trim(struct arena *arena, const char *text);

/*
 * A number as people type or paste it, as PostgreSQL reads it: full-width digits and signs become
 * ASCII, grouping commas between digits (1,234 or 1，234) and surrounding white space go.  What is
 * not such a number is returned trimmed but otherwise as it was; the caller's check then names it.
 */
char *text_number(struct arena *arena, const char *text);

/* Digits only, no sign, at most 18 of them: ids and counts out of URLs.  False otherwise. */
bool text_to_id(int64_t *out, const char *text);

/* n strings (NULL for SQL NULL) as a PostgreSQL array literal, quoted. */
char *text_array(struct arena *arena, const char *const *items, size_t count);

/* As much of text as fits into so many bytes, whole characters: to be quoted in a sentence. */
char *text_shorten(struct arena *arena, const char *text, size_t bytes);

#endif
