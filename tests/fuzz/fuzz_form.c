/* A posted form of every kind of field: what is accepted is in range, what is not has a sentence.
 */
#include "fuzz.h"

#include <stdlib.h>

#include "core/form.h"
#include "core/resume.h"

struct input {
	const char *name;
	const char *note;
	const char *beds;
	const char *share;
	const char *day;
	const char *level;
	struct texts kinds;
	bool agreed;
	const char *version;
	struct pairs value;
};

static const struct choice choices[] = {{"3", "三级"}, {"tcm", "中医"}, {NULL, NULL}};

#define FIELD(member, ...)                                                                         \
	{                                                                                          \
		.name = #member, .offset = offsetof(struct input, member), __VA_ARGS__             \
	}

static const struct field fields[] = {
    FIELD(name, .label = "名称", .kind = FIELD_TEXT, .required = true, .maximum = 5),
    FIELD(note, .label = "说明", .kind = FIELD_LONG_TEXT),
    FIELD(beds, .label = "床位数", .kind = FIELD_INTEGER, .minimum = -5, .maximum = 100),
    FIELD(share, .label = "比例", .kind = FIELD_DECIMAL),
    FIELD(day, .label = "日期", .kind = FIELD_DATE),
    FIELD(level, .label = "级别", .kind = FIELD_CHOICE, .choices = choices),
    FIELD(kinds, .label = "类别", .kind = FIELD_MANY, .choices = choices),
    FIELD(agreed, .label = "已核对", .kind = FIELD_FLAG),
    FIELD(version, .kind = FIELD_HIDDEN),
    FIELD(value, .label = "数据项", .kind = FIELD_MAP),
};

static void
check_accepted(const struct form *form, const struct input *input)
{
	assert(input->name != NULL && text_code_points(input->name) <= 5);
	assert(input->beds == NULL || (atol(input->beds) >= -5 && atol(input->beds) <= 100));
	assert(
	    input->share == NULL || (strtod(input->share, NULL) >= 0 && strlen(input->share) < 20));
	assert(input->day == NULL || strlen(input->day) == 10);
	assert(input->level == NULL || strcmp(input->level, "3") == 0 ||
	       strcmp(input->level, "tcm") == 0);
	for (size_t i = 0; i < input->value.count; i++)
		assert(form_map_value(form, "value", input->value.items[i].name) != NULL);
}

/* The fields of a form that was carried through a sign-in are the same afterwards. */
static void
check_body(struct context *context)
{
	const char *body = resume_body(context);
	struct pairs again;
	size_t i = 0, j = 0;

	assert(request_pairs(&again, context->arena, body, strlen(body)) == STATUS_OK);
	for (; i < context->request->form.count; i++) {
		const struct pair *pair = &context->request->form.items[i];

		if (strcmp(pair->name, RESUME_CSRF) == 0 || strcmp(pair->name, RESUME_RESTORE) == 0)
			continue;
		assert(j < again.count);
		assert(strcmp(again.items[j].name, pair->name) == 0);
		assert(strcmp(again.items[j++].value, pair->value) == 0);
	}
	assert(j == again.count);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	struct request request = {.path = "/x", .query_string = ""};
	struct context context = {.arena = arena_create(), .request = &request};

	if (request_pairs(&request.form, context.arena, (const char *)data, length) == STATUS_OK) {
		struct form *form = form_create(&context, fields, sizeof(fields) / sizeof(*fields));
		struct input input = {0};
		enum status status = form_read(form, &input);

		assert((status == STATUS_OK) == !form_has_errors(form));
		if (status == STATUS_OK)
			check_accepted(form, &input);
		form_view(form, view_create(context.arena));
		check_body(&context);
	}
	arena_destroy(context.arena);
	return 0;
}
