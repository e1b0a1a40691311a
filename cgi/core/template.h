/*
 * A strict subset of Mustache (mustache(5)): {{name}}, {{#section}}, {{^inverted}}, {{/end}},
 * {{> partial}}, {{! comment}}, and {{{name}}} for markup that template_render itself made.
 * Strict: every name a template uses must have been set, else rendering fails and the log names
 * file, line and name.  All output is escaped (& < > " ') save the triple braces.
 *
 * Templates are files: <directory>/<audience>/<page>.html, partials begin with "_" and are looked
 * for in the page's own folder, then in <directory>.  All are parsed at start.
 */
#ifndef CORE_TEMPLATE_H
#define CORE_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "status.h"

struct arena;
struct templates; /* all parsed templates of one program; lives as long as the process */
struct view;      /* names and their values: what one template, or one item of a list, can see */

/*
 * Parses every *.html directly in directory and in directory/folder.  A template's name is its path
 * without ".html": "layout", "_field", "institution/return".  On error one line per fault on
 * standard error (file:line: what), and STATUS_INTERNAL.
 */
enum status templates_load(
    struct templates **out, const char *directory, const char *folder) MUST_CHECK;
void templates_free(struct templates *templates);

struct view *view_create(struct arena *arena);

/* Setting a name twice replaces it.  Names and values are not copied. */
void view_text(struct view *view, const char *name, const char *value); /* NULL: absent, falsy */
void view_integer(struct view *view, const char *name, int64_t value);
void view_flag(struct view *view, const char *name, bool value);
void view_markup(struct view *view, const char *name, const struct buffer *rendered);

/* Declares an empty list: its section renders nothing, its inverted section once. */
void view_list(struct view *view, const char *name);

/* Appends an item to the list name (declaring it if need be) and returns the item to be filled. */
struct view *view_item(struct view *view, const char *name);

/* A list of exactly one item: {{#name}} enters it. */
struct view *view_object(struct view *view, const char *name);

/*
 * Appends the rendered template to out.  A section on a list renders once per item, on a text if it
 * is not empty, on a flag if it is true; a name is looked up in the item first, then outwards.
 * STATUS_INTERNAL if the template or a name is unknown, or a list is used as a text.
 */
enum status template_render(struct buffer *out, const struct templates *templates, const char *name,
    const struct view *view) MUST_CHECK;

#endif
