/* /institution/analysis/: of which indicators of a quarter documents want an analysis in words;
 * /institution/analysis/<quarter>/<code>. */
#include "core/arena.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/query.h"
#include "core/rows.h"
#include "core/text.h"
#include "core/view.h"
#include "institution/page.h"
#include "institution_query.h"

static const char *
wanted_label(const char *wanted)
{
	if (text_equal(wanted, "yes"))
		return "要求写分析";
	return text_equal(wanted, "optional") ? "可以写分析" : "没有要求";
}

static size_t
find_row(const struct rows *rows, const char *column, const char *text)
{
	size_t row = 0;

	while (row < rows_count(rows) && !text_equal(rows_text(rows, row, column), text))
		row++;
	return row;
}

/* ---- the list ------------------------------------------------------------------------------- */

/* The quarter asked for, or the newest that is closed, or the newest. */
static size_t
choose(const struct context *context, const struct rows *periods)
{
	const char *asked = request_query(context->request, "period", NULL);
	size_t row = find_row(periods, "closed", "t");

	if (asked != NULL)
		return find_row(periods, "period", asked);
	return row < rows_count(periods) ? row : 0;
}

static void
show_items(struct view *view, struct context *context, const struct rows *items, const char *period)
{
	int64_t wanted = 0, written = 0;

	view_list(view, "items");
	for (size_t row = 0; row < rows_count(items); row++) {
		struct view *item = view_item(view, "items");
		bool is_wanted = text_equal(rows_text(items, row, "wanted"), "yes");
		bool is_written = rows_text(items, row, "text") != NULL;

		view_columns(item, items, row, "indicator_code", "name", "specialty", "text",
		    "person", "at");
		view_text(item, "wanted_label", wanted_label(rows_text(items, row, "wanted")));
		view_flag(item, "is_missing", is_wanted && !is_written);
		view_text(item, "url",
		    html_url_path(context->arena, "institution", "analysis", period,
			rows_text(items, row, "indicator_code"), NULL));
		wanted += is_wanted;
		written += is_wanted && is_written;
	}
	view_integer(view, "wanted_count", wanted);
	view_integer(view, "written_count", written);
}

const struct query analysis_list_query[] = {
    {.name = "period", .kind = VALUE_PERIOD},
    {0},
};

enum status
analysis_list_get(struct context *context)
{
	struct rows *periods, *items;
	struct view *view;
	size_t chosen;
	const char *period;
	enum status status = DB_ASK(context->db, &periods, ANALYSIS_PERIODS);

	if (status != STATUS_OK)
		return status;
	view = page_view(context, "指标分析");
	page_crumb(view, "工作台", "/institution/");
	page_crumb(view, "指标分析", NULL);
	view_text(view, "period", NULL);
	chosen = choose(context, periods);
	if (chosen == rows_count(periods))
		return rows_count(periods) == 0
			   ? page_show(context, "institution/analysis/list", view)
			   : query_refuse(context, "period");
	period = rows_text(periods, chosen, "period");
	status = DB_ASK(context->db, &items, ANALYSIS_LIST, period);
	if (status != STATUS_OK)
		return status;
	view_columns(view, periods, chosen, "period", "period_label");
	view_list(view, "periods");
	for (size_t row = 0; row < rows_count(periods); row++)
		page_option(view, "periods", rows_text(periods, row, "period"),
		    rows_text(periods, row, "period_label"), row == chosen);
	show_items(view, context, items, period);
	return page_show(context, "institution/analysis/list", view);
}

/* ---- one indicator -------------------------------------------------------------------------- */

struct input {
	const char *text;
};

static const struct field fields[] = {
    {.name = "text",
	.label = "分析",
	.hint = "本期的数值说明什么、原因是什么、下一步做什么。10 至 2000 个字；"
		"报表提交后，卫健委可以看到。",
	.kind = FIELD_LONG_TEXT,
	.required = true,
	.maximum = 2000,
	.offset = offsetof(struct input, text)},
};

static const struct notice notices[] = {
    {"saved", "分析已保存。"},
    {"unchanged", "内容没有变化。"},
    {0},
};

struct subject {
	struct rows *items;
	struct rows *periods;
	struct rows *history;
	size_t row;    /* of items */
	size_t period; /* of periods */
};

static enum status
load(struct subject *out, struct context *context)
{
	const char *period = context->segments[0], *code = context->segments[1];
	const struct ask asks[] = {
	    ASK(&out->periods, ANALYSIS_PERIODS),
	    ASK(&out->items, ANALYSIS_LIST, period),
	    ASK(&out->history, ANALYSIS_HISTORY, period, code),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	out->row = find_row(out->items, "indicator_code", code);
	out->period = find_row(out->periods, "period", period);
	return out->row < rows_count(out->items) && out->period < rows_count(out->periods)
		   ? STATUS_OK
		   : STATUS_MISSING;
}

static const char *
own_url(const struct context *context)
{
	return html_url_path(context->arena, "institution", "analysis", context->segments[0],
	    context->segments[1], NULL);
}

static enum status
show(struct context *context, const struct subject *subject, const struct form *form)
{
	const char *name = rows_text(subject->items, subject->row, "name");
	const char *list_url = html_url_query(
	    context->arena, "/institution/analysis/", "period", context->segments[0]);
	struct view *view = page_view(context, name);

	page_crumb(view, "工作台", "/institution/");
	page_crumb(view, "指标分析", list_url);
	page_crumb(view, name, NULL);
	view_columns(view, subject->items, subject->row, "indicator_code");
	view_columns(view, subject->periods, subject->period, "period_label");
	view_text(
	    view, "wanted_label", wanted_label(rows_text(subject->items, subject->row, "wanted")));
	view_text(view, "url", own_url(context));
	view_text(view, "list_url", list_url);
	view_text(view, "result_url",
	    html_url_path(context->arena, "institution", "result", context->segments[1], NULL));
	page_rows(view, "history", subject->history);
	form_view(form, view);
	page_notice(context, view, notices);
	return page_show(context, "institution/analysis/analysis", view);
}

const struct query analysis_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
analysis_get(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct subject subject;
	enum status status = load(&subject, context);

	if (status != STATUS_OK)
		return status;
	if (rows_count(subject.history) > 0)
		form_set(form, "text", rows_text(subject.history, 0, "text"));
	return show(context, &subject, form);
}

enum status
analysis_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct input input = {0};
	struct subject subject;
	struct rows *written;
	enum status status = load(&subject, context);

	if (status != STATUS_OK)
		return status;
	status = form_read(form, &input);
	if (status == STATUS_OK)
		status = DB_ASK(context->db, &written, ANALYSIS_WRITE, context->segments[0],
		    context->segments[1], input.text);
	if (form_refuses(form, context, status))
		return show(context, &subject, form);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(
	    context, own_url(context), rows_flag(written, 0, "written") ? "saved" : "unchanged");
}
