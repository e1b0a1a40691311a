/* /account/: who I am, where I am signed in. */
#include "account_query.h"
#include "core/page.h"
#include "core/text.h"
#include "page.h"

static const struct notice notices[] = {
    {"password", "密码已修改；其他设备上的登录已全部退出。"},
    {"others", "其他设备上的登录已全部退出。"},
    {0},
};

const char *
account_work_url(const char *audience)
{
	return text_equal(audience, "institution") ? "/institution/" : "/commission/";
}

void
account_decorate(struct context *context, struct view *view)
{
	const struct session *session = context->session;
	struct view *item;

	if (!session->signed_in) {
		view_list(view, "navigation");
		return;
	}
	item = view_item(view, "navigation");
	view_text(item, "label", "工作台");
	view_text(item, "url", account_work_url(rows_text(session->rows, 0, "audience")));
	view_flag(item, "current", false);
	item = view_item(view, "navigation");
	view_text(item, "label", "我的账户");
	view_text(item, "url", "/account/");
	view_flag(item, "current", true);
}

const struct query home_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
home_get(struct context *context)
{
	struct view *view = page_view(context, "我的账户");
	struct rows *rows;
	enum status status = DB_ASK(context->db, &rows, HOME_SESSIONS);

	if (status != STATUS_OK)
		return status;
	page_rows(view, "sessions", rows);
	view_flag(view, "others", rows_count(rows) > 1);
	page_notice(context, view, notices);
	return page_show(context, "account/home", view);
}

enum status
home_end_others_post(struct context *context)
{
	enum status status = DB_ASK(context->db, NULL, HOME_END_OTHERS);

	if (status != STATUS_OK)
		return status;
	return page_redirect(context, "/account/?notice=others");
}
