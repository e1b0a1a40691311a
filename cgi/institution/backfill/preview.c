/* /institution/backfill/<programme>/<upload>: what the file would change, and its confirmation. */
#include "core/arena.h"
#include "core/form.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "figure/value.h"
#include "grid.h"
#include "institution/page.h"
#include "institution_query.h"

struct confirmed {
	const char *seen;
};

static const struct field fields[] = {
    {.name = "seen",
	.kind = FIELD_HIDDEN,
	.required = true,
	.maximum = 1000,
	.offset = offsetof(struct confirmed, seen)},
};

struct page {
	struct backfill_source source;
	struct rows *file;
	struct table table;
	struct grid grid;
	const char *seen; /* revisions that it was made from */
};

static const char *
revisions(struct arena *arena, const struct rows *periods)
{
	const char *out = "";

	for (size_t i = 0; i < rows_count(periods); i++)
		out = text_join(
		    arena, out, i == 0 ? "" : ",", rows_text(periods, i, "revision"), NULL);
	return out;
}

static enum status
load(struct page *page, struct context *context)
{
	enum status status = backfill_load(&page->source, context);

	if (status != STATUS_OK)
		return status;
	status = DB_ASK(
	    context->db, &page->file, BACKFILL_LOAD, context->segments[0], context->segments[1]);
	if (status != STATUS_OK)
		return status;
	if (rows_count(page->file) == 0)
		return STATUS_MISSING;
	page->seen = revisions(context->arena, page->source.periods);
	status = table_parse(&page->table, context->arena, rows_text(page->file, 0, "lines"));
	if (status == STATUS_OK)
		grid_judge(&page->grid, context->arena, &page->table, &page->source);
	return status;
}

/* ---- the page ------------------------------------------------------------------------------- */

static const char *
shown(struct arena *arena, const char *state, const char *value)
{
	return figure_cell(arena, state, value);
}

static void
view_changes(struct view *view, struct arena *arena, const struct grid *grid)
{
	static const char *const acts[GRID_ACT_COUNT] = {"不变", "新填", "修改", "清空"};
	const struct backfill_source *source = grid->source;

	view_list(view, "changes");
	for (size_t i = 0; i < grid->cell_count; i++) {
		const struct grid_cell *cell = &grid->cells[i];
		size_t row = backfill_cell(source, cell->element, cell->period);
		struct view *item;

		if (cell->entry == NULL || cell->act == GRID_SAME)
			continue;
		item = view_item(view, "changes");
		view_columns(item, source->cells, row - 1, "name", "unit");
		view_text(
		    item, "period_label", rows_text(source->periods, cell->period, "period_label"));
		view_text(item, "place", table_place(arena, cell->where->row, cell->where->column));
		view_text(item, "old",
		    shown(arena, rows_text(source->cells, row - 1, "state"),
			rows_text(source->cells, row - 1, "value")));
		view_text(item, "new", shown(arena, cell->entry->state, cell->entry->value));
		view_text(item, "act", acts[cell->act]);
	}
}

static void
view_grid(struct view *view, struct arena *arena, const struct grid *grid)
{
	size_t changes =
	    grid->counts[GRID_NEW] + grid->counts[GRID_CHANGED] + grid->counts[GRID_CLEARED];

	view_text(view, "new_count", text_format(arena, "%zu", grid->counts[GRID_NEW]));
	view_text(view, "changed_count",
	    text_format(arena, "%zu", grid->counts[GRID_CHANGED] + grid->counts[GRID_CLEARED]));
	view_text(view, "same_count", text_format(arena, "%zu", grid->counts[GRID_SAME]));
	view_text(view, "fault_count", text_format(arena, "%zu", grid->fault_count));
	view_flag(view, "blocked", grid->fault_count > 0);
	view_flag(view, "any_change", changes > 0);
	view_list(view, "notes");
	for (size_t i = 0; i < grid->note_count; i++)
		view_text(view_item(view, "notes"), "message", grid->notes[i]);
	view_list(view, "faults");
	for (size_t i = 0; i < grid->fault_count; i++) {
		const struct grid_fault *fault = &grid->faults[i];
		struct view *item = view_item(view, "faults");
		const struct table_cell *cell = table_find(grid->table, fault->row, fault->column);

		view_text(item, "place",
		    fault->row == 0      ? "全文"
		    : fault->column == 0 ? text_format(arena, "第 %zu 行", fault->row)
					 : table_place(arena, fault->row, fault->column));
		view_text(item, "cell", cell == NULL ? NULL : cell->text);
		view_text(item, "message", fault->message);
	}
	view_changes(view, arena, grid);
}

static enum status
show(struct context *context, const struct page *page, struct form *form, enum status why)
{
	struct view *view = page_view(context, "补录预览");

	form_set(form, "seen", page->seen);
	view_columns(view, page->file, 0, "collected_by", "origin", "note", "file_name", "digest",
	    "uploaded_at", "expires_at", "saved_at", "account_name");
	view_text(view, "url",
	    backfill_url(
		context, text_format(context->arena, "/%s", rows_text(page->file, 0, "id"))));
	view_text(view, "back_url", backfill_url(context, ""));
	backfill_crumbs(context, view, &page->source, "预览");
	view_grid(view, context->arena, &page->grid);
	view_flag(view, "may_save",
	    context->session->role_bit == ROLE_CLERK &&
		rows_text(page->file, 0, "saved_at") == NULL);
	form_view(form, view);
	context->reply->status = why;
	return page_show(context, "institution/backfill/preview", view);
}

enum status
backfill_preview_get(struct context *context)
{
	struct page page;
	enum status status = load(&page, context);

	return status == STATUS_OK ? show(context, &page, FORM(context, fields), STATUS_OK)
				   : status;
}

/* ---- confirmation --------------------------------------------------------------------------- */

/* The cells that change, as arrays for the statement. */
struct cells {
	const char **returns;
	const char **codes;
	const char **states;
	const char **values;
	size_t count;
};

static struct cells
collect(struct arena *arena, const struct grid *grid)
{
	size_t most = grid->cell_count + 1;
	struct cells out = {arena_new(arena, const char *, most),
	    arena_new(arena, const char *, most), arena_new(arena, const char *, most),
	    arena_new(arena, const char *, most), 0};

	for (size_t i = 0; i < grid->cell_count; i++) {
		const struct grid_cell *cell = &grid->cells[i];

		if (cell->entry == NULL || cell->act == GRID_SAME)
			continue;
		out.returns[out.count] =
		    rows_text(grid->source->periods, cell->period, "return_id");
		out.codes[out.count] = cell->entry->code;
		out.states[out.count] = cell->entry->state;
		out.values[out.count++] = cell->entry->value;
	}
	return out;
}

static enum status
save(struct context *context, const struct page *page)
{
	struct arena *arena = context->arena;
	const struct rows *periods = page->source.periods;
	size_t count = rows_count(periods);
	const char **returns = arena_new(arena, const char *, count + 1);
	const char **bases = arena_new(arena, const char *, count + 1);
	struct cells cells = collect(arena, &page->grid);

	for (size_t i = 0; i < count; i++) {
		returns[i] = rows_text(periods, i, "return_id");
		bases[i] = rows_text(periods, i, "revision");
	}
	return DB_ASK(context->db, NULL, BACKFILL_CONFIRM, context->segments[1],
	    text_array(arena, returns, count), text_array(arena, bases, count),
	    text_array(arena, cells.returns, cells.count),
	    text_array(arena, cells.codes, cells.count),
	    text_array(arena, cells.states, cells.count),
	    text_array(arena, cells.values, cells.count));
}

static enum status
again(struct context *context, struct form *form)
{
	struct page page;
	enum status why = context->reply->status, status = load(&page, context);

	return status == STATUS_OK ? show(context, &page, form, why) : status;
}

enum status
backfill_confirm_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct confirmed confirmed = {0};
	struct page page;
	enum status status = load(&page, context), read;

	if (status != STATUS_OK)
		return status;
	read = form_read(form, &confirmed);
	if (read == STATUS_OK && page.grid.fault_count > 0)
		form_error(form, NULL, "文件还有必须改正的问题，没有保存。请改正后重新上传。");
	else if (read == STATUS_OK && !text_equal(confirmed.seen, page.seen))
		form_error(form, NULL,
		    "预览之后，他人改动了其中的报表，本次没有保存。"
		    "下面是按最新内容重新生成的预览，请核对后再确认。");
	status = form_has_errors(form) ? STATUS_INPUT : read;
	if (status == STATUS_OK)
		status = save(context, &page);
	if (form_refuses(form, context, status))
		return again(context, form);
	return status == STATUS_OK
		   ? page_redirect_notice(context, backfill_url(context, ""), "saved")
		   : status;
}
