#include "return_view.h"

#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/html.h"
#include "core/text.h"
#include "core/view.h"
#include "dossier/check.h"
#include "figure/value.h"

static const char *
element_id(struct arena *arena, const struct sheet *sheet, size_t index)
{
	return text_format(arena, "value.%s", sheet->elements[index].code);
}

/* ---- elements ------------------------------------------------------------------------------- */

/* A part as it was posted or else as it is saved. */
static const char *
part_text(const struct return_shown *shown, const char *code, const char *part)
{
	const struct part_value *posted =
	    shown->posted == NULL ? NULL : part_values_find(shown->posted, code, part);

	return posted == NULL ? asked_parts_value(shown->asked, code, part) : posted->typed;
}

/* Sets parts; returns whether any is filled in: then they make the total. */
static bool
view_parts(struct view *item, struct arena *arena, const struct return_shown *shown,
    const char *code, enum part_way way)
{
	size_t count;
	const struct part_column *columns = asked_parts_columns(shown->asked, way, &count);
	bool any = false;

	view_list(item, "parts");
	for (size_t i = 0; i < count; i++) {
		const char *part = columns[i].part, *text = part_text(shown, code, part);
		const struct part_value *posted =
		    shown->posted == NULL ? NULL : part_values_find(shown->posted, code, part);
		struct view *cell = view_item(item, "parts");

		view_text(cell, "part_id", text_format(arena, "part.%s.%s", code, part));
		view_text(cell, "part_label", columns[i].label);
		view_text(cell, "part_value", text);
		view_text(cell, "part_error", posted == NULL ? NULL : posted->error);
		any = any || text[0] != '\0';
	}
	return any;
}

/* Whether "3 12 14" names 12. */
static bool
names_id(const char *list, const char *id)
{
	size_t length = strlen(id);

	for (const char *at = list; at != NULL; at = strchr(at, ' ')) {
		at += *at == ' ';
		if (strncmp(at, id, length) == 0 && (at[length] == ' ' || at[length] == '\0'))
			return true;
	}
	return false;
}

/* Who asks for an element, where that is not the same for all. */
static void
view_askers(struct view *item, const struct rows *askers, const char *programmes)
{
	view_list(item, "askers");
	if (rows_count(askers) < 2)
		return;
	for (size_t row = 0; row < rows_count(askers); row++) {
		struct view *asker;

		if (!names_id(programmes, rows_text(askers, row, "programme_id")))
			continue;
		asker = view_item(item, "askers");
		view_text(asker, "mark", rows_text(askers, row, "mark"));
		view_text(asker, "programme", rows_text(askers, row, "programme_name"));
	}
}

/* Where the form itself is locked all of it is, for a reason of its own. */
static void
view_lock(struct view *item, struct arena *arena, const struct own_return *own, size_t i)
{
	const struct rows *rows = own->elements;
	const char *lock = NULL;

	if (own->sheet.elements[i].derived != NULL)
		lock = text_format(arena, "由%s合计，不在这里填。", own->sheet.elements[i].derived);
	else if (rows_flag(own->head, 0, "open") && !rows_flag(rows, i, "open"))
		lock = rows_flag(rows, i, "accepted")
			   ? "已接受，如需更改请申请更正。"
			   : "已截止：要求这一项的监测方案本期已关闭，不能再改。";
	if (lock == NULL)
		return;
	view_text(item, "lock", lock);
	if (!rows_flag(rows, i, "parts_open"))
		view_text(item, "part_lock", lock);
}

static void
view_element(struct view *item, struct arena *arena, const struct own_return *own, size_t i,
    const struct return_shown *shown)
{
	static const char *const ways[PART_WAY_COUNT] = {
	    NULL, [PART_MONTH] = "month", "end", "department"};
	const struct rows *rows = own->elements;
	const struct sheet_element *element = &own->sheet.elements[i];
	const struct return_field *field = &shown->fields[i];
	enum part_way way = part_way(shown->asked, element->code);

	view_text(item, "id", element_id(arena, &own->sheet, i));
	view_text(item, "code", element->code);
	view_text(item, "label", element->name);
	view_text(item, "definition", rows_text(rows, i, "definition"));
	view_text(item, "unit", element->unit);
	view_flag(item, "truth", text_equal(rows_text(rows, i, "type"), "boolean"));
	view_flag(item, "required", element->required);
	view_text(item, "derived", element->derived);
	view_text(item, "last",
	    figure_cell(arena, rows_text(rows, i, "last_state"), rows_text(rows, i, "last_value")));
	view_text(item, "year_ago",
	    rows_text(rows, i, "year_ago_state") == NULL
		? NULL
		: figure_cell(arena, rows_text(rows, i, "year_ago_state"),
		      rows_text(rows, i, "year_ago_value")));
	view_text(item, "shown",
	    figure_cell(arena, rows_text(rows, i, "state"), rows_text(rows, i, "value")));
	view_flag(item, "absent", element->now.state != SHEET_VALUE);
	view_text(item, "way", ways[way]);
	view_flag(item, "split", asked_parts_required(shown->asked, element->code));
	view_flag(
	    item, "summed", view_parts(item, arena, shown, element->code, way) && !field->sent);
	view_text(item, "value", field->typed);
	view_flag(item, "checked", field->ticked);
	view_text(item, "error", field->error);
	view_flag(item, "wrong", field->error != NULL);
	view_text(item, "note", field->note);
	view_text(item, "operating", rows_text(rows, i, "operating"));
	view_text(item, "reason", rows_text(rows, i, "reason"));
	view_text(item, "explanation", element->explanation);
	view_text(item, "explained_by", rows_text(rows, i, "explained_by"));
	view_text(item, "within", NULL);
	view_text(item, "sum", NULL);
	view_list(item, "uses");
	view_list(item, "rates");
	view_list(item, "faults");
	view_list(item, "warnings");
	view_askers(item, own->askers, rows_text(rows, i, "programmes"));
	view_lock(item, arena, own, i);
}

/* The rows of one way among those from first to before end; a table only if there are any. */
static void
view_table(struct view *group, struct arena *arena, const struct own_return *own,
    const struct return_shown *shown, struct view *items[], const size_t range[2],
    enum part_way way)
{
	static const char *const titles[PART_WAY_COUNT] = {
	    NULL, [PART_MONTH] = "按月", "按月，以最后一个月为准", "分科室"};
	struct view *table = NULL;
	size_t count;
	const struct part_column *columns = asked_parts_columns(shown->asked, way, &count);

	for (size_t i = range[0]; i < range[1]; i++) {
		if (part_way(shown->asked, own->sheet.elements[i].code) != way)
			continue;
		if (table == NULL) {
			table = view_item(group, "tables");
			view_text(
			    table, "table_id", text_format(arena, "table-%zu-%d", range[0], way));
			view_text(table, "by", titles[way]);
			view_list(table, "columns");
			for (size_t c = 0; c < count; c++) {
				struct view *column = view_item(table, "columns");

				view_text(column, "column", columns[c].label);
				view_flag(column, "retired", columns[c].retired);
			}
			view_list(table, "elements");
		}
		items[i] = view_item(table, "elements");
		view_element(items[i], arena, own, i, shown);
	}
}

/* A deviation that is not given: nobody misses it. */
static bool
is_left_out(const struct sheet *sheet, size_t element)
{
	size_t i = 0;

	if (sheet->elements[element].now.state != SHEET_MISSING)
		return false;
	while (i < sheet->indicator_count && sheet->indicators[i].deviation != element)
		i++;
	return i < sheet->indicator_count;
}

/* Groups in the order of the rows, a table for each way of each; items[i]: view of element i. */
static void
view_groups(struct view *view, struct arena *arena, const struct own_return *own,
    const struct return_shown *shown, struct view *items[])
{
	const struct sheet *sheet = &own->sheet;
	size_t number = 0;

	view_list(view, "groups");
	for (size_t range[2] = {0, 0}; range[0] < sheet->element_count; range[0] = range[1]) {
		const char *specialty = rows_text(own->elements, range[0], "specialty");
		struct view *group = view_item(view, "groups");
		size_t filled = 0, asked = 0;

		for (range[1] = range[0];
		     range[1] < sheet->element_count &&
		     text_equal(rows_text(own->elements, range[1], "specialty"), specialty);
		     range[1]++) {
			filled += sheet->elements[range[1]].now.state != SHEET_MISSING;
			asked += !is_left_out(sheet, range[1]);
		}
		view_text(group, "specialty", specialty);
		view_text(group, "anchor", text_format(arena, "group-%zu", ++number));
		view_integer(group, "group_filled", (int64_t)filled);
		view_integer(group, "group_count", (int64_t)asked);
		view_list(group, "tables");
		for (enum part_way way = PART_NONE; way < PART_WAY_COUNT; way++)
			view_table(group, arena, own, shown, items, range, way);
	}
}

/* ---- what the elements make ----------------------------------------------------------------- */

/* NULL: no value can be computed. */
static const char *
rate_text(struct arena *arena, const struct sheet *sheet, const struct sheet_indicator *indicator)
{
	const struct sheet_cell *part = &sheet->elements[indicator->numerator].now;
	const struct sheet_cell *whole = &sheet->elements[indicator->denominator].now;
	const char *value;

	if (part->state != SHEET_VALUE || whole->state != SHEET_VALUE)
		return NULL;
	value = figure_value(arena, &indicator->definition, part->text, whole->text);
	return value == NULL ? NULL : text_format(arena, "%s%s", value, indicator->definition.unit);
}

/* The same numerator and denominator in several lists, under the same threshold, show one rate. */
static bool
is_repeated(const struct own_return *own, size_t index)
{
	const struct sheet_indicator *indicators = own->sheet.indicators;
	const struct rows *rows = own->indicators;

	for (size_t i = 0; i < index; i++) {
		if (indicators[i].numerator == indicators[index].numerator &&
		    indicators[i].denominator == indicators[index].denominator &&
		    text_equal(rows_text(rows, i, "threshold_op"),
			rows_text(rows, index, "threshold_op")) &&
		    text_equal(rows_text(rows, i, "threshold_value"),
			rows_text(rows, index, "threshold_value")))
			return true;
	}
	return false;
}

static void
view_use(struct view *item, struct arena *arena, const struct rows *rows, size_t row)
{
	view_text(item, "indicator", rows_text(rows, row, "name"));
	view_text(item, "url",
	    html_url_path(arena, "catalogue", rows_text(rows, row, "target_code"), NULL));
	view_text(item, "source", rows_text(rows, row, "threshold_source"));
}

static void
view_rate(struct view *item, struct arena *arena, const struct sheet *sheet,
    const struct sheet_indicator *indicator, const char *threshold)
{
	view_text(item, "indicator", indicator->name);
	view_text(item, "rate", rate_text(arena, sheet, indicator));
	view_text(item, "numerator_id", element_id(arena, sheet, indicator->numerator));
	view_text(item, "denominator_id", element_id(arena, sheet, indicator->denominator));
	view_integer(item, "factor", indicator->definition.factor);
	view_integer(item, "places", indicator->definition.places);
	view_text(item, "rate_unit", indicator->definition.unit);
	view_flag(item, "part", measure_kinds[indicator->definition.rule.kind].part_of_whole);
	view_text(item, "threshold", threshold);
}

static void
view_indicators(struct arena *arena, const struct own_return *own, struct view *items[])
{
	const struct sheet *sheet = &own->sheet;
	const struct rows *rows = own->indicators;

	for (size_t i = 0; i < sheet->indicator_count; i++) {
		const struct sheet_indicator *indicator = &sheet->indicators[i];
		struct view *item = items[indicator->numerator];

		view_use(view_item(item, "uses"), arena, rows, i);
		if (indicator->denominator == SHEET_NONE)
			continue;
		view_use(view_item(items[indicator->denominator], "uses"), arena, rows, i);
		if (indicator->deviation != SHEET_NONE)
			view_use(view_item(items[indicator->deviation], "uses"), arena, rows, i);
		if (!is_repeated(own, i))
			view_rate(view_item(item, "rates"), arena, sheet, indicator,
			    figure_threshold(arena, &indicator->definition,
				rows_text(rows, i, "threshold_op"),
				rows_text(rows, i, "threshold_value")));
	}
}

/*
 * What the script needs to check pairs while numbers are typed: of each element those that contain
 * it, "<" before a bound and "~" before what is usual only; of a sum "2:" and its parts.
 */
static void
view_pairs(struct arena *arena, const struct sheet *sheet, struct view *items[])
{
	struct buffer *within = arena_new(arena, struct buffer, sheet->element_count);
	struct buffer *sums = arena_new(arena, struct buffer, sheet->element_count);

	memset(within, 0, sheet->element_count * sizeof(*within));
	memset(sums, 0, sheet->element_count * sizeof(*sums));
	for (size_t i = 0; i < sheet->pair_count; i++) {
		const struct sheet_pair *pair = &sheet->pairs[i];
		struct buffer *own = &within[pair->child], *sum = &sums[pair->parent];

		if (own->data == NULL)
			*own = buffer_create(arena, 64);
		buffer_append_format(own, "%s%s%s", own->length == 0 ? "" : " ",
		    !pair->strict   ? "~"
		    : !pair->subset ? "<"
				    : "",
		    sheet->elements[pair->parent].code);
		if (pair->parts > 0 && sum->data == NULL) {
			*sum = buffer_create(arena, 64);
			buffer_append_format(sum, "%zu:", pair->parts);
		}
		if (pair->parts > 0)
			buffer_append_format(sum, "%s ", sheet->elements[pair->child].code);
	}
	for (size_t i = 0; i < sheet->element_count; i++) {
		view_text(items[i], "within", within[i].data);
		view_text(items[i], "sum", sums[i].data);
	}
}

/* Where the elements come from, as the institution noted it. */
static void
view_notes(struct arena *arena, const struct own_return *own, struct view *items[])
{
	const struct sheet *sheet = &own->sheet;

	for (size_t i = 0; i < sheet->element_count; i++) {
		view_text(items[i], "evidence_url",
		    html_url_query(arena,
			text_format(arena, "/institution/return/%s/evidence",
			    rows_text(own->head, 0, "id")),
			"element", sheet->elements[i].code));
		view_text(items[i], "note_source", NULL);
		view_text(items[i], "note_rule", NULL);
		view_text(items[i], "note_url",
		    html_url_path(arena, "institution", "note", sheet->elements[i].code, NULL));
	}
	for (size_t row = 0; row < rows_count(own->notes); row++) {
		size_t i = sheet_find(sheet, rows_text(own->notes, row, "element_code"));

		if (i == SHEET_NONE)
			continue;
		view_text(items[i], "note_source", rows_text(own->notes, row, "source"));
		view_text(items[i], "note_rule", rows_text(own->notes, row, "rule"));
	}
}

/* What the commission said of single elements, gathered for the top of the page. */
static void
view_reasons(struct view *view, struct arena *arena, const struct own_return *own)
{
	view_list(view, "reasons");
	for (size_t i = 0; i < own->sheet.element_count; i++) {
		const char *reason = rows_text(own->elements, i, "reason");
		struct view *item;

		if (reason == NULL)
			continue;
		item = view_item(view, "reasons");
		view_text(item, "id", element_id(arena, &own->sheet, i));
		view_text(item, "label", own->sheet.elements[i].name);
		view_text(item, "reason", reason);
	}
}

/* A message beside a field; the script takes those over that it can say itself. */
static void
view_message(struct view *item, const char *list, const struct check_finding *finding)
{
	struct view *message = view_item(item, list);

	view_text(message, "message", finding->message);
	view_flag(message, "live",
	    finding->kind == CHECK_EXCEEDS || finding->kind == CHECK_NO_WHOLE ||
		finding->kind == CHECK_SUM || finding->kind == CHECK_UNUSUAL);
}

/* Errors and warnings beside the fields, errors also in a list on top.  Empty fields show
 * themselves. */
static void
view_findings(
    struct view *view, struct arena *arena, const struct sheet *sheet, struct view *items[])
{
	struct check_finding *findings;
	size_t count = check_sheet(&findings, arena, sheet);

	view_list(view, "faults");
	view_flag(view, "faulty", false);
	view_text(view, "copied", NULL);
	for (size_t i = 0; i < count; i++) {
		const struct check_finding *finding = &findings[i];
		bool error = check_is_error(finding->kind);
		struct view *item;

		if (finding->kind == CHECK_MISSING)
			continue;
		if (finding->element == SHEET_NONE) {
			view_text(view, "copied", finding->message);
			continue;
		}
		view_message(items[finding->element], error ? "faults" : "warnings", finding);
		if (!error)
			continue;
		view_flag(items[finding->element], "wrong", true);
		if (finding->other != SHEET_NONE) {
			view_message(items[finding->other], "faults", finding);
			view_flag(items[finding->other], "wrong", true);
		}
		item = view_item(view, "faults");
		view_flag(view, "faulty", true);
		view_text(item, "message", finding->message);
		view_text(item, "anchor", element_id(arena, sheet, finding->element));
	}
}

void
return_view(struct view *view, struct arena *arena, const struct own_return *own,
    const struct return_shown *shown)
{
	const struct sheet *sheet = &own->sheet;
	struct view **items = arena_new(arena, struct view *, sheet->element_count);
	size_t filled = 0, missing = 0, asked = 0;

	for (size_t i = 0; i < sheet->element_count; i++) {
		filled += sheet->elements[i].now.state != SHEET_MISSING;
		asked += !is_left_out(sheet, i);
		missing +=
		    sheet->elements[i].required && sheet->elements[i].now.state == SHEET_MISSING;
	}
	view_integer(view, "filled", (int64_t)filled);
	view_integer(view, "count", (int64_t)asked);
	view_integer(view, "missing", (int64_t)missing);
	view_flag(view, "wants_departments", shown->asked->wants_departments);
	view_flag(view, "needs_departments", shown->asked->needs_departments);
	view_groups(view, arena, own, shown, items);
	view_notes(arena, own, items);
	view_reasons(view, arena, own);
	view_indicators(arena, own, items);
	view_pairs(arena, sheet, items);
	view_findings(view, arena, sheet, items);
}
