#include "ledger.h"

#include <inttypes.h>

#include "core/db.h"
#include "core/html.h"
#include "core/page_parts.h"
#include "core/rows.h"
#include "core/template.h"
#include "core/text.h"
#include "figure/value.h"

const struct choice dossier_ledger_sources[] = {
    {"self_check", "自查"},
    {"inspection", "检查"},
    {"case_evaluation", "病例评价"},
    {"threshold", "未达要求"},
    {"goal", "未达目标"},
    {"outlier", "明显偏离同组"},
    {"worsening", "持续变差"},
    {"screen", "数据疑点"},
    {"late", "逾期未报"},
    {"adverse_event", "不良事件"},
    {0},
};

const char *
dossier_ledger_due(struct arena *arena, const struct rows *rows, size_t row)
{
	int64_t over = rows_integer(rows, row, "overdue_days");
	const char *state = rows_text(rows, row, "state");
	bool done = text_equal(state, "reported") || text_equal(state, "closed");

	if (done)
		return over > 0 ? text_format(arena, "逾期 %" PRId64 " 天完成", over) : "按期完成";
	if (over > 0)
		return text_format(arena, "已逾期 %" PRId64 " 天", over);
	if (over == 0)
		return "今天到期";
	return text_format(arena, "还有 %" PRId64 " 天", -over);
}

static const struct {
	const char *kind;
	const char *list;
	const char *label;
} notes[] = {
    {"cause", "causes", "关键原因"},
    {"effect", "effects", "效果核查"},
    {"progress", "progress", "进展"},
    {"evidence", "progress", "佐证材料"},
    {"visit", "progress", "现场核查"},
    {"remark", "progress", "督导意见"},
};

void
dossier_ledger_notes(struct view *view, struct arena *arena, const struct rows *rows)
{
	size_t kinds = sizeof(notes) / sizeof(notes[0]);

	for (size_t i = 0; i < kinds; i++)
		view_list(view, notes[i].list);
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item;
		size_t kind = 0;

		while (
		    kind + 1 < kinds && !text_equal(notes[kind].kind, rows_text(rows, row, "kind")))
			kind++;
		item = view_item(view, notes[kind].list);
		view_text(item, "label", notes[kind].label);
		view_text(item, "text", rows_text(rows, row, "text"));
		view_text(item, "counts",
		    figure_counts(arena, rows_text(rows, row, "numerator"),
			rows_text(rows, row, "denominator")));
		view_columns(item, rows, row, "at", "person");
	}
}

void
dossier_ledger_measures(
    struct view *view, struct arena *arena, const struct rows *rows, const char *base)
{
	view_list(view, "measures");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, "measures");
		bool open = text_equal(rows_text(rows, row, "outcome"), "open");

		page_row(item, rows, row);
		view_text(item, "end_url",
		    base == NULL || !open
			? NULL
			: text_format(arena, "%s/%s", base, rows_text(rows, row, "id")));
	}
}

/* ---- an item --------------------------------------------------------------------------------- */

enum status
dossier_ledger_head(struct rows **out, struct context *context, const struct ledger_side *side)
{
	enum status status =
	    db_ask(context->db, &ASK_CHOSEN(out, side->head, context->segments[0]), 1);

	return status == STATUS_OK && rows_count(*out) == 0 ? STATUS_MISSING : status;
}

enum status
dossier_ledger_load(
    struct ledger_item *out, struct context *context, const struct ledger_side *side)
{
	const char *id = context->segments[0];
	const struct ask asks[] = {
	    ASK_CHOSEN(&out->head, side->head, id),
	    ASK_CHOSEN(&out->measures, side->measures, id),
	    ASK_CHOSEN(&out->notes, side->notes, id),
	    ASK_CHOSEN(&out->history, side->history, id),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	return status == STATUS_OK && rows_count(out->head) == 0 ? STATUS_MISSING : status;
}

void
dossier_ledger_crumbs(struct context *context, struct view *view, const struct ledger_side *side,
    const struct rows *head, const char *label)
{
	page_crumb(view, "整改台账", text_format(context->arena, "/%s/ledger/", side->audience));
	if (head != NULL)
		page_crumb(view, rows_text(head, 0, "content"),
		    label == NULL ? NULL
				  : html_url_path(context->arena, side->audience, "ledger",
					context->segments[0], NULL));
	if (label != NULL)
		page_crumb(view, label, NULL);
}

struct view *
dossier_ledger_view(struct context *context, const struct ledger_side *side,
    const struct ledger_item *item, const struct form *form, const char *base)
{
	const char *state = rows_text(item->head, 0, "state");
	struct view *view = page_view(context, rows_text(item->head, 0, "content"));

	page_row(view, item->head, 0);
	form_view(form, view);
	view_text(view, "state", state);
	view_text(view, "shown_state", state);
	view_text(view, "due_text", dossier_ledger_due(context->arena, item->head, 0));
	dossier_ledger_measures(view, context->arena, item->measures, base);
	dossier_ledger_notes(view, context->arena, item->notes);
	page_rows(view, "history", item->history);
	dossier_ledger_crumbs(context, view, side, item->head, NULL);
	return view;
}

/* ---- its forms ------------------------------------------------------------------------------- */

enum status
dossier_ledger_step_read(
    struct ledger_step *out, struct form *form, const char *const *wordless, const char *missing)
{
	if (form_read(form, out) != STATUS_OK)
		return STATUS_INPUT;
	while (*wordless != NULL && !text_equal(*wordless, out->act))
		wordless++;
	if (*wordless == NULL && out->words == NULL)
		form_error(form, "words", missing);
	if (out->state == NULL)
		form_error(form, NULL, "页面内容不完整，请刷新后重新办理");
	return form_has_errors(form) ? STATUS_INPUT : STATUS_OK;
}
