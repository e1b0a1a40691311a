/* /commission/operating/: operating data of the service centre beside what institutions report. */
#include "commission/page.h"
#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/page_table.h"
#include "core/text.h"

static const struct notice notices[] = {
    {"imported", "运行数据已导入，没有改动任何报表。"},
    {0},
};

static const char *const shows[] = {"differing", "all"};

const struct query operating_list_query[] = {
    {.name = "period", .kind = VALUE_PERIOD},
    {.name = "show", .kind = VALUE_WORD, .words = "differing all"},
    PARAMETER_FORMAT,
    PARAMETER_NOTICE(notices),
    {0},
};

static enum status
send_file(struct context *context, const struct rows *rows)
{
	static const struct page_column columns[] = {
	    {"institution_name", "医疗机构"},
	    {"period_label", "报告期"},
	    {"element_name", "数据项"},
	    {"element_code", "数据项代码"},
	    {"unit", "单位"},
	    {"operating", "运行数据"},
	    {"reported", "填报数"},
	    {"difference", "填报数减运行数据"},
	    {"percent", "相差（%）"},
	    {"source", "运行数据来源"},
	    {"file_name", "文件"},
	    {"imported_on", "导入日期"},
	    {0},
	};

	return page_table_send_rows(context, page_format(context), "运行数据差异", columns, rows);
}

enum status
operating_list_get(struct context *context)
{
	const char *period = request_query(context->request, "period", "");
	const char *show = request_query(context->request, "show", "");
	bool all = text_equal(show, shows[1]);
	const char *url;
	struct rows *compared, *files;
	struct view *view;
	enum status status;

	const struct ask asks[] = {
	    ASK(&compared, OPERATING_COMPARED, period[0] == '\0' ? NULL : period,
		all ? "false" : "true"),
	    ASK(&files, OPERATING_FILES),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	if (page_format(context) != PAGE_HTML)
		return send_file(context, compared);
	url = html_url_query(
	    context->arena, "/commission/operating/", "show", all ? shows[1] : shows[0]);
	if (period[0] != '\0')
		url = html_url_query(context->arena, url, "period", period);
	view = page_view(context, "运行数据");
	view_text(view, "period", period);
	view_flag(view, "all", all);
	view_flag(view, "may_change", commission_may_change(context));
	view_integer(view, "count", (int64_t)rows_count(compared));
	page_table_links(view_object(view, "files_of"), context->arena, url);
	page_rows(view, "compared", compared);
	page_rows(view, "files", files);
	page_notice(context, view, notices);
	return page_show(context, "commission/operating/list", view);
}
