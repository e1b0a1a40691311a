#include "form.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "form_private.h"
#include "page.h"
#include "resume.h"
#include "text.h"

#define KEY_BYTES  100 /* the longest key of a map's cell */
#define NAME_BYTES 60  /* as much of an unknown name as a message quotes */

/* ---- the form before it is sent ------------------------------------------------------------- */

static size_t
count_choices(const struct choice *choices)
{
	size_t count = 0;

	while (choices != NULL && choices[count].value != NULL)
		count++;
	return count;
}

struct form *
form_create(struct context *context, const struct field *fields, size_t count)
{
	struct form *form = arena_new(context->arena, struct form, 1);

	form->context = context;
	form->count = count;
	form->entries = arena_new(context->arena, struct entry, count);
	for (size_t i = 0; i < count; i++) {
		form->entries[i].field = &fields[i];
		form->entries[i].choices = fields[i].choices;
		form->entries[i].choice_count = count_choices(fields[i].choices);
	}
	return form;
}

static struct entry *
find_entry(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->count; i++) {
		if (strcmp(form->entries[i].field->name, name) == 0)
			return &form->entries[i];
	}
	return NULL;
}

/* The map whose cell has this whole name ("value.X12"), and the key. */
static struct entry *
find_map(const struct form *form, const char *name, const char **key)
{
	for (size_t i = 0; i < form->count; i++) {
		const struct field *field = form->entries[i].field;
		size_t length = strlen(field->name);

		if (field->kind == FIELD_MAP && strncmp(name, field->name, length) == 0 &&
		    name[length] == '.' && name[length + 1] != '\0') {
			*key = name + length + 1;
			return &form->entries[i];
		}
	}
	return NULL;
}

void
form_set(struct form *form, const char *name, const char *value)
{
	struct entry *entry = find_entry(form, name);

	assert(entry != NULL);
	entry->typed = value;
}

void
form_set_many(struct form *form, const char *name, const struct texts *values)
{
	struct entry *entry = find_entry(form, name);

	assert(entry != NULL && entry->field->kind == FIELD_MANY);
	entry->chosen = *values;
}

void
form_choices(struct form *form, const char *name, const struct choice *choices, size_t count)
{
	struct entry *entry = find_entry(form, name);

	assert(entry != NULL);
	entry->choices = choices;
	entry->choice_count = count;
}

/* ---- what is wrong -------------------------------------------------------------------------- */

static void
add_fault(struct form *form, const char *anchor, const char *message)
{
	if (form->fault_count == form->fault_capacity) {
		size_t capacity = form->fault_capacity * 2 + 8;
		struct fault *faults = arena_new(form->context->arena, struct fault, capacity);

		if (form->fault_count > 0)
			memcpy(faults, form->faults, form->fault_count * sizeof(*faults));
		form->faults = faults;
		form->fault_capacity = capacity;
	}
	form->faults[form->fault_count++] = (struct fault){anchor, message};
}

void
form_error(struct form *form, const char *field, const char *message)
{
	struct entry *entry = field == NULL ? NULL : find_entry(form, field);
	const char *key;

	if (entry != NULL && entry->field->kind != FIELD_HIDDEN) {
		if (entry->error == NULL)
			entry->error = message;
		add_fault(form, field, message);
	} else if (field != NULL && find_map(form, field, &key) != NULL) {
		add_fault(form, field, message);
	} else {
		add_fault(form, NULL, message);
	}
}

bool
form_has_errors(const struct form *form)
{
	return form->fault_count > 0;
}

bool
form_explains(struct form *form, struct context *context, enum status status)
{
	const struct db_error *error = db_last_error(context->db);
	const struct rule *rule = rule_find(context->program->rules, error->constraint);
	const char *field;
	const struct entry *entry;

	if (rule == NULL || status == STATUS_BUSY || status == STATUS_INTERNAL)
		return false;
	field = rule->field;
	entry = field == NULL ? NULL : find_entry(form, field);
	if (entry != NULL && entry->field->kind == FIELD_MAP && error->detail[0] != '\0')
		field = text_format(context->arena, "%s.%s", field, error->detail);
	form_error(form, field, rule->message);
	return db_restart(context->db) == STATUS_OK;
}

bool
form_refuses(struct form *form, struct context *context, enum status status)
{
	bool wrong = form_has_errors(form);
	/* A handler may have added words of its own; the transaction is to be begun anew as well.
	 */
	bool explained = status != STATUS_OK && form_explains(form, context, status);

	if (!wrong && !explained)
		return false;
	context->reply->status = wrong ? STATUS_INPUT : status;
	return true;
}

/* ---- reading what was sent ------------------------------------------------------------------ */

static int
compare_cells(const void *a, const void *b)
{
	return strcmp(((const struct pair *)a)->name, ((const struct pair *)b)->name);
}

static void
refuse_repeated_cells(struct form *form)
{
	for (size_t i = 1; i < form->cell_count; i++) {
		if (strcmp(form->cells[i - 1].name, form->cells[i].name) == 0) {
			form_error(form, form->cells[i].name,
			    "同一格数据提交了两次，请刷新页面后重新填写");
			return;
		}
	}
}

static void
refuse_unknown(struct form *form, const char *name)
{
	struct arena *arena = form->context->arena;

	form_error(form, NULL,
	    text_format(arena, "提交的内容中有本页没有的字段“%s”，请刷新页面后重新填写",
		text_shorten(arena, name, NAME_BYTES)));
}

/* Puts every posted pair to its field. */
static void
distribute(struct form *form, const struct pairs *posted)
{
	struct arena *arena = form->context->arena;
	bool unknown = false;

	form->cells = arena_new(arena, struct pair, posted->count + 1);
	for (size_t i = 0; i < posted->count; i++) {
		const struct pair *pair = &posted->items[i];
		struct entry *entry = find_entry(form, pair->name);
		const char *key;

		if (resume_is_own(pair->name))
			continue;
		if (entry != NULL && entry->field->kind != FIELD_MAP) {
			if (entry->times++ == 0)
				entry->typed = pair->value;
		} else if (find_map(form, pair->name, &key) != NULL && strlen(key) <= KEY_BYTES) {
			form->cells[form->cell_count++] = *pair;
		} else if (!unknown) {
			refuse_unknown(form, pair->name);
			unknown = true;
		}
	}
}

/* The values of a FIELD_MANY are all the pairs of its name. */
static void
read_many(struct form *form, struct entry *entry, const struct pairs *posted, struct texts *out)
{
	struct arena *arena = form->context->arena;
	const char **items = arena_new(arena, const char *, entry->times + 1);
	size_t count = 0;

	for (size_t i = 0; i < posted->count; i++) {
		if (strcmp(posted->items[i].name, entry->field->name) == 0)
			items[count++] = posted->items[i].value;
	}
	entry->chosen = (struct texts){items, count};
	*out = entry->chosen;
	if (count == 0 && entry->field->required)
		form_error(form, entry->field->name,
		    text_format(arena, "请至少选择一项%s", entry->field->label));
	for (size_t i = 0; i < count; i++) {
		if (!form_is_choice(entry, items[i])) {
			form_error(form, entry->field->name,
			    text_format(arena, "%s含有不在可选范围内的选项，请重新选择",
				entry->field->label));
			return;
		}
	}
}

static void
read_map(struct form *form, const struct entry *entry, struct pairs *out)
{
	struct arena *arena = form->context->arena;

	out->items = arena_new(arena, struct pair, form->cell_count + 1);
	out->count = 0;
	for (size_t i = 0; i < form->cell_count; i++) {
		const struct pair *cell = &form->cells[i];
		const char *key, *value, *error;

		if (find_map(form, cell->name, &key) != entry)
			continue;
		error = form_check_cell(&value, arena, entry->field, cell->value);
		if (error != NULL)
			form_error(form, cell->name, error);
		out->items[out->count++] = (struct pair){key, value};
	}
}

static void
read_entry(struct form *form, struct entry *entry, const struct pairs *posted, void *member)
{
	struct arena *arena = form->context->arena;
	const struct field *field = entry->field;
	const char *error = NULL;

	if (entry->times > 1 && field->kind != FIELD_MANY) {
		form_error(form, field->kind == FIELD_HIDDEN ? NULL : field->name,
		    text_format(arena, "%s提交了两次，请刷新页面后重新填写",
			field->label == NULL ? "页面内容" : field->label));
		return;
	}
	switch (field->kind) {
	case FIELD_MANY:
		read_many(form, entry, posted, member);
		break;
	case FIELD_MAP:
		read_map(form, entry, member);
		break;
	case FIELD_FLAG:
		*(bool *)member = entry->typed != NULL && entry->typed[0] != '\0';
		if (field->required && !*(bool *)member)
			error = text_format(arena, "请勾选“%s”", field->label);
		break;
	default:
		error = form_check(member, arena, entry);
	}
	if (error != NULL)
		form_error(form, field->name, error);
}

enum status
form_read(struct form *form, void *out)
{
	const struct pairs *posted = &form->context->request->form;
	const char *restored = pairs_get(posted, RESUME_RESTORE);

	/* What form_set put there belongs to the page before the user changed it. */
	for (size_t i = 0; i < form->count; i++) {
		form->entries[i].typed = NULL;
		form->entries[i].chosen = (struct texts){NULL, 0};
	}
	if (restored != NULL)
		form_error(form, NULL,
		    strcmp(restored, RESUME_LOGIN) == 0
			? "登录已恢复。下面是您先前填写的内容，尚未保存，请核对后再次提交。"
			: "下面是您先前填写的内容，尚未保存，请核对后再次提交。");
	distribute(form, posted);
	for (size_t i = 0; i < form->count; i++) {
		struct entry *entry = &form->entries[i];

		read_entry(form, entry, posted, (char *)out + entry->field->offset);
	}
	qsort(form->cells, form->cell_count, sizeof(*form->cells), compare_cells);
	refuse_repeated_cells(form);
	return form_has_errors(form) ? STATUS_INPUT : STATUS_OK;
}

/* ---- showing -------------------------------------------------------------------------------- */

static int
compare_cell(const void *name, const void *cell)
{
	return strcmp(name, ((const struct pair *)cell)->name);
}

const char *
form_map_value(const struct form *form, const char *name, const char *key)
{
	const char *whole = text_format(form->context->arena, "%s.%s", name, key);
	const struct pair *cell;

	if (form->cell_count == 0)
		return NULL;
	cell = bsearch(whole, form->cells, form->cell_count, sizeof(*form->cells), compare_cell);
	return cell == NULL ? NULL : cell->value;
}

const char *
form_map_error(const struct form *form, const char *name, const char *key)
{
	const char *whole;

	if (form->fault_count == 0)
		return NULL;
	whole = text_format(form->context->arena, "%s.%s", name, key);
	for (size_t i = 0; i < form->fault_count; i++) {
		if (form->faults[i].anchor != NULL && strcmp(form->faults[i].anchor, whole) == 0)
			return form->faults[i].message;
	}
	return NULL;
}

static bool
is_selected(const struct entry *entry, const char *value)
{
	if (entry->field->kind != FIELD_MANY)
		return entry->typed != NULL && strcmp(entry->typed, value) == 0;
	for (size_t i = 0; i < entry->chosen.count; i++) {
		if (strcmp(entry->chosen.items[i], value) == 0)
			return true;
	}
	return false;
}

static void
view_entry(const struct entry *entry, struct arena *arena, struct view *view)
{
	const struct field *field = entry->field;
	bool shown = entry->typed != NULL && field->kind != FIELD_SECRET;

	view_text(view, "name", field->name);
	view_text(view, "id", field->name);
	view_text(view, "label", field->label == NULL ? "" : field->label);
	view_text(view, "hint", field->hint);
	view_text(view, "value", shown ? entry->typed : "");
	view_text(view, "error", entry->error);
	view_flag(view, "required", field->required);
	view_flag(view, "checked",
	    field->kind == FIELD_FLAG && entry->typed != NULL && entry->typed[0] != '\0');
	view_list(view, "options");
	for (size_t i = 0; i < entry->choice_count; i++) {
		struct view *option = view_item(view, "options");

		view_text(option, "value", entry->choices[i].value);
		view_text(option, "label", entry->choices[i].label);
		view_text(option, "id", text_format(arena, "%s-%zu", field->name, i + 1));
		view_flag(option, "selected", is_selected(entry, entry->choices[i].value));
	}
}

void
form_view(const struct form *form, struct view *view)
{
	view_list(view, "errors");
	for (size_t i = 0; i < form->fault_count; i++) {
		struct view *item = view_item(view, "errors");

		view_text(item, "message", form->faults[i].message);
		view_text(item, "anchor", form->faults[i].anchor);
	}
	for (size_t i = 0; i < form->count; i++) {
		const struct entry *entry = &form->entries[i];

		if (entry->field->kind != FIELD_MAP)
			view_entry(
			    entry, form->context->arena, view_object(view, entry->field->name));
	}
}

void
form_view_field(const struct form *form, struct view *view, const char *name)
{
	const struct entry *entry = find_entry(form, name);

	assert(entry != NULL);
	view_entry(entry, form->context->arena, view);
}
