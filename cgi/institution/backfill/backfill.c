/*
 * /institution/backfill/: programmes that have past periods filled in afterwards; /<programme>: its
 * periods, their workbook, and the file that comes back with where its numbers are from.
 */
#include <string.h>

#include "core/arena.h"
#include "core/form.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "core/upload_table.h"
#include "institution/evidence_store.h"
#include "institution/page.h"
#include "institution/table_file.h"
#include "institution_query.h"
#include "source.h"

#define NAME_POINTS 200

struct posted {
	const char *collected_by;
	const char *origin;
	const char *note;
	const char *file;
};

/* The file itself is no field of the form; what is wrong with it is said at this one. */
static const struct field fields[] = {
    {.name = "collected_by",
	.label = "由谁收集",
	.hint = "科室或岗位，例如“质控科”。",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 100,
	.offset = offsetof(struct posted, collected_by)},
    {.name = "origin",
	.label = "数据来源",
	.hint = "数字取自哪个系统、登记本或报告，例如“病案首页系统 2024 年导出表”。",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 200,
	.offset = offsetof(struct posted, origin)},
    {.name = "note",
	.label = "说明（选填）",
	.hint = "统计规则、口径差异等需要审核人知道的情况。",
	.kind = FIELD_LONG_TEXT,
	.maximum = 1000,
	.offset = offsetof(struct posted, note)},
    {.name = "file",
	.label = "填好的补录表（XLSX 或 CSV）",
	.hint = "不超过 5 MB。原文件作为证据保留。",
	.kind = FIELD_TEXT,
	.offset = offsetof(struct posted, file)},
};

static const struct notice notices[] = {
    {"saved", "补录的数据已保存，原文件已作为证据附在各期报表上。请审核员逐期检查、送审。"},
    {0},
};

/* ---- programmes ----------------------------------------------------------------------------- */

enum status
backfill_list_get(struct context *context)
{
	struct view *view = page_view(context, "补录");
	struct rows *programmes;
	enum status status = DB_ASK(context->db, &programmes, BACKFILL_PROGRAMMES);

	if (status != STATUS_OK)
		return status;
	page_crumb(view, "工作台", "/institution/");
	page_crumb(view, "补录", NULL);
	page_rows(view, "programmes", programmes);
	return page_show(context, "institution/backfill/list", view);
}

/* ---- one programme -------------------------------------------------------------------------- */

static void
view_periods(struct view *view, struct arena *arena, const struct backfill_source *source)
{
	size_t periods = rows_count(source->periods);

	view_list(view, "periods");
	for (size_t i = 0; i < periods; i++) {
		struct view *item = view_item(view, "periods");
		size_t asked = 0, filled = 0;

		for (size_t element = 0; element < source->element_count; element++) {
			size_t cell = backfill_cell(source, element, i);

			asked += cell != 0;
			filled +=
			    cell != 0 &&
			    !text_equal(rows_text(source->cells, cell - 1, "state"), "missing");
		}
		page_row(item, source->periods, i);
		view_text(item, "asked", text_format(arena, "%zu", asked));
		view_text(item, "filled", text_format(arena, "%zu", filled));
	}
}

static bool
any_open(const struct rows *periods)
{
	for (size_t i = 0; i < rows_count(periods); i++) {
		if (rows_flag(periods, i, "open"))
			return true;
	}
	return false;
}

static enum status
show(struct context *context, const struct backfill_source *source, struct form *form,
    enum status why)
{
	struct view *view = page_view(context, "补录");
	struct rows *waiting;
	enum status status = DB_ASK(context->db, &waiting, BACKFILL_WAITING, source->programme);

	if (status != STATUS_OK)
		return status;
	view_columns(view, source->periods, 0, "programme_name", "commission_name", "note");
	view_text(view, "url", backfill_url(context, ""));
	backfill_crumbs(context, view, source, NULL);
	form_view(form, view);
	view_text(view, "opening_note", rows_text(source->periods, 0, "note"));
	view_periods(view, context->arena, source);
	page_rows(view, "waiting", waiting);
	view_flag(view, "waiting_any", rows_count(waiting) > 0);
	view_text(view, "lock",
	    context->session->role_bit != ROLE_CLERK ? "补录表由填报员上传。"
	    : any_open(source->periods)              ? NULL
					: "这个方案的补录已经关闭，不能再上传。");
	page_notice(context, view, notices);
	context->reply->status = why;
	return page_show(context, "institution/backfill/backfill", view);
}

const struct query backfill_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
backfill_get(struct context *context)
{
	struct backfill_source source;
	enum status status = backfill_load(&source, context);

	return status == STATUS_OK ? show(context, &source, FORM(context, fields), STATUS_OK)
				   : status;
}

/* ---- a file --------------------------------------------------------------------------------- */

/* The last part of what some browsers send as a whole path, without what cannot be shown. */
static const char *
file_name(struct arena *arena, const char *sent)
{
	const char *last = sent;
	char *name;

	for (const char *c = sent; *c != '\0'; c++) {
		if (*c == '/' || *c == '\\')
			last = c + 1;
	}
	name = text_copy(arena, last, strlen(last));
	for (char *c = name; *c != '\0'; c++) {
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = ' ';
	}
	return name[0] == '\0' || text_code_points(name) > NAME_POINTS ? "补录表" : name;
}

/* Its bytes lie with the evidence before its row is written, and go if that fails. */
static enum status
keep(struct rows **kept, struct context *context, const struct posted *posted,
    const struct part *file, const struct table *table, const char *lines)
{
	struct arena *arena = context->arena;
	const char *stored;
	enum status status = evidence_store_write(&stored, arena, file->data, file->length);

	if (status != STATUS_OK)
		return status;
	status = DB_ASK(context->db, kept, BACKFILL_KEEP, context->segments[0],
	    posted->collected_by, posted->origin, posted->note,
	    file_name(arena, file->filename == NULL ? "" : file->filename),
	    text_equal(table->kind, "xlsx")
		? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		: "text/csv",
	    text_format(arena, "%zu", file->length),
	    evidence_store_digest(arena, file->data, file->length), stored, lines);
	if (status != STATUS_OK)
		evidence_store_remove(arena, stored);
	return status;
}

static void
check(struct form *form, const struct posted *posted)
{
	if (posted->collected_by != NULL && text_code_points(posted->collected_by) < 2)
		form_error(form, "collected_by", "请写明由谁收集，至少 2 个字。");
	if (posted->origin != NULL && text_code_points(posted->origin) < 2)
		form_error(form, "origin", "请写明数据来源，至少 2 个字。");
	if (posted->note != NULL && text_code_points(posted->note) < 2)
		form_error(form, "note", "说明至少 2 个字；没有要说明的请留空。");
}

enum status
backfill_post(struct context *context)
{
	const struct part *file = request_file(context->request, "file");
	struct form *form = FORM(context, fields);
	struct posted posted = {0};
	struct backfill_source source;
	struct buffer lines;
	struct table table;
	struct rows *kept;
	enum status status = backfill_load(&source, context), read;

	if (status != STATUS_OK)
		return status;
	status = form_read(form, &posted);
	check(form, &posted);
	read = table_file_read(&table, &lines, context, form, file);
	if (read != STATUS_OK)
		return read;
	if (!form_has_errors(form))
		status = keep(&kept, context, &posted, file, &table, lines.data);
	if (form_refuses(form, context, status))
		return show(context, &source, form, context->reply->status);
	if (status != STATUS_OK)
		return status;
	return page_redirect(context,
	    backfill_url(context, text_format(context->arena, "/%s", rows_text(kept, 0, "id"))));
}
