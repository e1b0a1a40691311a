#include "source.h"

#include <stdint.h>

#include "core/arena.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "institution/page.h"
#include "institution_query.h"

size_t
backfill_cell(const struct backfill_source *source, size_t element, size_t period)
{
	return source->at[element * rows_count(source->periods) + period];
}

size_t
backfill_find_element(const struct backfill_source *source, const char *code)
{
	for (size_t i = 0; i < source->element_count; i++) {
		if (text_equal(rows_text(source->cells, source->first[i], "code"), code))
			return i;
	}
	return SIZE_MAX;
}

size_t
backfill_find_period(const struct backfill_source *source, const char *head)
{
	for (size_t i = 0; i < rows_count(source->periods); i++) {
		if (text_equal(rows_text(source->periods, i, "period"), head) ||
		    text_equal(rows_text(source->periods, i, "period_label"), head))
			return i;
	}
	return SIZE_MAX;
}

const char *
backfill_head(enum backfill_column column)
{
	static const char *const heads[BACKFILL_COLUMN_COUNT] = {
	    [BACKFILL_CODE] = "代码",
	    [BACKFILL_SPECIALTY] = "专业",
	    [BACKFILL_NAME] = "数据项",
	    [BACKFILL_UNIT] = "单位",
	};

	return heads[column];
}

const char *
backfill_stamp(struct arena *arena, const struct backfill_source *source)
{
	return text_join(arena, BACKFILL_MARK, source->programme, "/",
	    rows_text(source->own, 0, "credit_code"), NULL);
}

const char *
backfill_url(struct context *context, const char *rest)
{
	return text_format(
	    context->arena, "/institution/backfill/%s%s", context->segments[0], rest);
}

void
backfill_crumbs(struct context *context, struct view *view, const struct backfill_source *source,
    const char *label)
{
	page_crumb(view, "工作台", "/institution/");
	page_crumb(view, "补录", "/institution/backfill/");
	page_crumb(view, rows_text(source->periods, 0, "programme_name"),
	    label == NULL ? NULL : backfill_url(context, ""));
	if (label != NULL)
		page_crumb(view, label, NULL);
}

/* Rows come element by element, each in order of period. */
static void
arrange(struct backfill_source *source, struct arena *arena)
{
	size_t cells = rows_count(source->cells), periods = rows_count(source->periods);
	const char *code = NULL;

	source->first = arena_new(arena, size_t, cells + 1);
	source->at = arena_new(arena, size_t, (cells + 1) * periods);
	for (size_t row = 0; row < cells; row++) {
		const char *present = rows_text(source->cells, row, "code");
		size_t period =
		    backfill_find_period(source, rows_text(source->cells, row, "period"));

		if (!text_equal(code, present))
			source->first[source->element_count++] = row;
		code = present;
		if (period != SIZE_MAX)
			source->at[(source->element_count - 1) * periods + period] = row + 1;
	}
}

enum status
backfill_load(struct backfill_source *out, struct context *context)
{
	const char *id = context->segments[0];
	struct rows *own, *periods, *cells;
	enum status status;

	const struct ask asks[] = {
	    ASK(&own, BACKFILL_OWN),
	    ASK(&periods, BACKFILL_PERIODS, id),
	    ASK(&cells, BACKFILL_CELLS, id),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	if (rows_count(periods) == 0)
		return STATUS_MISSING;
	*out = (struct backfill_source){
	    .programme = id, .own = own, .periods = periods, .cells = cells};
	arrange(out, context->arena);
	return STATUS_OK;
}
