/* /commission/programme/<id>/grade: the scheme in force, or ?scheme=<id>, and all versions. */
#include "figure/grade.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/page_table.h"
#include "core/text.h"
#include "figure/value.h"
#include "programme.h"

static const struct notice notices[] = {
    {"enacted", "新版本已生效，等级按它计算。已经公开的版本不变。"},
    {0},
};

struct page {
	struct rows *programme;
	struct rows *versions;
	struct rows *head;
	struct rows *items;
	struct rows *vetoes;
};

static enum status
load(struct page *page, struct context *context)
{
	const char *id = context->segments[0];
	const char *scheme = request_query(context->request, "scheme", NULL);
	enum status status = STATUS_OK;
	int64_t number;

	if (scheme != NULL && !text_to_id(&number, scheme))
		return STATUS_MISSING;
	const struct ask asks[] = {
	    ASK(&page->programme, PROGRAMME_LOAD, id),
	    ASK(&page->versions, GRADE_VERSIONS, id),
	    ASK(&page->head, GRADE_HEAD, id, scheme),
	    ASK(&page->items, GRADE_ITEMS, id, scheme),
	    ASK(&page->vetoes, VETO_LIST, id),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	if (rows_count(page->programme) == 0 || (scheme != NULL && rows_count(page->head) == 0))
		return STATUS_MISSING;
	return STATUS_OK;
}

/* "2024 年度方案第 1 版": what pages and files call a scheme. */
static const char *
scheme_label(struct arena *arena, const struct rows *rows, size_t row)
{
	const char *version = rows_text(rows, row, "version");

	return version == NULL ? rows_text(rows, row, "state_label")
			       : text_format(arena, "第 %s 版", version);
}

static enum status
send_file(struct context *context, const struct page *page)
{
	static const struct xlsx_column columns[] = {{"指标编码", XLSX_TEXT},
	    {"指标名称", XLSX_TEXT}, {"单位", XLSX_TEXT}, {"最小分母", XLSX_NUMBER},
	    {"权重", XLSX_NUMBER}, {"起评值（0 分）", XLSX_NUMBER},
	    {"满分值（100 分）", XLSX_NUMBER}, {"安全指标", XLSX_TEXT}, {"依据", XLSX_TEXT}};
	struct arena *arena = context->arena;
	struct page_table table =
	    page_table_create(arena, columns, sizeof(columns) / sizeof(columns[0]));
	const char *label = scheme_label(arena, page->head, 0);

	for (size_t row = 0; row < rows_count(page->items); row++)
		page_table_add(&table,
		    (const char *const[]){rows_text(page->items, row, "indicator_code"),
			rows_text(page->items, row, "name"), rows_text(page->items, row, "unit"),
			rows_text(page->items, row, "minimum_denominator"),
			figure_number(arena, rows_text(page->items, row, "weight")),
			figure_number(arena, rows_text(page->items, row, "floor")),
			figure_number(arena, rows_text(page->items, row, "benchmark")),
			rows_flag(page->items, row, "safety") ? "是" : "否",
			rows_text(page->items, row, "source")});
	return page_table_send(context, page_format(context),
	    text_format(arena, "等级评价方案-%s-%s", rows_text(page->programme, 0, "year"), label),
	    &table,
	    (const struct page_fact[]){{"监测方案", rows_text(page->programme, 0, "name")},
		{"版本", label}, {"生效时间", rows_text(page->head, 0, "enacted_at")},
		{"A、B、C 级起点",
		    text_format(arena, "%s、%s、%s", rows_text(page->head, 0, "band_a"),
			rows_text(page->head, 0, "band_b"), rows_text(page->head, 0, "band_c"))},
		{"封顶 B、C 级的 z 值",
		    text_format(arena, "%s、%s", rows_text(page->head, 0, "cap_b"),
			rows_text(page->head, 0, "cap_c"))},
		{"需要的有效权重",
		    text_format(arena, "%s/3", rows_text(page->head, 0, "coverage_of_3"))},
		{0}});
}

static void
show_scheme(struct context *context, struct view *view, const struct page *page)
{
	static const char *const shares[] = {"", "三分之一", "三分之二", "全部"};
	struct arena *arena = context->arena;
	struct decimal all = {0}, weight;

	page_row(view, page->head, 0);
	view_text(view, "label", scheme_label(arena, page->head, 0));
	view_text(view, "coverage", shares[rows_integer(page->head, 0, "coverage_of_3")]);
	view_text(view, "csv_url", page_url_with(context, "format", "csv"));
	view_text(view, "xlsx_url", page_url_with(context, "format", "xlsx"));
	view_list(view, "items");
	for (size_t row = 0; row < rows_count(page->items); row++) {
		struct view *item = view_item(view, "items");
		static const char *const numbers[] = {"weight", "floor", "benchmark"};

		page_row(item, page->items, row);
		for (size_t i = 0; i < 3; i++)
			view_text(item, numbers[i],
			    figure_number(arena, rows_text(page->items, row, numbers[i])));
		view_text(item, "url",
		    programme_url(context, page->programme,
			html_url_path(arena, "indicator",
			    rows_text(page->items, row, "indicator_code"), NULL)));
		if (decimal_parse(&weight, rows_text(page->items, row, "weight")))
			all.units += weight.units;
	}
	view_text(view, "weights", figure_decimal(arena, all));
}

const struct query programme_grade_query[] = {
    {.name = "scheme", .kind = VALUE_ID},
    PARAMETER_FORMAT,
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
programme_grade_get(struct context *context)
{
	struct page page;
	struct view *view;
	enum status status = load(&page, context);

	if (status != STATUS_OK)
		return status;
	if (page_format(context) != PAGE_HTML)
		return rows_count(page.head) == 0 ? STATUS_MISSING : send_file(context, &page);
	view = page_view(context, "等级评价方案");
	programme_show(context, view, page.programme, "等级评价方案");
	view_list(view, "scheme");
	if (rows_count(page.head) > 0)
		show_scheme(context, view_object(view, "scheme"), &page);
	view_flag(view, "draft_waits", false);
	view_list(view, "versions");
	for (size_t row = 0; row < rows_count(page.versions); row++) {
		struct view *item = view_item(view, "versions");

		page_row(item, page.versions, row);
		view_text(item, "label", scheme_label(context->arena, page.versions, row));
		view_text(item, "url",
		    html_url_query(context->arena, programme_url(context, page.programme, "/grade"),
			"scheme", rows_text(page.versions, row, "scheme_id")));
		if (text_equal(rows_text(page.versions, row, "state"), "draft"))
			view_flag(view, "draft_waits", true);
	}
	page_rows(view, "vetoes", page.vetoes);
	page_notice(context, view, notices);
	return page_show(context, "commission/programme/grade", view);
}
