#include "ledger_link.h"

#include "core/html.h"
#include "core/rows.h"
#include "core/text.h"

const char *
ledger_url(const struct context *context, const char *id, const char *page)
{
	return html_url_path(context->arena, "commission", "ledger", id, page, NULL);
}

const char *
ledger_new_url(struct arena *arena, const char *institution, const char *programme,
    const char *period, const char *indicator, const char *source)
{
	const char *url =
	    html_url_query(arena, "/commission/ledger/new", "institution", institution);

	url = html_url_query(arena, url, "programme", programme);
	url = html_url_query(arena, url, "period", period);
	if (indicator != NULL)
		url = html_url_query(arena, url, "indicator", indicator);
	return source == NULL ? url : html_url_query(arena, url, "source", source);
}

const char *
ledger_evidence_url(struct arena *arena, const struct rows *rows, size_t row)
{
	const char *programme = rows_text(rows, row, "programme_id");
	const char *period = rows_text(rows, row, "period");
	const char *indicator = rows_text(rows, row, "indicator_code");
	const char *of_return = rows_text(rows, row, "return_id");
	const char *url;

	if (programme == NULL)
		return NULL;
	if (indicator == NULL)
		return of_return == NULL
			   ? NULL
			   : html_url_path(arena, "commission", "return", of_return, NULL);
	url = html_url_path(arena, "commission", "indicator", indicator, NULL);
	url = html_url_query(arena, url, "programme", programme);
	url = html_url_query(arena, url, "period", period);
	return html_url_query(arena, url, "institution", rows_text(rows, row, "institution_id"));
}
