#include "inbox.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/template.h"

#define FIRST_CAPACITY 16

void
inbox_add(struct inbox *inbox, const struct task *task)
{
	if (inbox->count == inbox->capacity) {
		size_t capacity = inbox->capacity == 0 ? FIRST_CAPACITY : 2 * inbox->capacity;
		struct task *tasks = arena_new(inbox->arena, struct task, capacity);

		if (inbox->count > 0)
			memcpy(tasks, inbox->tasks, inbox->count * sizeof(*tasks));
		inbox->tasks = tasks;
		inbox->capacity = capacity;
	}
	inbox->tasks[inbox->count++] = *task;
}

/* Equal ones stay in the order in which they were added: qsort alone would not keep it. */
static int
compare_tasks(const void *a, const void *b)
{
	const struct task *first = *(const struct task *const *)a;
	const struct task *second = *(const struct task *const *)b;

	if (first->urgency != second->urgency)
		return first->urgency < second->urgency ? -1 : 1;
	if (first->days_left != second->days_left)
		return first->days_left < second->days_left ? -1 : 1;
	return first < second ? -1 : first > second;
}

void
inbox_view(struct view *view, const struct inbox *inbox)
{
	const struct task **sorted = arena_new(inbox->arena, const struct task *, inbox->count);
	struct view *lists[2] = {NULL, NULL};

	view_list(view, "own");
	view_list(view, "others");
	for (size_t i = 0; i < inbox->count; i++)
		sorted[i] = &inbox->tasks[i];
	if (inbox->count > 0)
		qsort(sorted, inbox->count, sizeof(*sorted), compare_tasks);
	for (size_t i = 0; i < inbox->count; i++) {
		struct view **list = &lists[sorted[i]->own ? 0 : 1];
		struct view *item;

		if (*list == NULL)
			*list = view_object(view, sorted[i]->own ? "own" : "others");
		item = view_item(*list, "tasks");
		view_text(item, "label", sorted[i]->label);
		view_text(item, "url", sorted[i]->url);
		view_text(item, "hint", sorted[i]->hint);
		view_text(item, "state", sorted[i]->state);
		view_text(item, "state_label", sorted[i]->state_label);
	}
}
