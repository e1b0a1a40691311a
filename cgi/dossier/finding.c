#include "finding.h"

#include <string.h>

#include "core/arena.h"

#define ROOM_AT_FIRST 16

/* Words count if they were written on the values as they are. */
static bool
is_explained(const struct sheet *sheet, size_t element, size_t other)
{
	const struct sheet_element *at;

	if (element == SHEET_NONE)
		return sheet->explanation != NULL && sheet->explained >= sheet->revision;
	at = &sheet->elements[element];
	return at->explanation != NULL && at->explained >= at->revision &&
	       (other == SHEET_NONE || at->explained >= sheet->elements[other].revision);
}

bool
finding_known(const struct findings *findings, enum check_kind kind, size_t element, size_t other)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct check_finding *finding = &findings->items[i];

		if (finding->kind == kind && finding->element == element && finding->other == other)
			return true;
	}
	return false;
}

void
finding_add(struct findings *findings, enum check_kind kind, size_t element, size_t other,
    const char *message)
{
	if (findings->count == findings->room) {
		size_t room = findings->room * 2 + ROOM_AT_FIRST;
		struct check_finding *items =
		    arena_new(findings->arena, struct check_finding, room);

		if (findings->count > 0)
			memcpy(items, findings->items, findings->count * sizeof(*items));
		findings->items = items;
		findings->room = room;
	}
	findings->items[findings->count++] = (struct check_finding){
	    .kind = kind,
	    .element = element,
	    .other = other,
	    .message = message,
	    .explained = !check_is_error(kind) && is_explained(findings->sheet, element, other),
	};
}
