/* /commission/account/new: an account for an organisation of the subtree. */
#include <string.h>

#include "account.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/password.h"
#include "core/text.h"

struct account {
	const char *login;
	const char *name;
	const char *role;
	const char *organisation;
};

static const struct choice institution_roles[] = {
    {"clerk", "填报员：填写报表和基线"},
    {"verifier", "审核员：核对填报员填写的报表"},
    {"leader", "负责人：提交报表"},
    {0},
};

static const struct choice commission_roles[] = {
    {"viewer", "查看员：只能查看"},
    {"reviewer", "审核员：审核报表，审批基线和目标"},
    {"administrator", "管理员：另可设置方案、机构和账户，公开结果"},
    {0},
};

static const struct choice centre_roles[] = {
    {"viewer", "查看员：查看所负责专业的数据"},
    {0},
};

static const struct field fields[] = {
    {.name = "login",
	.label = "登录名",
	.hint = "3 至 40 个小写字母、数字、点、短横线或下划线，以字母或数字开头；开通后不能更改。",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 40,
	.offset = offsetof(struct account, login)},
    {.name = "name",
	.label = "姓名",
	.hint = "显示在这个人办理的每件事旁边。",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 40,
	.offset = offsetof(struct account, name)},
    {.name = "role",
	.label = "角色",
	.kind = FIELD_CHOICE,
	.required = true,
	.offset = offsetof(struct account, role)},
    {.name = "organisation",
	.kind = FIELD_HIDDEN,
	.required = true,
	.offset = offsetof(struct account, organisation)},
};

static const struct {
	const char *kind;
	const struct choice *roles;
	size_t count;
} kinds[] = {
    {"institution", institution_roles,
	sizeof(institution_roles) / sizeof(institution_roles[0]) - 1},
    {"commission", commission_roles, sizeof(commission_roles) / sizeof(commission_roles[0]) - 1},
    {"qc_centre", centre_roles, sizeof(centre_roles) / sizeof(centre_roles[0]) - 1},
};

/* "institution:12": STATUS_MISSING if it is no organisation of the subtree. */
static enum status
find_organisation(struct rows **out, struct context *context, const char *key)
{
	const char *colon = strchr(key, ':');
	int64_t id;
	enum status status;

	if (colon == NULL || !text_to_id(&id, colon + 1))
		return STATUS_MISSING;
	status = DB_ASK(context->db, out, ACCOUNT_ORGANISATION,
	    text_copy(context->arena, key, (size_t)(colon - key)), colon + 1);
	return status == STATUS_OK && rows_count(*out) == 0 ? STATUS_MISSING : status;
}

static enum status
open(struct form **out, struct rows **organisation, struct context *context, const char *key)
{
	enum status status = find_organisation(organisation, context, key);

	if (status != STATUS_OK)
		return status;
	*out = FORM(context, fields);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (text_equal(kinds[i].kind, rows_text(*organisation, 0, "kind")))
			form_choices(*out, "role", kinds[i].roles, kinds[i].count);
	}
	return STATUS_OK;
}

static struct view *
draw(struct context *context, const struct form *form, const struct rows *organisation)
{
	struct view *view = page_view(context, "开通账户");

	form_view(form, view);
	page_row(view_object(view, "chosen"), organisation, 0);
	page_crumb(view, "账户", "/commission/account/");
	page_crumb(view, "开通账户", NULL);
	return view;
}

/* The first step: whose account.  Without a search only the form to search. */
static enum status
choose_organisation(struct context *context)
{
	const char *search = request_query(context->request, "search", NULL);
	struct view *view = page_view(context, "开通账户");
	struct rows *found;
	enum status status;

	page_crumb(view, "账户", "/commission/account/");
	page_crumb(view, "开通账户", NULL);
	view_text(view, "search", search);
	view_flag(view, "searched", search != NULL);
	view_list(view, "organisations");
	if (search == NULL)
		return page_show(context, "commission/account/organisation", view);
	status =
	    DB_ASK(context->db, &found, ACCOUNT_ORGANISATIONS, text_trim(context->arena, search));
	if (status != STATUS_OK)
		return status;
	for (size_t row = 0; row < rows_count(found); row++) {
		struct view *item = view_item(view, "organisations");

		page_row(item, found, row);
		view_text(item, "url",
		    html_url_query(context->arena, "/commission/account/new", "organisation",
			text_format(context->arena, "%s:%s", rows_text(found, row, "kind"),
			    rows_text(found, row, "id"))));
	}
	return page_show(context, "commission/account/organisation", view);
}

const struct query account_new_query[] = {
    {.name = "search", .kind = VALUE_TEXT},
    {.name = "organisation", .kind = VALUE_CODE},
    {0},
};

enum status
account_new_get(struct context *context)
{
	const char *key = request_query(context->request, "organisation", NULL);
	struct rows *organisation;
	struct form *form;
	enum status status;

	if (!commission_may_change(context))
		return STATUS_FORBIDDEN;
	if (key == NULL)
		return choose_organisation(context);
	status = open(&form, &organisation, context, key);
	if (status != STATUS_OK)
		return status;
	form_set(form, "organisation", key);
	return page_show(context, "commission/account/new", draw(context, form, organisation));
}

enum status
account_new_post(struct context *context)
{
	const char *key = pairs_get(&context->request->form, "organisation");
	const char *code = password_new_code(context->arena);
	struct account input = {0};
	struct rows *organisation, *made;
	struct form *form;
	enum status status = open(&form, &organisation, context, key == NULL ? "" : key);

	if (status != STATUS_OK)
		return status;
	if (form_read(form, &input) == STATUS_OK)
		status =
		    DB_ASK(context->db, &made, ACCOUNT_CREATE, rows_text(organisation, 0, "kind"),
			rows_text(organisation, 0, "id"), input.login, input.name, input.role,
			password_code_digest(context->arena, code));
	if (form_refuses(form, context, status))
		return page_show_again(
		    context, "commission/account/new", draw(context, form, organisation));
	if (status != STATUS_OK)
		return status;
	return account_show_code(context, rows_text(made, 0, "id"), code);
}
