/* /commission/account/: the accounts of the organisations of the subtree. */
#include "core/list.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/page.h"
#include "core/password.h"
#include "core/text.h"

/* As many codes as are handed out from one sheet. */
#define CODES_TOGETHER 200

static const struct choice kinds[] = {
    {"institution", "医疗机构"},
    {"commission", "卫健委"},
    {"qc_centre", "质控中心"},
    {0},
};

static const struct choice states[] = {
    {"active", "正常"},
    {"invited", "待激活"},
    {"late", "激活码已过期"},
    {"locked", "已锁定"},
    {"closed", "已停用"},
    {0},
};

static const struct list_column columns[] = {
    {.name = "name", .title = "姓名", .cell = LIST_NAME, .sortable = true},
    {.name = "login", .title = "登录名", .cell = LIST_TEXT, .sortable = true},
    {.name = "role_label", .title = "角色", .cell = LIST_TEXT, .sortable = true},
    {.name = "organisation_name", .title = "单位", .cell = LIST_TEXT, .sortable = true},
    {.name = "region_name", .title = "地区", .cell = LIST_TEXT, .sortable = true},
    {.name = "state_label", .title = "状态", .cell = LIST_STATE, .sortable = true, .code = "state"},
};

const struct query account_list_query[] = {
    LIST_SEARCH("search", "姓名、登录名或单位"),
    LIST_CHOICE("kind", "单位类型", kinds),
    LIST_CHOICE("state", "状态", states),
    LIST_PARAMETERS,
    {0},
};

static enum status
stop(struct context *context, const struct list_work *work)
{
	return DB_ASK(context->db, NULL, ACCOUNT_ACTIVATE_ALL, work->ids, "false", work->reason);
}

static enum status
resume(struct context *context, const struct list_work *work)
{
	return DB_ASK(context->db, NULL, ACCOUNT_ACTIVATE_ALL, work->ids, "true", work->reason);
}

/* The codes are stored nowhere but as digests: the answer itself shows them, see account.h. */
static enum status
show_codes(struct context *context, const struct rows *rows, const char *const *codes)
{
	struct view *view = page_view(context, "激活码");

	view_integer(view, "count", (int64_t)rows_count(rows));
	view_list(view, "accounts");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, "accounts");

		page_row(item, rows, row);
		view_text(item, "code", codes[row]);
	}
	return page_show(context, "commission/account/codes", view);
}

static enum status
renew(struct context *context, const struct list_work *work)
{
	struct arena *arena = context->arena;
	const char **codes = arena_new(arena, const char *, work->count);
	const char **digests = arena_new(arena, const char *, work->count);
	struct rows *rows;
	enum status status;

	for (size_t i = 0; i < work->count; i++) {
		codes[i] = password_new_code(arena);
		digests[i] = password_code_digest(arena, codes[i]);
	}
	const struct ask asks[] = {
	    ASK(NULL, ACCOUNT_CODE_ALL, work->ids, text_array(arena, digests, work->count)),
	    ASK(&rows, ACCOUNT_CODES, work->ids),
	};
	status = DB_ASK_ALL(context->db, asks);
	return status == STATUS_OK ? show_codes(context, rows, codes) : status;
}

static const struct list_action actions[] = {
    {.name = "code",
	.label = "重新发放激活码",
	.button = "所选重新发放激活码",
	.effect = "这些账户的原密码和原激活码立即失效，登录中的设备全部退出；"
		  "新的激活码只在下一页显示一次，请准备打印。",
	.done = "已重新发放激活码",
	.most = CODES_TOGETHER,
	.may = commission_may_change,
	.fault = "code_fault",
	.act = renew},
    {.name = "stop",
	.label = "停用",
	.effect = "这些账户立即不能登录，登录中的设备全部退出；他们办过的事项和记录保留。",
	.done = "已停用",
	.reason = "原因",
	.danger = true,
	.may = commission_may_change,
	.fault = "stop_fault",
	.act = stop},
    {.name = "resume",
	.label = "恢复",
	.effect = "这些账户可以用原来的密码重新登录。",
	.done = "已恢复",
	.reason = "原因",
	.may = commission_may_change,
	.fault = "resume_fault",
	.act = resume},
};

static const struct list_definition definition = {
    .path = "/commission/account/",
    .title = "账户",
    .noun = "账户",
    .counter = "个",
    .statement = QUERY(ACCOUNT_LIST, 8),
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .query = account_list_query,
    .actions = actions,
    .action_count = sizeof(actions) / sizeof(actions[0]),
};

enum status
account_list_get(struct context *context)
{
	struct list list;
	struct view *view;
	enum status status = list_read(&list, context, &definition);

	if (status != STATUS_OK)
		return status;
	status = list_load(&list);
	if (status != STATUS_OK)
		return status;
	if (list_is_file(&list))
		return list_send_file(&list, NULL);
	view = page_view(context, definition.title);
	list_show(&list, view);
	view_flag(view, "may_change", commission_may_change(context));
	return page_show(context, "commission/account/list", view);
}

enum status
account_list_post(struct context *context)
{
	struct list list;
	enum status status = list_read(&list, context, &definition);

	return status == STATUS_OK ? list_post(&list) : status;
}
