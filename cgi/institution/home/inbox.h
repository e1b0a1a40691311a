/* The inbox of an institution's home page: one list out of several statements, most urgent first.
 */
#ifndef INSTITUTION_HOME_INBOX_H
#define INSTITUTION_HOME_INBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct view;

/* In the order of the page. */
enum inbox_urgency {
	INBOX_RETURNED, /* sent back: nothing comes before */
	INBOX_LATE,     /* never disappears */
	INBOX_DUE,
	INBOX_ASKED, /* somebody waits for words */
	INBOX_OPEN,  /* no date */
	INBOX_URGENCY_COUNT
};

struct task {
	bool own; /* the one who looks can do it; otherwise it waits for others */
	enum inbox_urgency urgency;
	int64_t days_left; /* orders tasks of one urgency; negative: past */
	const char *label;
	const char *url;
	const char *hint;
	const char *state; /* of templates/_state.html */
	const char *state_label;
};

struct inbox {
	struct arena *arena;
	struct task *tasks;
	size_t count;
	size_t capacity;
};

void inbox_add(struct inbox *inbox, const struct task *task);

/* Sets "own" and "others": objects of tasks for templates/_task_list.html, absent when empty. */
void inbox_view(struct view *view, const struct inbox *inbox);

#endif
