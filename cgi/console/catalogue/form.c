/* The columns of the catalogue's files and what may stand in a cell. */
#include <string.h>

#include "catalogue.h"
#include "core/text.h"
#include "measure/kind.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define DIGITS        "0123456789"
#define LETTERS       "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define SMALL         "abcdefghijklmnopqrstuvwxyz"

#define WORDS(...)                                                                                 \
	(const char *const[])                                                                      \
	{                                                                                          \
		__VA_ARGS__, NULL                                                                  \
	}

#define LEVELS "tertiary", "secondary", "primary", "ungraded"
#define KINDS  "general", "tcm", "maternal_child", "specialist"
#define REPORTERS                                                                                  \
	"institution", "commission", "qc_centre", "opo", "exam_centre", "blood_station", "ems"

static bool
is_one_of(const char *text, size_t length, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strlen(*words) == length && memcmp(text, *words, length) == 0)
			return true;
	return false;
}

static const char *
check_code(const char *cell)
{
	return strspn(cell, LETTERS DIGITS "-.") == strlen(cell) && strchr(LETTERS, cell[0]) != NULL
		   ? NULL
		   : "is no code (capital letters, digits, - and .)";
}

static const char *
check_element_code(const char *cell)
{
	return strspn(cell, SMALL DIGITS "_") == strlen(cell) && strchr(SMALL, cell[0]) != NULL
		   ? NULL
		   : "is no code of an element (small letters, digits, _)";
}

static const char *
check_kind(const char *cell)
{
	enum measure_kind kind;

	return measure_kind_find(&kind, cell) ? NULL : "is none of the words known here";
}

static const char *
check_year(const char *cell)
{
	return strlen(cell) == 4 && strspn(cell, DIGITS) == 4 && cell[0] == '2' && cell[1] == '0'
		   ? NULL
		   : "is no year";
}

static const char *
check_seed_file(const char *cell)
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
is_level(const char *part, size_t length)
{
	return is_one_of(part, length, WORDS(LEVELS));
}

static bool
is_institution_kind(const char *part, size_t length)
{
	return is_one_of(part, length, WORDS(KINDS));
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

/* Every part between the semicolons is good and stands there once. */
static bool
check_parts(const char *cell, bool (*is_good)(const char *, size_t))
{
	for (const char *part = cell;; part += strcspn(part, ";") + 1) {
		size_t length = strcspn(part, ";");

		if (!is_good(part, length) || is_repeated(cell, part, length))
			return false;
		if (part[length] == '\0')
			return true;
	}
}

static const char *
check_applies_to(const char *cell)
{
	return text_equal(cell, "all") || check_parts(cell, is_applies_part)
		   ? NULL
		   : "is neither \"all\" nor levels, kinds, specialist:type, service:name, each "
		     "once, between semicolons";
}

static const char *
check_levels(const char *cell)
{
	return check_parts(cell, is_level) ? NULL : "is not levels between semicolons, each once";
}

static const char *
check_kinds(const char *cell)
{
	return check_parts(cell, is_institution_kind)
		   ? NULL
		   : "is not kinds of institutions between semicolons, each once";
}

static const char *
check_years(const char *cell)
{
	return check_parts(cell, is_year) ? NULL : "is not years between semicolons, each once";
}

/* "820" or "820-824". */
static const char *
check_lines(const char *cell)
{
	size_t first = strspn(cell, DIGITS);
	const char *rest = cell + first;

	if (first > 0 && rest[0] == '-' && strspn(rest + 1, DIGITS) > 0)
		rest += 1 + strspn(rest + 1, DIGITS);
	return first > 0 && rest[0] == '\0' ? NULL : "is no line, nor the first and the last";
}

static const char *
check_element_unit(const char *cell)
{
	return is_one_of(cell, strlen(cell),
		   WORDS("例", "人次", "份", "人", "例次", "项", "个", "是/否", "次", "家", "颗",
		       "导管日", "U", "分钟", "小时", "条", "项次", "床日", "种", "件", "袋（瓶）",
		       "mL", "页", "DDD", "分", "期", "元", "权重", "月", "天", "袋（瓶）/床日",
		       "mL/床日", "种/人次", "权重/例"))
		   ? NULL
		   : "is no unit known here";
}

static bool
is_analysis_cadence(const char *part, size_t length)
{
	return is_one_of(part, length, WORDS("month", "quarter", "half-year"));
}

static const char *
check_analysis_cadence(const char *cell)
{
	return check_parts(cell, is_analysis_cadence)
		   ? NULL
		   : "is not month, quarter, half-year between semicolons, each once";
}

static bool
is_reporter(const char *part, size_t length)
{
	return is_one_of(part, length, WORDS(REPORTERS));
}

static const char *
check_reporters(const char *cell)
{
	return check_parts(cell, is_reporter)
		   ? NULL
		   : "is not kinds of reporters between semicolons, each once";
}

static bool
is_reporter_kind(const char *part, size_t length)
{
	return is_one_of(
	    part, length, WORDS(LEVELS, KINDS, "opo", "exam_centre", "blood_station", "ems"));
}

static bool
is_region_level(const char *part, size_t length)
{
	return is_one_of(part, length, WORDS("province", "city", "county", "area"));
}

static bool
is_judged_for(const char *part, size_t length)
{
	return is_one_of(part, length, WORDS("institution", "area", "qc_centre"));
}

static const char *
check_reporter_kind(const char *cell)
{
	return check_parts(cell, is_reporter_kind)
		   ? NULL
		   : "is no list of levels and kinds of institutions, each once";
}

static const char *
check_region_level(const char *cell)
{
	return check_parts(cell, is_region_level)
		   ? NULL
		   : "is no list of province, city, county, area, each once";
}

static const char *
check_judged_for(const char *cell)
{
	return check_parts(cell, is_judged_for)
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

static const char *
check_records(const char *cell)
{
	return check_parts(cell, is_record) ? NULL
					    : "is no list of records between semicolons, each once";
}

/* A smallest value may lie below zero: that of a difference. */
static const char *
check_minimum(const char *cell)
{
	size_t sign = cell[0] == '-' ? 1 : 0, digits = strspn(cell + sign, DIGITS);

	return digits > 0 && digits <= 12 && cell[sign + digits] == '\0'
		   ? NULL
		   : "is no number that a value could begin at (whole, perhaps below zero)";
}

static const struct column list_columns[] = {
    {.head = "list_code", .key = true, .check = check_code},
    {.head = "issuer", .name = "issuer"},
    {.head = "issuer_level",
	.name = "issuer_level",
	.kind = CELL_WORD,
	.words = WORDS("national", "provincial", "municipal")},
    {.head = "year", .name = "year", .check = check_year},
    {.head = "title", .name = "title"},
    {.head = "document_no", .name = "document_no", .optional = true},
    {.head = "issued_on", .name = "issued_on", .kind = CELL_DATE, .optional = true},
    {.head = "seed_file", .name = "seed_file", .check = check_seed_file},
    {.head = "note", .name = "note", .optional = true},
};

static const struct column target_columns[] = {
    {.head = "list_code", .name = "list_code", .check = check_code},
    {.head = "seq", .name = "seq", .kind = CELL_NUMBER},
    {.head = "code", .key = true, .check = check_code},
    {.head = "official_code", .name = "official_code", .optional = true},
    {.head = "name", .name = "name"},
    {.head = "specialty", .name = "specialty", .optional = true},
    {.head = "direction",
	.name = "direction",
	.kind = CELL_WORD,
	.words = WORDS("increase", "decrease", "reach", "none")},
    {.head = "same_as", .name = "same_as", .optional = true, .check = check_code},
    {.head = "brief", .name = "brief"},
    {.head = "seed_file", .name = "seed_file", .check = check_seed_file},
    {.head = "seed_line", .name = "seed_line", .kind = CELL_NUMBER},
};

static const struct column element_columns[] = {
    {.head = "code", .key = true, .check = check_element_code},
    {.head = "name", .name = "name"},
    {.head = "definition", .name = "definition"},
    {.head = "unit", .name = "unit", .check = check_element_unit},
    {.head = "type",
	.name = "type",
	.kind = CELL_WORD,
	.words = WORDS("integer", "decimal", "boolean")},
    {.head = "min", .name = "minimum", .check = check_minimum},
};

static const struct column indicator_columns[] = {
    {.head = "target_code", .name = "target_code", .check = check_code},
    {.head = "code", .key = true, .check = check_code},
    {.head = "name", .name = "name"},
    {.head = "kind", .name = "kind", .check = check_kind},
    {.head = "unit", .name = "unit"},
    {.head = "factor", .name = "factor", .kind = CELL_NUMBER},
    {.head = "direction",
	.name = "direction",
	.kind = CELL_WORD,
	.words = WORDS("increase", "decrease", "none")},
    {.head = "numerator", .name = "numerator", .check = check_element_code},
    {.head = "denominator", .name = "denominator", .optional = true, .check = check_element_code},
    {.head = "deviation", .name = "deviation", .optional = true, .check = check_element_code},
    {.head = "frequency",
	.name = "frequency",
	.kind = CELL_WORD,
	.words = WORDS("month", "quarter", "half-year", "year")},
    {.head = "by_department",
	.name = "by_department",
	.kind = CELL_WORD,
	.words = WORDS("yes", "no")},
    {.head = "primary", .name = "is_primary", .kind = CELL_WORD, .words = WORDS("yes", "no")},
    {.head = "reporter", .name = "reporter", .kind = CELL_WORD, .words = WORDS(REPORTERS)},
    {.head = "applies_to", .name = "applies_to", .check = check_applies_to},
    {.head = "basis",
	.name = "basis",
	.kind = CELL_WORD,
	.words = WORDS("seed", "standard", "derived")},
    {.head = "own_trend", .name = "own_trend", .kind = CELL_WORD, .words = WORDS("yes", "no")},
    {.head = "note", .name = "note", .optional = true},
};

static const struct column threshold_columns[] = {
    {.head = "indicator_code", .name = "indicator_code", .key = true, .check = check_code},
    {.head = "position", .name = "position", .kind = CELL_NUMBER, .key = true},
    {.head = "nature",
	.name = "nature",
	.kind = CELL_WORD,
	.words = WORDS("required", "aim", "average", "direction")},
    {.head = "op",
	.name = "op",
	.kind = CELL_WORD,
	.words = WORDS(">=", "<=", "=", ">", "<", "range", "up", "down")},
    {.head = "value", .name = "value", .kind = CELL_DECIMAL, .optional = true},
    {.head = "value_to", .name = "value_to", .kind = CELL_DECIMAL, .optional = true},
    {.head = "unit", .name = "unit", .optional = true},
    {.head = "value_printed",
	.name = "value_printed",
	.kind = CELL_WORD,
	.words = WORDS("yes", "no")},
    {.head = "years", .name = "years", .optional = true, .check = check_years},
    {.head = "from_day", .name = "from_day", .kind = CELL_DATE, .optional = true},
    {.head = "to_day", .name = "to_day", .kind = CELL_DATE, .optional = true},
    {.head = "judged", .name = "judged"},
    {.head = "compare_with", .name = "compare_with", .optional = true},
    {.head = "region", .name = "region", .optional = true},
    {.head = "level", .name = "level", .optional = true, .check = check_levels},
    {.head = "kind", .name = "kind", .optional = true, .check = check_kinds},
    {.head = "ownership",
	.name = "ownership",
	.kind = CELL_WORD,
	.optional = true,
	.words = WORDS("public", "private")},
    {.head = "reporter", .name = "reporter", .check = check_reporters},
    {.head = "service", .name = "service", .optional = true},
    {.head = "judged_for", .name = "judged_for", .check = check_judged_for},
    {.head = "printed", .name = "printed"},
    {.head = "seed_file", .name = "seed_file", .check = check_seed_file},
    {.head = "seed_line", .name = "seed_line", .check = check_lines},
    {.head = "note", .name = "note", .optional = true},
};

static const struct column strategy_columns[] = {
    {.head = "target_code", .name = "target_code", .key = true, .check = check_code},
    {.head = "seq", .name = "seq", .kind = CELL_NUMBER, .key = true},
    {.head = "category",
	.name = "category",
	.kind = CELL_WORD,
	.words = WORDS("team", "training", "policy", "process", "analysis", "feedback", "oversight",
	    "data", "incentive", "referral", "public", "equipment")},
    {.head = "action", .name = "action"},
    {.head = "cadence",
	.name = "cadence",
	.kind = CELL_WORD,
	.words = WORDS("none", "month", "quarter", "half-year", "year")},
    {.head = "actor", .name = "actor", .kind = CELL_WORD, .words = WORDS(REPORTERS)},
};

static const struct column lineage_columns[] = {
    {.head = "from_target", .name = "from_target", .key = true, .check = check_code},
    {.head = "to_target", .name = "to_target", .key = true, .check = check_code},
    {.head = "relation",
	.name = "relation",
	.kind = CELL_WORD,
	.words = WORDS("same", "renamed", "redefined", "widened", "narrowed", "merged", "split")},
    {.head = "comparable",
	.name = "comparable",
	.kind = CELL_WORD,
	.words = WORDS("yes", "partly", "no")},
    {.head = "reason", .name = "reason"},
};

static const struct column part_columns[] = {
    {.head = "child_element", .name = "child_element", .key = true, .check = check_element_code},
    {.head = "parent_element", .name = "parent_element", .key = true, .check = check_element_code},
    {.head = "mark", .name = "mark", .kind = CELL_WORD, .words = WORDS("strict", "usual")},
    {.head = "relation", .name = "relation", .kind = CELL_WORD, .words = WORDS("subset", "bound")},
    {.head = "partition", .name = "partition", .optional = true, .check = check_element_code},
    {.head = "partition_op",
	.name = "partition_op",
	.kind = CELL_WORD,
	.optional = true,
	.words = WORDS("=")},
    {.head = "reason", .name = "reason"},
    {.head = "source", .name = "source"},
};

static const struct column specialty_columns[] = {
    {.head = "code", .key = true, .check = check_element_code},
    {.head = "name", .name = "name"},
    {.head = "centre", .name = "centre", .kind = CELL_WORD, .words = WORDS("yes", "no")},
    {.head = "priority", .name = "priority", .kind = CELL_WORD, .words = WORDS("yes", "no")},
    {.head = "pit_2024", .name = "pit_2024", .optional = true},
    {.head = "pit_2026", .name = "pit_2026", .optional = true},
    {.head = "sd_2024", .name = "sd_2024", .optional = true},
    {.head = "aliases", .name = "aliases", .optional = true},
    {.head = "source", .name = "source"},
};

static const struct column specialty_member_columns[] = {
    {.head = "specialty_code", .name = "specialty_code", .key = true, .check = check_element_code},
    {.head = "target_code", .name = "target_code", .key = true, .check = check_code},
    {.head = "indicator_code",
	.name = "indicator_code",
	.optional = true,
	.key = true,
	.check = check_code},
    {.head = "basis", .name = "basis", .kind = CELL_WORD, .words = WORDS("printed", "subject")},
    {.head = "main", .name = "is_main", .kind = CELL_WORD, .words = WORDS("yes", "no")},
    {.head = "note", .name = "note", .optional = true},
    {.head = "source", .name = "source"},
};

/* How often in the document's words, and once more as the indicator itself has it: not stored. */
static const struct column cadence_columns[] = {
    {.head = "indicator_code", .name = "indicator_code", .key = true, .check = check_code},
    {.head = "indicator_name"},
    {.head = "cadence", .kind = CELL_WORD, .words = WORDS("month", "quarter", "half-year", "year")},
    {.head = "cadence_printed", .optional = true},
    {.head = "source", .optional = true},
    {.head = "by_month", .kind = CELL_WORD, .words = WORDS("yes", "no")},
    {.head = "by_month_source", .optional = true},
    {.head = "by_department", .kind = CELL_WORD, .words = WORDS("yes", "optional", "no")},
    {.head = "by_department_source", .optional = true},
    {.head = "analysis_text",
	.name = "analysis_text",
	.kind = CELL_WORD,
	.words = WORDS("yes", "optional", "no")},
    {.head = "analysis_cadence",
	.name = "analysis_cadence",
	.optional = true,
	.check = check_analysis_cadence},
    {.head = "analysis_by", .name = "analysis_by", .optional = true, .check = check_reporters},
    {.head = "analysis_source", .name = "analysis_source", .optional = true},
    {.head = "today_frequency", .optional = true},
    {.head = "today_by_department", .optional = true},
    {.head = "changed", .optional = true},
    {.head = "note", .optional = true},
};

static const struct column reporting_columns[] = {
    {.head = "target_code", .name = "target_code", .key = true, .check = check_code},
    {.head = "indicator_code",
	.name = "indicator_code",
	.optional = true,
	.key = true,
	.check = check_code},
    {.head = "reporter",
	.name = "reporter",
	.kind = CELL_WORD,
	.key = true,
	.words = WORDS("institution", "blood_station", "emergency_centre", "opo", "commission",
	    "qc_centre", "service_centre")},
    {.head = "role",
	.name = "role",
	.kind = CELL_WORD,
	.words = WORDS("primary", "additional", "second_source", "same_target")},
    {.head = "reporter_kind",
	.name = "reporter_kind",
	.optional = true,
	.check = check_reporter_kind},
    {.head = "level", .name = "level", .optional = true, .check = check_region_level},
    {.head = "judged_for", .name = "judged_for", .check = check_judged_for},
    {.head = "judged_unit",
	.name = "judged_unit",
	.kind = CELL_WORD,
	.optional = true,
	.words = WORDS("area", "key_specialty")},
    {.head = "computed_from", .name = "computed_from", .optional = true, .check = check_records},
    {.head = "computed",
	.name = "computed",
	.kind = CELL_WORD,
	.words = WORDS("always", "may", "no")},
    {.head = "typed_field",
	.name = "typed_field",
	.kind = CELL_WORD,
	.words = WORDS("yes", "fallback", "no")},
    {.head = "source", .name = "source"},
    {.head = "note", .name = "note", .optional = true},
};

static const struct column formula_columns[] = {
    {.head = "code", .key = true, .check = check_code},
    {.head = "rule", .name = "rule"},
    {.head = "source", .name = "source"},
    {.head = "note", .name = "note", .optional = true},
};

static const struct column accumulation_columns[] = {
    {.head = "element_code", .key = true, .check = check_element_code},
    {.head = "accumulation",
	.name = "accumulation",
	.kind = CELL_WORD,
	.words = WORDS("end", "none")},
    {.head = "reason"},
};

const struct file_form catalogue_forms[CATALOGUE_FILE_COUNT] = {
    [CATALOGUE_LIST] = {"lists.csv", list_columns, LENGTH(list_columns)},
    [CATALOGUE_TARGET] = {"targets.csv", target_columns, LENGTH(target_columns)},
    [CATALOGUE_ELEMENT] = {"elements.csv", element_columns, LENGTH(element_columns)},
    [CATALOGUE_INDICATOR] = {"indicators.csv", indicator_columns, LENGTH(indicator_columns)},
    [CATALOGUE_THRESHOLD] = {"thresholds.csv", threshold_columns, LENGTH(threshold_columns)},
    [CATALOGUE_STRATEGY] = {"strategies.csv", strategy_columns, LENGTH(strategy_columns)},
    [CATALOGUE_LINEAGE] = {"lineage.csv", lineage_columns, LENGTH(lineage_columns)},
    [CATALOGUE_PART] = {"part_of.csv", part_columns, LENGTH(part_columns)},
    [CATALOGUE_SPECIALTY] = {"specialties.csv", specialty_columns, LENGTH(specialty_columns)},
    [CATALOGUE_SPECIALTY_MEMBER] = {"specialty_members.csv", specialty_member_columns,
	LENGTH(specialty_member_columns)},
    [CATALOGUE_CADENCE] = {"cadence.csv", cadence_columns, LENGTH(cadence_columns)},
    [CATALOGUE_REPORTING] = {"reporters.csv", reporting_columns, LENGTH(reporting_columns)},
    [CATALOGUE_FORMULA] = {"formulas.csv", formula_columns, LENGTH(formula_columns)},
    [CATALOGUE_ACCUMULATION] = {"accumulation.csv", accumulation_columns,
	LENGTH(accumulation_columns)},
};
