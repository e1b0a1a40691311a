/* /commission/ledger/: problems to rectify, open ones first, by deadline. */
#include "commission/ledger_link.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/page_table.h"
#include "core/text.h"
#include "dossier/ledger.h"
#include "ledger.h"

static const struct choice phases[] = {{"unclosed", "未销号"}, {"waiting", "待本级办理"},
    {"working", "机构整改中"}, {"overdue", "逾期未销号"}, {"closed", "已销号"}, {0}};

static const struct choice states[] = {
    {"found", "待分析原因"},
    {"analysed", "待制定措施"},
    {"planned", "措施待认可"},
    {"working", "整改中"},
    {"carried", "待核查效果"},
    {"reported", "待销号"},
    {"closed", "已销号"},
    {0},
};

static const struct page_column columns[] = {
    {"id", "编号"},
    {"institution_name", "医疗机构"},
    {"region_name", "县（区）"},
    {"source_label", "来源"},
    {"content", "问题内容"},
    {"aim", "总体目标"},
    {"post", "责任人（岗位）"},
    {"due_on", "整改期限"},
    {"state_label", "状态"},
    {"overdue", "是否逾期"},
    {"reported_at", "报请销号时间"},
    {"indicator_code", "指标编码"},
    {"indicator_name", "指标名称"},
    {"period_label", "报告期"},
    {"figures", "列入时的数据"},
    {"opener", "列入单位"},
    {"opened_at", "列入时间"},
    {0},
};

struct list {
	const char *phase;
	const char *name;
	const char *indicator;
	const char *county;
	const char *source;
	const char *state;
	bool file;
	struct rows *items;
	struct rows *counts;
	struct rows *counties;
};

static enum status
load(struct list *list, struct context *context)
{
	const struct ask asks[] = {
	    ASK(&list->items, LEDGER_LIST, list->phase, list->name, list->indicator, list->county,
		list->source, list->state, list->file ? "0" : page_skip(context),
		list->file ? "100000" : page_limit(context)),
	    ASK(&list->counts, LEDGER_COUNTS, list->name, list->indicator, list->county,
		list->source, list->state),
	    ASK(&list->counties, LEDGER_COUNTIES),
	};

	return DB_ASK_ALL(context->db, asks);
}

static void
show_tab(struct context *context, struct view *view, const struct list *list, const char *phase,
    const char *label)
{
	page_query_tab(context, view, "phase", phase, label,
	    rows_integer(list->counts, 0, phase == NULL ? "every" : phase));
}

static void
show_items(struct context *context, struct view *view, const struct rows *rows)
{
	view_list(view, "items");
	for (size_t row = 0; row < rows_count(rows) && row < PAGE_ROWS; row++) {
		struct view *item = view_item(view, "items");

		page_row(item, rows, row);
		view_text(item, "url", ledger_url(context, rows_text(rows, row, "id"), NULL));
		view_text(item, "due_text", dossier_ledger_due(context->arena, rows, row));
	}
	page_paginate(context, view, rows_count(rows));
}

static const char *
given(const struct context *context, const char *name)
{
	const char *value = request_query(context->request, name, NULL);

	return value == NULL || value[0] == '\0' ? NULL : value;
}

const struct query ledger_list_query[] = {
    {.name = "phase", .kind = VALUE_WORD, .choices = phases},
    {.name = "name", .kind = VALUE_TEXT},
    {.name = "indicator", .kind = VALUE_TEXT},
    {.name = "county", .kind = VALUE_CODE},
    {.name = "source", .kind = VALUE_WORD, .choices = dossier_ledger_sources},
    {.name = "state", .kind = VALUE_WORD, .choices = states},
    PARAMETER_FORMAT,
    PARAMETER_PAGE,
    {0},
};

enum status
ledger_list_get(struct context *context)
{
	struct list list = {
	    .phase = given(context, "phase"),
	    .name = given(context, "name"),
	    .indicator = given(context, "indicator"),
	    .county = given(context, "county"),
	    .source = given(context, "source"),
	    .state = given(context, "state"),
	    .file = page_format(context) != PAGE_HTML,
	};
	enum status status = load(&list, context);
	struct view *view;

	if (status != STATUS_OK)
		return status;
	if (list.file)
		return page_table_send_rows(
		    context, page_format(context), "整改台账", columns, list.items);
	view = page_view(context, "整改台账");
	view_text(view, "name", list.name == NULL ? "" : list.name);
	view_text(view, "indicator", list.indicator == NULL ? "" : list.indicator);
	view_text(view, "phase", list.phase);
	page_table_links(view, context->arena, page_url_with(context, "format", NULL));
	view_flag(view, "may_open", commission_may_decide(context));
	page_options_of(view, "counties", list.counties, list.county);
	page_options(view, "sources", dossier_ledger_sources, list.source);
	page_options(view, "states", states, list.state);
	view_list(view, "tabs");
	show_tab(context, view, &list, NULL, "全部");
	for (size_t i = 0; phases[i].value != NULL; i++)
		show_tab(context, view, &list, phases[i].value, phases[i].label);
	show_items(context, view, list.items);
	return page_show(context, "commission/ledger/list", view);
}
