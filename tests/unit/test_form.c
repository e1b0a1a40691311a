#include "unit.h"

#include "core/form.h"
#include "core/text.h"
#include "fixture.h"

struct input {
	const char *name;
	const char *note;
	const char *secret;
	const char *beds;
	const char *share;
	const char *day;
	const char *level;
	struct texts kinds;
	bool agreed;
	const char *version;
	struct pairs value;
};

static const struct choice levels[] = {{"3", "三级"}, {"2", "二级"}, {NULL, NULL}};
static const struct choice kinds[] = {{"general", "综合"}, {"tcm", "中医"}, {NULL, NULL}};

#define FIELD(member, ...)                                                                         \
	{                                                                                          \
		.name = #member, .offset = offsetof(struct input, member), __VA_ARGS__             \
	}

static const struct field fields[] = {
    FIELD(name, .label = "登录名", .kind = FIELD_TEXT, .required = true, .maximum = 5),
    FIELD(note, .label = "说明", .kind = FIELD_LONG_TEXT, .maximum = 10),
    FIELD(secret, .label = "密码", .kind = FIELD_SECRET),
    FIELD(beds, .label = "床位数", .kind = FIELD_INTEGER, .minimum = 0, .maximum = 100),
    FIELD(share, .label = "比例", .kind = FIELD_DECIMAL),
    FIELD(day, .label = "截止日期", .kind = FIELD_DATE),
    FIELD(level, .label = "级别", .kind = FIELD_CHOICE, .choices = levels),
    FIELD(kinds, .label = "类别", .kind = FIELD_MANY, .choices = kinds),
    FIELD(agreed, .label = "我已核对", .kind = FIELD_FLAG),
    FIELD(version, .kind = FIELD_HIDDEN, .maximum = 5),
    FIELD(value, .kind = FIELD_MAP, .label = "数据项"),
};

#define FIELD_COUNT (sizeof(fields) / sizeof(fields[0]))

static struct program program;
static struct fixture fixture;

static int
set_up(void **state)
{
	(void)state;
	program = fixture_program();
	fixture_open(&fixture, &program);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	fixture_close(&fixture);
	return 0;
}

static struct form *
read_form(enum status expected, struct input *out, const char *body)
{
	struct form *form;

	*out = (struct input){0};
	fixture_post(&fixture, "/x", body);
	form = form_create(&fixture.context, fields, FIELD_COUNT);
	assert_int_equal(form_read(form, out), expected);
	return form;
}

/* The form's summary of errors as a page shows it. */
static const char *
show(const struct form *form)
{
	struct view *view = view_create(fixture.context.arena);
	struct buffer out = buffer_create(fixture.context.arena, 0);

	form_view(form, view);
	assert_int_equal(
	    template_render(&out, fixture.templates, "_error_summary", view), STATUS_OK);
	return out.data;
}

/* What the fields' objects hold. */
static const char *
show_fields(const struct form *form)
{
	struct view *view = view_create(fixture.context.arena);
	struct buffer out = buffer_create(fixture.context.arena, 0);
	struct templates *templates;

	assert_int_equal(templates_load(&templates, "tests/unit/templates", "form"), STATUS_OK);
	form_view(form, view);
	assert_int_equal(template_render(&out, templates, "form/fields", view), STATUS_OK);
	templates_free(templates);
	return out.data;
}

static void
assert_refused(const char *body, const char *sentence)
{
	struct input input;

	assert_contains(show(read_form(STATUS_INPUT, &input, body)), sentence);
}

static void
test_form_read_takes_a_good_form(void **state)
{
	struct input input;

	(void)state;
	read_form(STATUS_OK, &input,
	    "_csrf=x&name=+%E5%BC%A0%E4%B8%89+&note=a%0D%0Ab%0D%0A&secret=+p+&beds=1&share=-0&day="
	    "2025-07-01&level=3&kinds=tcm&kinds=general&agreed=1&version=+7&value.X1=+12+&value."
	    "X2=");
	assert_string_equal(input.name, "张三");
	assert_string_equal(input.note, "a\nb");
	assert_string_equal(input.secret, " p ");
	assert_string_equal(input.beds, "1");
	assert_string_equal(input.day, "2025-07-01");
	assert_string_equal(input.level, "3");
	assert_int_equal(input.kinds.count, 2);
	assert_string_equal(input.kinds.items[0], "tcm");
	assert_true(input.agreed);
	assert_string_equal(input.version, " 7");
	assert_int_equal(input.value.count, 2);
	assert_string_equal(input.value.items[0].name, "X1");
	assert_string_equal(input.value.items[0].value, "12");
	assert_string_equal(input.value.items[1].value, "");
}

static void
test_form_read_empty_is_null(void **state)
{
	struct input input;

	(void)state;
	read_form(STATUS_OK, &input, "name=a&beds=&share=+&day=%E3%80%80&level=&secret=&note=");
	assert_null(input.beds);
	assert_null(input.share);
	assert_null(input.day);
	assert_null(input.level);
	assert_null(input.secret);
	assert_null(input.note);
	assert_null(input.version);
	assert_false(input.agreed);
	assert_int_equal(input.kinds.count, 0);
	assert_int_equal(input.value.count, 0);
}

static void
test_form_read_numbers_as_people_type_them(void **state)
{
	static const struct {
		const char *typed;
		const char *read;
	} cases[] = {
	    {"%EF%BC%91%EF%BC%92", "12"}, /* full-width 12 */
	    {"+42+", "42"},
	    {"007", "007"},
	    {"100", "100"},
	};
	struct input input;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char body[100];

		snprintf(body, sizeof(body), "name=a&beds=%s", cases[i].typed);
		read_form(STATUS_OK, &input, body);
		assert_string_equal(input.beds, cases[i].read);
	}
	read_form(STATUS_OK, &input, "name=a&share=1%2C234.5");
	assert_string_equal(input.share, "1234.5");
	read_form(STATUS_OK, &input, "name=a&share=999999999999");
	assert_string_equal(input.share, "999999999999");
}

static void
test_form_read_refuses_numbers(void **state)
{
	(void)state;
	assert_refused("name=a&beds=abc", "床位数应为整数，请只填数字");
	assert_refused("name=a&beds=1.5", "床位数应为整数，请只填数字");
	assert_refused("name=a&beds=1e1", "床位数应为整数，请只填数字");
	assert_refused("name=a&beds=0x1", "床位数应为整数，请只填数字");
	assert_refused("name=a&beds=-1", "床位数应在 0 到 100 之间");
	assert_refused("name=a&beds=101", "床位数应在 0 到 100 之间");
	assert_refused("name=a&beds=99999999999999999999999", "床位数应在 0 到 100 之间");
	assert_refused("name=a&share=1.23456", "比例最多保留 4 位小数");
	assert_refused("name=a&share=1.", "比例应为数字");
	assert_refused("name=a&share=.", "比例应为数字");
	assert_refused("name=a&share=NaN", "比例应为数字");
	assert_refused("name=a&share=-1", "比例应在 0 到 999999999999 之间");
	assert_refused("name=a&share=999999999999.1", "比例应在 0 到 999999999999 之间");
	assert_refused("name=a&share=1000000000000", "比例应在 0 到 999999999999 之间");
}

static void
test_form_read_dates(void **state)
{
	static const char *const good[][2] = {
	    {"2024-02-29", "2024-02-29"},
	    {"2025%2F7%2F1", "2025-07-01"},
	    {"2025%E5%B9%B47%E6%9C%881%E6%97%A5", "2025-07-01"},
	    {"%EF%BC%92%EF%BC%90%EF%BC%92%EF%BC%95-12-31", "2025-12-31"},
	};
	static const char *const bad[] = {"2025-02-29", "2025-13-01", "2025-00-10", "2025-01-00",
	    "2025-04-31", "1900-02-29", "25-1-1", "2025-1", "2025-1-1-1", "2025-1-1x", "x", "-",
	    "20250701", "0000-01-01"};
	struct input input;
	char body[100];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		snprintf(body, sizeof(body), "name=a&day=%s", good[i][0]);
		read_form(STATUS_OK, &input, body);
		assert_string_equal(input.day, good[i][1]);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(body, sizeof(body), "name=a&day=%s", bad[i]);
		assert_refused(body, "截止日期");
	}
}

static void
test_form_read_refuses_texts(void **state)
{
	(void)state;
	assert_refused("note=a", "<a href=\"#name\">请填写登录名</a>");
	assert_refused("name=+%E3%80%80", "请填写登录名");
	assert_refused("name=%E5%BC%A0%E5%BC%A0%E5%BC%A0%E5%BC%A0%E5%BC%A0%E5%BC%A0",
	    "登录名最多 5 个字，现在有 6 个字，请删减");
	assert_refused("name=a%0Ab", "登录名含有换行或不能显示的字符");
	assert_refused("name=a&note=a%01b", "说明含有不能显示的字符");
	assert_refused("name=a&version=123456", "页面内容已失效，请刷新页面后重新填写");
}

static void
test_form_read_refuses_choices(void **state)
{
	(void)state;
	assert_refused("name=a&level=9", "级别不在可选范围内，请从列出的选项中选择");
	assert_refused("name=a&kinds=tcm&kinds=other", "类别含有不在可选范围内的选项");
}

static void
test_form_read_refuses_unknown_and_repeated(void **state)
{
	(void)state;
	assert_refused("name=a&evil=1", "本页没有的字段“evil”");
	assert_refused("name=a&value=1", "本页没有的字段“value”");
	assert_refused("name=a&value.=1", "本页没有的字段“value.”");
	assert_refused("name=a&%3Cb%3E=1", "“&lt;b&gt;”");
	assert_refused("name=a&name=b", "登录名提交了两次，请刷新页面后重新填写");
	assert_refused("name=a&version=1&version=2", "页面内容提交了两次");
	assert_refused("name=a&value.X1=1&value.X2=2&value.X1=3",
	    "<a href=\"#value.X1\">同一格数据提交了两次");
}

static void
test_form_read_required_kinds(void **state)
{
	static const struct field needed[] = {
	    FIELD(
		level, .label = "级别", .kind = FIELD_CHOICE, .choices = levels, .required = true),
	    FIELD(kinds, .label = "类别", .kind = FIELD_MANY, .choices = kinds, .required = true),
	    FIELD(agreed, .label = "我已核对", .kind = FIELD_FLAG, .required = true),
	    FIELD(version, .kind = FIELD_HIDDEN, .required = true),
	};
	struct form *form;
	struct input input;
	const char *shown;

	(void)state;
	fixture_post(&fixture, "/x", "");
	form = form_create(&fixture.context, needed, 4);
	assert_int_equal(form_read(form, &input), STATUS_INPUT);
	shown = show(form);
	assert_contains(shown, "请选择级别");
	assert_contains(shown, "请至少选择一项类别");
	assert_contains(shown, "请勾选“我已核对”");
	assert_contains(shown, "页面内容不完整，请刷新页面后重新填写");
}

static void
test_form_read_restored_is_not_saved(void **state)
{
	struct input input;
	struct form *form =
	    read_form(STATUS_INPUT, &input, "_csrf=x&_restore=1&name=abc&value.X1=5");

	(void)state;
	assert_string_equal(input.name, "abc");
	assert_string_equal(form_map_value(form, "value", "X1"), "5");
	assert_contains(
	    show(form), "登录已恢复。下面是您先前填写的内容，尚未保存，请核对后再次提交。");
}

static void
test_form_map_value_finds_cells(void **state)
{
	struct buffer body = buffer_create(fixture.context.arena, 0);
	struct input input;
	struct form *form;

	(void)state;
	buffer_append_text(&body, "name=a");
	for (int i = 999; i >= 0; i--)
		buffer_append_format(&body, "&value.E%d=%d", i, i * 7);
	form = read_form(STATUS_OK, &input, body.data);
	assert_int_equal(input.value.count, 1000);
	assert_string_equal(input.value.items[0].name, "E999");
	for (int i = 0; i < 1000; i++) {
		char key[20], value[20];

		snprintf(key, sizeof(key), "E%d", i);
		snprintf(value, sizeof(value), "%d", i * 7);
		assert_string_equal(form_map_value(form, "value", key), value);
	}
	assert_null(form_map_value(form, "value", "E1000"));
	assert_null(form_map_value(form, "valu", "E1"));
	assert_null(
	    form_map_value(form_create(&fixture.context, fields, FIELD_COUNT), "value", "E1"));
}

static void
test_form_error_at_a_cell(void **state)
{
	struct input input;
	struct form *form = read_form(STATUS_OK, &input, "name=a&value.X1=5&value.X2=5");

	(void)state;
	assert_false(form_has_errors(form));
	form_error(form, "value.X2", "分子不能大于分母");
	assert_true(form_has_errors(form));
	assert_null(form_map_error(form, "value", "X1"));
	assert_string_equal(form_map_error(form, "value", "X2"), "分子不能大于分母");
	assert_contains(show(form), "<a href=\"#value.X2\">分子不能大于分母</a>");
}

static void
test_form_error_as_a_whole(void **state)
{
	struct input input;
	struct form *form = read_form(STATUS_OK, &input, "name=a");

	(void)state;
	form_error(form, NULL, "报告期已关闭");
	form_error(form, "nowhere", "别处的错误");
	assert_contains(show(form), "<li>报告期已关闭</li>");
	assert_contains(show(form), "<li>别处的错误</li>");
}

static void
test_form_view_empty_form(void **state)
{
	struct form *form = form_create(&fixture.context, fields, FIELD_COUNT);
	const char *shown = show_fields(form);

	(void)state;
	assert_contains(shown, "name: name name 登录名 [] required\n");
	assert_contains(shown, "level:  level-1 3 三级 level-2 2 二级\n");
	assert_contains(shown, "agreed: no\n");
	assert_contains(show(form), " hidden>");
}

static void
test_form_view_shows_what_was_set(void **state)
{
	static const char *const items[] = {"tcm"};
	static const struct texts chosen = {items, 1};
	static const struct choice choices[] = {{"x", "甲"}, {"y", "乙"}};
	struct form *form = form_create(&fixture.context, fields, FIELD_COUNT);
	const char *shown;

	(void)state;
	form_set(form, "name", "<张三>");
	form_set(form, "secret", "hidden");
	form_set(form, "level", "y");
	form_choices(form, "level", choices, 2);
	form_set_many(form, "kinds", &chosen);
	form_set(form, "agreed", "1");
	shown = show_fields(form);
	assert_contains(shown, "[&lt;张三&gt;]");
	assert_contains(shown, "secret: []\n");
	assert_contains(shown, "level:  level-1 x 甲 level-2 y 乙*\n");
	assert_contains(shown, "kinds:  general tcm*\n");
	assert_contains(shown, "agreed: yes\n");
}

static void
test_form_view_keeps_what_was_typed(void **state)
{
	struct input input;
	struct form *form = read_form(STATUS_INPUT, &input,
	    "name=+a+&beds=%EF%BC%91x&secret=p&level=2&kinds=general&kinds=odd&agreed=1&version=9");
	const char *shown = show_fields(form);

	(void)state;
	assert_contains(shown, "[ a ] required\n");
	assert_contains(shown, "beds: [１x] (床位数应为整数，请只填数字)\n");
	assert_contains(shown, "secret: []\n");
	assert_contains(shown, "2 二级*\n");
	assert_contains(shown, "kinds:  general* tcm\n");
	assert_contains(shown, "agreed: yes\n");
	assert_contains(shown, "version: [9]\n");
}

/* An unticked box is not sent: what the page was filled with must not come back. */
static void
test_form_read_forgets_what_was_set(void **state)
{
	struct input input;
	struct form *form;

	(void)state;
	fixture_post(&fixture, "/x", "name=a");
	form = form_create(&fixture.context, fields, FIELD_COUNT);
	form_set(form, "agreed", "1");
	form_set(form, "version", "7");
	assert_int_equal(form_read(form, &input), STATUS_OK);
	assert_false(input.agreed);
	assert_null(input.version);
	assert_contains(show_fields(form), "agreed: no\n");
}

static void
test_form_refuses_errors(void **state)
{
	struct form *form = form_create(&fixture.context, fields, 1);

	(void)state;
	assert_false(form_refuses(form, &fixture.context, STATUS_OK));
	assert_int_equal(fixture.context.reply->status, STATUS_OK);
	form_error(form, NULL, "错了");
	assert_true(form_refuses(form, &fixture.context, STATUS_OK));
	assert_int_equal(fixture.context.reply->status, STATUS_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_form_read_takes_a_good_form, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_form_read_empty_is_null, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_form_read_numbers_as_people_type_them, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_form_read_refuses_numbers, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_form_read_dates, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_form_read_refuses_texts, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_form_read_refuses_choices, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_form_read_refuses_unknown_and_repeated, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_form_read_required_kinds, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_form_read_restored_is_not_saved, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_form_map_value_finds_cells, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_form_error_at_a_cell, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_form_error_as_a_whole, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_form_view_empty_form, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_form_view_shows_what_was_set, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_form_view_keeps_what_was_typed, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_form_read_forgets_what_was_set, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_form_refuses_errors, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
