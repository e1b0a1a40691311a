/* What was said of a signal: that nothing need be done, and why; for as long as that holds. */
#include "commission_query.h"
#include "core/arena.h"
#include "core/db.h"
#include "core/text.h"
#include "measure/false_discovery.h"
#include "signal.h"

/* The indicator that a word names, or NULL: the signal is of the institution as a whole. */
static const char *
code_of(const struct signal_page *page, const struct figure_signal *signal)
{
	return signal->member_count == 0
		   ? NULL
		   : rows_text(page->indicators, signal->indicator, "indicator_code");
}

/* Of screens and late returns: how many there are. */
double
signal_cases(const struct figure_signal *signal)
{
	return signal->judged ? signal->cases : (double)signal->parts;
}

/* What is said of an indicator is said of the row that it has been folded into. */
static bool
is_about(const struct signal_page *page, size_t row, const struct figure_signal *signal)
{
	const char *code = rows_text(page->words, row, "indicator_code");

	if (!text_equal(rows_text(page->words, row, "institution_id"),
		rows_text(page->institutions, signal->institution, "institution_id")) ||
	    !text_equal(rows_text(page->words, row, "source"), figure_signal_name(signal->kind)))
		return false;
	for (size_t i = 0; i < signal->member_count; i++) {
		if (text_equal(
			rows_text(page->indicators, signal->members[i], "indicator_code"), code))
			return true;
	}
	return signal->member_count == 0;
}

static bool
holds(const struct signal_page *page, size_t row, const struct figure_signal *signal)
{
	return !false_discovery_has_grown(signal->q, signal_cases(signal),
	    rows_number(page->words, row, "q"), rows_number(page->words, row, "cases"));
}

const char *
signal_word_codes(const struct signal_page *page, size_t index)
{
	const struct figure_signal *signal = &page->signals.items[index];
	const char *codes = NULL;

	if (page->dismissed[index] == FIGURE_SIGNAL_NONE || signal->member_count == 0)
		return code_of(page, signal);
	for (size_t row = 0; row < rows_count(page->words); row++) {
		const char *code = rows_text(page->words, row, "indicator_code");

		if (is_about(page, row, signal))
			codes = codes == NULL
				    ? code
				    : text_join(page->context->arena, codes, " ", code, NULL);
	}
	return codes;
}

void
signal_match_words(struct signal_page *page)
{
	const struct figure_signals *signals = &page->signals;

	page->dismissed = arena_new(page->context->arena, size_t, signals->count + 1);
	for (size_t i = 0; i < signals->count; i++) {
		size_t row = 0;

		while (row < rows_count(page->words) && !(is_about(page, row, &signals->items[i]) &&
							    holds(page, row, &signals->items[i])))
			row++;
		page->dismissed[i] = row < rows_count(page->words) ? row : FIGURE_SIGNAL_NONE;
	}
}

static enum status
say(struct context *context, const struct list_work *work, const char *act)
{
	return DB_ASK(context->db, NULL, SIGNAL_SAY, list_value(work->list, "programme"),
	    list_value(work->list, "period"), act, work->reason,
	    signal_column(work, "institution_id"), signal_column(work, "source"),
	    signal_column(work, "word_code"), signal_column(work, "q_exact"),
	    signal_column(work, "cases_exact"), signal_column(work, "finding"));
}

enum status
signal_dismiss(struct context *context, const struct list_work *work)
{
	return say(context, work, "dismiss");
}

enum status
signal_restore(struct context *context, const struct list_work *work)
{
	return say(context, work, "restore");
}
