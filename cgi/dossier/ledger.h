/* Ledger items (台账): the words that commission and institution share. */
#ifndef DOSSIER_LEDGER_H
#define DOSSIER_LEDGER_H

#include <stddef.h>

#include "core/form.h"

struct arena;
struct rows;
struct view;

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

#endif
