#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/store.h"
#include "core/text.h"

struct fixture {
	struct arena *arena;
	char folder[32];
};

static int
set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->arena = arena_create();
	strcpy(fixture->folder, "/tmp/store.XXXXXX");
	*state = fixture;
	return mkdtemp(fixture->folder) == NULL;
}

static int
tear_down(void **state)
{
	struct fixture *fixture = *state;

	unlink(text_format(fixture->arena, "%s/file", fixture->folder));
	rmdir(fixture->folder);
	arena_destroy(fixture->arena);
	free(fixture);
	return 0;
}

static void
test_store_write_whole(void **state)
{
	struct fixture *fixture = *state;
	const char *path = text_format(fixture->arena, "%s/file", fixture->folder);
	char read[8] = {0};
	mode_t mask = umask(077);
	struct stat about;
	FILE *file;

	assert_true(store_write(fixture->arena, path, 0640, "a\0bc", 4));
	umask(mask);
	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0640);
	file = fopen(path, "rb");
	assert_int_equal(fread(read, 1, sizeof(read), file), 4);
	fclose(file);
	assert_memory_equal(read, "a\0bc", 4);
}

static void
test_store_write_taken(void **state)
{
	struct fixture *fixture = *state;
	const char *path = text_format(fixture->arena, "%s/file", fixture->folder);
	struct stat about;

	assert_true(store_write(fixture->arena, path, 0600, "first", 5));
	assert_false(store_write(fixture->arena, path, 0600, "x", 1));
	assert_int_equal(errno, EEXIST);
	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(about.st_size, 5);
}

static void
test_store_write_nowhere(void **state)
{
	struct fixture *fixture = *state;

	assert_false(store_write(fixture->arena,
	    text_format(fixture->arena, "%s/none/file", fixture->folder), 0600, "x", 1));
	assert_int_equal(errno, ENOENT);
	assert_false(store_sync(text_format(fixture->arena, "%s/none", fixture->folder)));
	assert_true(store_sync(fixture->folder));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_store_write_whole, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_store_write_taken, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_store_write_nowhere, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
