#include "cell.h"

#include <stdbool.h>
#include <string.h>

#include "core/text.h"
#include "measure/kind.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define DIGITS        "0123456789"
#define LETTERS       "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define SMALL         "abcdefghijklmnopqrstuvwxyz"

#define LEVELS "tertiary", "secondary", "primary", "ungraded"
#define KINDS  "general", "tcm", "maternal_child", "specialist"

static bool
is_one_of(const char *text, size_t length, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strlen(*words) == length && memcmp(text, *words, length) == 0)
			return true;
	return false;
}

const char *
cell_check_code(const char *cell)
{
	return strspn(cell, LETTERS DIGITS "-.") == strlen(cell) && strchr(LETTERS, cell[0]) != NULL
		   ? NULL
		   : "is no code (capital letters, digits, - and .)";
}

const char *
cell_check_element_code(const char *cell)
{
	return strspn(cell, SMALL DIGITS "_") == strlen(cell) && strchr(SMALL, cell[0]) != NULL
		   ? NULL
		   : "is no code of an element (small letters, digits, _)";
}

const char *
cell_check_kind(const char *cell)
{
	enum measure_kind kind;

	return measure_kind_find(&kind, cell) ? NULL : "is none of the words known here";
}

const char *
cell_check_year(const char *cell)
{
	return strlen(cell) == 4 && strspn(cell, DIGITS) == 4 && cell[0] == '2' && cell[1] == '0'
		   ? NULL
		   : "is no year";
}

const char *
cell_check_seed_file(const char *cell)
{
	size_t length = strlen(cell);

	return length > 4 && text_equal(cell + length - 4, ".txt") && strchr(cell, '/') == NULL
		   ? NULL
		   : "is no name of a document's text (….txt)";
}

/* One part of applies_to: a level, a kind, specialist:type or service:name. */
static bool
is_applies_part(const char *part, size_t length)
{
	static const char specialist[] = "specialist:", service[] = "service:";

	if (length > strlen(specialist) && memcmp(part, specialist, strlen(specialist)) == 0)
		return memchr(part + strlen(specialist), ':', length - strlen(specialist)) == NULL;
	if (length > strlen(service) && memcmp(part, service, strlen(service)) == 0)
		return memchr(part + strlen(service), ':', length - strlen(service)) == NULL;
	return is_one_of(part, length, WORDS(LEVELS, KINDS));
}

static bool
is_year(const char *part, size_t length)
{
	return length == 4 && part[0] == '2' && part[1] == '0' && strspn(part, DIGITS) == 4;
}

/* Whether the part that begins at part has stood before it in list. */
static bool
is_repeated(const char *list, const char *part, size_t length)
{
	while (list < part) {
		size_t other = strcspn(list, ";");

		if (other == length && memcmp(list, part, length) == 0)
			return true;
		list += other + 1;
	}
	return false;
}

/* Every part between the semicolons is good and stands there once; what is good: one of words, or
 * where these are NULL what is_good says. */
static bool
check_parts(const char *cell, const char *const *words, bool (*is_good)(const char *, size_t))
{
	for (const char *part = cell;; part += strcspn(part, ";") + 1) {
		size_t length = strcspn(part, ";");

		if (!(words != NULL ? is_one_of(part, length, words) : is_good(part, length)) ||
		    is_repeated(cell, part, length))
			return false;
		if (part[length] == '\0')
			return true;
	}
}

const char *
cell_check_applies_to(const char *cell)
{
	return text_equal(cell, "all") || check_parts(cell, NULL, is_applies_part)
		   ? NULL
		   : "is neither \"all\" nor levels, kinds, specialist:type, service:name, each "
		     "once, between semicolons";
}

const char *
cell_check_levels(const char *cell)
{
	return check_parts(cell, WORDS(LEVELS), NULL)
		   ? NULL
		   : "is not levels between semicolons, each once";
}

const char *
cell_check_kinds(const char *cell)
{
	return check_parts(cell, WORDS(KINDS), NULL)
		   ? NULL
		   : "is not kinds of institutions between semicolons, each once";
}

const char *
cell_check_years(const char *cell)
{
	return check_parts(cell, NULL, is_year) ? NULL
						: "is not years between semicolons, each once";
}

/* "820" or "820-824". */
const char *
cell_check_lines(const char *cell)
{
	size_t first = strspn(cell, DIGITS);
	const char *rest = cell + first;

	if (first > 0 && rest[0] == '-' && strspn(rest + 1, DIGITS) > 0)
		rest += 1 + strspn(rest + 1, DIGITS);
	return first > 0 && rest[0] == '\0' ? NULL : "is no line, nor the first and the last";
}

const char *
cell_check_element_unit(const char *cell)
{
	return is_one_of(cell, strlen(cell),
		   WORDS("例", "人次", "份", "人", "例次", "项", "个", "是/否", "次", "家", "颗",
		       "导管日", "U", "分钟", "小时", "条", "项次", "床日", "种", "件", "袋（瓶）",
		       "mL", "页", "DDD", "分", "期", "元", "权重", "月", "天", "袋（瓶）/床日",
		       "mL/床日", "种/人次", "权重/例"))
		   ? NULL
		   : "is no unit known here";
}

const char *
cell_check_analysis_cadence(const char *cell)
{
	return check_parts(cell, WORDS("month", "quarter", "half-year"), NULL)
		   ? NULL
		   : "is not month, quarter, half-year between semicolons, each once";
}

const char *
cell_check_reporters(const char *cell)
{
	return check_parts(cell, WORDS(REPORTERS), NULL)
		   ? NULL
		   : "is not kinds of reporters between semicolons, each once";
}

const char *
cell_check_reporter_kind(const char *cell)
{
	return check_parts(
		   cell, WORDS(LEVELS, KINDS, "opo", "exam_centre", "blood_station", "ems"), NULL)
		   ? NULL
		   : "is no list of levels and kinds of institutions, each once";
}

const char *
cell_check_region_level(const char *cell)
{
	return check_parts(cell, WORDS("province", "city", "county", "area"), NULL)
		   ? NULL
		   : "is no list of province, city, county, area, each once";
}

const char *
cell_check_judged_for(const char *cell)
{
	return check_parts(cell, WORDS("institution", "area", "qc_centre"), NULL)
		   ? NULL
		   : "is no list of institution, area, qc_centre, each once";
}

/* Records by their names; same_target: and a code where another target answers. */
static bool
is_record(const char *part, size_t length)
{
	static const char same[] = "same_target:";
	size_t start =
	    length > strlen(same) && memcmp(part, same, strlen(same)) == 0 ? strlen(same) : 0;

	return strspn(part + start, start > 0 ? LETTERS DIGITS "-" : SMALL "_") + start >= length;
}

const char *
cell_check_records(const char *cell)
{
	return check_parts(cell, NULL, is_record)
		   ? NULL
		   : "is no list of records between semicolons, each once";
}

/* A smallest value may lie below zero: that of a difference. */
const char *
cell_check_minimum(const char *cell)
{
	size_t sign = cell[0] == '-' ? 1 : 0, digits = strspn(cell + sign, DIGITS);

	return digits > 0 && digits <= 12 && cell[sign + digits] == '\0'
		   ? NULL
		   : "is no number that a value could begin at (whole, perhaps below zero)";
}
