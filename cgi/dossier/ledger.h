/* Ledger items (台账): what the pages of commission and institution have alike. */
#ifndef DOSSIER_LEDGER_H
#define DOSSIER_LEDGER_H

#include <stddef.h>

#include "core/form.h"
#include "core/page.h"
#include "core/view.h"

/* zhiheng.ledger_item.source in Chinese. */
extern const struct choice dossier_ledger_sources[];

/*
 * "还有 12 天", "今天到期", "已逾期 3 天"; of an item reported done or closed whether it was in
 * time.  Columns read: state, overdue_days (negative: before the deadline).
 */
const char *dossier_ledger_due(struct arena *arena, const struct rows *rows, size_t row);

/*
 * Sets causes, progress and effects, lists of text, at, person; progress also of label (进展, 佐证
 * 材料, 现场核查, 督导意见), effects of counts.  Columns read: kind, text, numerator, denominator,
 * at, person.
 */
void dossier_ledger_notes(struct view *view, struct arena *arena, const struct rows *rows);

/*
 * Sets measures out of the rows of ledger_measures.  base: the address that each open one's id is
 * appended to, for the page on which its end is entered; NULL: nobody may.
 */
void dossier_ledger_measures(
    struct view *view, struct arena *arena, const struct rows *rows, const char *base);

/* ---- an item --------------------------------------------------------------------------------- */

/* What differs between the two sides. */
struct ledger_side {
	const char *audience; /* first segment of its addresses */
	size_t head;          /* statements of one value, the item: ledger_head, */
	size_t measures;      /* ledger_measures, */
	size_t notes;         /* ledger_notes, */
	size_t history;       /* ledger_history */
};

#define LEDGER_SIDE(name)                                                                          \
	{                                                                                          \
		.audience = (name), .head = QUERY(LEDGER_HEAD, 1),                                 \
		.measures = QUERY(LEDGER_MEASURES, 1), .notes = QUERY(LEDGER_NOTES, 1),            \
		.history = QUERY(LEDGER_HISTORY, 1)                                                \
	}

/* The item that the path names. */
struct ledger_item {
	struct rows *head; /* one row */
	struct rows *measures;
	struct rows *notes;
	struct rows *history;
};

/* Its head alone, or all of it; STATUS_MISSING: it is not there for who asks. */
enum status dossier_ledger_head(
    struct rows **out, struct context *context, const struct ledger_side *side) MUST_CHECK;
enum status dossier_ledger_load(
    struct ledger_item *out, struct context *context, const struct ledger_side *side) MUST_CHECK;

/*
 * Crumbs from the list to a page.  head: of the item that the page is about, NULL: none; label:
 * NULL for the item itself.
 */
void dossier_ledger_crumbs(struct context *context, struct view *view,
    const struct ledger_side *side, const struct rows *head, const char *label);

/*
 * The page of an item, with what both sides show (_ledger_head, _ledger_work, _ledger_history) and
 * form.  base: as of dossier_ledger_measures.
 */
struct view *dossier_ledger_view(struct context *context, const struct ledger_side *side,
    const struct ledger_item *item, const struct form *form, const char *base);

/* ---- its forms ------------------------------------------------------------------------------- */

/* A step of an item, or words about it. */
struct ledger_step {
	const char *act;
	const char *state; /* as the page showed it */
	const char *words;
};

#define LEDGER_STEP_FIELDS(acts, words_label, words_hint)                                          \
	{.name = "act",                                                                            \
	    .label = "办理",                                                                       \
	    .kind = FIELD_CHOICE,                                                                  \
	    .required = true,                                                                      \
	    .choices = (acts),                                                                     \
	    .offset = offsetof(struct ledger_step, act)},                                          \
	    {.name = "state",                                                                      \
		.kind = FIELD_HIDDEN,                                                              \
		.offset = offsetof(struct ledger_step, state)},                                    \
	{                                                                                          \
		.name = "words", .label = (words_label), .hint = (words_hint),                     \
		.kind = FIELD_LONG_TEXT, .maximum = 1000,                                          \
		.offset = offsetof(struct ledger_step, words)                                      \
	}

/*
 * Reads a form of these fields.  STATUS_INPUT: something is wrong, words missing (which says so)
 * too, unless the act is among those, ended by NULL, that need none.
 */
enum status dossier_ledger_step_read(struct ledger_step *out, struct form *form,
    const char *const *wordless, const char *missing) MUST_CHECK;

/* What is demanded: fields of the members content, aim, post, due_on of a type. */
#define LEDGER_TERM_FIELDS(type, content_hint, aim_hint, post_hint)                                \
	{.name = "content",                                                                        \
	    .label = "问题内容",                                                                   \
	    .hint = (content_hint),                                                                \
	    .kind = FIELD_LONG_TEXT,                                                               \
	    .required = true,                                                                      \
	    .maximum = 1000,                                                                       \
	    .offset = offsetof(type, content)},                                                    \
	    {.name = "aim",                                                                        \
		.label = "总体目标",                                                               \
		.hint = (aim_hint),                                                                \
		.kind = FIELD_LONG_TEXT,                                                           \
		.required = true,                                                                  \
		.maximum = 500,                                                                    \
		.offset = offsetof(type, aim)},                                                    \
	    {.name = "post",                                                                       \
		.label = "责任人（岗位）",                                                         \
		.hint = (post_hint),                                                               \
		.kind = FIELD_TEXT,                                                                \
		.required = true,                                                                  \
		.maximum = 100,                                                                    \
		.offset = offsetof(type, post)},                                                   \
	{                                                                                          \
		.name = "due_on", .label = "整改期限", .kind = FIELD_DATE, .required = true,       \
		.offset = offsetof(type, due_on)                                                   \
	}

#define LEDGER_AIM_HINT  "整改到什么程度可以销号，尽量写明数值。"
#define LEDGER_POST_HINT "例如：医务科科长。"

#endif
