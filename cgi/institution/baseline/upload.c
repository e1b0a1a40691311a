/*
 * /institution/baseline/upload/<programme>: the grid out of a workbook.  The POST shows what would
 * be registered and keeps nothing; the changed rows go along in the page, whose form is the grid's.
 */
#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "core/view.h"
#include "institution/page.h"
#include "institution/table_file.h"
#include "own.h"

struct chosen {
	const char *file;
};

static const struct field fields[] = {
    TABLE_FILE_FIELD(struct chosen, file),
};

static void
view_addresses(struct view *view, struct context *context, const struct baseline_page *page)
{
	struct arena *arena = context->arena;
	const char *id = context->segments[0];
	const char *grid = html_url_path(arena, "institution", "baseline", id, NULL);

	view_text(view, "programme_name", rows_text(page->programmes, page->programme, "name"));
	view_text(view, "grid_url", grid);
	view_text(view, "upload_url",
	    html_url_path(arena, "institution", "baseline", "upload", id, NULL));
	view_text(view, "template_url",
	    html_url_path(arena, "institution", "baseline", "template", id, NULL));
	page_crumb(view, "工作台", "/institution/");
	page_crumb(view, "基线与目标", grid);
}

static enum status
show_choice(struct context *context, const struct baseline_page *page, const struct form *form)
{
	struct view *view = page_view(context, "上传基线表格");

	form_view(form, view);
	view_addresses(view, context, page);
	page_crumb(view, "上传表格", NULL);
	return page_show(context, "institution/baseline/upload", view);
}

enum status
baseline_upload_get(struct context *context)
{
	struct baseline_page page;
	enum status status = baseline_load(&page, context, NULL);

	return status == STATUS_OK ? show_choice(context, &page, FORM(context, fields)) : status;
}

/* ---- preview -------------------------------------------------------------------------------- */

static const char *
act_of(const struct grid_row *row, const struct baseline_cell *cell, const char *kept,
    const char *fault)
{
	const char *now = row->value[cell->cell];

	if (fault != NULL)
		return "有误";
	if (kept == NULL || kept[0] == '\0')
		return now == NULL ? NULL : "新填";
	if (now == NULL)
		return "清空";
	return text_equal(now, kept) ? NULL : "修改";
}

/* Cells that change or that are refused; gives how many of the latter. */
static size_t
view_cells(struct view *view, struct context *context, const struct baseline_page *page,
    const struct baseline_file *file, const struct form *form, const char *const *kept)
{
	size_t wrong = 0;

	view_list(view, "cells");
	for (size_t i = 0; i < file->cell_count; i++) {
		const struct baseline_cell *cell = &file->cells[i];
		const struct grid_row *row = &page->grid.items[cell->row];
		const char *was = kept[cell->row * GRID_CELL_COUNT + cell->cell];
		const char *fault = form_map_error(form, grid_names[cell->cell], row->code);
		const char *act = row->touched ? act_of(row, cell, was, fault) : NULL;
		struct view *item;

		if (act == NULL)
			continue;
		wrong += fault != NULL;
		item = view_item(view, "cells");
		view_text(item, "place", cell->place);
		view_text(item, "name", rows_text(page->rows, cell->row, "name"));
		view_text(
		    item, "head", baseline_head(context->arena, page, BASELINE_CELLS + cell->cell));
		view_text(item, "old", was);
		view_text(item, "new", cell->text[0] == '\0' ? NULL : cell->text);
		view_text(item, "act", act);
		view_text(item, "fault", fault);
	}
	return wrong;
}

/* The changed rows, as the form of the grid posts them. */
static void
view_rows(struct view *view, struct context *context, const struct baseline_page *page)
{
	struct arena *arena = context->arena;

	view_list(view, "inputs");
	for (size_t i = 0; i < rows_count(page->rows); i++) {
		const struct grid_row *row = &page->grid.items[i];
		struct view *item;

		if (!row->touched)
			continue;
		for (size_t cell = 0; cell < GRID_CELL_COUNT; cell++) {
			item = view_item(view, "inputs");
			view_text(
			    item, "name", text_format(arena, "%s.%s", grid_names[cell], row->code));
			view_text(item, "value", row->text[cell]);
		}
		item = view_item(view, "inputs");
		view_text(item, "name", text_format(arena, "version.%s", row->code));
		view_text(item, "value", row->version);
	}
}

/* What cannot be read comes before what cannot be. */
static void
refuse_cells(struct context *context, struct form *form, const struct baseline_page *page,
    const struct baseline_file *file)
{
	for (size_t i = 0; i < file->cell_count; i++) {
		const struct baseline_cell *cell = &file->cells[i];

		if (cell->fault != NULL)
			form_error(form,
			    text_format(context->arena, "%s.%s", grid_names[cell->cell],
				page->grid.items[cell->row].code),
			    cell->fault);
	}
}

static enum status
show_preview(struct context *context, struct baseline_page *page, struct baseline_file *file)
{
	struct form *form = form_create(context, grid_fields, GRID_FIELDS);
	struct view *view = page_view(context, "上传预览");
	size_t count = rows_count(page->rows), changed, wrong;
	const char **kept = arena_new(context->arena, const char *, count *GRID_CELL_COUNT + 1);
	enum status status = STATUS_OK;

	for (size_t i = 0; i < count * GRID_CELL_COUNT; i++)
		kept[i] = page->grid.items[i / GRID_CELL_COUNT].text[i % GRID_CELL_COUNT];
	refuse_cells(context, form, page, file);
	changed = grid_take(&page->grid, context, form, &file->posted);
	for (size_t i = 0; i < file->cell_count; i++)
		page->grid.items[file->cells[i].row].touched |= file->cells[i].fault != NULL;
	if (!form_has_errors(form) && file->fault_count == 0 && changed > 0)
		status = baseline_save(&page->grid, context, form, false);
	if (status != STATUS_OK && status != STATUS_INPUT)
		return status;
	wrong = view_cells(view, context, page, file, form, kept);
	view_list(view, "faults");
	for (size_t i = 0; i < file->fault_count; i++)
		view_text(view_item(view, "faults"), "message", file->faults[i]);
	view_flag(view, "any_fault", file->fault_count > 0);
	view_integer(view, "changed", (int64_t)changed);
	view_integer(view, "skipped", (int64_t)file->skipped);
	view_integer(view, "wrong", (int64_t)wrong);
	view_flag(view, "any_wrong", wrong > 0);
	view_flag(view, "ready",
	    changed > 0 && wrong == 0 && file->fault_count == 0 && !form_has_errors(form));
	view_rows(view, context, page);
	view_addresses(view, context, page);
	page_crumb(view, "上传预览", NULL);
	return page_show(context, "institution/baseline/preview", view);
}

enum status
baseline_upload_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct chosen chosen = {0};
	struct baseline_page page;
	struct baseline_file file;
	struct buffer lines;
	struct table table;
	enum status status = form_read(form, &chosen), loaded;

	loaded = baseline_load(&page, context, NULL);
	if (loaded != STATUS_OK)
		return loaded;
	if (status == STATUS_OK)
		status = table_file_read(
		    &table, &lines, context, form, request_file(context->request, "file"));
	if (form_has_errors(form))
		status = STATUS_INPUT;
	if (form_refuses(form, context, status))
		return show_choice(context, &page, form);
	if (status != STATUS_OK)
		return status;
	baseline_file_read(&file, context, &table, &page);
	/* Nothing is kept: sent once more, it is read once more. */
	context->reply->idle = true;
	return show_preview(context, &page, &file);
}
