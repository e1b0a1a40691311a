/* /institution/return/<id>/evidence: files that prove a value; /<file>: one of them, or its
 * withdrawal. */
#include "core/arena.h"
#include "core/form.h"
#include "core/page.h"
#include "core/query.h"
#include "core/text.h"
#include "dossier/element.h"
#include "dossier/file.h"
#include "institution/evidence_file.h"
#include "institution/evidence_store.h"
#include "institution/own_return.h"
#include "institution/page.h"
#include "institution_query.h"

struct posted {
	const char *element;
	const char *file;
	struct pairs reasons;
};

static const struct field fields[] = {
    {.name = "element",
	.label = "数据项",
	.kind = FIELD_CHOICE,
	.required = true,
	.offset = offsetof(struct posted, element)},
    {.name = "file",
	.label = "文件",
	.hint = EVIDENCE_HINT,
	.kind = FIELD_TEXT, /* the file itself is not among the fields */
	.offset = offsetof(struct posted, file)},
};

static const struct field withdrawal_fields[] = {
    {.name = "withdraw",
	.label = "撤下原因",
	.kind = FIELD_MAP,
	.maximum = 500,
	.offset = offsetof(struct posted, reasons)},
};

static const struct notice notices[] = {
    {"uploaded", "文件已上传。"}, {"withdrawn", "文件已撤下，记录保留。"}, {0}};

static enum status
load(struct own_return *own, struct form **form, struct context *context)
{
	enum status status = own_return_load(own, context);

	if (status != STATUS_OK)
		return status;
	*form = FORM(context, fields);
	return dossier_element_choices(context, *form, own->elements);
}

/* withdrawals: the form of reasons; its errors stand on top if it has any. */
static enum status
show(struct context *context, const struct own_return *own, const struct form *form,
    const struct form *withdrawals)
{
	struct view *view = page_view(context, "证据文件");
	struct rows *files;
	enum status status = DB_ASK(context->db, &files, EVIDENCE_LIST, context->segments[0]);

	if (status != STATUS_OK)
		return status;
	page_row(view, own->head, 0);
	form_view(form, view);
	if (form_has_errors(withdrawals))
		form_view(withdrawals, view);
	view_text(view, "url", institution_return_url(context, "evidence"));
	institution_return_crumbs(context, view, own->head, "证据文件");
	view_text(view, "check_url", institution_return_url(context, "check"));
	dossier_view_files(
	    view, context->arena, files, institution_return_url(context, "evidence"), withdrawals);
	page_notice(context, view, notices);
	return page_show(context, "institution/return/evidence", view);
}

const struct query evidence_query[] = {
    {.name = "element", .kind = VALUE_CODE},
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
evidence_get(struct context *context)
{
	struct own_return own;
	struct form *form;
	enum status status = load(&own, &form, context);

	if (status != STATUS_OK)
		return status;
	return show(context, &own, form, form_create(context, withdrawal_fields, 1));
}

/* ---- adding --------------------------------------------------------------------------------- */

static enum status
add(struct context *context, const struct posted *posted, struct evidence_file *file)
{
	struct arena *arena = context->arena;
	enum status status = evidence_file_store(file, arena);

	if (status != STATUS_OK)
		return status;
	status = DB_ASK(context->db, NULL, EVIDENCE_ADD, context->segments[0], posted->element,
	    file->name, file->media, file->size, file->digest, file->stored);
	if (status != STATUS_OK)
		evidence_store_remove(arena, file->stored);
	return status;
}

enum status
evidence_post(struct context *context)
{
	struct evidence_file file;
	const char *wrong = evidence_file_judge(&file, request_file(context->request, "file"));
	struct posted posted = {0};
	struct own_return own;
	struct form *form;
	enum status status = load(&own, &form, context);

	if (status != STATUS_OK)
		return status;
	status = form_read(form, &posted);
	if (wrong != NULL) {
		form_error(form, "file", wrong);
		status = STATUS_INPUT;
	}
	if (status == STATUS_OK)
		status = add(context, &posted, &file);
	if (form_refuses(form, context, status))
		return show(context, &own, form, form_create(context, withdrawal_fields, 1));
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(
	    context, institution_return_url(context, "evidence"), "uploaded");
}

/* ---- one file ------------------------------------------------------------------------------- */

enum status
evidence_file_get(struct context *context)
{
	return dossier_send_file(context, QUERY(EVIDENCE_FILE, 2));
}

enum status
evidence_withdraw_post(struct context *context)
{
	struct form *form = form_create(context, withdrawal_fields, 1), *upload;
	struct posted posted = {0};
	struct own_return own;
	const char *reason;
	enum status status = load(&own, &upload, context);

	if (status != STATUS_OK)
		return status;
	status = form_read(form, &posted);
	reason = pairs_get(&posted.reasons, context->segments[1]);
	if (status == STATUS_OK && (reason == NULL || text_code_points(reason) < 2)) {
		form_error(form, text_format(context->arena, "withdraw.%s", context->segments[1]),
		    "请填写撤下原因，至少 2 个字");
		status = STATUS_INPUT;
	}
	if (status == STATUS_OK)
		status = DB_ASK(context->db, NULL, EVIDENCE_WITHDRAW, context->segments[0],
		    context->segments[1], reason);
	if (form_refuses(form, context, status))
		return show(context, &own, upload, form);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(
	    context, institution_return_url(context, "evidence"), "withdrawn");
}
