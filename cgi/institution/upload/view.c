#include "view.h"

#include "core/arena.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/rows.h"
#include "core/text.h"
#include "figure/value.h"

static const struct {
	const char *label;
	bool changes;
} acts[UPLOAD_ACT_COUNT] = {
    [UPLOAD_ABSENT] = {"文件中没有，保留现有内容", false},
    [UPLOAD_BLANK] = {"留空，保留现有内容", false},
    [UPLOAD_SAME] = {"不变", false},
    [UPLOAD_NEW] = {"新填", true},
    [UPLOAD_CHANGED] = {"修改", true},
    [UPLOAD_CLEARED] = {"清空", true},
    [UPLOAD_WRONG] = {"有误", false},
};

static void
view_fault(struct view *item, struct arena *arena, const struct upload *upload,
    const struct upload_fault *fault)
{
	const struct table_cell *cell = table_find(upload->table, fault->row, fault->column);

	view_text(item, "place",
	    fault->row == 0      ? NULL
	    : fault->column == 0 ? text_format(arena, "第 %zu 行", fault->row)
				 : table_place(arena, fault->row, fault->column));
	view_text(item, "cell", cell == NULL ? NULL : cell->text);
	view_text(item, "message", fault->message);
	view_text(item, "kind",
	    fault->blocking ? "须改正后才能保存"
	    : fault->error  ? "可先保存，送审前须改正"
			    : "可先保存，送审前须说明");
	view_flag(item, "blocking", fault->blocking);
}

static const char *
new_text(enum upload_act act, const char *typed, bool not_applicable)
{
	if (act == UPLOAD_ABSENT || act == UPLOAD_BLANK || typed == NULL)
		return NULL;
	if (act != UPLOAD_CLEARED && not_applicable)
		return "不适用";
	return act == UPLOAD_CLEARED || typed[0] == '\0' ? "未填" : typed;
}

static const char *
note_text(bool formula, bool hidden, bool made)
{
	return made                ? "由各科室或各月合计"
	       : formula && hidden ? "公式的计算结果；在隐藏的行或列中"
	       : formula           ? "公式的计算结果"
	       : hidden            ? "在隐藏的行或列中"
				   : NULL;
}

static void
view_line(struct view *item, struct arena *arena, const struct upload_page *page, size_t i)
{
	const struct upload_line *line = &page->upload.lines[i];
	const struct rows *rows = page->source.own.elements;

	view_text(item, "place",
	    line->row == 0 ? NULL : table_place(arena, line->row, page->upload.value_column));
	view_columns(item, rows, i, "name", "unit");
	view_text(item, "old",
	    figure_cell(arena, rows_text(rows, i, "state"), rows_text(rows, i, "value")));
	view_text(item, "new", new_text(line->act, line->typed, line->not_applicable));
	view_text(item, "act", acts[line->act].label);
	view_text(item, "note", note_text(line->formula, line->hidden, line->made));
}

static void
view_part(struct view *item, struct arena *arena, const struct upload_page *page,
    const struct upload_part *part)
{
	const struct template_source *source = &page->source;
	const struct rows *rows = source->own.elements;
	const char *old = asked_parts_value(&source->asked,
	    source->own.sheet.elements[part->element].code, source->parts[part->where->part]->part);

	view_text(item, "place", table_place(arena, part->row, part->where->column));
	view_text(item, "name",
	    text_format(arena, "%s，%s", rows_text(rows, part->element, "name"),
		template_part_head(arena, source, part->where->part)));
	view_text(item, "unit", rows_text(rows, part->element, "unit"));
	view_text(item, "old", figure_cell(arena, old[0] == '\0' ? "missing" : "value", old));
	view_text(item, "new", new_text(part->act, part->typed, false));
	view_text(item, "act", acts[part->act].label);
	view_text(item, "note", note_text(part->formula, part->hidden, false));
}

/* Elements with their parts, those that change and the others. */
static void
view_lines(struct view *view, struct arena *arena, const struct upload_page *page)
{
	const struct upload *upload = &page->upload;
	size_t elements = upload->head_row == 0 ? 0 : page->source.own.sheet.element_count;
	size_t changes = 0, kept = 0;

	view_list(view, "changes");
	view_list(view, "kept");
	for (size_t i = 0; i < elements; i++) {
		bool change = acts[upload->lines[i].act].changes;

		*(change ? &changes : &kept) += 1;
		view_line(view_item(view, change ? "changes" : "kept"), arena, page, i);
		for (size_t j = 0; j < upload->part_count; j++) {
			const struct upload_part *part = &upload->parts[j];

			if (part->element != i)
				continue;
			change = acts[part->act].changes;
			*(change ? &changes : &kept) += 1;
			view_part(view_item(view, change ? "changes" : "kept"), arena, page, part);
		}
	}
	view_flag(view, "any_change", changes > 0);
	view_flag(view, "any_kept", kept > 0);
	view_flag(view, "anything", changes > 0 && !upload->blocked);
}

void
upload_view(struct view *view, struct arena *arena, const struct upload_page *page)
{
	const struct upload *upload = &page->upload;

	page_row(view, page->source.own.head, 0);
	view_columns(view, page->file, 0, "file_name", "uploaded_at", "expires_at");
	view_text(view, "account_name_uploaded", rows_text(page->file, 0, "account_name"));
	view_text(view, "saved_revision", rows_text(page->file, 0, "saved_revision"));
	view_text(
	    view, "encoding", text_equal(page->table.kind, "text") ? page->table.encoding : NULL);
	view_list(view, "faults");
	for (size_t i = 0; i < upload->fault_count; i++)
		view_fault(view_item(view, "faults"), arena, upload, &upload->faults[i]);
	view_list(view, "notes");
	for (size_t i = 0; i < upload->note_count; i++)
		view_text(view_item(view, "notes"), "message", upload->notes[i]);
	view_lines(view, arena, page);
	view_integer(view, "new_count", (int64_t)upload->counts[UPLOAD_NEW]);
	view_integer(view, "changed_count",
	    (int64_t)(upload->counts[UPLOAD_CHANGED] + upload->counts[UPLOAD_CLEARED]));
	view_integer(view, "same_count", (int64_t)upload->counts[UPLOAD_SAME]);
	view_integer(view, "blank_count",
	    (int64_t)(upload->counts[UPLOAD_BLANK] + upload->counts[UPLOAD_ABSENT]));
	view_integer(view, "fault_count", (int64_t)upload->fault_count);
	view_integer(view, "missing", (int64_t)upload->missing);
	view_flag(view, "any_missing", upload->missing > 0);
	view_flag(view, "any_fault", upload->fault_count > 0);
	view_flag(view, "blocked", upload->blocked);
}
