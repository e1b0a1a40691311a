/* The words of ledger items: deadlines, notes by kind, measures and who may end them. */
#include "unit.h"

#include "core/template.h"
#include "dossier/ledger.h"
#include "rows.h"
#include "with_arena.h"

static void
test_result_ledger_due(void **state)
{
	static const char *const cells[] = {"state", "overdue_days", "found", "-12", "working", "0",
	    "planned", "3", "reported", "-2", "closed", "0", "closed", "5", "carried", "1"};
	static const char *const expected[] = {"还有 12 天", "今天到期", "已逾期 3 天", "按期完成",
	    "按期完成", "逾期 5 天完成", "已逾期 1 天"};
	const struct rows *rows = ROWS(arena, 2, cells);

	(void)state;
	for (size_t i = 0; i < rows_count(rows); i++)
		assert_string_equal(dossier_ledger_due(arena, rows, i), expected[i]);
}

/* What a template makes of a view: lists and texts are looked at through one. */
static const char *
rendered(const struct view *view, const char *name)
{
	struct buffer out = buffer_create(arena, 256);
	struct templates *templates;
	enum status status;

	assert_int_equal(templates_load(&templates, "tests/unit/templates", "ledger"), STATUS_OK);
	status = template_render(&out, templates, name, view);
	templates_free(templates);
	assert_int_equal(status, STATUS_OK);
	return out.data;
}

static void
test_result_ledger_notes(void **state)
{
	static const char *const cells[] = {"kind", "text", "numerator", "denominator", "at",
	    "person", "cause", "<交接>不清", NULL, NULL, "5 月 1 日", "甲", "effect", "下降", "12",
	    "200", "6 月 1 日", "乙", "effect", "已建制度", "1", NULL, "6 月 2 日", "乙",
	    "evidence", "记录本", NULL, NULL, "6 月 3 日", "乙", "visit", "现场看过", NULL, NULL,
	    "6 月 4 日", "丙", "remark", "抓紧", NULL, NULL, "6 月 5 日", "丙", "progress",
	    "已培训", NULL, NULL, "6 月 6 日", "乙"};
	struct view *view = view_create(arena);

	(void)state;
	dossier_ledger_notes(view, arena, ROWS(arena, 6, cells));
	assert_string_equal(rendered(view, "ledger/notes"),
	    "关键原因 &lt;交接&gt;不清 5 月 1 日 甲\n"
	    "效果核查 下降 12/200 6 月 1 日 乙\n"
	    "效果核查 已建制度 1 6 月 2 日 乙\n"
	    "佐证材料 记录本 6 月 3 日 乙\n"
	    "现场核查 现场看过 6 月 4 日 丙\n"
	    "督导意见 抓紧 6 月 5 日 丙\n"
	    "进展 已培训 6 月 6 日 乙\n");
}

static void
test_result_ledger_notes_none(void **state)
{
	static const char *const cells[] = {
	    "kind", "text", "numerator", "denominator", "at", "person"};
	struct view *view = view_create(arena);

	(void)state;
	dossier_ledger_notes(view, arena, ROWS(arena, 6, cells));
	assert_string_equal(rendered(view, "ledger/notes"), "");
}

/* Only an open measure has an end to be entered, and only by who may. */
static void
test_result_ledger_measures(void **state)
{
	static const char *const cells[] = {"id", "text", "outcome", "7", "培训", "open", "8",
	    "公示", "done", "9", "换药", "dropped"};
	const struct rows *rows = ROWS(arena, 3, cells);
	struct view *view = view_create(arena);

	(void)state;
	dossier_ledger_measures(view, arena, rows, "/institution/ledger/3/measure");
	assert_string_equal(rendered(view, "ledger/measures"),
	    "培训 /institution/ledger/3/measure/7\n公示\n换药\n");
	view = view_create(arena);
	dossier_ledger_measures(view, arena, rows, NULL);
	assert_string_equal(rendered(view, "ledger/measures"), "培训\n公示\n换药\n");
}

/* Every source that the table allows has its word, once. */
static void
test_result_ledger_sources(void **state)
{
	size_t count = 0;

	(void)state;
	for (const struct choice *source = dossier_ledger_sources; source->value != NULL;
	     source++) {
		assert_true(source->label[0] != '\0');
		for (const struct choice *other = dossier_ledger_sources; other < source; other++)
			assert_string_not_equal(other->label, source->label);
		count++;
	}
	assert_int_equal(count, 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_result_ledger_due),
	    cmocka_unit_test(test_result_ledger_notes),
	    cmocka_unit_test(test_result_ledger_notes_none),
	    cmocka_unit_test(test_result_ledger_measures),
	    cmocka_unit_test(test_result_ledger_sources),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
