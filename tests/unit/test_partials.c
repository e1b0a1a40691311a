/* The form's partials as C renders them: what assistive technology and a second try depend on. */
#include "unit.h"

#include "core/arena.h"
#include "core/template.h"

struct fixture {
	struct arena *arena;
	struct templates *templates;
	struct view *field;
};

static struct fixture fixture;

static int
set_up(void **state)
{
	struct view *field;

	(void)state;
	fixture.arena = arena_create();
	if (templates_load(&fixture.templates, "templates", "account") != STATUS_OK)
		return -1;
	/* What form_view sets for a field that is fine and empty. */
	field = fixture.field = view_create(fixture.arena);
	view_text(field, "name", "beds");
	view_text(field, "id", "beds");
	view_text(field, "label", "床位数");
	view_text(field, "hint", NULL);
	view_text(field, "value", "");
	view_text(field, "error", NULL);
	view_flag(field, "required", true);
	view_flag(field, "checked", false);
	view_list(field, "options");
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	templates_free(fixture.templates);
	arena_destroy(fixture.arena);
	return 0;
}

static const char *
render(const char *partial, const struct view *view)
{
	struct buffer out = buffer_create(fixture.arena, 0);

	assert_int_equal(template_render(&out, fixture.templates, partial, view), STATUS_OK);
	return out.data;
}

static void
assert_has(const char *markup, const char *part)
{
	if (strstr(markup, part) == NULL) {
		print_error("no %s in\n%s", part, markup);
		fail();
	}
}

static void
assert_lacks(const char *markup, const char *part)
{
	if (strstr(markup, part) != NULL) {
		print_error("%s in\n%s", part, markup);
		fail();
	}
}

static void
set_wrong(void)
{
	view_text(fixture.field, "hint", "不含加床");
	view_text(fixture.field, "value", "\"一千\"");
	view_text(fixture.field, "error", "请填写整数。");
}

static const char *const texts[] = {
    "_input", "_login", "_secret", "_secret_new", "_code", "_number", "_date", "_textarea"};
#define TEXT_COUNT (sizeof(texts) / sizeof(texts[0]))

static void
test_partial_text_fine(void **state)
{
	(void)state;
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		const char *markup = render(texts[i], fixture.field);

		assert_has(markup, "<label class=\"form-label\" for=\"beds\">床位数</label>");
		assert_has(markup, " id=\"beds\" name=\"beds\"");
		assert_has(markup, " required>");
		assert_lacks(markup, "aria-invalid");
		assert_lacks(markup, "beds-hint");
		assert_lacks(markup, "beds-error");
		assert_lacks(markup, "选填");
	}
}

static void
test_partial_text_wrong(void **state)
{
	(void)state;
	set_wrong();
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		const char *markup = render(texts[i], fixture.field);

		assert_has(markup, "<p class=\"zh-hint\" id=\"beds-hint\">不含加床</p>");
		assert_has(markup, "<p class=\"zh-message\" id=\"beds-error\">"
				   "<span class=\"visually-hidden\">错误：</span>请填写整数。</p>");
		assert_has(markup, "beds-hint beds-error\" aria-invalid=\"true\"");
		if (strncmp(texts[i], "_secret", 7) == 0)
			assert_lacks(markup, "一千");
		else
			assert_has(markup, "&quot;一千&quot;");
	}
}

static void
test_partial_text_described(void **state)
{
	(void)state;
	view_text(fixture.field, "hint", "不含加床");
	assert_has(render("_input", fixture.field), " aria-describedby=\"beds-hint\" required>");
	view_text(fixture.field, "hint", NULL);
	view_text(fixture.field, "error", "请填写整数。");
	assert_has(render("_input", fixture.field),
	    " aria-describedby=\"beds-error\" aria-invalid=\"true\" required>");
}

static void
test_partial_optional(void **state)
{
	(void)state;
	view_flag(fixture.field, "required", false);
	assert_has(render("_input", fixture.field), "（选填）");
	assert_lacks(render("_input", fixture.field), " required");
}

static void
test_partial_textarea_keeps_first_line(void **state)
{
	(void)state;
	/* HTML drops one line break after the tag: it must not be the user's. */
	view_text(fixture.field, "value", "\n第二行");
	assert_has(render("_textarea", fixture.field), ">\n\n第二行</textarea>");
}

static void
add_options(void)
{
	static const char *const labels[] = {"三级", "二级"};

	for (int i = 0; i < 2; i++) {
		struct view *option = view_item(fixture.field, "options");

		view_text(option, "value", labels[i]);
		view_text(option, "label", labels[i]);
		view_flag(option, "selected", i == 1);
	}
}

static void
test_partial_choice(void **state)
{
	const char *markup;

	(void)state;
	add_options();
	set_wrong();
	markup = render("_radios", fixture.field);
	assert_has(markup, "id=\"beds\" tabindex=\"-1\" aria-describedby=\"beds-hint beds-error\"");
	assert_has(markup, "type=\"radio\" name=\"beds\" value=\"三级\"><span>三级</span>");
	assert_has(markup, "type=\"radio\" name=\"beds\" value=\"二级\" checked>");
	assert_has(render("_checkboxes", fixture.field),
	    "type=\"checkbox\" name=\"beds\" value=\"二级\" checked>");
	markup = render("_select", fixture.field);
	assert_has(markup, "<option value=\"\">请选择</option>");
	assert_has(markup, "<option value=\"三级\">三级</option>");
	assert_has(markup, "<option value=\"二级\" selected>二级</option>");
}

static void
test_partial_checkbox(void **state)
{
	(void)state;
	assert_lacks(render("_checkbox", fixture.field), " checked");
	view_flag(fixture.field, "checked", true);
	assert_has(render("_checkbox", fixture.field), "value=\"1\" checked required>");
}

static void
test_partial_error_summary(void **state)
{
	struct view *view = view_create(fixture.arena);
	struct view *error;
	const char *markup;

	(void)state;
	view_list(view, "errors");
	assert_has(render("_error_summary", view), " hidden>");
	error = view_item(view, "errors");
	view_text(error, "message", "请填写整数。");
	view_text(error, "anchor", "beds");
	error = view_item(view, "errors");
	view_text(error, "message", "页面已过期。");
	view_text(error, "anchor", NULL);
	markup = render("_error_summary", view);
	assert_lacks(markup, " hidden");
	assert_has(markup, "<li><a href=\"#beds\">请填写整数。</a></li>");
	assert_has(markup, "<li>页面已过期。</li>");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_partial_text_fine),
	    TEST(test_partial_text_wrong),
	    TEST(test_partial_text_described),
	    TEST(test_partial_optional),
	    TEST(test_partial_textarea_keeps_first_line),
	    TEST(test_partial_choice),
	    TEST(test_partial_checkbox),
	    TEST(test_partial_error_summary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
