/* What asks for attention in the newest return of an institution, and in its ledger. */
#include "commission/ledger_link.h"
#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/text.h"
#include "dossier/ledger.h"
#include "figure/screen.h"
#include "result.h"

/* The peers' counts without the institution's: what a perfect value is held against. */
static struct figure_screen_peers
peers_of(struct arena *arena, const struct institution_line *line)
{
	const struct figure_table *table = &line->table;
	struct mixture_count *counts = arena_new(arena, struct mixture_count, table->count);
	size_t count = 0;

	for (size_t i = 0; i < table->count; i++) {
		const struct comparison_unit *unit = &table->units[i];

		if (table->first + i != line->row && unit->status == MEASURE_OK)
			counts[count++] = (struct mixture_count){decimal_to_double(unit->numerator),
			    decimal_to_double(unit->denominator)};
	}
	return (struct figure_screen_peers){counts, count};
}

static const struct institution_line *
find_line(const struct institution_page *page, const char *code)
{
	for (size_t i = 0; i < page->line_count; i++) {
		if (text_equal(
			rows_text(page->results, page->lines[i].row, "indicator_code"), code))
			return &page->lines[i];
	}
	return NULL;
}

static void
add_screen(struct view *view, enum figure_screen_kind kind, const char *text)
{
	struct view *item = view_item(view, "screens");

	view_text(item, "kind", figure_screen_name(kind));
	view_text(item, "text", text);
}

static void
show_sheet(struct context *context, struct view *view, const struct institution_page *page)
{
	struct arena *arena = context->arena;
	struct figure_screen_peers *peers;
	struct figure_screen *screens;
	struct sheet sheet;
	size_t count;

	sheet_read(&sheet, arena, page->screen_elements, page->screen_indicators);
	peers = arena_new(arena, struct figure_screen_peers, sheet.indicator_count);
	for (size_t i = 0; i < sheet.indicator_count; i++) {
		const struct institution_line *line = find_line(page, sheet.indicators[i].code);

		if (line != NULL)
			peers[i] = peers_of(arena, line);
	}
	count = figure_screen_sheet(&screens, arena, &sheet, peers);
	for (size_t i = 0; i < count; i++)
		add_screen(view, screens[i].kind, screens[i].text);
}

/* Baselines of one element and period stand together. */
static void
show_shared(struct context *context, struct view *view, const struct rows *rows)
{
	size_t count = rows_count(rows), first = 0, end;

	for (; first < count; first = end) {
		const char *text;

		for (end = first + 1; end < count; end++) {
			if (!text_equal(rows_text(rows, end, "element_name"),
				rows_text(rows, first, "element_name")) ||
			    !text_equal(
				rows_text(rows, end, "period"), rows_text(rows, first, "period")))
				break;
		}
		text = figure_screen_shared(context->arena, rows, first, end - first);
		if (text != NULL)
			add_screen(view, FIGURE_SCREEN_SHARED, text);
	}
}

void
institution_screen_show(
    struct context *context, struct view *view, const struct institution_page *page)
{
	bool submitted = rows_count(page->screen_head) > 0;

	view_list(view, "screens");
	view_text(view, "screen_label",
	    submitted ? rows_text(page->screen_head, 0, "period_label") : NULL);
	view_text(view, "screen_url",
	    submitted ? html_url_path(context->arena, "commission", "return",
			    rows_text(page->screen_head, 0, "id"), NULL)
		      : NULL);
	if (submitted)
		show_sheet(context, view, page);
	show_shared(context, view, page->baselines);
}

void
institution_ledger_show(
    struct context *context, struct view *view, const struct institution_page *page)
{
	const struct rows *rows = page->ledger;

	view_list(view, "ledger");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, "ledger");

		page_row(item, rows, row);
		view_text(item, "url", ledger_url(context, rows_text(rows, row, "id"), NULL));
		view_text(item, "due_text", dossier_ledger_due(context->arena, rows, row));
	}
}
