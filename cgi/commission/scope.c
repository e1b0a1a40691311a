#include "scope.h"

#include <assert.h>
#include <string.h>

#include "commission_query.h"
#include "core/html.h"
#include "core/page_parts.h"
#include "core/text.h"

/* As long as the longest period, 2025-07. */
#define PERIOD_BYTES 7

#define SCOPE_ASKS 16 /* the most that a page asks at once */

static const char *const which[] = {
    [SCOPE_RETURNS] = "returns",
    [SCOPE_QUARTERS] = "quarters",
    [SCOPE_RESULTS] = "results",
};

/* The first row that suits: programme and period may be NULL for any. */
static size_t
find(const struct scope *scope, const char *programme, const char *period, bool accepted)
{
	size_t row = 0, count = rows_count(scope->choices);

	for (; row < count; row++) {
		if ((programme == NULL ||
			text_equal(rows_text(scope->choices, row, "programme_id"), programme)) &&
		    (period == NULL ||
			text_equal(rows_text(scope->choices, row, "period"), period)) &&
		    (!accepted || rows_flag(scope->choices, row, "accepted")))
			break;
	}
	return row;
}

static void
take(struct scope *scope, size_t row)
{
	scope->programme_id = rows_text(scope->choices, row, "programme_id");
	scope->programme_name = rows_text(scope->choices, row, "programme_name");
	scope->period = rows_text(scope->choices, row, "period");
	scope->period_label = rows_text(scope->choices, row, "period_label");
}

enum status
scope_open(struct scope *out, struct context *context, enum scope_kind kind)
{
	const char *programme = request_query(context->request, "programme", NULL);
	const char *period = request_query(context->request, "period", NULL);
	int64_t id;
	size_t row, count;
	enum status status;

	*out = (struct scope){.programme_id = programme, .period = period, .which = which[kind]};
	if (programme != NULL && !text_to_id(&id, programme))
		return STATUS_MISSING;
	out->pending = programme != NULL && period != NULL && strlen(period) <= PERIOD_BYTES;
	if (out->pending)
		return STATUS_OK;
	status = DB_ASK(context->db, &out->choices, SCOPE_LIST, out->which);
	if (status != STATUS_OK)
		return status;
	count = rows_count(out->choices);
	row = find(out, programme, NULL, kind != SCOPE_RETURNS);
	if (row == count)
		row = find(out, programme, NULL, false);
	if (row == count && programme != NULL)
		return STATUS_MISSING;
	out->empty = row == count;
	if (!out->empty)
		take(out, row);
	return STATUS_OK;
}

/* Whether what was asked for is there. */
static enum status
check(struct scope *scope, const struct context *context)
{
	size_t row;

	row = find(scope, scope->programme_id, scope->period, false);
	if (row < rows_count(scope->choices)) {
		take(scope, row);
		return STATUS_OK;
	}
	if (find(scope, scope->programme_id, NULL, false) == rows_count(scope->choices))
		return STATUS_MISSING;
	/* Another programme was chosen beside the old one's period. */
	scope->redirect = html_url_query(
	    context->arena, context->request->path, "programme", scope->programme_id);
	return STATUS_OK;
}

enum status
scope_ask(struct scope *scope, struct context *context, const struct ask asks[], size_t count)
{
	struct ask all[SCOPE_ASKS + 1];
	enum status status;

	assert(count <= SCOPE_ASKS);
	all[0] = ASK(&scope->choices, SCOPE_LIST, scope->which);
	memcpy(all + 1, asks, count * sizeof(*asks));
	if (!scope->pending)
		return db_ask(context->db, asks, count);
	status = db_ask(context->db, all, count + 1);
	scope->pending = false;
	return status == STATUS_OK ? check(scope, context) : status;
}

void
scope_show(const struct scope *scope, struct view *view)
{
	const char *last = NULL;

	view_text(view, "programme_id", scope->programme_id);
	view_text(view, "programme_name", scope->programme_name);
	view_text(view, "period", scope->period);
	view_text(view, "period_label", scope->period_label);
	view_list(view, "programme_options");
	view_list(view, "period_options");
	for (size_t row = 0; row < rows_count(scope->choices); row++) {
		const char *programme = rows_text(scope->choices, row, "programme_id");
		const char *period = rows_text(scope->choices, row, "period");
		bool chosen = text_equal(programme, scope->programme_id);

		if (!text_equal(programme, last))
			page_option(view, "programme_options", programme,
			    rows_text(scope->choices, row, "programme_name"), chosen);
		last = programme;
		if (chosen)
			page_option(view, "period_options", period,
			    rows_text(scope->choices, row, "period_label"),
			    text_equal(period, scope->period));
	}
}

const char *
scope_url(const struct scope *scope, struct arena *arena, const char *path)
{
	const char *url = html_url_query(arena, path, "programme", scope->programme_id);

	return html_url_query(arena, url, "period", scope->period);
}
