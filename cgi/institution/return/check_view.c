#include "check_view.h"

#include "core/arena.h"
#include "core/html.h"
#include "core/text.h"
#include "core/view.h"
#include "figure/screen.h"
#include "figure/value.h"
#include "institution/page.h"

/* The field of an element on the form, which then leads back to its row here. */
static const char *
field_url(struct context *context, const struct sheet *sheet, size_t element)
{
	const char *form = institution_return_url(context, "");
	const char *code;

	if (element == SHEET_NONE)
		return form;
	code = sheet->elements[element].code;
	return text_format(context->arena, "%s#value.%s",
	    html_url_query(context->arena, form, "back", code), code);
}

static void
view_words(struct view *item, struct context *context, const struct own_return *own,
    const struct check_finding *finding, const struct form *form)
{
	const struct sheet *sheet = &own->sheet;
	const char *key = verdict_key(sheet, finding);
	bool whole = finding->element == SHEET_NONE;
	const char *words =
	    whole ? sheet->explanation : sheet->elements[finding->element].explanation;
	const char *typed = form == NULL ? NULL : form_map_value(form, "explanation", key);

	view_text(item, "id", text_format(context->arena, "explanation.%s", key));
	view_text(item, "label", whole ? "整份报表" : sheet->elements[finding->element].name);
	view_text(item, "url", field_url(context, sheet, finding->element));
	view_text(item, "words", words);
	view_text(item, "value", typed != NULL ? typed : words);
	view_text(item, "error", form == NULL ? NULL : form_map_error(form, "explanation", key));
	view_flag(item, "outdated", words != NULL && !finding->explained);
	view_flag(item, "unexplained", !finding->explained);
}

/* One item an element, whatever number of its warnings: it has one explanation. */
static void
view_warnings(struct view *view, struct context *context, const struct own_return *own,
    const struct verdict *verdict, const struct form *form)
{
	size_t *elements = arena_new(context->arena, size_t, verdict->count);
	struct view **items = arena_new(context->arena, struct view *, verdict->count);
	size_t count = 0;

	view_list(view, "warnings");
	for (size_t i = 0; i < verdict->count; i++) {
		const struct check_finding *finding = &verdict->findings[i];
		size_t at = 0;

		if (check_is_error(finding->kind))
			continue;
		while (at < count && elements[at] != finding->element)
			at++;
		if (at == count) {
			elements[count] = finding->element;
			items[count++] = view_item(view, "warnings");
			view_words(items[at], context, own, finding, form);
		} else if (!finding->explained) {
			view_flag(items[at], "unexplained", true);
		}
		view_text(view_item(items[at], "messages"), "message", finding->message);
	}
	view_integer(view, "warning_count", (int64_t)count);
}

static void
view_faults(struct view *view, struct context *context, const struct own_return *own,
    const struct verdict *verdict)
{
	view_list(view, "faults");
	for (size_t i = 0; i < verdict->count; i++) {
		const struct check_finding *finding = &verdict->findings[i];
		struct view *item;

		if (!check_is_error(finding->kind))
			continue;
		item = view_item(view, "faults");
		view_text(item, "message", finding->message);
		view_text(item, "url", field_url(context, &own->sheet, finding->element));
	}
}

/* Change against the period before, in percent of it; NULL: there is none to name. */
static const char *
change_text(struct arena *arena, const char *percent)
{
	if (percent == NULL)
		return NULL;
	return text_format(arena, "%s%s%%", percent[0] == '-' ? "" : "+", percent);
}

/* What nobody has filled in, and what the commission sent back, each with the way to its field. */
static void
view_named(struct view *view, struct context *context, const struct own_return *own, bool editable)
{
	int64_t count[2] = {0, 0};

	view_list(view, "empties");
	view_list(view, "returned");
	for (size_t i = 0; i < own->sheet.element_count; i++) {
		const struct sheet_element *element = &own->sheet.elements[i];
		const char *reason = rows_text(own->elements, i, "reason");
		bool empty = element->now.state == SHEET_MISSING;

		for (int list = 0; list < 2; list++) {
			struct view *item;

			if (list == 0 ? !empty : reason == NULL)
				continue;
			count[list]++;
			item = view_item(view, list == 0 ? "empties" : "returned");
			view_text(item, "name", element->name);
			view_flag(item, "required", element->required);
			view_text(item, "reason", reason);
			view_text(item, "shown",
			    figure_cell(context->arena, rows_text(own->elements, i, "state"),
				rows_text(own->elements, i, "value")));
			view_text(item, "unit", empty ? "" : element->unit);
			view_text(
			    item, "edit_url", editable ? field_url(context, &own->sheet, i) : NULL);
			view_text(item, "reply_url",
			    html_url_query(context->arena,
				institution_return_url(context, "message"), "element",
				element->code));
		}
	}
	view_integer(view, "empty_count", count[0]);
	view_flag(view, "any_empty", count[0] > 0);
	view_flag(view, "any_returned", count[1] > 0);
}

/* What the screens ask besides the warnings above: the commission will see the same questions. */
static void
view_screens(
    struct view *view, struct context *context, const struct own_return *own, bool editable)
{
	const struct sheet *sheet = &own->sheet;
	struct figure_screen *screens;
	size_t count = figure_screen_sheet(&screens, context->arena, sheet, NULL);

	view_list(view, "screens");
	view_flag(view, "any_screen", false);
	for (size_t i = 0; i < count; i++) {
		bool whole = screens[i].element == SHEET_NONE;
		struct view *item;

		if (screens[i].kind == FIGURE_SCREEN_COPIED ||
		    screens[i].kind == FIGURE_SCREEN_SIMILAR ||
		    screens[i].kind == FIGURE_SCREEN_UNIT || screens[i].kind == FIGURE_SCREEN_JUMP)
			continue;
		item = view_item(view, "screens");
		view_flag(view, "any_screen", true);
		view_text(item, "kind", figure_screen_name(screens[i].kind));
		view_text(item, "text", screens[i].text);
		view_text(
		    item, "name", whole ? "整份报表" : sheet->elements[screens[i].element].name);
		view_text(item, "edit_url",
		    editable ? field_url(context, sheet, screens[i].element) : NULL);
	}
}

/* All values in the groups of the form, each with the way back to its field. */
static void
view_values(struct view *view, struct context *context, const struct own_return *own, bool editable)
{
	const struct rows *rows = own->elements;
	struct view *group = NULL;
	const char *specialty = NULL;
	size_t groups = 0;

	view_list(view, "groups");
	for (size_t i = 0; i < own->sheet.element_count; i++) {
		const struct sheet_element *element = &own->sheet.elements[i];
		const char *its = rows_text(rows, i, "specialty");
		struct view *item;

		if (!text_equal(its, specialty)) {
			group = view_item(view, "groups");
			specialty = its;
			view_text(group, "specialty", specialty);
			view_text(
			    group, "anchor", text_format(context->arena, "group-%zu", ++groups));
		}
		item = view_item(group, "elements");
		view_text(item, "row", text_format(context->arena, "row.%s", element->code));
		view_text(item, "name", element->name);
		view_text(item, "change",
		    change_text(context->arena, rows_text(rows, i, "change_percent")));
		view_text(item, "unit", element->unit);
		view_text(item, "last",
		    figure_cell(context->arena, rows_text(rows, i, "last_state"),
			rows_text(rows, i, "last_value")));
		view_text(item, "shown",
		    figure_cell(
			context->arena, rows_text(rows, i, "state"), rows_text(rows, i, "value")));
		view_flag(item, "absent", element->now.state != SHEET_VALUE);
		view_text(item, "edit_url", editable ? field_url(context, &own->sheet, i) : NULL);
	}
}

void
check_view(struct view *view, struct context *context, const struct own_return *own,
    const struct verdict *verdict, bool editable, const struct form *form)
{
	view_faults(view, context, own, verdict);
	view_warnings(view, context, own, verdict, form);
	view_screens(view, context, own, editable);
	view_named(view, context, own, editable);
	view_values(view, context, own, editable);
	view_integer(view, "error_count", (int64_t)verdict->errors);
	view_integer(view, "unexplained_count", (int64_t)verdict->unexplained);
	view_flag(view, "clean", verdict->errors == 0 && verdict->unexplained == 0);
}
