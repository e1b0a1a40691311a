/* /region/<code>/<period>/institution/<id>/indicator/<code>: one number and where it comes from. */
#include "core/html.h"
#include "core/text.h"
#include "disclosure/edition.h"
#include "disclosure/page.h"
#include "disclosure_query.h"
#include "figure/definition.h"
#include "figure/value.h"

enum loaded {
	LOADED_EDITION,
	LOADED_RESULT,
	LOADED_SOURCES,
	LOADED_TREND,
	LOADED_ENTRY,
	LOADED_COUNT
};

/* A double as it stands in the edition, with the places of the indicator. */
static const char *
stored_value(struct context *context, const struct figure_definition *definition,
    const struct rows *rows, const char *column)
{
	if (rows_text(rows, 0, column) == NULL)
		return NULL;
	return figure_double(context->arena, definition, rows_number(rows, 0, column));
}

static void
show_result(struct context *context, struct view *view, const struct rows *result,
    const struct edition_address *address)
{
	struct figure_definition definition;

	figure_definition_read(&definition, result, 0);
	page_row(view, result, 0);
	edition_value(context, view, result, 0, &definition);
	edition_rank(context, view, result, 0);
	view_text(view, "baseline_text", stored_value(context, &definition, result, "baseline"));
	view_text(view, "goal_value", stored_value(context, &definition, result, "goal"));
	view_text(
	    view, "institution_url", edition_url(context, address, "institution", address->key));
	view_text(view, "indicator_url", edition_url(context, address, "indicator", address->code));
}

enum status
number_get(struct context *context)
{
	struct edition_address address = edition_address(context, "institution");
	struct rows *loaded[LOADED_COUNT];
	const struct rows *result;
	struct view *view;
	const struct ask asks[] = {
	    ASK(&loaded[LOADED_RESULT], NUMBER_RESULT, EDITION_OF(&address), address.key,
		address.code),
	    ASK(&loaded[LOADED_SOURCES], NUMBER_SOURCES, EDITION_OF(&address), address.key),
	    ASK(&loaded[LOADED_TREND], NUMBER_TREND, EDITION_OF(&address), address.key,
		address.code),
	    ASK(&loaded[LOADED_ENTRY], CATALOGUE_INDICATOR, address.code),
	};
	enum status status = EDITION_LOAD(&loaded[LOADED_EDITION], context, &address, asks);

	if (status != STATUS_OK)
		return status;
	result = loaded[LOADED_RESULT];
	view = edition_view(context,
	    text_format(context->arena, "%s：%s", rows_text(result, 0, "indicator_name"),
		rows_text(result, 0, "name")),
	    loaded[0], &address);
	show_result(context, view, result, &address);
	page_rows(view, "sources", loaded[LOADED_SOURCES]);
	view_list(view, "entry");
	if (rows_count(loaded[LOADED_ENTRY]) == 1)
		page_row(view_object(view, "entry"), loaded[LOADED_ENTRY], 0);
	edition_trend(
	    context, view, &address, result, loaded[LOADED_TREND], rows_text(result, 0, "name"));
	return page_show(context, "disclosure/region/number", view);
}
