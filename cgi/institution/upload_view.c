#include "upload_view.h"

#include "core/arena.h"
#include "core/db.h"
#include "core/page.h"
#include "core/text.h"
#include "return_view.h"

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
new_text(const struct upload_line *line)
{
	switch (line->act) {
	case UPLOAD_ABSENT:
	case UPLOAD_BLANK:
		return NULL;
	case UPLOAD_CLEARED:
		return "未填";
	default:
		return line->not_applicable     ? "不适用"
		       : line->typed[0] == '\0' ? "未填"
						: line->typed;
	}
}

static void
view_line(struct view *item, struct arena *arena, const struct upload_page *page, size_t i)
{
	const struct upload_line *line = &page->upload.lines[i];
	const struct rows *rows = page->source.filing.elements;

	view_text(item, "place",
	    line->row == 0 ? NULL : table_place(arena, line->row, page->upload.value_column));
	view_text(item, "name", rows_text(rows, i, "name"));
	view_text(item, "unit", rows_text(rows, i, "unit"));
	view_text(item, "old",
	    return_cell_text(arena, rows_text(rows, i, "state"), rows_text(rows, i, "value")));
	view_text(item, "new", new_text(line));
	view_text(item, "act", acts[line->act].label);
	view_text(item, "note",
	    line->formula && line->hidden ? "公式的计算结果；在隐藏的行或列中"
	    : line->formula               ? "公式的计算结果"
	    : line->hidden                ? "在隐藏的行或列中"
					  : NULL);
}

void
upload_view(struct view *view, struct arena *arena, const struct upload_page *page)
{
	const struct upload *upload = &page->upload;
	size_t changes = 0;

	page_row(view, page->source.filing.head, 0);
	view_text(view, "file_name", rows_text(page->file, 0, "file_name"));
	view_text(view, "uploaded_at", rows_text(page->file, 0, "uploaded_at"));
	view_text(view, "expires_at", rows_text(page->file, 0, "expires_at"));
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
	view_list(view, "changes");
	view_list(view, "kept");
	for (size_t i = 0; i < page->source.filing.sheet.element_count && upload->head_row != 0;
	     i++) {
		bool change = acts[upload->lines[i].act].changes;

		changes += change;
		view_line(view_item(view, change ? "changes" : "kept"), arena, page, i);
	}
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
	view_flag(view, "any_change", changes > 0);
	view_flag(view, "any_kept",
	    upload->head_row != 0 && changes < page->source.filing.sheet.element_count);
	view_flag(view, "blocked", upload->blocked);
	view_flag(view, "anything", changes > 0 && !upload->blocked);
}
