#include "unit.h"

#include "core/list_private.h"
#include "core/page.h"
#include "core/text.h"
#include "fixture.h"
#include "rows.h"
#include "workbook.h"

static struct program program;
static struct fixture fixture;
static bool allowed;

static bool
may(const struct context *context)
{
	(void)context;
	return allowed;
}

static enum status
act(struct context *context, const struct list_work *work)
{
	(void)context;
	(void)work;
	return STATUS_OK;
}

static const struct choice states[] = {{"open", "在办"}, {"closed", "办结"}, {0}};

static const struct list_column columns[] = {
    {.name = "name", .title = "机构名称", .cell = LIST_NAME, .sortable = true, .minor = "note"},
    {.name = "beds", .title = "床位数", .cell = LIST_NUMBER, .sortable = true},
    {.name = "note", .title = "说明", .cell = LIST_FILED},
    {.name = "word", .title = "状态", .cell = LIST_STATE, .code = "code"},
};

static const struct query query[] = {
    {.name = "place", .kind = VALUE_TEXT},
    LIST_CHOICE("state", "状态", states),
    LIST_OPTION("county", "县（区）"),
    LIST_SEARCH("search", "名称"),
    LIST_PARAMETERS,
    {.name = "added", .kind = VALUE_NUMBER, .maximum = 9},
    {0},
};

static const struct list_action actions[] = {
    {.name = "stop", .label = "停用", .effect = "。", .done = "已停用", .may = may, .act = act}};

static const struct list_definition definition = {
    .path = "/account/",
    .title = "机构",
    .noun = "机构",
    .counter = "家",
    .columns = columns,
    .column_count = 4,
    .query = query,
    .tab = "state",
    .actions = actions,
    .action_count = 1,
    .own_notice = "imported",
};

static const char *const cells[] = {"id", "total", "name", "beds", "note", "word", "code", "7",
    "101", "示例甲", "1.5", "=甲", "在办", "open", "8", "101", "示例<乙>", NULL, NULL, "办结",
    "closed"};

static int
set_up(void **state)
{
	(void)state;
	program = fixture_program();
	fixture_open(&fixture, &program);
	allowed = true;
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	fixture_close(&fixture);
	return 0;
}

/* As the route does: the table of parameters first. */
static enum status
read(struct list *list, const char *asked)
{
	const char *fault;

	page_reset(&fixture.context);
	fixture_get(&fixture, "/account/", asked);
	fault = query_fault(fixture.context.arena, query, &fixture.request, false);
	if (fault != NULL) {
		page_detail(&fixture.context, fault);
		return STATUS_INPUT;
	}
	return list_read(list, &fixture.context, &definition);
}

static struct list
filled(const char *asked)
{
	struct list list;

	assert_int_equal(read(&list, asked), STATUS_OK);
	list.rows = ROWS(fixture.context.arena, 7, cells);
	list.total = rows_integer(list.rows, 0, "total");
	return list;
}

static void
test_read_values(void **state)
{
	struct list list;

	(void)state;
	assert_int_equal(
	    read(&list, "place=x&state=open&search=%20%E7%94%B2%20&sort=-beds&page=3&added=1"),
	    STATUS_OK);
	assert_string_equal(list_value(&list, "state"), "open");
	assert_string_equal(list_value(&list, "search"), "甲");
	assert_null(list_value(&list, "county"));
	assert_string_equal(list.sort->name, "beds");
	assert_true(list.descending);
	assert_int_equal(list.page, 3);
	list_set(&list, "place", "y z");
	assert_string_equal(
	    list_url(&list), "/account/?place=y%20z&state=open&search=%E7%94%B2&sort=-beds");
	assert_int_equal(read(&list, "state=&search=&sort=&page="), STATUS_OK);
	assert_string_equal(list_url(&list), "/account/");
}

static void
test_read_refuses(void **state)
{
	static const char *const queries[] = {"sort=note", "sort=code", "sort=--beds", "sort=-",
	    "sort=beds%20", "state=other", "page=0", "page=-1", "page=1x", "page=10001",
	    "format=exe", "unknown=1", "State=open", "sort=beds&sort=name", "state=open&state=open",
	    "notice=other", "notice=stop&done=1001", "added=x"};
	struct list list;

	(void)state;
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
		assert_int_equal(read(&list, queries[i]), STATUS_INPUT);
		assert_int_equal(fixture.reply.detail_count, 1);
	}
	/* What only the list itself knows leads back to it. */
	assert_int_equal(read(&list, "sort=note"), STATUS_INPUT);
	assert_int_equal(fixture.reply.offer_count, 1);
}

static void
test_read_notices(void **state)
{
	static const char *const queries[] = {
	    "notice=stop&done=3", "notice=none", "notice=once", "notice=imported&added=2"};
	struct list list;

	(void)state;
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
		assert_int_equal(read(&list, queries[i]), STATUS_OK);
}

/* The statement's values: the filters, then those of every list. */
static void
test_ask(void **state)
{
	struct list list;
	struct ask ask;

	(void)state;
	assert_int_equal(read(&list, "state=open&sort=-beds&page=3"), STATUS_OK);
	ask = list_ask(&list);
	assert_int_equal(ask.value_count, 9);
	assert_null(ask.values[0]);
	assert_string_equal(ask.values[1], "open");
	assert_string_equal(ask.values[4], "beds");
	assert_string_equal(ask.values[5], "true");
	assert_null(ask.values[6]);
	assert_string_equal(ask.values[7], "200");
	assert_string_equal(ask.values[8], "100");
	assert_int_equal(read(&list, "page=3&format=csv"), STATUS_OK);
	ask = list_ask(&list);
	assert_string_equal(ask.values[7], "0");
	assert_string_equal(ask.values[8], "100000");
}

static void
test_options_are_the_choices(void **state)
{
	static const char *const counties[] = {"value", "label", "990101", "示中区"};
	struct list list;

	(void)state;
	assert_int_equal(read(&list, "county=990101"), STATUS_OK);
	assert_int_equal(
	    list_options(&list, "county", ROWS(fixture.context.arena, 2, counties)), STATUS_OK);
	assert_int_equal(read(&list, "county=110000"), STATUS_OK);
	assert_int_equal(
	    list_options(&list, "county", ROWS(fixture.context.arena, 2, counties)), STATUS_INPUT);
}

static const char *
shown(struct list *list)
{
	struct view *view = page_view(&fixture.context, "列表");

	list_show(list, view);
	assert_int_equal(page_show_alone(&fixture.context, "_list", view), STATUS_OK);
	return fixture.reply.body.data;
}

static void
test_show(void **state)
{
	struct list list = filled("sort=beds&page=2&search=x");
	const char *html = shown(&list);

	(void)state;
	assert_contains(html, "符合条件的机构共 101 家");
	assert_contains(html, "aria-sort=\"ascending\"");
	assert_contains(html, "href=\"/account/?search=x&amp;sort=-beds\">床位数");
	assert_contains(html, "name=\"page_ids\" value=\"7,8\"");
	assert_contains(html, "name=\"row.8\" value=\"1\"");
	assert_contains(html, "示例&lt;乙&gt;");
	assert_contains(html, "zh-state-closed");
	assert_contains(html, "第 2 页，共 2 页");
	assert_contains(html, "本页 2 家");
	assert_contains(html, "符合条件的全部 101 家");
	assert_contains(html, "name=\"act\" value=\"stop\">停用所选");
	assert_contains(html, "search=x&amp;sort=beds&amp;format=xlsx");
	assert_null(strstr(html, ">说明<"));
}

static void
test_show_without_actions(void **state)
{
	struct list list = filled(NULL);
	const char *html;

	(void)state;
	allowed = false;
	assert_null(list_action(&list, "stop"));
	html = shown(&list);
	assert_null(strstr(html, "<form"));
	assert_null(strstr(html, "checkbox"));
	allowed = true;
	assert_non_null(list_action(&list, "stop"));
	assert_null(list_action(&list, "none"));
}

static void
test_tabs(void **state)
{
	static const char *const counts[] = {"value", "count", "open", "4", "lost", "2"};
	struct list list = filled("state=closed&sort=-name");
	struct view *view = page_view(&fixture.context, "列表");
	const char *html;

	(void)state;
	list_tabs(&list, view, ROWS(fixture.context.arena, 2, counts));
	assert_int_equal(page_show_alone(&fixture.context, "_tabs", view), STATUS_OK);
	html = fixture.reply.body.data;
	assert_contains(html, "href=\"/account/?sort=-name\">全部（6）");
	assert_contains(html, "href=\"/account/?state=open&amp;sort=-name\">在办（4）");
	assert_contains(html, "aria-current=\"page\">办结（0）");
	assert_string_equal(list_value(&list, "state"), "closed");
}

static void
test_file_that_is_not_all_says_so(void **state)
{
	struct list list = filled("format=xlsx");

	(void)state;
	assert_int_equal(list_send_file(&list, NULL), STATUS_OK);
	assert_contains(
	    workbook_part(fixture.context.arena, &fixture.reply.body, "xl/worksheets/sheet2.xml"),
	    "符合条件的共 101 家，本文件只有前 2 家");
}

static void
test_file(void **state)
{
	struct list list = filled("format=csv");

	(void)state;
	list.total = 2;
	assert_true(list_is_file(&list));
	assert_int_equal(list_send_file(&list, NULL), STATUS_OK);
	assert_string_equal(fixture.reply.body.data,
	    "\xef\xbb\xbf机构名称,床位数,说明,状态\r\n示例甲,1.5,\"'=甲\",在办\r\n"
	    "示例<乙>,,,办结\r\n");
	list = filled("format=xlsx");
	list.total = 2;
	assert_int_equal(list_send_file(&list, NULL), STATUS_OK);
	assert_contains(
	    workbook_part(fixture.context.arena, &fixture.reply.body, "xl/worksheets/sheet1.xml"),
	    "<v>1.5</v>");
}

static enum status
post(struct list *list, const char *body)
{
	page_reset(&fixture.context);
	fixture_post(&fixture, "/account/", body);
	assert_int_equal(list_read(list, &fixture.context, &definition), STATUS_OK);
	return list_post(list);
}

static void
test_post_refuses_before_asking(void **state)
{
	struct list list;

	(void)state;
	assert_int_equal(post(&list, "act=stop"), STATUS_OK);
	assert_string_equal(fixture.reply.location, "/account/?notice=none");
	assert_int_equal(post(&list, "act=other&row.1=1"), STATUS_INPUT);
	assert_int_equal(post(&list, "row.1=1"), STATUS_INPUT);
	assert_int_equal(post(&list, "act=stop&row.x=1"), STATUS_INPUT);
	assert_int_equal(post(&list, "act=stop&scope=page&page_ids=1,,2"), STATUS_INPUT);
	assert_int_equal(post(&list, "act=stop&scope=some&row.1=1"), STATUS_INPUT);
	assert_int_equal(post(&list, "act=stop&scope=rows&seen=x"), STATUS_INPUT);
	assert_int_equal(post(&list, "act=stop&row.1=1&more=2"), STATUS_INPUT);
	allowed = false;
	assert_int_equal(post(&list, "act=stop&row.1=1"), STATUS_FORBIDDEN);
}

/* ---- computed rows -------------------------------------------------------------------------- */

/* 250 rows in two groups, ten of them alike, every seventh without beds; ids are 1000 + index. */
#define COMPUTED 250

static int64_t
computed_id(const void *page, size_t index)
{
	(void)page;
	return 1000 + (int64_t)index;
}

static size_t
computed_group(const void *page, size_t index)
{
	(void)page;
	return index % 2;
}

static struct list_key
computed_key(const void *page, size_t index, const struct list_column *column)
{
	(void)page;
	if (text_equal(column->name, "name"))
		return (struct list_key){.known = true, .text = index % 3 == 0 ? "a" : "b"};
	return (struct list_key){.known = index % 7 != 0, .number = (double)(index / 10)};
}

static const struct rows *
computed_rows(const void *page, const size_t indices[], size_t count)
{
	static const char *const names[] = {"id", "name", "beds", "note", "word", "code"};
	struct arena *arena = fixture.context.arena;
	const char **out = arena_new(arena, const char *, 6 * count + 1);

	(void)page;
	for (size_t i = 0; i < count; i++) {
		out[6 * i] = text_format(arena, "%zu", 1000 + indices[i]);
		out[6 * i + 1] = indices[i] % 3 == 0 ? "a" : "b";
	}
	return rows_make(arena, names, 6, out, count);
}

static struct list
computed(const char *asked, struct list_source *source)
{
	struct list list;

	assert_int_equal(read(&list, asked), STATUS_OK);
	source->count = COMPUTED;
	source->id = computed_id;
	source->key = computed_key;
	source->make = computed_rows;
	list_compute(&list, source);
	return list;
}

static void
test_compute_pages(void **state)
{
	struct list_source source = {0};
	struct list list = computed("", &source);

	(void)state;
	assert_int_equal(list.total, COMPUTED);
	assert_int_equal(rows_count(list.rows), LIST_ROWS);
	assert_string_equal(rows_text(list.rows, 0, "id"), "1000");
	list = computed("page=3", &source);
	assert_int_equal(rows_count(list.rows), COMPUTED - 2 * LIST_ROWS);
	assert_string_equal(rows_text(list.rows, 0, "id"), "1200");
	list = computed("page=99", &source);
	assert_int_equal(list.page, 3);
	assert_string_equal(rows_text(list.rows, 0, "id"), "1200");
	list = computed("format=csv", &source);
	assert_int_equal(rows_count(list.rows), COMPUTED);
}

static void
test_compute_order(void **state)
{
	struct list_source source = {0};
	struct list list = computed("sort=-beds&format=csv", &source);

	(void)state;
	assert_string_equal(rows_text(list.rows, 0, "id"), "1240");
	assert_string_equal(rows_text(list.rows, 1, "id"), "1241");
	assert_int_equal(rows_integer(list.rows, COMPUTED - 1, "id") % 7, 1245 % 7);
	list = computed("sort=name&format=csv", &source);
	assert_string_equal(rows_text(list.rows, 1, "id"), "1003");
	assert_string_equal(rows_text(list.rows, COMPUTED - 1, "id"), "1248");
	source.group = computed_group;
	list = computed("sort=-beds&format=csv", &source);
	for (size_t row = 0; row < COMPUTED; row++)
		assert_int_equal(
		    rows_integer(list.rows, row, "id") % 2, row < COMPUTED / 2 ? 0 : 1);
}

/* The rows that are named, in the list's order; what there is not is not counted. */
static void
test_compute_named(void **state)
{
	struct list_source source = {0};
	struct list list = computed("sort=-beds", &source);

	(void)state;
	assert_int_equal(list_load_part(&list, "{1003,1200,5,1101}", 0, LIST_WORK), STATUS_OK);
	assert_int_equal(list.total, 3);
	assert_string_equal(rows_text(list.rows, 0, "id"), "1200");
	assert_string_equal(rows_text(list.rows, 2, "id"), "1003");
	assert_int_equal(list_load_part(&list, NULL, 0, LIST_WORK), STATUS_OK);
	assert_int_equal(list.total, COMPUTED);
	assert_int_equal(rows_count(list.rows), COMPUTED);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_read_values, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_read_refuses, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_read_notices, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_ask, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_options_are_the_choices, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_show, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_show_without_actions, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_tabs, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_file_that_is_not_all_says_so, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_file, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_post_refuses_before_asking, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_compute_pages, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_compute_order, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_compute_named, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("list", tests, NULL, NULL);
}
