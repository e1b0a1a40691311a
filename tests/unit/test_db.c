#include "unit.h"

#include "core/arena.h"
#include "core/db_private.h"

/* Nobody listens there: what needs no server is what is tested. */
#define NOWHERE "host=/nonexistent"

enum { QUERY_ONE, QUERY_TWO, QUERY_COUNT };
enum { VALUES_OF_ONE = 1, VALUES_OF_TWO = 2 };

static const struct statement statements[QUERY_COUNT] = {
    [QUERY_ONE] = {"one", 1, "SELECT $1::text AS name"},
    [QUERY_TWO] = {"two", 2, "SELECT $1::text, $2::text"},
};

static struct arena *arena;
static struct db *db;

static int
set_up(void **state)
{
	(void)state;
	arena = arena_create();
	assert_int_equal(db_open(&db, NOWHERE, statements, QUERY_COUNT), STATUS_BUSY);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	db_close(db);
	arena_destroy(arena);
	return 0;
}

/* A transaction that has not failed yet, though there is no server. */
static void
begin(void)
{
	assert_int_equal(db_begin(db, arena, DB_READ, NULL, "request"), STATUS_BUSY);
	db->failure = STATUS_OK;
}

/* One row as the statement named "one" would give it. */
static struct rows *
answer(void)
{
	char name[] = "name", text[] = "text";
	PGresAttDesc column = {.name = name};
	PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);

	assert_int_not_equal(PQsetResultAttrs(result, 1, &column), 0);
	assert_int_not_equal(PQsetvalue(result, 0, 0, text, 4), 0);
	return rows_create(arena, result, db, "one");
}

static void
assert_none(const struct rows *rows)
{
	assert_int_equal(rows_count(rows), 0);
	assert_int_equal(rows_columns(rows), 0);
	assert_false(rows_has_column(rows, "name"));
	assert_null(rows_text(rows, 0, "name"));
	assert_null(rows_text(rows, 7, "any"));
	assert_false(rows_flag(rows, 0, "name"));
	assert_int_equal(rows_integer(rows, 0, "name"), 0);
	assert_false(rows_column_is_boolean(rows, 0));
	assert_false(rows_column_is_number(rows, rows_index(rows, "name")));
}

/* ---- a failure sticks ----------------------------------------------------------------------- */

static void
test_db_ask_unreachable(void **state)
{
	struct rows *first = NULL, *second = NULL;
	const struct ask asks[] = {
	    ASK(&first, ONE, "a"),
	    ASK(&second, TWO, "b", NULL),
	    ASK(NULL, ONE, "c"),
	};

	(void)state;
	assert_int_equal(db_begin(db, arena, DB_READ, NULL, "request"), STATUS_BUSY);
	assert_int_equal(DB_ASK_ALL(db, asks), STATUS_BUSY);
	assert_none(first);
	assert_none(second);
	assert_int_equal(db_failure(db), STATUS_BUSY);
	second = NULL;
	assert_int_equal(DB_ASK(db, &second, ONE, "again"), STATUS_BUSY);
	assert_none(second);
	assert_int_equal(db_commit(db), STATUS_BUSY);
}

static void
test_db_ask_skipped(void **state)
{
	struct rows *rows = NULL;
	const struct ask asks[] = {
	    ASK_IF(false, &rows, ONE, "a"),
	    ASK_IF(false, NULL, TWO, "b", "c"),
	};

	(void)state;
	begin();
	assert_int_equal(DB_ASK_ALL(db, asks), STATUS_OK);
	assert_none(rows);
}

/* ---- mistakes of the program ---------------------------------------------------------------- */

static void
test_db_ask_wrong_values(void **state)
{
	static const size_t chosen = QUERY(TWO, 2);
	struct rows *rows = NULL;

	(void)state;
	begin();
	assert_int_equal(db_ask(db, &ASK_CHOSEN(&rows, chosen, "one"), 1), STATUS_INTERNAL);
	assert_none(rows);
	assert_int_equal(db_failure(db), STATUS_INTERNAL);
	assert_string_equal(db_last_error(db)->constraint, "");
}

static void
test_rows_unknown_column(void **state)
{
	struct rows *rows;

	(void)state;
	begin();
	rows = answer();
	assert_string_equal(rows_text(rows, 0, "name"), "text");
	assert_int_equal(db_failure(db), STATUS_OK);
	assert_null(rows_text(rows, 0, "nome"));
	assert_int_equal(db_failure(db), STATUS_INTERNAL);
	assert_int_equal(rows_integer(rows, 0, "nome"), 0);
	assert_string_equal(rows_text(rows, 0, "name"), "text");
	assert_int_equal(db_commit(db), STATUS_INTERNAL);
}

static void
test_rows_no_row(void **state)
{
	struct rows *rows;

	(void)state;
	begin();
	rows = answer();
	assert_null(rows_text(rows, 1, "name"));
	assert_int_equal(db_failure(db), STATUS_INTERNAL);
}

/* An outage that came first stays the answer. */
static void
test_rows_after_failure(void **state)
{
	struct rows *rows;

	(void)state;
	assert_int_equal(db_begin(db, arena, DB_READ, NULL, "request"), STATUS_BUSY);
	rows = answer();
	assert_null(rows_text(rows, 1, "name"));
	assert_int_equal(db_failure(db), STATUS_BUSY);
}

/* ---- what the codes of PostgreSQL mean ------------------------------------------------------ */

static void
test_db_status_of(void **state)
{
	(void)state;
	assert_int_equal(db_status_of("08006"), STATUS_BUSY);
	assert_int_equal(db_status_of("57P01"), STATUS_BUSY);
	assert_int_equal(db_status_of("53300"), STATUS_BUSY);
	/* Would come again at every try. */
	assert_int_equal(db_status_of("08P01"), STATUS_INTERNAL);
	assert_int_equal(db_status_of("42P01"), STATUS_INTERNAL);
	assert_int_equal(db_status_of("42703"), STATUS_INTERNAL);
	assert_int_equal(db_status_of("42501"), STATUS_FORBIDDEN);
	assert_int_equal(db_status_of("25006"), STATUS_INTERNAL);
	assert_int_equal(db_status_of("26000"), STATUS_INTERNAL);
	assert_int_equal(db_status_of("XX000"), STATUS_INTERNAL);
	assert_int_equal(db_status_of("40001"), STATUS_CONFLICT);
	assert_int_equal(db_status_of("23505"), STATUS_INPUT);
	assert_int_equal(db_status_of("ZH404"), STATUS_MISSING);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_db_ask_unreachable, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_db_ask_skipped, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_db_ask_wrong_values, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_rows_unknown_column, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_rows_no_row, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_rows_after_failure, set_up, tear_down),
	    cmocka_unit_test(test_db_status_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
