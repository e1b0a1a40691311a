/* /institution/baseline/file/<registration>: a file that bears it out; /<file>: that file. */
#include "dossier/file.h"
#include "core/arena.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/query.h"
#include "core/text.h"
#include "institution/evidence_file.h"
#include "institution/evidence_store.h"
#include "institution/page.h"
#include "institution_query.h"

struct posted {
	const char *file;
};

static const struct field fields[] = {
    {.name = "file",
	.label = "文件",
	.hint = EVIDENCE_HINT,
	.kind = FIELD_TEXT, /* the file itself is not among the fields */
	.offset = offsetof(struct posted, file)},
};

static const struct notice notices[] = {
    {"uploaded", "文件已上传。"},
    {0},
};

static enum status
show(struct context *context, const struct form *form)
{
	struct view *view = page_view(context, "附证明文件");
	const char *id = context->segments[0];
	struct rows *head, *files;
	enum status status;

	const struct ask asks[] = {
	    ASK(&head, BASELINE_FILE_HEAD, id),
	    ASK(&files, BASELINE_FILES, id),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	if (rows_count(head) == 0)
		return STATUS_MISSING;
	page_row(view, head, 0);
	form_view(form, view);
	page_crumb(view, "工作台", "/institution/");
	page_crumb(view, "基线与目标", "/institution/baseline/");
	page_crumb(view, "附证明文件", NULL);
	view_text(view, "url", text_format(context->arena, "/institution/baseline/file/%s", id));
	view_flag(view, "open", text_equal(rows_text(head, 0, "state"), "waiting"));
	view_list(view, "files");
	for (size_t row = 0; row < rows_count(files); row++) {
		struct view *item = view_item(view, "files");

		page_row(item, files, row);
		view_text(item, "url",
		    text_format(context->arena, "/institution/baseline/file/%s/%s",
			rows_text(files, row, "baseline_id"), rows_text(files, row, "id")));
	}
	page_notice(context, view, notices);
	return page_show(context, "institution/baseline/file", view);
}

const struct query baseline_file_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
baseline_file_get(struct context *context)
{
	return show(context, FORM(context, fields));
}

static enum status
add(struct context *context, struct evidence_file *file)
{
	enum status status = evidence_file_store(file, context->arena);

	if (status != STATUS_OK)
		return status;
	status = DB_ASK(context->db, NULL, BASELINE_FILE_ADD, context->segments[0], file->name,
	    file->media, file->size, file->digest, file->stored);
	if (status != STATUS_OK)
		evidence_store_remove(context->arena, file->stored);
	return status;
}

enum status
baseline_file_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct evidence_file file;
	const char *wrong = evidence_file_judge(&file, request_file(context->request, "file"));
	struct posted posted = {0};
	enum status status = form_read(form, &posted);

	if (wrong != NULL) {
		form_error(form, "file", wrong);
		status = STATUS_INPUT;
	}
	if (status == STATUS_OK)
		status = add(context, &file);
	if (form_refuses(form, context, status))
		return show(context, form);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(context,
	    text_format(context->arena, "/institution/baseline/file/%s", context->segments[0]),
	    "uploaded");
}

enum status
baseline_sent_file_get(struct context *context)
{
	return dossier_send_file(context, QUERY(BASELINE_FILE, 2));
}
