/* /commission/institution/<id>/result: one institution: its grade, all indicators among its
 * peers', its returns and what it explained. */
#include "result.h"

#include "commission/page.h"
#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"

static enum status
load(struct institution_page *page, struct context *context)
{
	const struct scope *scope = &page->scope;
	const char *programme, *period;
	enum status status = scope_open(&page->scope, context, SCOPE_RESULTS);

	if (status != STATUS_OK)
		return status;
	if (page->scope.empty)
		return STATUS_MISSING;
	programme = scope->programme_id;
	period = scope->period;
	const struct ask asks[] = {
	    ASK(&page->head, INSTITUTION_RESULT_HEAD, page->id),
	    ASK(&page->results, INSTITUTION_RESULTS, programme, period, page->id),
	    COMPUTED_ASK(&page->computed, scope),
	    ASK(&page->returns, INSTITUTION_RETURNS, page->id),
	    ASK(&page->words, INSTITUTION_WORDS, programme, period, page->id),
	    ASK(&page->ledger, INSTITUTION_LEDGER, page->id),
	    ASK(&page->screen_head, INSTITUTION_SCREEN_HEAD, programme, period, page->id),
	    ASK(&page->screen_elements, INSTITUTION_SCREEN_ELEMENTS, programme, period, page->id),
	    ASK(&page->screen_indicators, INSTITUTION_SCREEN_INDICATORS, programme, period,
		page->id),
	    ASK(&page->baselines, INSTITUTION_BASELINES, programme, page->id),
	    GRADE_ASKS(&page->book, programme, period),
	};
	return SCOPE_ASK_ALL(&page->scope, context, asks);
}

static void
show_returns(struct context *context, struct view *view, const struct institution_page *page)
{
	view_list(view, "returns");
	for (size_t row = 0; row < rows_count(page->returns); row++) {
		struct view *item = view_item(view, "returns");

		page_row(item, page->returns, row);
		view_text(item, "url",
		    html_url_path(context->arena, "commission", "return",
			rows_text(page->returns, row, "id"), NULL));
	}
	view_list(view, "words");
	for (size_t row = 0; row < rows_count(page->words); row++) {
		struct view *item = view_item(view, "words");

		page_row(item, page->words, row);
		view_text(item, "url",
		    html_url_path(context->arena, "commission", "return",
			rows_text(page->words, row, "return_id"), NULL));
	}
}

static struct view *
draw(struct context *context, const struct institution_page *page)
{
	const char *name = rows_text(page->head, 0, "name");
	struct view *view = page_view(context, name);

	scope_show(&page->scope, view);
	computed_show(context, view, page->computed, &page->scope);
	view_text(view, "institution_name", name);
	view_columns(view, page->head, 0, "region_name", "peer_group_label");
	view_text(view, "particulars_url",
	    html_url_path(context->arena, "commission", "institution", page->id, NULL));
	page_table_links(view_object(view, "indicator_files"), context->arena,
	    page_url_with(context, "table", NULL));
	page_table_links(view_object(view, "ledger_files"), context->arena,
	    page_url_with(context, "table", "ledger"));
	page_table_links(view_object(view, "return_files"), context->arena,
	    page_url_with(context, "table", "returns"));
	page_table_links(view_object(view, "word_files"), context->arena,
	    page_url_with(context, "table", "words"));
	view_text(view, "compared_period",
	    rows_count(page->results) == 0 ? NULL : rows_text(page->results, 0, "previous_period"));
	institution_lines_show(context, view, page);
	institution_grade_show(context, view, page);
	institution_screen_show(context, view, page);
	institution_ledger_show(context, view, page);
	show_returns(context, view, page);
	page_crumb(
	    view, "指标结果", scope_url(&page->scope, context->arena, "/commission/indicator/"));
	page_crumb(view, name, NULL);
	return view;
}

const struct query institution_result_query[] = {
    SCOPE_QUERY,
    {.name = "table", .kind = VALUE_WORD, .words = "ledger returns words grade"},
    PARAMETER_FORMAT,
    {0},
};

enum status
institution_result_get(struct context *context)
{
	struct institution_page page = {.id = context->segments[0],
	    .centre = rows_text(context->session->rows, 0, "qc_centre_id") != NULL};
	enum status status;

	status = load(&page, context);
	if (status != STATUS_OK)
		return status;
	if (rows_count(page.head) == 0)
		return STATUS_MISSING;
	if (page.scope.redirect != NULL)
		return page_redirect(context, page.scope.redirect);
	institution_lines_read(&page, context->arena);
	if (!page.centre)
		grade_book_compute(&page.book, context->arena, page.results);
	if (page_format(context) != PAGE_HTML)
		return institution_file(context, &page);
	return page_show(context, "commission/institution/result", draw(context, &page));
}
