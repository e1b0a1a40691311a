/*
 * /institution/return/<id>/upload: a file instead of the form.  It is kept in the database, so that
 * its preview has an address, and saved when that is confirmed.
 */
#include "core/arena.h"
#include "core/form.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "institution/own_return.h"
#include "institution/page.h"
#include "institution/table_file.h"
#include "institution_query.h"
#include "template_book.h"
#include "view.h"

/* The file itself is no field of the form; what is wrong with it is said at this one. */
struct chosen {
	const char *file;
};

static const struct field choose_fields[] = {
    TABLE_FILE_FIELD(struct chosen, file),
};

struct confirmed {
	const char *revision;
};

static const struct field confirm_fields[] = {
    {.name = "revision",
	.kind = FIELD_HIDDEN,
	.required = true,
	.maximum = 12,
	.offset = offsetof(struct confirmed, revision)},
};

static const struct notice notices[] = {
    {"nothing", "文件中没有需要保存的改动。"},
    {0},
};

/* ---- choosing a file ------------------------------------------------------------------------ */

static enum status
show_choice(
    struct context *context, const struct own_return *own, struct form *form, enum status why)
{
	struct view *view = page_view(context, "上传表格");
	struct rows *waiting;
	enum status status = DB_ASK(context->db, &waiting, UPLOAD_LIST, context->segments[0]);

	if (status != STATUS_OK)
		return status;
	page_row(view, own->head, 0);
	view_text(view, "url", institution_return_url(context, "upload"));
	view_text(view, "return_url", institution_return_url(context, ""));
	institution_return_crumbs(context, view, own->head, "上传表格");
	view_text(view, "xlsx_url", institution_return_url(context, "template.xlsx"));
	view_text(view, "csv_url", institution_return_url(context, "template.csv"));
	view_text(view, "lock", own_return_lock(own, context));
	page_rows(view, "waiting", waiting);
	view_flag(view, "waiting_any", rows_count(waiting) > 0);
	form_view(form, view);
	page_notice(context, view, notices);
	context->reply->status = why;
	return page_show(context, "institution/upload/upload", view);
}

static struct form *
choose_form(struct context *context)
{
	return FORM(context, choose_fields);
}

const struct query upload_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
upload_get(struct context *context)
{
	struct own_return own;
	enum status status = own_return_load(&own, context);

	return status == STATUS_OK ? show_choice(context, &own, choose_form(context), STATUS_OK)
				   : status;
}

static enum status
choose_again(struct context *context, struct form *form, enum status why)
{
	struct own_return own;
	enum status status = own_return_load(&own, context);

	return status == STATUS_OK ? show_choice(context, &own, form, why) : status;
}

enum status
upload_post(struct context *context)
{
	struct form *form = choose_form(context);
	const struct part *file = request_file(context->request, "file");
	struct chosen chosen = {0};
	struct buffer lines;
	struct table table;
	struct rows *kept;
	enum status status;

	if (form_read(form, &chosen) != STATUS_OK)
		return choose_again(context, form, STATUS_INPUT);
	status = table_file_read(&table, &lines, context, form, file);
	if (status != STATUS_OK)
		return status;
	if (!form_has_errors(form))
		status = DB_ASK(context->db, &kept, UPLOAD_KEEP, context->segments[0],
		    file->filename, lines.data);
	if (form_refuses(form, context, status))
		return choose_again(context, form, context->reply->status);
	return status == STATUS_OK
		   ? page_redirect(context,
			 text_format(context->arena, "%s/%s",
			     institution_return_url(context, "upload"), rows_text(kept, 0, "id")))
		   : status;
}

/* ---- preview -------------------------------------------------------------------------------- */

/* Everything about the upload that the second segment names. */
static enum status
load(struct upload_page *page, struct context *context)
{
	struct rows *file, *rules;
	enum status status;

	status = template_load(&page->source, context);
	if (status != STATUS_OK)
		return status;
	const struct ask asks[] = {
	    ASK(&file, UPLOAD_LOAD, context->segments[0], context->segments[1]),
	    ASK(&rules, UPLOAD_RULES, context->segments[0]),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	if (rows_count(file) == 0)
		return STATUS_MISSING;
	page->file = file;
	status = table_parse(&page->table, context->arena, rows_text(file, 0, "lines"));
	if (status == STATUS_OK)
		upload_judge(&page->upload, context->arena, &page->table, &page->source, rules);
	return status;
}

static enum status
show_preview(
    struct context *context, const struct upload_page *page, struct form *form, enum status why)
{
	struct view *view = page_view(context, "上传预览");

	form_set(form, "revision", rows_text(page->source.own.head, 0, "revision"));
	view_text(view, "url",
	    text_format(context->arena, "%s/%s", institution_return_url(context, "upload"),
		rows_text(page->file, 0, "id")));
	view_text(view, "upload_url", institution_return_url(context, "upload"));
	page_crumb(view, "工作台", "/institution/");
	page_crumb(view, "报表", "/institution/return/");
	page_crumb(view, rows_text(page->source.own.head, 0, "period_label"),
	    institution_return_url(context, ""));
	page_crumb(view, "上传表格", institution_return_url(context, "upload"));
	page_crumb(view, "预览", NULL);
	view_text(view, "lock", own_return_lock(&page->source.own, context));
	upload_view(view, context->arena, page);
	form_view(form, view);
	context->reply->status = why;
	return page_show(context, "institution/upload/preview", view);
}

static struct form *
confirm_form(struct context *context)
{
	return FORM(context, confirm_fields);
}

enum status
upload_preview_get(struct context *context)
{
	struct upload_page page;
	enum status status = load(&page, context);

	return status == STATUS_OK ? show_preview(context, &page, confirm_form(context), STATUS_OK)
				   : status;
}

enum status
upload_marked_get(struct context *context)
{
	struct upload_page page;
	struct buffer book;
	enum status status = load(&page, context);

	if (status == STATUS_OK)
		status = template_book_mark(&book, context->arena, &page.upload);
	if (status != STATUS_OK)
		return status;
	return page_file(context,
	    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	    text_format(
		context->arena, "%s_批注.xlsx", rows_text(page.source.own.head, 0, "period")),
	    &book);
}

/* ---- confirmation --------------------------------------------------------------------------- */

static enum status
preview_again(struct context *context, struct form *form, enum status why)
{
	struct upload_page page;
	enum status status = db_restart(context->db);

	if (status == STATUS_OK)
		status = load(&page, context);
	return status == STATUS_OK ? show_preview(context, &page, form, why) : status;
}

static enum status
save(struct context *context, struct form *form, const struct upload_page *page,
    const char *revision)
{
	struct rows *rows;
	const char *outcome;
	enum status status = own_return_save(&rows, context,
	    &(struct own_return_entry){
		.revision = revision,
		.values = &page->upload.entries,
		.parts = &page->upload.part_values,
		.source = "uploaded",
	    });

	if (status != STATUS_OK)
		return form_explains(form, context, status) ? preview_again(context, form, status)
							    : status;
	outcome = rows_text(rows, 0, "outcome");
	if (!text_equal(outcome, "saved") && !text_equal(outcome, "unchanged")) {
		form_error(form, NULL,
		    "预览之后，他人改动了其中的数据项，本次没有保存。"
		    "下面是按最新内容重新生成的预览，请核对“现有”一列后再确认。");
		return preview_again(context, form, STATUS_CONFLICT);
	}
	status = DB_ASK(context->db, NULL, UPLOAD_DONE, context->segments[1]);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(context, institution_return_url(context, ""), outcome);
}

enum status
upload_confirm_post(struct context *context)
{
	struct form *form = confirm_form(context);
	struct confirmed confirmed = {0};
	struct upload_page page;
	enum status status = form_read(form, &confirmed);
	enum status loaded = load(&page, context);

	if (loaded != STATUS_OK)
		return loaded;
	if (status == STATUS_OK && !own_return_is_revision(confirmed.revision)) {
		form_error(form, NULL, "页面内容已失效，请核对下面的预览后再确认。");
		status = STATUS_INPUT;
	}
	if (status == STATUS_OK && page.upload.blocked) {
		form_error(form, NULL, "文件还有必须改正的问题，没有保存。");
		status = STATUS_INPUT;
	}
	if (status != STATUS_OK)
		return preview_again(context, form, STATUS_INPUT);
	return save(context, form, &page, confirmed.revision);
}
