#include "view.h"

#include <inttypes.h>
#include <string.h>

#include "arena.h"
#include "text.h"

#define MEMBERS_AT_FIRST 8

static struct view *
create(struct arena *arena, size_t capacity)
{
	struct view *view = arena_new(arena, struct view, 1);

	view->arena = arena;
	view->capacity = capacity;
	view->members = arena_new(arena, struct member, capacity);
	return view;
}

struct view *
view_create(struct arena *arena)
{
	return create(arena, MEMBERS_AT_FIRST);
}

static bool
is_named(const struct member *member, const char *name, size_t name_length)
{
	return member->name_length == name_length && memcmp(member->name, name, name_length) == 0;
}

const struct member *
view_find(const struct view *view, const char *name, size_t name_length, size_t *hint)
{
	if (*hint < view->count && is_named(&view->members[*hint], name, name_length))
		return &view->members[*hint];
	for (size_t i = 0; i < view->count; i++)
		if (is_named(&view->members[i], name, name_length)) {
			*hint = i;
			return &view->members[i];
		}
	return NULL;
}

static struct member *
add(struct view *view, const char *name, size_t name_length)
{
	struct member *member;

	if (view->count == view->capacity) {
		struct member *members = arena_new(view->arena, struct member, view->capacity * 2);

		memcpy(members, view->members, view->count * sizeof(*members));
		view->members = members;
		view->capacity *= 2;
	}
	member = &view->members[view->count++];
	member->name = name;
	member->name_length = name_length;
	member->kind = MEMBER_KIND_COUNT;
	return member;
}

/*
 * The member of that name, made if need be.  A row of a table gets the names of the row before, in
 * their order: as long as it does, the next of those names is none that it has already.
 */
static struct member *
find_or_add(struct view *view, const char *name)
{
	const struct view *model = view->model;
	size_t name_length;

	if (model != NULL && view->count < model->count && model->members[view->count].name == name)
		return add(view, name, model->members[view->count].name_length);
	name_length = strlen(name);
	for (size_t i = 0; i < view->count; i++)
		if (is_named(&view->members[i], name, name_length))
			return &view->members[i];
	view->model = NULL;
	return add(view, name, name_length);
}

/* The member of that name with nothing but its kind. */
static struct member *
set(struct view *view, const char *name, enum member_kind kind)
{
	struct member *member = find_or_add(view, name);

	*member =
	    (struct member){.name = member->name, .name_length = member->name_length, .kind = kind};
	return member;
}

void
view_text(struct view *view, const char *name, const char *value)
{
	struct member *member = set(view, name, MEMBER_TEXT);

	member->text = value == NULL ? "" : value;
	member->length = strlen(member->text);
}

void
view_integer(struct view *view, const char *name, int64_t value)
{
	view_text(view, name, text_format(view->arena, "%" PRId64, value));
}

void
view_flag(struct view *view, const char *name, bool value)
{
	set(view, name, MEMBER_FLAG)->flag = value;
}

void
view_markup(struct view *view, const char *name, const struct buffer *rendered)
{
	struct member *member = set(view, name, MEMBER_MARKUP);

	member->text = rendered->data;
	member->length = rendered->length;
}

void
view_list(struct view *view, const char *name)
{
	set(view, name, MEMBER_LIST);
}

struct view *
view_item(struct view *view, const char *name)
{
	struct member *list = find_or_add(view, name);
	struct view *item;

	if (list->kind != MEMBER_LIST)
		list = set(view, name, MEMBER_LIST);
	if (list->last == NULL) {
		item = view_create(view->arena);
		list->first = item;
	} else {
		item = create(view->arena, list->last->capacity);
		item->model = list->last;
		list->last->next = item;
	}
	list->last = item;
	return item;
}

struct view *
view_object(struct view *view, const char *name)
{
	view_list(view, name);
	return view_item(view, name);
}
