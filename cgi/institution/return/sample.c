/* /institution/return/<id>/sample: 内部验证, records that the verifier looked up for single
 * elements. */
#include <string.h>

#include "core/arena.h"
#include "core/form.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "core/view.h"
#include "dossier/check.h"
#include "figure/value.h"
#include "institution/own_return.h"
#include "institution/page.h"
#include "institution_query.h"

#define RECORDS_MAXIMUM 100000 /* as return_sample_sampled */

struct posted {
	const char *revision;
	struct pairs sampled;
	struct pairs agreeing;
	struct pairs notes;
};

static const struct field fields[] = {
    {.name = "revision",
	.kind = FIELD_HIDDEN,
	.required = true,
	.offset = offsetof(struct posted, revision)},
    {.name = "sampled",
	.label = "抽查份数",
	.kind = FIELD_MAP,
	.maximum = 20,
	.offset = offsetof(struct posted, sampled)},
    {.name = "agreeing",
	.label = "相符份数",
	.kind = FIELD_MAP,
	.maximum = 20,
	.offset = offsetof(struct posted, agreeing)},
    {.name = "note",
	.label = "核对情况",
	.kind = FIELD_MAP,
	.maximum = 1000,
	.offset = offsetof(struct posted, notes)},
};

static const struct notice notices[] = {{"saved", "抽查记录已保存。"}, {0}};

/* ---- showing -------------------------------------------------------------------------------- */

static size_t
find_sample(const struct rows *samples, const char *code)
{
	size_t row = 0;

	while (
	    row < rows_count(samples) && !text_equal(rows_text(samples, row, "element_code"), code))
		row++;
	return row;
}

/* One of the three fields: what was typed, else what is on record and still holds. */
static void
view_field(struct view *item, struct context *context, const struct form *form, const char *name,
    const char *code, const char *recorded)
{
	struct view *field = view_object(item, name);
	const char *typed = form_map_value(form, name, code);

	view_text(field, "id", text_format(context->arena, "%s.%s", name, code));
	view_text(field, "value", typed != NULL ? typed : recorded == NULL ? "" : recorded);
	view_text(field, "error", form_map_error(form, name, code));
}

static void
view_element(struct view *item, struct context *context, const struct own_return *own, size_t i,
    const struct form *form, const struct rows *samples)
{
	const struct sheet_element *element = &own->sheet.elements[i];
	size_t row = find_sample(samples, element->code);
	bool recorded = row < rows_count(samples);
	bool holds = recorded && !rows_flag(samples, row, "outdated");

	view_text(item, "name", element->name);
	view_text(item, "unit", element->unit);
	view_text(item, "shown",
	    figure_cell(context->arena, rows_text(own->elements, i, "state"),
		rows_text(own->elements, i, "value")));
	view_text(item, "code", element->code);
	view_flag(item, "absent", element->now.state != SHEET_VALUE);
	view_flag(item, "recorded", recorded);
	view_field(item, context, form, "sampled", element->code,
	    holds ? rows_text(samples, row, "sampled") : NULL);
	view_field(item, context, form, "agreeing", element->code,
	    holds ? rows_text(samples, row, "agreeing") : NULL);
	view_field(item, context, form, "note", element->code,
	    holds ? rows_text(samples, row, "note") : NULL);
	if (!recorded)
		return;
	view_flag(item, "outdated", !holds);
	view_text(item, "was_sampled", rows_text(samples, row, "sampled"));
	view_text(item, "was_agreeing", rows_text(samples, row, "agreeing"));
	view_text(item, "was_note", rows_text(samples, row, "note"));
	view_columns(item, samples, row, "person", "at");
}

/* What the checks found is worth a look into the records first. */
static void
mark_suggested(struct context *context, const struct own_return *own, struct view *items[])
{
	struct check_finding *findings;
	size_t count = check_sheet(&findings, context->arena, &own->sheet);

	for (size_t i = 0; i < own->sheet.element_count; i++)
		view_flag(items[i], "suggested", false);
	for (size_t i = 0; i < count; i++) {
		if (findings[i].element != SHEET_NONE)
			view_flag(items[findings[i].element], "suggested", true);
	}
}

static void
view_groups(struct view *view, struct context *context, const struct own_return *own,
    const struct form *form, const struct rows *samples)
{
	size_t count = own->sheet.element_count, groups = 0;
	struct view **items = arena_new(context->arena, struct view *, count);
	const char *specialty = NULL;
	struct view *group = NULL;

	view_list(view, "groups");
	for (size_t i = 0; i < count; i++) {
		const char *its = rows_text(own->elements, i, "specialty");

		if (!text_equal(its, specialty)) {
			group = view_item(view, "groups");
			specialty = its;
			view_text(group, "specialty", specialty);
			view_text(
			    group, "anchor", text_format(context->arena, "group-%zu", ++groups));
		}
		items[i] = view_item(group, "elements");
		view_element(items[i], context, own, i, form, samples);
	}
	mark_suggested(context, own, items);
}

static bool
is_open(const struct context *context, const struct own_return *own)
{
	const char *state = rows_text(own->head, 0, "state");

	return (context->session->role_bit & (ROLE_VERIFIER | ROLE_LEADER)) != 0 &&
	       rows_integer(own->head, 0, "revision") > 0 &&
	       (text_equal(state, "draft") || text_equal(state, "returned") ||
		   text_equal(state, "verified"));
}

static enum status
show(struct context *context, const struct own_return *own, const struct form *form)
{
	struct view *view = page_view(context, "内部验证");
	struct rows *samples;
	enum status status = DB_ASK(context->db, &samples, SAMPLE_LIST, context->segments[0]);

	if (status != STATUS_OK)
		return status;
	page_row(view, own->head, 0);
	form_view(form, view);
	view_text(view, "shown_revision", rows_text(own->head, 0, "revision"));
	view_text(view, "url", institution_return_url(context, "sample"));
	institution_return_crumbs(context, view, own->head, "内部验证");
	view_text(view, "check_url", institution_return_url(context, "check"));
	view_flag(view, "editable", is_open(context, own));
	view_groups(view, context, own, form, samples);
	page_notice(context, view, notices);
	return page_show(context, "institution/return/sample", view);
}

const struct query sample_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
sample_get(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct own_return own;
	enum status status = own_return_load(&own, context);

	return status == STATUS_OK ? show(context, &own, form) : status;
}

/* ---- noting --------------------------------------------------------------------------------- */

/* The columns of sample_add. */
struct samples {
	const char **codes;
	const char **sampled;
	const char **agreeing;
	const char **notes;
	size_t count;
};

/* A number of records, 0 to RECORDS_MAXIMUM; false with a word at its field. */
static bool
read_count(int64_t *out, struct form *form, struct arena *arena, const char *name, const char *code,
    const char *typed)
{
	if (text_to_id(out, text_number(arena, typed)) && *out <= RECORDS_MAXIMUM)
		return true;
	form_error(form, text_format(arena, "%s.%s", name, code),
	    text_format(arena, "%s应为 0 至 %d 的整数",
		text_equal(name, "sampled") ? "抽查份数" : "相符份数", RECORDS_MAXIMUM));
	return false;
}

static void
read_sample(struct samples *out, struct form *form, struct arena *arena, const char *code,
    const char *sampled, const char *agreeing, const char *note)
{
	int64_t size, same;
	bool sound = read_count(&size, form, arena, "sampled", code, sampled);

	if (!read_count(&same, form, arena, "agreeing", code, agreeing) || !sound)
		return;
	if (size == 0)
		form_error(form, text_format(arena, "sampled.%s", code), "抽查份数至少为 1");
	else if (same > size)
		form_error(form, text_format(arena, "agreeing.%s", code),
		    text_format(
			arena, "相符份数（%d）不能大于抽查份数（%d）", (int)same, (int)size));
	else if (same < size && text_code_points(note) < 2)
		form_error(form, text_format(arena, "note.%s", code),
		    "有不相符的记录，请写明核对情况，至少 2 个字");
	else if (text_code_points(note) == 1)
		form_error(form, text_format(arena, "note.%s", code), "核对情况至少 2 个字");
	out->codes[out->count] = code;
	out->sampled[out->count] = text_format(arena, "%d", (int)size);
	out->agreeing[out->count] = text_format(arena, "%d", (int)same);
	out->notes[out->count++] = note[0] == '\0' ? NULL : note;
}

static const char *
cell(const struct pairs *pairs, const char *name)
{
	const char *value = pairs_get(pairs, name);

	return value == NULL ? "" : value;
}

static struct samples
read_samples(struct form *form, struct context *context, const struct own_return *own,
    const struct posted *posted)
{
	struct arena *arena = context->arena;
	size_t most = own->sheet.element_count;
	struct samples out = {.codes = arena_new(arena, const char *, most),
	    .sampled = arena_new(arena, const char *, most),
	    .agreeing = arena_new(arena, const char *, most),
	    .notes = arena_new(arena, const char *, most)};

	for (size_t i = 0; i < most; i++) {
		const char *code = own->sheet.elements[i].code;
		const char *sampled = cell(&posted->sampled, code);
		const char *agreeing = cell(&posted->agreeing, code);
		const char *note = cell(&posted->notes, code);

		if (sampled[0] != '\0' || agreeing[0] != '\0' || note[0] != '\0')
			read_sample(&out, form, arena, code, sampled, agreeing, note);
	}
	return out;
}

static enum status
save(struct context *context, const struct posted *posted, const struct samples *samples)
{
	struct arena *arena = context->arena;

	if (samples->count == 0)
		return STATUS_OK;
	return DB_ASK(context->db, NULL, SAMPLE_ADD, context->segments[0], posted->revision,
	    text_array(arena, samples->codes, samples->count),
	    text_array(arena, samples->sampled, samples->count),
	    text_array(arena, samples->agreeing, samples->count),
	    text_array(arena, samples->notes, samples->count));
}

enum status
sample_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct posted posted = {0};
	struct samples samples;
	struct own_return own;
	enum status read,
	    status = own_return_read(&own, &read, context, form, &posted, &posted.revision);

	if (status != STATUS_OK)
		return status;
	status = read;
	if (status == STATUS_OK) {
		samples = read_samples(form, context, &own, &posted);
		status = form_has_errors(form) ? STATUS_INPUT : save(context, &posted, &samples);
	}
	if (form_refuses(form, context, status))
		return show(context, &own, form);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(context, institution_return_url(context, "sample"), "saved");
}
