/* /region/<code>/<period>/compare: up to five institutions side by side. */
#include <string.h>

#include "core/arena.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "disclosure/edition.h"
#include "disclosure/page.h"
#include "disclosure_query.h"
#include "figure/grade_row.h"

#define COMPARED 5

enum loaded {
	LOADED_EDITION,
	LOADED_CHOSEN,
	LOADED_RESULTS,
	LOADED_INSTITUTIONS,
	LOADED_GRADES,
	LOADED_COUNT
};

/* The ids out of ?institution1=…&institution2=…, with commas between; empty ones are left out.
 * STATUS_INPUT for what is no id, and for more than COMPARED. */
static enum status
read_chosen(const char **out, struct context *context)
{
	const struct pairs *query = &context->request->query;
	struct buffer list = buffer_create(context->arena, 64);
	size_t count = 0;

	for (size_t i = 0; i < query->count; i++) {
		const char *value = query->items[i].value;
		int64_t id;

		if (!text_starts_with(query->items[i].name, "institution") || value[0] == '\0')
			continue;
		if (!text_to_id(&id, value) || ++count > COMPARED) {
			page_detail(context, "最多比较 5 家医疗机构，请从列表中选择。");
			return STATUS_INPUT;
		}
		buffer_append_format(&list, "%s%s", list.length > 0 ? "," : "", value);
	}
	*out = count == 0 ? "" : list.data;
	return STATUS_OK;
}

/* Five lists to choose from; those chosen already stand in the first. */
static void
show_choices(
    struct context *context, struct view *view, const struct rows *all, const struct rows *chosen)
{
	for (size_t i = 0; i < COMPARED; i++) {
		const char *own =
		    i < rows_count(chosen) ? rows_text(chosen, i, "institution_id") : NULL;
		struct view *choice = view_item(view, "choices");

		view_text(choice, "place", text_format(context->arena, "%zu", i + 1));
		view_list(choice, "options");
		for (size_t row = 0; row < rows_count(all); row++) {
			const char *id = rows_text(all, row, "institution_id");
			struct view *option = view_item(choice, "options");

			view_text(option, "institution_id", id);
			view_text(option, "name", rows_text(all, row, "name"));
			view_flag(option, "selected", text_equal(id, own));
		}
	}
}

static void
show_chosen(struct context *context, struct view *view, const struct rows *chosen,
    const struct edition_address *address)
{
	bool mixed = false;

	view_list(view, "chosen");
	for (size_t i = 0; i < rows_count(chosen); i++) {
		struct view *item = view_item(view, "chosen");

		page_row(item, chosen, i);
		view_text(item, "url",
		    edition_url(
			context, address, "institution", rows_text(chosen, i, "institution_id")));
		mixed = mixed || !text_equal(rows_text(chosen, i, "peer_group"),
				     rows_text(chosen, 0, "peer_group"));
	}
	view_flag(view, "chosen_any", rows_count(chosen) > 0);
	view_flag(view, "mixed", mixed);
	view_text(view, "columns", text_format(context->arena, "%zu", rows_count(chosen) + 1));
}

/* One indicator: a cell for each chosen institution, in their order.  Rows first ... end - 1. */
static void
show_cells(struct context *context, struct view *line, struct rows *const loaded[], size_t first,
    size_t end, const struct edition_address *address)
{
	const struct rows *chosen = loaded[LOADED_CHOSEN], *rows = loaded[LOADED_RESULTS];
	struct figure_definition definition;

	figure_definition_read(&definition, rows, first);
	for (size_t i = 0; i < rows_count(chosen); i++) {
		const char *id = rows_text(chosen, i, "institution_id");
		struct view *cell = view_item(line, "cells");
		size_t row = first;

		while (row < end && !text_equal(rows_text(rows, row, "institution_id"), id))
			row++;
		view_flag(cell, "asked", row < end);
		if (row == end)
			continue;
		edition_value(context, cell, rows, row, &definition);
		edition_rank(context, cell, rows, row);
		view_text(cell, "number_url",
		    edition_number_url(
			context, address, id, rows_text(rows, row, "indicator_code")));
	}
}

static void
show_results(struct context *context, struct view *view, struct rows *const loaded[],
    const struct edition_address *address)
{
	const struct rows *rows = loaded[LOADED_RESULTS];
	struct view *group = NULL;
	size_t end;

	view_list(view, "specialties");
	for (size_t first = 0; first < rows_count(rows); first = end) {
		const char *code = rows_text(rows, first, "indicator_code");
		struct view *line;

		for (end = first + 1; end < rows_count(rows) &&
				      text_equal(rows_text(rows, end, "indicator_code"), code);)
			end++;
		if (group == NULL || !text_equal(rows_text(rows, first, "specialty"),
					 rows_text(rows, first - 1, "specialty"))) {
			group = view_item(view, "specialties");
			view_text(group, "specialty", rows_text(rows, first, "specialty"));
		}
		line = view_item(group, "rows");
		view_columns(line, rows, first, "name", "direction_label", "threshold");
		view_text(line, "url", edition_url(context, address, "indicator", code));
		show_cells(context, line, loaded, first, end, address);
	}
}

/* Whether the id stands in a list with spaces between. */
static bool
is_listed(const char *list, const char *id)
{
	size_t length = strlen(id);

	while (list != NULL && *list != '\0') {
		size_t word = strcspn(list, " ");

		if (word == length && strncmp(list, id, length) == 0)
			return true;
		list += word;
		list += *list == ' ';
	}
	return false;
}

/* The others of those chosen from whom it cannot be told, by name; NULL: none. */
static const char *
alike_names(struct context *context, const struct rows *chosen, const char *alike)
{
	struct buffer names = buffer_create(context->arena, 64);

	for (size_t i = 0; i < rows_count(chosen); i++)
		if (is_listed(alike, rows_text(chosen, i, "institution_id")))
			buffer_append_format(&names, "%s%s", names.length == 0 ? "" : "、",
			    rows_text(chosen, i, "name"));
	return names.length == 0 ? NULL : names.data;
}

/* The grades of those chosen, in their order; none if the edition has no grades. */
static void
show_grades(struct context *context, struct view *view, struct rows *const loaded[],
    const struct edition_address *address)
{
	const struct rows *chosen = loaded[LOADED_CHOSEN], *grades = loaded[LOADED_GRADES];

	view_list(view, "grades");
	view_flag(view, "grades_any", rows_count(grades) > 0);
	view_text(view, "grade_url", edition_url(context, address, "grade", NULL));
	for (size_t i = 0; rows_count(grades) > 0 && i < rows_count(chosen); i++) {
		const char *id = rows_text(chosen, i, "institution_id");
		struct view *item = view_item(view, "grades");
		size_t row = 0;

		while (row + 1 < rows_count(grades) &&
		       !text_equal(rows_text(grades, row, "institution_id"), id))
			row++;
		view_columns(item, grades, row, "grade", "composite");
		view_text(item, "error", figure_grade_row_error(context->arena, grades, row));
		view_text(item, "rank", figure_grade_row_rank(context->arena, grades, row));
		view_text(item, "of", rows_text(grades, row, "ranked"));
		view_text(item, "why", figure_grade_row_why(grades, row));
		view_text(
		    item, "alike", alike_names(context, chosen, rows_text(grades, row, "alike")));
		view_text(item, "url",
		    text_format(context->arena, "%s#grade",
			edition_url(context, address, "institution", id)));
	}
}

const struct query compare_query[] = {
    {.name = "institution1", .kind = VALUE_ID},
    {.name = "institution2", .kind = VALUE_ID},
    {.name = "institution3", .kind = VALUE_ID},
    {.name = "institution4", .kind = VALUE_ID},
    {.name = "institution5", .kind = VALUE_ID},
    {0},
};

enum status
compare_get(struct context *context)
{
	struct edition_address address = edition_address(context, "compare");
	struct rows *loaded[LOADED_COUNT];
	struct view *view;
	enum status status = read_chosen(&address.option, context);

	address.key = NULL;
	const struct ask asks[] = {
	    ASK(&loaded[LOADED_CHOSEN], COMPARE_INSTITUTIONS, EDITION_OF(&address), address.option),
	    ASK(&loaded[LOADED_RESULTS], COMPARE_RESULTS, EDITION_OF(&address), address.option),
	    ASK(&loaded[LOADED_INSTITUTIONS], PERIOD_INSTITUTIONS, EDITION_OF(&address)),
	    ASK(&loaded[LOADED_GRADES], COMPARE_GRADES, EDITION_OF(&address), address.option),
	};
	if (status == STATUS_OK)
		status = EDITION_LOAD(&loaded[LOADED_EDITION], context, &address, asks);
	if (status != STATUS_OK)
		return status;
	view = edition_view(context, "比较医疗机构", loaded[0], &address);
	show_choices(context, view, loaded[LOADED_INSTITUTIONS], loaded[LOADED_CHOSEN]);
	show_chosen(context, view, loaded[LOADED_CHOSEN], &address);
	show_results(context, view, loaded, &address);
	show_grades(context, view, loaded, &address);
	return page_show(context, "disclosure/region/compare", view);
}
