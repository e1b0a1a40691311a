#include "own_return.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "institution_query.h"
#include "page.h"

const char *
institution_return_url(struct context *context, const char *page)
{
	return text_format(context->arena, "/institution/return/%s%s%s", context->segments[0],
	    page[0] == '\0' ? "" : "/", page);
}

void
institution_return_crumbs(
    struct context *context, struct view *view, const struct rows *head, const char *label)
{
	const char *period = rows_text(head, 0, "period_label");

	page_crumb(view, "工作台", "/institution/");
	page_crumb(view, "报表", "/institution/return/");
	page_crumb(view, period, label == NULL ? NULL : institution_return_url(context, ""));
	if (label != NULL)
		page_crumb(view, label, NULL);
}

static void
mark_wanted(struct sheet *sheet, const struct rows *elements, const char *period)
{
	bool quarter = strchr(period, 'Q') != NULL;

	for (size_t i = 0; i < rows_count(elements); i++) {
		if (rows_flag(elements, i, "derived"))
			sheet->elements[i].derived = quarter ? "各月" : "各季度";
		if (rows_flag(elements, i, "parts_wanted"))
			sheet->elements[i].parts_wanted =
			    text_equal(rows_text(elements, i, "way"), "department") ? "各科室"
										    : "三个月";
	}
}

/* "7月" of 2025-07; a department's name. */
static const char *
part_label(const struct own_return *own, struct arena *arena, const char *part)
{
	const char *month = strchr(part, '-');

	if (month != NULL)
		return text_format(arena, "%d月", atoi(month + 1));
	for (size_t i = 0; i < rows_count(own->departments); i++) {
		if (text_equal(rows_text(own->departments, i, "id"), part))
			return rows_text(own->departments, i, "name");
	}
	return part;
}

static int
compare_slices(const void *a, const void *b)
{
	const struct sheet_slice *one = a, *other = b;
	int order = strcmp(one->part, other->part);

	return order != 0 ? order
			  : (one->element > other->element) - (one->element < other->element);
}

static void
add_slice(struct sheet *sheet, const char *code, const char *part, const char *value)
{
	struct sheet_slice slice = {.part = part, .element = sheet_find(sheet, code)};

	if (slice.element == SHEET_NONE || value == NULL || !decimal_parse(&slice.now.value, value))
		return;
	slice.now.state = SHEET_VALUE;
	slice.now.text = value;
	sheet->slices[sheet->slice_count++] = slice;
}

void
own_return_lay_parts(struct own_return *own, struct arena *arena, const struct part_values *posted)
{
	struct sheet *sheet = &own->sheet;
	const struct rows *rows = own->parts;
	size_t sent = posted == NULL ? 0 : posted->count;

	sheet->slice_count = 0;
	sheet->slices = arena_new(arena, struct sheet_slice, rows_count(rows) + sent);
	for (size_t i = 0; i < rows_count(rows); i++) {
		const char *code = rows_text(rows, i, "code"), *part = rows_text(rows, i, "part");

		if (sent == 0 || part_values_find(posted, code, part) == NULL)
			add_slice(sheet, code, part, rows_text(rows, i, "value"));
	}
	for (size_t i = 0; i < sent; i++) {
		const struct part_value *part = &posted->items[i];

		if (part->error == NULL)
			add_slice(sheet, part->code, part->part, part->value);
	}
	qsort(sheet->slices, sheet->slice_count, sizeof(*sheet->slices), compare_slices);
	for (size_t i = 0; i < sheet->slice_count; i++) {
		struct sheet_slice *slice = &sheet->slices[i];
		bool same = i > 0 && text_equal(slice[-1].part, slice->part);

		slice->label = same ? slice[-1].label : part_label(own, arena, slice->part);
	}
}

enum status
own_return_load(struct own_return *out, struct context *context)
{
	return own_return_load_of(out, context, context->segments[0]);
}

enum status
own_return_load_of(struct own_return *out, struct context *context, const char *id)
{
	struct rows *head, *askers, *elements, *indicators, *notes, *pairs, *bounds, *parts,
	    *departments, *sources;
	enum status status;

	const struct ask asks[] = {
	    ASK(&head, RETURN_HEAD, id),
	    ASK(&askers, RETURN_ASKERS, id),
	    ASK(&elements, RETURN_ELEMENTS, id),
	    ASK(&indicators, RETURN_INDICATORS, id),
	    ASK(&notes, NOTE_LIST),
	    ASK(&pairs, RETURN_PAIRS, text_array(context->arena, &id, 1)),
	    ASK(&bounds, RETURN_BOUNDS, id),
	    ASK(&parts, RETURN_PARTS, id),
	    ASK(&departments, DEPARTMENT_LIST),
	    ASK(&sources, BACKFILL_SOURCES, id),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	if (rows_count(head) == 0)
		return STATUS_MISSING;
	*out = (struct own_return){.head = head,
	    .askers = askers,
	    .elements = elements,
	    .indicators = indicators,
	    .notes = notes,
	    .parts = parts,
	    .departments = departments,
	    .sources = sources};
	sheet_read(&out->sheet, context->arena, elements, indicators);
	sheet_read_pairs(&out->sheet, context->arena, pairs);
	sheet_read_bounds(&out->sheet, bounds);
	own_return_lay_parts(out, context->arena, NULL);
	out->sheet.explanation = rows_text(head, 0, "explanation");
	mark_wanted(&out->sheet, elements, rows_text(head, 0, "period"));
	out->sheet.explained = rows_integer(head, 0, "explained_revision");
	return STATUS_OK;
}

bool
own_return_is_revision(const char *text)
{
	int64_t number;

	return text != NULL && text_to_id(&number, text) && number <= INT32_MAX;
}

enum status
own_return_read(struct own_return *out, enum status *read, struct context *context,
    struct form *form, void *posted, const char *const *revision)
{
	enum status status = own_return_load(out, context);

	if (status != STATUS_OK)
		return status;
	*read = form_read(form, posted);
	return own_return_is_revision(*revision) ? STATUS_OK : STATUS_INPUT;
}

const char *
own_return_lock(const struct own_return *own, const struct context *context)
{
	static const struct {
		const char *state;
		const char *words;
	} locked[] = {
	    {"verified", "已通过院内审核，等待负责人提交。需要修改时，请先退回填报。"},
	    {"submitted", "已提交，等待卫健委审核。需要修改时，在审核开始之前可由负责人撤回。"},
	    {"accepted", "已被接受，数据不再修改。发现差错时，请在“数据更正”中申请。"},
	    {"published", "已公开，数据不再修改。发现差错时，请在“数据更正”中申请。"},
	};
	const char *state = rows_text(own->head, 0, "state");
	const char *signed_quarter = rows_text(own->head, 0, "quarter_signed");
	const char *until = rows_text(own->head, 0, "opened_until");
	bool supplement = rows_flag(own->head, 0, "supplement");

	if (signed_quarter != NULL)
		return text_format(context->arena,
		    "%s，月报不能再修改。需要修改时，请先退回季度报表。", signed_quarter);
	for (size_t i = 0; !supplement && i < sizeof(locked) / sizeof(locked[0]); i++) {
		if (text_equal(state, locked[i].state))
			return locked[i].words;
	}
	if (!rows_flag(own->head, 0, "open") && until != NULL)
		return text_format(context->arena,
		    "退回后的修改期限 %s 已过，不能再改%s。确需修改的，请联系卫健委重新开放。",
		    until, rows_flag(own->head, 0, "counted") ? "，已接受的数据仍然有效" : "");
	if (!rows_flag(own->head, 0, "open"))
		return "本期填报未开放或已关闭，不能修改。需要补报或更正时，请联系卫健委。";
	if ((context->session->role_bit & (ROLE_CLERK | ROLE_MACHINE)) == 0)
		return "由填报员填写；您可以查看和审核。";
	return NULL;
}

const char *
own_return_scope(const struct own_return *own, struct arena *arena)
{
	const char *until = rows_text(own->head, 0, "opened_until");
	const char *state = rows_text(own->head, 0, "state");
	bool counted = rows_flag(own->head, 0, "counted");

	if (!rows_flag(own->head, 0, "open") || text_equal(state, "submitted"))
		return NULL;
	if (until != NULL)
		return text_format(arena, "卫健委退回，可修改至 %s%s。", until,
		    counted ? "；重新接受之前，各项结果仍按已接受的数据计算" : "");
	if (rows_flag(own->head, 0, "supplement"))
		return text_format(arena,
		    "本报表已被接受，之后又有监测方案要求 %s 项新的数据，请补报；其余各项已锁定。",
		    rows_text(own->head, 0, "new_elements"));
	if (counted && text_equal(state, "draft"))
		return "正在补报：只有尚未接受的数据项可以填写，已接受的各项不变、照常计入结果。";
	return NULL;
}

enum status
own_return_save(struct rows **out, struct context *context, const struct own_return_entry *entry)
{
	struct arena *arena = context->arena;
	const struct entries *values = entry->values;
	const struct part_values *parts = entry->parts;
	const char *again = entry->again ? "true" : "false";

	if (parts->count == 0)
		return DB_ASK(context->db, out, RETURN_SAVE, context->segments[0], entry->revision,
		    entries_codes(values, arena), entries_states(values, arena),
		    entries_values(values, arena), entry->source, again);
	return DB_ASK(context->db, out, RETURN_ENTER, context->segments[0], entry->revision,
	    entries_codes(values, arena), entries_states(values, arena),
	    entries_values(values, arena), part_values_codes(parts, arena),
	    part_values_names(parts, arena), part_values_values(parts, arena), entry->source,
	    again);
}
