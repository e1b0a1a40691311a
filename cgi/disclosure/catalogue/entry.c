/* The page of one list, target, indicator or element of the catalogue. */
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "disclosure/page.h"
#include "disclosure_query.h"

/* A section of a page: the rows of one statement about the code, as a list of that name. */
struct section {
	size_t statement;
	const char *name;
};

#define SECTIONS_MAXIMUM 5

static const char *
catalogue_url(struct context *context, const char *code)
{
	return html_url_path(context->arena, "catalogue", code, NULL);
}

/*
 * The first section has one row, which becomes names of the page itself; the others are lists.  All
 * in one round trip.  *out is the view with its title and the beginning of its breadcrumb, *head
 * the one row.
 */
static enum status
catalogue_load(struct view **out, struct rows **head, struct context *context, const char *code,
    const char *title_column, const struct section sections[], size_t count)
{
	struct rows *rows[SECTIONS_MAXIMUM];
	struct ask asks[SECTIONS_MAXIMUM];
	enum status status;

	for (size_t i = 0; i < count; i++)
		asks[i] = (struct ask){&rows[i], sections[i].statement, 1, &code, false};
	status = db_ask(context->db, asks, count);
	if (status != STATUS_OK)
		return status;
	if (rows_count(rows[0]) != 1)
		return STATUS_MISSING;
	*head = rows[0];
	*out = page_view(context, rows_text(rows[0], 0, title_column));
	page_row(*out, rows[0], 0);
	for (size_t i = 1; i < count; i++)
		page_rows(*out, sections[i].name, rows[i]);
	disclosure_catalogue_column(*out);
	page_crumb(*out, "指标目录", "/catalogue/");
	return STATUS_OK;
}

enum status
catalogue_list_show(struct context *context, const char *code)
{
	static const struct section sections[] = {
	    {QUERY(CATALOGUE_LIST, 1), NULL}, {QUERY(CATALOGUE_LIST_TARGETS, 1), "rows"}};
	struct view *view;
	struct rows *head;
	enum status status = catalogue_load(&view, &head, context, code, "title", sections, 2);

	if (status != STATUS_OK)
		return status;
	page_crumb(view, rows_text(head, 0, "title"), NULL);
	return page_show(context, "disclosure/catalogue/list", view);
}

enum status
catalogue_target_show(struct context *context, const char *code)
{
	static const struct section sections[] = {
	    {QUERY(CATALOGUE_TARGET, 1), NULL},
	    {QUERY(CATALOGUE_TARGET_INDICATORS, 1), "indicators"},
	    {QUERY(CATALOGUE_TARGET_THRESHOLDS, 1), "thresholds"},
	    {QUERY(CATALOGUE_STRATEGIES, 1), "strategies"},
	    {QUERY(CATALOGUE_LINEAGE, 1), "lineage"},
	};
	struct view *view;
	struct rows *head;
	enum status status = catalogue_load(&view, &head, context, code, "name", sections, 5);

	if (status != STATUS_OK)
		return status;
	page_crumb(view, rows_text(head, 0, "list_title"),
	    catalogue_url(context, rows_text(head, 0, "list_code")));
	page_crumb(view, rows_text(head, 0, "official_code"), NULL);
	return page_show(context, "disclosure/catalogue/target", view);
}

enum status
catalogue_indicator_show(struct context *context, const char *code)
{
	static const struct section sections[] = {
	    {QUERY(CATALOGUE_INDICATOR, 1), NULL},
	    {QUERY(CATALOGUE_INDICATOR_THRESHOLDS, 1), "thresholds"},
	    {QUERY(CATALOGUE_SAME_ELEMENTS, 1), "same"},
	    {QUERY(CATALOGUE_INDICATOR_STRATEGIES, 1), "strategies"},
	    {QUERY(CATALOGUE_INDICATOR_LINEAGE, 1), "lineage"},
	};
	struct view *view;
	struct rows *head;
	enum status status = catalogue_load(&view, &head, context, code, "name", sections, 5);

	if (status != STATUS_OK)
		return status;
	page_crumb(view, rows_text(head, 0, "target_name"),
	    catalogue_url(context, rows_text(head, 0, "target_code")));
	page_crumb(view, code, NULL);
	return page_show(context, "disclosure/catalogue/indicator", view);
}

enum status
catalogue_element_show(struct context *context, const char *code)
{
	static const struct section sections[] = {
	    {QUERY(CATALOGUE_ELEMENT, 1), NULL}, {QUERY(CATALOGUE_ELEMENT_USES, 1), "uses"}};
	struct view *view;
	struct rows *head;
	enum status status = catalogue_load(&view, &head, context, code, "name", sections, 2);

	if (status != STATUS_OK)
		return status;
	page_crumb(view, rows_text(head, 0, "name"), NULL);
	return page_show(context, "disclosure/catalogue/element", view);
}
