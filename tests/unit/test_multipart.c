#include "unit.h"

#include "core/buffer.h"
#include "core/multipart.h"
#include "with_arena.h"

#define TYPE        "multipart/form-data; boundary=XX"
#define FIELD(name) "--XX\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define END         "\r\n--XX--\r\n"

static struct multipart
read_good(const char *content_type, const char *body, size_t length)
{
	struct multipart result = {0};

	assert_int_equal(multipart_read(&result, arena, content_type, body, length), STATUS_OK);
	return result;
}

static struct part
read_one(const char *body)
{
	struct multipart result = read_good(TYPE, body, strlen(body));

	assert_int_equal(result.count, 1);
	assert_int_equal(strlen(result.parts[0].data), result.parts[0].length);
	return result.parts[0];
}

static void
assert_refused(const char *content_type, const char *body)
{
	struct multipart result = {0};

	if (multipart_read(&result, arena, content_type, body, strlen(body)) != STATUS_INPUT)
		fail_msg("accepted as %s: %s", content_type, body);
	assert_null(result.parts);
}

static void
test_multipart_read_fields_and_file(void **state)
{
	static const char body[] =
	    "--XX\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\nabc\r\n"
	    "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"表 1.csv\"\r\n"
	    "Content-Type: text/csv\r\n\r\na,b\r\n--X\0\r\n--XXX\r\n\r\n"
	    "--XX\r\ncontent-disposition:form-data;name=note\r\n\r\n"
	    "\r\n--XX--\r\nwhatever";
	struct multipart result = read_good(TYPE, body, sizeof(body) - 1);

	(void)state;
	assert_int_equal(result.count, 3);
	assert_string_equal(result.parts[0].name, "_csrf");
	assert_string_equal(result.parts[0].data, "abc");
	assert_null(result.parts[0].filename);
	assert_null(result.parts[0].content_type);
	assert_string_equal(result.parts[1].name, "file");
	assert_string_equal(result.parts[1].filename, "表 1.csv");
	assert_string_equal(result.parts[1].content_type, "text/csv");
	assert_int_equal(result.parts[1].length, 18);
	assert_memory_equal(result.parts[1].data, "a,b\r\n--X\0\r\n--XXX\r\n", 19);
	assert_string_equal(result.parts[2].name, "note");
	assert_string_equal(result.parts[2].data, "");
}

static void
test_multipart_read_empty(void **state)
{
	struct multipart result = read_good(TYPE, "--XX--\r\n", 8);

	(void)state;
	assert_int_equal(result.count, 0);
	assert_string_equal(read_one(FIELD("a") END).data, "");
	assert_string_equal(read_one("a preamble\r\n" FIELD("a") "b\r\n--XX--").data, "b");
	assert_string_equal(read_one("--XX \t\r\n"
				     "Content-Disposition: form-data; name=a\r\n\r\nb" END)
				.data,
	    "b");
}

static void
test_multipart_read_content_types(void **state)
{
	static const char body[] = FIELD("a") "b" END;
	static const char *const good[] = {"multipart/form-data;boundary=XX",
	    "Multipart/Form-Data; Boundary=\"XX\"",
	    "multipart/form-data; charset=UTF-8; boundary=XX",
	    "multipart/form-data ; boundary=XX; x=y"};
	static const char *const bad[] = {NULL, "", "text/plain; boundary=XX",
	    "multipart/form-data",
	    "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
	    "multipart/form-data; boundary=\"XX", "multipart/form-data; bound=XX",
	    "multipart/form-data; boundary", "multipart/form-data; boundary=XY",
	    "multipart/form-data; boundary=X", "multipart/form-datas; boundary=XX",
	    "multipart/mixed; boundary=XX",
	    "multipart/form-data; boundary=01234567890123456789012345678901234567890123456789"
	    "012345678901234567890"};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_int_equal(read_good(good[i], body, sizeof(body) - 1).count, 1);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_refused(bad[i], body);
}

static void
test_multipart_read_names(void **state)
{
	struct part part;

	(void)state;
	part = read_one(FIELD("a%22b%0d%0Ac%41;=") "x" END);
	assert_string_equal(part.name, "a\"b\r\nc%41;=");
	part =
	    read_one("--XX\r\nX: y\r\nContent-Disposition: form-data; filename=\"C:\\t\\a.csv\"; "
		     "NAME=\"f\"\r\n\r\n" END);
	assert_string_equal(part.name, "f");
	assert_string_equal(part.filename, "a.csv");
	part =
	    read_one("--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../../a\"\r\n"
		     "\r\n" END);
	assert_string_equal(part.filename, "a");
	part = read_one("--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\n"
			"Content-Type: application/octet-stream\r\n\r\n" END);
	assert_string_equal(part.filename, "");
	/* The parameter's name is compared whole: no filename here, and no name in the other. */
	part = read_one(
	    "--XX\r\nContent-Disposition: form-data; name=\"f\"; xfilename=\"a\"\r\n\r\n" END);
	assert_null(part.filename);
	assert_refused(
	    TYPE, "--XX\r\nContent-Disposition: form-data; filename=\"name=a\"\r\n\r\n" END);
}

static void
test_multipart_read_refuses(void **state)
{
	(void)state;
	assert_refused(TYPE, "");
	assert_refused(TYPE, "--XX");
	assert_refused(TYPE, "--XX\r\n");
	assert_refused(TYPE, "--XX\r\n--XX--\r\n");
	assert_refused(TYPE, "--XX\r\n\r\n--XX--\r\n");
	assert_refused(TYPE, "--XX\r\n\r\n\r\nb" END);    /* no headers */
	assert_refused(TYPE, FIELD("a") "b");             /* not closed */
	assert_refused(TYPE, FIELD("a") "b\r\n--XX");     /* cut off */
	assert_refused(TYPE, FIELD("a") "b\r\n--XX\r\n"); /* a part to come */
	assert_refused(TYPE, FIELD("a") "b\n--XX--\n");   /* LF alone */
	assert_refused(TYPE, FIELD("a") "b--XX--");       /* not on its own line */
	assert_refused(TYPE, FIELD("") "b" END);          /* no name */
	assert_refused(TYPE, FIELD("\xff") "b" END);      /* not UTF-8 */
	assert_refused(TYPE, "--XX\r\nContent-Disposition: form-data\r\n\r\nb" END);
	assert_refused(TYPE, "--XX\r\nContent-Disposition: form-data; name\r\n\r\nb" END);
	assert_refused(TYPE, "--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\nb" END);
	assert_refused(TYPE, "--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nb" END);
	assert_refused(TYPE, "--XX\r\nContent-Type: text/plain\r\n\r\nb" END);
	assert_refused(TYPE, "--XX\r\nContent-Disposition: form-data; name=a\r\nb" END);
}

static void
test_multipart_read_limits_parts(void **state)
{
	struct buffer body = buffer_create(arena, 0);
	size_t length;
	struct multipart result;

	(void)state;
	for (int i = 0; i < 2000; i++)
		buffer_append_format(&body, FIELD("n%d") "%d\r\n", i, i);
	length = body.length;
	buffer_append_text(&body, "--XX--");
	result = read_good(TYPE, body.data, body.length);
	assert_int_equal(result.count, 2000);
	assert_string_equal(result.parts[1999].name, "n1999");
	assert_string_equal(result.parts[1999].data, "1999");
	assert_string_equal(result.parts[0].data, "0");
	body.length = length;
	buffer_append_text(&body, FIELD("more") END);
	assert_refused(TYPE, body.data);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_multipart_read_fields_and_file),
	    cmocka_unit_test(test_multipart_read_empty),
	    cmocka_unit_test(test_multipart_read_content_types),
	    cmocka_unit_test(test_multipart_read_names),
	    cmocka_unit_test(test_multipart_read_refuses),
	    cmocka_unit_test(test_multipart_read_limits_parts),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
