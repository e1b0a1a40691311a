/* /commission/programme/<id>: what one programme asks for, from whom and when. */
#include "programme.h"

#include "commission/page.h"
#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"

static const struct notice notices[] = {
    {"created", "方案已建立，四个季度的日历已按默认日期排好。接下来选择目标。"},
    {"adopted", "目标已更新。"},
    {"indicator", "指标设置已保存。"},
    {0},
};

enum status
programme_load(struct rows **out, struct context *context)
{
	const char *id = context->segments[0];
	enum status status;

	status = DB_ASK(context->db, out, PROGRAMME_LOAD, id);
	return status == STATUS_OK && rows_count(*out) == 0 ? STATUS_MISSING : status;
}

bool
programme_may_change(const struct context *context, const struct rows *programme)
{
	return commission_may_change(context) && rows_flag(programme, 0, "own");
}

const char *
programme_url(struct context *context, const struct rows *programme, const char *rest)
{
	return text_format(
	    context->arena, "/commission/programme/%s%s", rows_text(programme, 0, "id"), rest);
}

void
programme_show(
    struct context *context, struct view *view, const struct rows *programme, const char *label)
{
	const char *url = programme_url(context, programme, "");

	page_row(view_object(view, "programme"), programme, 0);
	view_text(view, "programme_url", url);
	view_text(view, "programme_id", rows_text(programme, 0, "id"));
	view_flag(view, "may_change", programme_may_change(context, programme));
	page_crumb(view, "监测方案", "/commission/programme/");
	page_crumb(view, rows_text(programme, 0, "name"), label == NULL ? NULL : url);
	if (label != NULL)
		page_crumb(view, label, NULL);
}

bool
programme_clash(struct form *form, struct context *context)
{
	const struct db_error *error = db_last_error(context->db);

	if (!text_equal(error->constraint, "element_version"))
		return false;
	form_error(form, NULL, text_format(context->arena, "涉及：%s。", error->detail));
	return true;
}

static void
show_lists(struct context *context, struct view *view, const struct rows *programme,
    const struct rows *lists)
{
	view_list(view, "lists");
	for (size_t row = 0; row < rows_count(lists); row++) {
		struct view *item = view_item(view, "lists");

		page_row(item, lists, row);
		view_text(item, "url",
		    html_url_query(context->arena, programme_url(context, programme, "/adopt"),
			"list", rows_text(lists, row, "code")));
	}
}

/* One table with a heading row for every specialty. */
static void
show_indicators(struct context *context, struct view *view, const struct rows *programme,
    const struct rows *indicators)
{
	const char *specialty = NULL;

	view_list(view, "indicators");
	for (size_t row = 0; row < rows_count(indicators); row++) {
		struct view *item = view_item(view, "indicators");
		const char *present = rows_text(indicators, row, "specialty");

		page_row(item, indicators, row);
		view_text(item, "group", text_equal(present, specialty) ? NULL : present);
		view_text(item, "url",
		    programme_url(context, programme,
			html_url_path(context->arena, "indicator",
			    rows_text(indicators, row, "code"), NULL)));
		specialty = present;
	}
}

/* Whether anything is missing for a final evaluation, year by year. */
static void
show_gaps(struct view *view, const struct rows *gaps)
{
	const char *year = NULL;
	bool missing = false;

	view_list(view, "gaps");
	for (size_t row = 0; row < rows_count(gaps); row++) {
		struct view *item = view_item(view, "gaps");
		const char *present = rows_text(gaps, row, "year");

		page_row(item, gaps, row);
		view_text(item, "group", text_equal(present, year) ? NULL : present);
		view_flag(item, "whole", rows_integer(gaps, row, "missing") == 0);
		missing = missing || rows_integer(gaps, row, "missing") > 0;
		year = present;
	}
	view_flag(view, "any_gap", missing);
	view_flag(view, "any_quarter", rows_count(gaps) > 0);
}

const struct query programme_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
programme_get(struct context *context)
{
	const char *id = context->segments[0];
	struct rows *programme, *lists, *indicators, *others, *calendar, *events, *gaps;
	enum status status = STATUS_OK;
	struct view *view;

	const struct ask asks[] = {
	    ASK(&programme, PROGRAMME_LOAD, id),
	    ASK(&lists, PROGRAMME_LISTS, id),
	    ASK(&indicators, PROGRAMME_INDICATORS, id),
	    ASK(&others, PROGRAMME_OTHERS, id),
	    ASK(&calendar, PERIOD_CALENDAR, id),
	    ASK(&events, PROGRAMME_EVENTS, id),
	    ASK(&gaps, BACKFILL_GAPS, id),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	if (rows_count(programme) == 0)
		return STATUS_MISSING;
	view = page_view(context, rows_text(programme, 0, "name"));
	programme_show(context, view, programme, NULL);
	show_lists(context, view, programme, lists);
	show_indicators(context, view, programme, indicators);
	view_flag(view, "any_others", rows_count(others) > 0);
	page_rows(view, "others", others);
	page_rows(view, "calendar", calendar);
	page_rows(view, "events", events);
	show_gaps(view, gaps);
	page_notice(context, view, notices);
	return page_show(context, "commission/programme/programme", view);
}
