#include "unit.h"

#include "core/arena.h"
#include "core/buffer.h"

static void
test_arena_allocate_zeroes_and_aligns(void **state)
{
	struct arena *arena = arena_create();

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (size_t size = 1; size < 3000; size += 7) {
			unsigned char *bytes = arena_new(arena, unsigned char, size);

			assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
			for (size_t i = 0; i < size; i++)
				assert_int_equal(bytes[i], 0);
			memset(bytes, 0xff, size);
		}
		arena_reset(arena);
	}
	arena_destroy(arena);
}

static void
test_arena_allocate_larger_than_a_block(void **state)
{
	struct arena *arena = arena_create();
	char *large = arena_new(arena, char, 3u << 20);
	char *small = arena_new(arena, char, 10);

	(void)state;
	large[(3u << 20) - 1] = 'x';
	small[9] = 'y';
	arena_reset(arena);
	assert_non_null(arena_new(arena, char, 10));
	arena_destroy(arena);
}

static char order[3];
static size_t released;

static void
note_release(void *resource)
{
	order[released++] = *(const char *)resource;
}

static void
test_arena_defer_runs_last_first(void **state)
{
	struct arena *arena = arena_create();
	char a = 'a', b = 'b';

	(void)state;
	released = 0;
	arena_defer(arena, note_release, &a);
	arena_defer(arena, note_release, &b);
	arena_reset(arena);
	assert_int_equal(released, 2);
	assert_memory_equal(order, "ba", 2);
	arena_reset(arena);
	assert_int_equal(released, 2);
	arena_destroy(arena);
}

static void
test_buffer_append_grows(void **state)
{
	struct arena *arena = arena_create();
	struct buffer buffer = buffer_create(arena, 0);

	(void)state;
	for (int i = 0; i < 1000; i++)
		buffer_append_format(&buffer, "%03d,", i);
	assert_int_equal(buffer.length, 4000);
	assert_memory_equal(buffer.data + 3996, "999,", 5);
	arena_destroy(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_arena_allocate_zeroes_and_aligns),
	    cmocka_unit_test(test_arena_allocate_larger_than_a_block),
	    cmocka_unit_test(test_arena_defer_runs_last_first),
	    cmocka_unit_test(test_buffer_append_grows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
