/* /catalogue/: the official lists, searchable; /catalogue/<code>: one list, target, indicator. */
#include "core/page.h"
#include "core/text.h"
#include "disclosure/nearest.h"
#include "disclosure/page.h"
#include "disclosure_query.h"

#define SEARCH_CODE_POINTS 60

void
disclosure_catalogue_column(struct view *view)
{
	disclosure_column(view, "指标目录", "政策文件",
	    "国家、省、市下发的医疗质量安全改进目标及其指标、定义和核心策略");
}

const struct query catalogue_query[] = {
    {.name = "q", .kind = VALUE_TEXT},
    {0},
};

enum status
catalogue_get(struct context *context)
{
	const char *words = text_trim(context->arena, request_query(context->request, "q", ""));
	struct view *view = page_view(context, "指标目录");
	struct rows *lists, *found;
	bool searched = words[0] != '\0';
	enum status status;

	if (text_code_points(words) > SEARCH_CODE_POINTS)
		return STATUS_INPUT;
	const struct ask asks[] = {
	    ASK(&lists, CATALOGUE_LISTS),
	    ASK_IF(searched, &found, CATALOGUE_SEARCH, words),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	disclosure_catalogue_column(view);
	view_text(view, "q", words);
	page_rows(view, "lists", lists);
	view_flag(view, "searched", searched);
	view_integer(view, "found_count", (int64_t)rows_count(found));
	page_rows(view, "found", found);
	return page_show(context, "disclosure/catalogue/catalogue", view);
}

enum status
catalogue_entry_get(struct context *context)
{
	static const struct {
		const char *kind;
		enum status (*show)(struct context *context, const char *code);
	} entries[] = {
	    {"list", catalogue_list_show},
	    {"target", catalogue_target_show},
	    {"indicator", catalogue_indicator_show},
	    {"element", catalogue_element_show},
	};
	const char *code = context->segments[0], *kind;
	struct rows *rows;
	enum status status = DB_ASK(context->db, &rows, CATALOGUE_FIND, code);

	if (status != STATUS_OK)
		return status;
	kind = rows_text(rows, 0, "kind");
	for (size_t i = 0; kind != NULL && i < sizeof(entries) / sizeof(entries[0]); i++) {
		if (text_equal(kind, entries[i].kind))
			return entries[i].show(context, code);
	}
	return nearest_code(context, code);
}
