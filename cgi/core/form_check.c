/* What a field takes, and the sentence for what it does not take. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "form_private.h"
#include "text.h"

#define TEXT_DEFAULT    200 /* code points */
#define INTEGER_DIGITS  12
#define DECIMAL_PLACES  4
#define DECIMAL_SCALE   10000LL
#define NUMBER_MAXIMUM  999999999999LL
#define FULL_WIDTH_ZERO 0xff10
#define FULL_WIDTH_NINE 0xff19

static bool
has_controls(const char *text, const char *allowed)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if ((c < ' ' || c == 0x7f) && strchr(allowed, *text) == NULL)
			return true;
	}
	return false;
}

static const char *
check_length(struct arena *arena, const struct field *field, const char *text)
{
	size_t length = text_code_points(text);
	long long maximum = field->maximum == 0 ? TEXT_DEFAULT : field->maximum;

	if (length <= (size_t)maximum)
		return NULL;
	return text_format(
	    arena, "%s最多 %lld 个字，现在有 %zu 个字，请删减", field->label, maximum, length);
}

static const char *
check_text(const char **out, struct arena *arena, const struct field *field, const char *typed)
{
	*out = text_trim(arena, typed);
	if (has_controls(*out, ""))
		return text_format(arena, "%s含有换行或不能显示的字符，请重新填写", field->label);
	return check_length(arena, field, *out);
}

static const char *
check_long_text(const char **out, struct arena *arena, const struct field *field, const char *typed)
{
	char *text = text_trim(arena, typed), *to = text;

	*out = text;
	/* Browsers end lines with CR LF; stored are single LFs. */
	for (const char *from = text; *from != '\0'; from++) {
		if (from[0] != '\r' || from[1] != '\n')
			*to++ = *from;
	}
	*to = '\0';
	if (has_controls(text, "\n\t"))
		return text_format(arena, "%s含有不能显示的字符，请重新填写", field->label);
	return check_length(arena, field, text);
}

/* [+-]digits[.digits]; the parts' lengths, or false if it is no such number. */
static bool
split_number(const char *text, size_t *whole, size_t *places)
{
	text += *text == '+' || *text == '-';
	*whole = strspn(text, "0123456789");
	text += *whole;
	*places = 0;
	if (*whole > 0 && *text == '.') {
		*places = strspn(++text, "0123456789");
		text += *places;
		if (*places == 0)
			return false;
	}
	return *whole > 0 && *text == '\0';
}

static const char *
describe_range(struct arena *arena, const struct field *field, long long minimum, long long maximum)
{
	return text_format(arena, "%s应在 %lld 到 %lld 之间", field->label, minimum, maximum);
}

static const char *
check_integer(const char **out, struct arena *arena, const struct field *field, const char *typed)
{
	bool any = field->minimum == 0 && field->maximum == 0;
	long long minimum = field->minimum, maximum = any ? NUMBER_MAXIMUM : field->maximum;
	size_t whole, places;
	long long value;

	*out = text_number(arena, typed);
	if (!split_number(*out, &whole, &places) || places > 0)
		return text_format(arena, "%s应为整数，请只填数字", field->label);
	if (whole > 18)
		return describe_range(arena, field, minimum, maximum);
	value = strtoll(*out, NULL, 10);
	if (value < minimum || value > maximum)
		return describe_range(arena, field, minimum, maximum);
	return NULL;
}

/* A decimal in ten-thousandths: exact, as a double would not be. */
static long long
scale_decimal(const char *text, size_t places)
{
	bool negative = *text == '-';
	long long value = 0;

	for (; *text != '\0'; text++) {
		if (isdigit((unsigned char)*text))
			value = value * 10 + (*text - '0');
	}
	for (; places < DECIMAL_PLACES; places++)
		value *= 10;
	return negative ? -value : value;
}

static const char *
check_decimal(const char **out, struct arena *arena, const struct field *field, const char *typed)
{
	bool any = field->minimum == 0 && field->maximum == 0;
	long long minimum = field->minimum, maximum = any ? NUMBER_MAXIMUM : field->maximum;
	size_t whole, places;
	long long value;

	*out = text_number(arena, typed);
	if (!split_number(*out, &whole, &places))
		return text_format(arena, "%s应为数字，请只填数字和小数点", field->label);
	if (places > DECIMAL_PLACES)
		return text_format(arena, "%s最多保留 %d 位小数", field->label, DECIMAL_PLACES);
	if (whole > INTEGER_DIGITS)
		return describe_range(arena, field, minimum, maximum);
	value = scale_decimal(*out, places);
	if (value < minimum * DECIMAL_SCALE || value > maximum * DECIMAL_SCALE)
		return describe_range(arena, field, minimum, maximum);
	return NULL;
}

/* Full-width digits as ASCII, and what stands between the parts of a date as "-". */
static char *
simplify_date(struct arena *arena, const char *typed)
{
	static const char *const separators[] = {"年", "月", "日", "/", ".", "－", "／", "．"};
	char *text = text_trim(arena, typed);
	char *out = arena_new(arena, char, strlen(text) + 1), *to = out;

	while (*text != '\0') {
		const unsigned char *byte = (const unsigned char *)text;
		size_t i = 0, length = 0;

		/* U+FF10 to U+FF19 are EF BC 90 to EF BC 99. */
		if (byte[0] == 0xef && byte[1] == 0xbc && byte[2] >= 0x90 && byte[2] <= 0x99) {
			*to++ = (char)('0' + (byte[2] - 0x90));
			text += 3;
			continue;
		}
		for (; i < sizeof(separators) / sizeof(separators[0]) && length == 0; i++) {
			if (text_starts_with(text, separators[i]))
				length = strlen(separators[i]);
		}
		*to++ = length > 0 ? '-' : *text;
		text += length > 0 ? length : 1;
	}
	/* 日 at the end separates nothing. */
	if (to > out && to[-1] == '-')
		to[-1] = '\0';
	return out;
}

static bool
read_part(int *out, const char **text, size_t digits_least, size_t digits_most)
{
	size_t digits = strspn(*text, "0123456789");

	if (digits < digits_least || digits > digits_most)
		return false;
	*out = (int)strtol(*text, NULL, 10);
	*text += digits;
	return true;
}

static bool
is_day(int year, int month, int day)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] + (leap && month == 2 ? 1 : 0);
}

static const char *
check_date(const char **out, struct arena *arena, const struct field *field, const char *typed)
{
	const char *text = simplify_date(arena, typed);
	int year, month, day;

	*out = text;
	if (!read_part(&year, &text, 4, 4) || *text++ != '-' || !read_part(&month, &text, 1, 2) ||
	    *text++ != '-' || !read_part(&day, &text, 1, 2) || *text != '\0')
		return text_format(arena, "%s应写成 2025-07-01 这样的日期", field->label);
	if (!is_day(year, month, day))
		return text_format(arena, "%s不是真实存在的日期，请核对年、月、日", field->label);
	*out = text_format(arena, "%04d-%02d-%02d", year, month, day);
	return NULL;
}

bool
form_is_choice(const struct entry *entry, const char *value)
{
	for (size_t i = 0; i < entry->choice_count; i++) {
		if (strcmp(entry->choices[i].value, value) == 0)
			return true;
	}
	return false;
}

static const char *
check_choice(const char **out, struct arena *arena, const struct entry *entry)
{
	*out = entry->typed;
	if (form_is_choice(entry, entry->typed))
		return NULL;
	return text_format(arena, "%s不在可选范围内，请从列出的选项中选择", entry->field->label);
}

static const char *
check_hidden(const char **out, const struct field *field, const char *typed)
{
	size_t maximum = field->maximum == 0 ? TEXT_DEFAULT : (size_t)field->maximum;

	*out = typed;
	return text_code_points(typed) <= maximum ? NULL : "页面内容已失效，请刷新页面后重新填写";
}

static const char *
describe_missing(struct arena *arena, const struct field *field)
{
	if (field->kind == FIELD_HIDDEN)
		return "页面内容不完整，请刷新页面后重新填写";
	return text_format(
	    arena, field->kind == FIELD_CHOICE ? "请选择%s" : "请填写%s", field->label);
}

static const char *
check_kind(const char **out, struct arena *arena, const struct entry *entry)
{
	const struct field *field = entry->field;

	switch (field->kind) {
	case FIELD_TEXT:
		return check_text(out, arena, field, entry->typed);
	case FIELD_LONG_TEXT:
		return check_long_text(out, arena, field, entry->typed);
	case FIELD_SECRET:
		*out = entry->typed;
		return check_length(arena, field, entry->typed);
	case FIELD_INTEGER:
		return check_integer(out, arena, field, entry->typed);
	case FIELD_DECIMAL:
		return check_decimal(out, arena, field, entry->typed);
	case FIELD_DATE:
		return check_date(out, arena, field, entry->typed);
	case FIELD_CHOICE:
		return check_choice(out, arena, entry);
	case FIELD_HIDDEN:
		return check_hidden(out, field, entry->typed);
	default:
		abort();
	}
}

const char *
form_check(const char **out, struct arena *arena, const struct entry *entry)
{
	const struct field *field = entry->field;
	bool as_is = field->kind == FIELD_SECRET || field->kind == FIELD_HIDDEN;

	*out = NULL;
	if (entry->typed == NULL ||
	    (as_is ? entry->typed : text_trim(arena, entry->typed))[0] == '\0')
		return field->required ? describe_missing(arena, field) : NULL;
	return check_kind(out, arena, entry);
}

const char *
form_check_as(const char **out, struct arena *arena, const struct field *field, const char *typed)
{
	const struct entry entry = {.field = field, .typed = typed};

	return form_check(out, arena, &entry);
}

const char *
form_check_cell(const char **out, struct arena *arena, const struct field *field, const char *typed)
{
	return field->maximum > TEXT_DEFAULT ? check_long_text(out, arena, field, typed)
					     : check_text(out, arena, field, typed);
}
