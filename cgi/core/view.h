/* The inside of a view, shared by view.c (sets names) and template.c (looks them up). */
#ifndef CORE_VIEW_H
#define CORE_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "template.h"

enum member_kind { MEMBER_TEXT, MEMBER_MARKUP, MEMBER_FLAG, MEMBER_LIST, MEMBER_KIND_COUNT };

struct member {
	const char *name;
	size_t name_length;
	enum member_kind kind;
	bool flag;
	union {
		struct { /* of MEMBER_TEXT and MEMBER_MARKUP */
			const char *text;
			size_t length;
		};
		struct { /* of MEMBER_LIST: its items */
			struct view *first;
			struct view *last;
		};
	};
};

struct view {
	struct arena *arena;
	struct member *members;
	size_t count;
	size_t capacity;
	struct view *next;        /* the item after this one in its list */
	const struct view *model; /* the item before it while their members are alike, or NULL */
};

/*
 * The member of that name, or NULL.  *hint is where to look first: rows of a table have their
 * members in one order, so the place found for one row is right for the next.
 */
const struct member *view_find(
    const struct view *view, const char *name, size_t name_length, size_t *hint);

#endif
