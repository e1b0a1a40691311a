#include "unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/template.h"
#include "core/text.h"

/* A directory of templates made for one test; folder "page" is there too. */
struct fixture {
	struct arena *arena;
	struct templates *templates;
	char directory[64];
	char log[4096]; /* what the last call printed on standard error */
};

static struct fixture fixture;

static int
set_up(void **state)
{
	(void)state;
	memset(&fixture, 0, sizeof(fixture));
	fixture.arena = arena_create();
	strcpy(fixture.directory, "/tmp/zhiheng-template-XXXXXX");
	if (mkdtemp(fixture.directory) == NULL)
		return -1;
	return mkdir(text_format(fixture.arena, "%s/page", fixture.directory), 0700);
}

static void
remove_files(const char *directory)
{
	DIR *stream = opendir(directory);
	struct dirent *entry;

	while ((entry = readdir(stream)) != NULL)
		if (entry->d_name[0] != '.')
			remove(text_format(fixture.arena, "%s/%s", directory, entry->d_name));
	closedir(stream);
}

static int
tear_down(void **state)
{
	(void)state;
	remove_files(text_format(fixture.arena, "%s/page", fixture.directory));
	remove_files(fixture.directory);
	templates_free(fixture.templates);
	arena_destroy(fixture.arena);
	return rmdir(fixture.directory);
}

static void
write_template(const char *name, const char *source)
{
	FILE *stream =
	    fopen(text_format(fixture.arena, "%s/%s.html", fixture.directory, name), "w");

	assert_non_null(stream);
	fputs(source, stream);
	fclose(stream);
}

/* Standard error goes to a file between these two; the second puts it into fixture.log. */
static int
log_begin(void)
{
	int saved = dup(STDERR_FILENO);
	int file = open(text_format(fixture.arena, "%s/log", fixture.directory),
	    O_RDWR | O_CREAT | O_TRUNC, 0600);

	dup2(file, STDERR_FILENO);
	close(file);
	return saved;
}

static void
log_end(int saved)
{
	ssize_t length;

	fflush(stderr);
	length = pread(STDERR_FILENO, fixture.log, sizeof(fixture.log) - 1, 0);
	fixture.log[length < 0 ? 0 : length] = '\0';
	dup2(saved, STDERR_FILENO);
	close(saved);
}

static enum status
load(void)
{
	int saved = log_begin();
	enum status status = templates_load(&fixture.templates, fixture.directory, "page");

	log_end(saved);
	return status;
}

static void
load_one(const char *source)
{
	write_template("page/one", source);
	assert_int_equal(load(), STATUS_OK);
	assert_string_equal(fixture.log, "");
}

static const char *
rendered(const char *name, const struct view *view)
{
	struct buffer out = buffer_create(fixture.arena, 0);

	assert_int_equal(template_render(&out, fixture.templates, name, view), STATUS_OK);
	assert_int_equal(out.length, strlen(out.data));
	return out.data;
}

static void
assert_renders(const char *source, const struct view *view, const char *expected)
{
	templates_free(fixture.templates);
	fixture.templates = NULL;
	load_one(source);
	assert_string_equal(rendered("page/one", view), expected);
}

/* Rendering must fail, say where and why, and leave the buffer as it was. */
static void
assert_refuses(const char *source, const struct view *view, const char *reason)
{
	struct buffer out = buffer_create(fixture.arena, 0);
	enum status status;
	int saved;

	templates_free(fixture.templates);
	fixture.templates = NULL;
	load_one(source);
	buffer_append_text(&out, "before");
	saved = log_begin();
	status = template_render(&out, fixture.templates, "page/one", view);
	log_end(saved);
	assert_int_equal(status, STATUS_INTERNAL);
	assert_string_equal(out.data, "before");
	assert_non_null(strstr(fixture.log, reason));
}

static void
assert_faulty(const char *source, const char *fault)
{
	write_template("page/one", source);
	assert_int_equal(load(), STATUS_INTERNAL);
	if (strstr(fixture.log, fault) == NULL)
		fail_msg("log is: %s", fixture.log);
}

static void
test_template_render_values(void **state)
{
	struct view *view = view_create(fixture.arena);

	(void)state;
	view_text(view, "name", "<甲>&\"'");
	view_integer(view, "count", INT64_MIN);
	view_text(view, "absent", NULL);
	assert_renders("[{{name}}|{{ name }}|{{count}}|{{absent}}]\n", view,
	    "[&lt;甲&gt;&amp;&quot;&#39;|&lt;甲&gt;&amp;&quot;&#39;|-9223372036854775808|]\n");
	view_text(view, "name", "again");
	assert_renders("{{name}}", view, "again");
	assert_renders("", view, "");
	assert_renders("a } }} { b", view, "a } }} { b");
}

static void
test_template_render_markup(void **state)
{
	struct view *view = view_create(fixture.arena);
	struct buffer body = buffer_create(fixture.arena, 0);

	(void)state;
	buffer_append_text(&body, "<p>1 & 2</p>");
	view_markup(view, "body", &body);
	assert_renders(
	    "<main>{{{body}}}</main>{{#body}}!{{/body}}", view, "<main><p>1 & 2</p></main>!");
	assert_refuses("\n{{body}}", view, "one.html:2: page/one body is no text");
	view_text(view, "text", "<b>");
	assert_refuses("{{{text}}}", view, "page/one text is no markup");
}

static void
test_template_render_sections(void **state)
{
	static const char source[] = "{{#flag}}f{{/flag}}{{^flag}}F{{/flag}}"
				     "{{#text}}t{{text}}{{/text}}{{^text}}T{{/text}}"
				     "{{#list}}l{{/list}}{{^list}}L{{/list}}";
	struct view *view = view_create(fixture.arena);

	(void)state;
	view_flag(view, "flag", false);
	view_text(view, "text", "");
	view_list(view, "list");
	assert_renders(source, view, "FTL");
	view_text(view, "text", NULL);
	assert_renders(source, view, "FTL");
	view_flag(view, "flag", true);
	view_text(view, "text", "x");
	view_item(view, "list");
	view_item(view, "list");
	assert_renders(source, view, "ftxll");
	view_list(view, "list");
	assert_renders(source, view, "ftxL");
}

static void
test_template_render_nested_lists(void **state)
{
	struct view *view = view_create(fixture.arena);

	(void)state;
	view_text(view, "unit", "%");
	for (int row = 0; row < 3; row++) {
		struct view *item = view_item(view, "rows");

		view_integer(item, "number", row);
		if (row == 1)
			view_text(item, "unit", "‰");
		view_list(item, "cells");
		for (int cell = 0; cell < row; cell++)
			view_integer(view_item(item, "cells"), "value", row * 10 + cell);
	}
	assert_renders("{{#rows}}{{number}}:{{#cells}} {{value}}{{unit}}/{{number}}{{/cells}}"
		       "{{^cells}} -{{/cells}};{{/rows}}{{unit}}",
	    view, "0: -;1: 10‰/1;2: 20%/2 21%/2;%");
}

/* Rows whose members differ in order and number: no hint may give a wrong one. */
static void
test_template_render_rows_of_different_order(void **state)
{
	struct view *view = view_create(fixture.arena);
	static const char *const names[] = {"aa", "bb", "cc", "dd"};
	struct buffer expected = buffer_create(fixture.arena, 0);

	(void)state;
	for (size_t row = 0; row < 40; row++) {
		struct view *item = view_item(view, "rows");

		for (size_t i = 0; i < row % 13; i++)
			view_flag(item, text_format(fixture.arena, "f%zu", i), false);
		for (size_t i = 0; i < 5; i++) /* one of them twice */
			view_text(item, names[(i * 3 + row) % 4], names[(i * 3 + row) % 4]);
		buffer_append_text(&expected, "aa bb cc dd;");
	}
	assert_renders("{{#rows}}{{aa}} {{bb}} {{cc}} {{dd}};{{/rows}}", view, expected.data);
}

static void
test_template_render_object(void **state)
{
	struct view *view = view_create(fixture.arena);
	struct view *field = view_object(view, "login");

	(void)state;
	view_text(field, "label", "登录名");
	assert_renders("{{#login}}{{label}}{{/login}}", view, "登录名");
	view_text(view_object(view, "login"), "label", "密码");
	assert_renders("{{#login}}{{label}}{{/login}}", view, "密码");
}

static void
test_template_render_many_names(void **state)
{
	struct view *view = view_create(fixture.arena);
	struct buffer source = buffer_create(fixture.arena, 0);
	struct buffer expected = buffer_create(fixture.arena, 0);

	(void)state;
	for (int i = 0; i < 300; i++) {
		view_integer(view, text_format(fixture.arena, "name_%d", i), i);
		buffer_append_format(&source, "{{name_%d}},", 299 - i);
		buffer_append_format(&expected, "%d,", 299 - i);
	}
	assert_renders(source.data, view, expected.data);
}

static void
test_template_standalone_tags_leave_no_line(void **state)
{
	struct view *view = view_create(fixture.arena);

	(void)state;
	view_item(view, "list");
	view_item(view, "list");
	view_text(view, "x", "1");
	write_template("_part", "part\n");
	assert_renders("<ul>\n  {{#list}}\n\t<li>\n\t{{/list}}  \n</ul>\n", view,
	    "<ul>\n\t<li>\n\t<li>\n</ul>\n");
	assert_renders("a\r\n{{#x}}\r\nb\r\n{{/x}}\r\nc", view, "a\r\nb\r\nc");
	assert_renders("a\n  {{! a comment\n of two lines }}\nb", view, "a\nb");
	assert_renders("  {{> _part}}\nb\n{{> _part}}", view, "part\nb\npart\n");
	/* Not alone on their line: all of it stays. */
	assert_renders(" {{#x}} {{/x}} \n", view, "   \n");
	assert_renders(" {{x}} \n", view, " 1 \n");
	assert_renders("{{#x}}\na\n{{/x}} {{x}}\n", view, "a\n 1\n");
}

static void
test_template_partials(void **state)
{
	struct view *view = view_create(fixture.arena);

	(void)state;
	write_template("_outer", "({{> _inner}})");
	write_template("_inner", "root {{x}}");
	write_template("_own", "root");
	write_template("page/_own", "page");
	write_template("layout", "<{{> _own}}>");
	view_text(view, "x", "1");
	view_text(view_item(view, "list"), "x", "2");
	assert_renders(
	    "{{> _outer}}{{#list}}{{>_outer}}{{/list}}{{> _own }}", view, "(root 1)(root 2)page");
	assert_string_equal(rendered("layout", view), "<page>");
}

static void
test_template_render_refuses(void **state)
{
	struct view *view = view_create(fixture.arena);
	struct buffer out = buffer_create(fixture.arena, 0);
	int saved;

	(void)state;
	view_flag(view, "flag", true);
	view_item(view, "list");
	write_template("_part", "a\nb {{nowhere}}");
	assert_refuses("{{flag}}", view, "page/one flag is no text");
	assert_refuses("{{list}}", view, "page/one list is no text");
	assert_refuses("{{{flag}}}", view, "page/one flag is no markup");
	assert_refuses("x\n\n {{unknown}}", view, "page/one.html:3: page/one unknown is not set");
	assert_refuses("{{#unknown}}{{/unknown}}", view, "unknown is not set");
	assert_refuses("{{^unknown}}{{/unknown}}", view, "unknown is not set");
	assert_refuses(
	    "{{#list}}{{#list}}{{unknown}}{{/list}}{{/list}}", view, "unknown is not set");
	assert_refuses("{{> _part}}", view, "_part.html:2: _part nowhere is not set");
	/* A name is compared whole. */
	assert_refuses("{{fla}}", view, "fla is not set");
	assert_refuses("{{flags}}", view, "flags is not set");
	saved = log_begin();
	assert_int_equal(
	    template_render(&out, fixture.templates, "page/none", view), STATUS_INTERNAL);
	log_end(saved);
	assert_non_null(strstr(fixture.log, "page/none"));
}

/* A section that is not entered is not looked into: its names may be unset. */
static void
test_template_render_skips(void **state)
{
	struct view *view = view_create(fixture.arena);

	(void)state;
	view_flag(view, "flag", false);
	assert_renders("a{{#flag}}{{unset}}{{#flag}}{{/flag}}{{/flag}}b", view, "ab");
}

static void
test_template_load_names_faults(void **state)
{
	(void)state;
	assert_faulty("a\n{{name", "page/one.html:2: a tag that does not end");
	assert_faulty("{{{name}}", "page/one.html:1: a tag that does not end");
	assert_faulty("{{", "page/one.html:1: a tag that does not end");
	assert_faulty("{{! no end", "page/one.html:1: a tag that does not end");
	assert_faulty("{{}}", ":1: \"\" is no name");
	assert_faulty("\n\n{{na me}}", ":3: \"na me\" is no name");
	assert_faulty("{{&name}}", "is no name");
	assert_faulty("{{=<% %>=}}", "is no name");
	assert_faulty("{{.}}", "is no name");
	assert_faulty("{{a.b}}", "is no name");
	assert_faulty("{{na\nme}}", "is no name");
	assert_faulty("{{名}}", "is no name");
	assert_faulty("{{#}}{{/}}", "is no name");
	assert_faulty("a\n{{#open}}\nb\n", "page/one.html:2: {{#open}} without its end");
	assert_faulty("{{^open}}", "open}} without its end");
	assert_faulty("\n{{/end}}", "page/one.html:2: {{/end}} without its beginning");
	assert_faulty("{{#a}}\n{{#b}}\n{{/a}}{{/b}}", ":3: {{/a}} ends {{#b}} of line 2");
	assert_faulty("{{#a}}{{/ab}}", "{{/ab}} ends {{#a}}");
	assert_faulty("x\n{{> _nowhere}}", "page/one.html:2: no partial _nowhere");
	assert_faulty("x\n{{> layout}}", "page/one.html:2: no partial layout");
	assert_faulty("x\xff", "page/one.html:0: not UTF-8");
}

static void
test_template_load_refuses_recursion(void **state)
{
	(void)state;
	write_template("_self", "\n{{> _self}}");
	assert_faulty("", "_self.html:2: partial _self contains itself");
	write_template("_self", "{{> _a}}");
	write_template("_a", "{{> _b}}{{> _c}}");
	write_template("_b", "");
	write_template("_c", "{{> _b}}\n{{#x}}{{> _a}}{{/x}}");
	assert_faulty("", "contains itself");
	write_template("_c", "{{> _b}}");
	load_one("{{> _self}}");
}

static void
test_template_load_refuses_depth(void **state)
{
	struct buffer source = buffer_create(fixture.arena, 0);

	(void)state;
	for (int i = 0; i < 1000; i++)
		buffer_append_text(&source, "{{#a}}");
	for (int i = 0; i < 1000; i++)
		buffer_append_text(&source, "{{/a}}");
	assert_faulty(source.data, "sections inside each other");
}

static void
test_template_load_names_every_file(void **state)
{
	(void)state;
	write_template("first", "{{");
	write_template("_second", "\n{{#a}}");
	assert_faulty("{{/b}}", "first.html:1:");
	assert_non_null(strstr(fixture.log, "_second.html:2:"));
	assert_non_null(strstr(fixture.log, "page/one.html:1:"));
}

static void
test_template_load_without_directory(void **state)
{
	struct templates *templates = NULL;
	enum status status;
	int saved;

	(void)state;
	saved = log_begin();
	status = templates_load(&templates, fixture.directory, "no_such_folder");
	log_end(saved);
	assert_int_equal(status, STATUS_INTERNAL);
	assert_null(templates);
	assert_non_null(strstr(fixture.log, "no_such_folder"));
}

/* The portal's own templates, folder by folder as its programs load them. */
static void
test_template_load_own(void **state)
{
	static const char *const folders[] = {"account", "institution", "commission", "disclosure"};
	struct buffer faults = buffer_create(fixture.arena, 0);

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct templates *templates = NULL;
		int saved;

		if (access(text_format(fixture.arena, "templates/%s", folders[i]), F_OK) != 0)
			continue;
		saved = log_begin();
		if (templates_load(&templates, "templates", folders[i]) == STATUS_OK)
			templates_free(templates);
		log_end(saved);
		buffer_append_text(&faults, fixture.log);
	}
	assert_string_equal(faults.data, "");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_template_render_values),
	    TEST(test_template_render_markup),
	    TEST(test_template_render_sections),
	    TEST(test_template_render_nested_lists),
	    TEST(test_template_render_rows_of_different_order),
	    TEST(test_template_render_object),
	    TEST(test_template_render_many_names),
	    TEST(test_template_render_refuses),
	    TEST(test_template_render_skips),
	    TEST(test_template_standalone_tags_leave_no_line),
	    TEST(test_template_partials),
	    TEST(test_template_load_names_faults),
	    TEST(test_template_load_refuses_recursion),
	    TEST(test_template_load_refuses_depth),
	    TEST(test_template_load_names_every_file),
	    TEST(test_template_load_without_directory),
	    TEST(test_template_load_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
