#include "edition.h"

#include <assert.h>
#include <string.h>

#include "core/html.h"
#include "core/page_parts.h"
#include "core/resume.h"
#include "core/text.h"
#include "disclosure_query.h"
#include "figure/definition.h"
#include "figure/table.h"
#include "figure/value.h"
#include "nearest.h"
#include "page.h"

#define NUMBERED "/region/*/*/*/"

#define EDITION_ASKS 16 /* the most that a page asks at once */

/* How long anybody may keep a page of a numbered edition: its numbers never change, but it also
 * says whether there is a newer edition. */
#define KEPT_SECONDS "300"

struct edition_address
edition_address(const struct context *context, const char *section)
{
	bool numbered = text_starts_with(context->route->path, NUMBERED);
	size_t next = numbered ? 3 : 2;

	return (struct edition_address){
	    .region = context->segments[0],
	    .period = context->segments[1],
	    .number = numbered ? context->segments[2] : NULL,
	    .section = section,
	    .key = section == NULL ? NULL : context->segments[next],
	    .code = section == NULL ? NULL : context->segments[next + 1],
	};
}

enum status
edition_load(struct rows **head, struct context *context, const struct edition_address *address,
    const struct ask asks[], size_t count)
{
	struct ask all[EDITION_ASKS + 1];
	enum status status;

	assert(count <= EDITION_ASKS);
	all[0] = ASK(head, EDITION_HEAD, EDITION_OF(address));
	memcpy(all + 1, asks, count * sizeof(*asks));
	status = db_ask(context->db, all, count + 1);
	if (status != STATUS_OK)
		return status;
	if (rows_count(*head) == 0)
		return nearest_edition(context, address->region, address->period, address->number);
	if (address->key != NULL && rows_count(*asks[0].out) == 0)
		return nearest_key(context, address);
	return STATUS_OK;
}

const char *
edition_url(struct context *context, const struct edition_address *address, const char *section,
    const char *key)
{
	struct arena *arena = context->arena;

	if (address->number == NULL)
		return html_url_path(arena, "region", address->region, address->period,
		    section == NULL ? "" : section, key, NULL);
	return html_url_path(arena, "region", address->region, address->period, address->number,
	    section == NULL ? "" : section, key, NULL);
}

const char *
edition_number_url(struct context *context, const struct edition_address *address,
    const char *institution, const char *indicator)
{
	return text_join(context->arena, edition_url(context, address, "institution", institution),
	    "/indicator/", html_url_encode(context->arena, indicator), NULL);
}

/* Tags of an article: which page, when and by whom it was published. */
static void
show_meta(struct context *context, struct view *view, const char *title, const struct rows *head)
{
	const char *region = rows_text(head, 0, "region_name");
	const char *period = rows_text(head, 0, "period_label");

	disclosure_meta(view, "ColumnName", "公开数据");
	disclosure_meta(view, "ColumnType", "政务公开");
	disclosure_meta(
	    view, "ArticleTitle", text_format(context->arena, "%s %s %s", title, region, period));
	disclosure_meta(view, "PubDate", rows_text(head, 0, "published_at"));
	disclosure_meta(view, "ContentSource", rows_text(head, 0, "commission_name"));
	disclosure_meta(view, "Author", rows_text(head, 0, "commission_name"));
	disclosure_meta(view, "Keywords",
	    text_format(context->arena, "%s,%s,医疗质量安全,%s", region, period, title));
	disclosure_meta(view, "Description",
	    text_format(context->arena, "%s%s公开的%s，%s，第 %s 版。",
		rows_text(head, 0, "commission_name"), rows_text(head, 0, "published_at"), title,
		period, rows_text(head, 0, "number")));
	disclosure_meta(view, "Url", resume_path(context));
}

/* The edition's metadata (schema.org Dataset) and files, whatever page of it this is. */
static void
show_alternates(struct context *context, struct view *view, const struct rows *head)
{
	static const struct {
		const char *file;
		const char *type;
		const char *title;
	} files[] = {
	    {"dataset.jsonld", "application/ld+json", "元数据（schema.org Dataset）"},
	    {"results.csv", "text/csv", "机构指标结果（CSV）"},
	    {"results.json", "application/json", "机构指标结果（JSON）"},
	};
	const char *base =
	    html_url_path(context->arena, "region", rows_text(head, 0, "region_code"),
		rows_text(head, 0, "period"), rows_text(head, 0, "number"), "files", NULL);

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		disclosure_alternate(view, files[i].type, files[i].title,
		    text_format(context->arena, "%s/%s", base, files[i].file));
}

struct view *
edition_view(struct context *context, const char *title, const struct rows *head,
    const struct edition_address *address)
{
	struct arena *arena = context->arena;
	const char *region = rows_text(head, 0, "region_name");
	const char *period = rows_text(head, 0, "period_label");
	const char *own = address->code == NULL
			      ? edition_url(context, address, address->section, address->key)
			      : edition_number_url(context, address, address->key, address->code);
	struct view *view =
	    page_view(context, text_format(arena, "%s %s %s", title, region, period));

	page_row(view_object(view, "edition"), head, 0);
	page_crumb(view, region, html_url_path(arena, "region", address->region, "", NULL));
	page_crumb(view, period,
	    address->section == NULL ? NULL : edition_url(context, address, NULL, NULL));
	if (address->section != NULL)
		page_crumb(view, title, NULL);
	view_text(view, "home_url", edition_url(context, address, NULL, NULL));
	view_text(view, "compare_url", edition_url(context, address, "compare", NULL));
	view_text(view, "bulletin_url", edition_url(context, address, "bulletin", NULL));
	view_text(view, "find_url", edition_url(context, address, "find", NULL));
	view_text(view, "csv_url", html_url_query(arena, own, "format", "csv"));
	show_meta(context, view, title, head);
	show_alternates(context, view, head);
	if (address->number != NULL)
		page_keep(context, KEPT_SECONDS);
	return view;
}

enum status
edition_csv(struct context *context, const struct edition_address *address, const struct rows *head,
    const struct page_column *columns, const struct rows *rows)
{
	const char *name =
	    text_format(context->arena, "%s-%s-第%s版-%s.csv", address->region, address->period,
		rows_text(head, 0, "number"), address->key == NULL ? "指标合计" : address->key);

	return page_csv(context, name, columns, rows);
}

void
edition_value(struct context *context, struct view *item, const struct rows *rows, size_t row,
    const struct figure_definition *definition)
{
	const char *numerator = rows_text(rows, row, "numerator");
	const char *denominator = rows_text(rows, row, "denominator");
	const char *lower = rows_text(rows, row, "lower");
	enum figure_status status = FIGURE_NO_DATA;

	view_text(item, "unit", definition->unit);
	view_text(
	    item, "value_text", figure_value(context->arena, definition, numerator, denominator));
	view_text(item, "interval",
	    figure_interval(context->arena, definition, lower != NULL,
		rows_number(rows, row, "lower"), rows_number(rows, row, "upper")));
	if (!figure_status_find(&status, rows_text(rows, row, "status")))
		status = FIGURE_NO_DATA;
	view_text(item, "status_text", figure_status_text(status));
}

/* The requirement, and the own goal in other words: who has reached a low one is not where it must
 * be. */
static void
edition_aims(struct view *item, const struct rows *rows, size_t row)
{
	const char *unknown = rows_text(rows, row, "value") == NULL ? "没有公开的数值" : "无法判断";
	const char *goal = figure_goal_verdict(rows_text(rows, row, "goal_met"));
	const char *threshold = figure_verdict(rows_text(rows, row, "threshold_met"));

	view_text(item, "threshold_text", threshold == NULL ? unknown : threshold);
	if (goal == NULL)
		goal = rows_text(rows, row, "goal") == NULL ? "未设" : unknown;
	view_text(item, "goal_text", goal);
}

void
edition_rank(struct context *context, struct view *item, const struct rows *rows, size_t row)
{
	const char *rank = rows_text(rows, row, "rank");
	const char *lower = rows_text(rows, row, "rank_lower");
	const char *upper = rows_text(rows, row, "rank_upper");

	view_text(item, "rank_text",
	    rank == NULL
		? NULL
		: text_join(context->arena, rank, rows_flag(rows, row, "tied") ? "=" : "", NULL));
	view_text(item, "ranked", rows_text(rows, row, "ranked"));
	view_text(item, "rank_interval",
	    rank == NULL || text_equal(lower, upper)
		? lower
		: text_join(context->arena, lower, "～", upper, NULL));
	view_text(item, "alike", rows_text(rows, row, "rank_alike"));
	view_flag(item, "unranked", rank == NULL);
	edition_aims(item, rows, row);
}

struct view *
edition_group(struct view *view, const char *list, const char *column, const struct rows *rows,
    size_t row, struct view *current)
{
	const char *label = rows_text(rows, row, column);
	struct view *group;

	if (row > 0 && text_equal(label, rows_text(rows, row - 1, column)))
		return current;
	group = view_item(view, list);
	view_text(group, column, label);
	return group;
}

bool
edition_wants_csv(const struct context *context)
{
	return text_equal(request_query(context->request, "format", ""), "csv");
}
