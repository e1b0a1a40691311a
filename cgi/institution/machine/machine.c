/* /institution/machine: tokens for the hospital's own programs, made and revoked by a leader. */
#include <string.h>

#include "core/arena.h"
#include "core/form.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/session.h"
#include "core/text.h"
#include "institution/page.h"
#include "institution_query.h"

struct machine {
	const char *name;
	struct texts scopes;
	const char *expires_on;
};

static const struct field fields[] = {
    {.name = "name",
	.label = "名称",
	.hint = "例如“HIS 系统”。由它保存的数据会注明这个名称。",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 40,
	.offset = offsetof(struct machine, name)},
    {.name = "scopes",
	.label = "可以填报的报表",
	.hint = "不论由哪些监测方案要求，一个报告期只有一份报表。",
	.kind = FIELD_MANY,
	.required = true,
	.offset = offsetof(struct machine, scopes)},
    {.name = "expires_on",
	.label = "有效至",
	.hint = "最长一年，到期后需重新生成。",
	.kind = FIELD_DATE,
	.required = true,
	.offset = offsetof(struct machine, expires_on)},
};

static const struct notice notices[] = {
    {"revoked", "令牌已停用，使用它的程序不能再保存数据。"},
    {0},
};

static enum status
load_scopes(struct form *form, struct context *context)
{
	struct rows *rows;
	struct choice *choices;
	enum status status = DB_ASK(context->db, &rows, MACHINE_SCOPES);

	if (status != STATUS_OK)
		return status;
	choices = arena_new(context->arena, struct choice, rows_count(rows) + 1);
	for (size_t i = 0; i < rows_count(rows); i++)
		choices[i] =
		    (struct choice){rows_text(rows, i, "value"), rows_text(rows, i, "label")};
	form_choices(form, "scopes", choices, rows_count(rows));
	return STATUS_OK;
}

static enum status
show(struct context *context, struct form *form, enum status why)
{
	struct view *view = page_view(context, "数据接口");
	struct rows *rows;
	enum status status = DB_ASK(context->db, &rows, MACHINE_LIST);

	if (status != STATUS_OK)
		return status;
	page_crumb(view, "工作台", "/institution/");
	page_crumb(view, "数据接口", NULL);
	page_rows(view, "machines", rows);
	form_view(form, view);
	page_notice(context, view, notices);
	context->reply->status = why;
	return page_show(context, "institution/machine/machine", view);
}

static struct form *
new_form(struct context *context)
{
	return FORM(context, fields);
}

const struct query machine_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
machine_get(struct context *context)
{
	struct form *form = new_form(context);
	enum status status = load_scopes(form, context);

	return status == STATUS_OK ? show(context, form, STATUS_OK) : status;
}

/* The only time that the token is seen. */
static enum status
show_token(struct context *context, const struct machine *machine, const char *token)
{
	struct view *view = page_view(context, "令牌已生成");

	page_crumb(view, "工作台", "/institution/");
	page_crumb(view, "数据接口", "/institution/machine");
	page_crumb(view, "令牌已生成", NULL);
	view_text(view, "token", token);
	view_text(view, "name", machine->name);
	view_text(view, "expires_on", machine->expires_on);
	context->reply->keep = true;
	return page_show(context, "institution/machine/token", view);
}

enum status
machine_post(struct context *context)
{
	struct form *form = new_form(context);
	struct machine machine = {0};
	const char *token;
	enum status status = load_scopes(form, context);

	if (status != STATUS_OK)
		return status;
	if (form_read(form, &machine) != STATUS_OK)
		return show(context, form, STATUS_INPUT);
	token = session_new_machine_token(context->arena);
	status = DB_ASK(context->db, NULL, MACHINE_MAKE, machine.name,
	    session_machine_digest(context->arena, token),
	    text_array(context->arena, machine.scopes.items, machine.scopes.count),
	    machine.expires_on);
	if (form_refuses(form, context, status))
		return show(context, form, context->reply->status);
	return status == STATUS_OK ? show_token(context, &machine, token) : status;
}

static const struct field revoke_fields[] = {{.name = "act", .kind = FIELD_HIDDEN}};

enum status
machine_revoke_post(struct context *context)
{
	struct form *form = FORM(context, revoke_fields);
	const char *act = NULL;
	enum status status = form_read(form, &act);

	if (status != STATUS_OK)
		return status;
	status = DB_ASK(context->db, NULL, MACHINE_REVOKE, context->segments[0]);
	return status == STATUS_OK ? page_redirect(context, "/institution/machine?notice=revoked")
				   : status;
}
