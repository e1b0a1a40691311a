/* /region/<code>/<period>/bulletin: the edition as an official notice, on paper. */
#include "figure/bulletin.h"

#include "disclosure/edition.h"
#include "disclosure/page.h"
#include "disclosure_query.h"

enum loaded { LOADED_EDITION, LOADED_WORDS, LOADED_INDICATORS, LOADED_INSTITUTIONS, LOADED_COUNT };

enum status
bulletin_get(struct context *context)
{
	static const char *const columns[] = {
	    "issuer", "number", "title", "addressee", "body", "copies"};
	struct edition_address address = edition_address(context, "bulletin");
	struct rows *loaded[LOADED_COUNT];
	struct bulletin_source source;
	const char *words[6];
	struct view *view;
	enum status status;

	address.key = NULL;
	const struct ask asks[] = {
	    ASK(&loaded[LOADED_WORDS], BULLETIN_WORDS, EDITION_OF(&address)),
	    ASK(&loaded[LOADED_INDICATORS], PERIOD_INDICATORS, EDITION_OF(&address)),
	    ASK(&loaded[LOADED_INSTITUTIONS], PERIOD_INSTITUTIONS, EDITION_OF(&address)),
	};
	status = EDITION_LOAD(&loaded[LOADED_EDITION], context, &address, asks);
	if (status != STATUS_OK)
		return status;
	if (rows_count(loaded[LOADED_WORDS]) == 0) {
		page_detail(context, "这个版本没有通报。");
		return STATUS_MISSING;
	}
	for (size_t i = 0; i < 6; i++)
		words[i] = rows_text(loaded[LOADED_WORDS], 0, columns[i]);
	source = (struct bulletin_source){.head = loaded[LOADED_EDITION],
	    .indicators = loaded[LOADED_INDICATORS],
	    .grades = loaded[LOADED_WORDS]};
	figure_overview_read(&source.overview, source.indicators);
	view = edition_view(context, "通报", loaded[LOADED_EDITION], &address);
	bulletin_show(view, context->arena, words, &source);
	view_text(view, "pdf_url", rows_text(loaded[LOADED_WORDS], 0, "pdf_url"));
	bulletin_show_missing(view, loaded[LOADED_INSTITUTIONS]);
	return page_show_alone(context, "disclosure/region/bulletin", view);
}
