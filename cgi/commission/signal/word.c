/* What was said of a signal: that nothing need be done, and why; for as long as that holds. */
#include <string.h>

#include "commission_query.h"
#include "core/arena.h"
#include "core/db.h"
#include "core/text.h"
#include "measure/false_discovery.h"
#include "signal.h"

static const char *
cell(const struct signal_page *page, size_t row, const char *column)
{
	return rows_text(page->rows, row, column);
}

/* Of an institution as a whole are those that no indicator is a member of. */
static bool
is_whole(const struct signal_page *page, size_t row)
{
	return text_equal(cell(page, row, "members"), "");
}

/* Of screens and late returns: how many there are. */
double
signal_cases(const struct signal_page *page, size_t row)
{
	return rows_number(page->rows, row, cell(page, row, "cases") == NULL ? "parts" : "cases");
}

/* Whether a code is one of those with spaces between. */
static bool
is_member(const char *codes, const char *code)
{
	size_t length = strlen(code);

	while (*codes != '\0') {
		size_t next = strcspn(codes, " ");

		if (next == length && memcmp(codes, code, length) == 0)
			return true;
		codes += next + (codes[next] == ' ');
	}
	return false;
}

/* What is said of an indicator is said of the row that it has been folded into. */
static bool
is_about(const struct signal_page *page, size_t word, size_t row)
{
	const char *code = rows_text(page->words, word, "indicator_code");

	if (!text_equal(rows_text(page->words, word, "institution_id"),
		cell(page, row, "institution_id")) ||
	    !text_equal(rows_text(page->words, word, "source"), cell(page, row, "kind")))
		return false;
	return is_whole(page, row) || (code != NULL && is_member(cell(page, row, "members"), code));
}

static bool
holds(const struct signal_page *page, size_t word, size_t row)
{
	return !false_discovery_has_grown(rows_number(page->rows, row, "q"),
	    signal_cases(page, row), rows_number(page->words, word, "q"),
	    rows_number(page->words, word, "cases"));
}

const char *
signal_word_codes(const struct signal_page *page, size_t row)
{
	const char *codes = NULL;

	if (is_whole(page, row))
		return NULL;
	if (page->dismissed[row] == FIGURE_SIGNAL_NONE)
		return cell(page, row, "indicator_code");
	for (size_t word = 0; word < rows_count(page->words); word++) {
		const char *code = rows_text(page->words, word, "indicator_code");

		if (is_about(page, word, row))
			codes = codes == NULL
				    ? code
				    : text_join(page->context->arena, codes, " ", code, NULL);
	}
	return codes;
}

void
signal_match_words(struct signal_page *page)
{
	size_t count = rows_count(page->rows), words = rows_count(page->words);

	page->dismissed = arena_new(page->context->arena, size_t, count + 1);
	for (size_t row = 0; row < count; row++) {
		size_t word = 0;

		while (word < words && !(is_about(page, word, row) && holds(page, word, row)))
			word++;
		page->dismissed[row] = word < words ? word : FIGURE_SIGNAL_NONE;
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
