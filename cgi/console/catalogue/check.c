/* What must hold between the rows and files of a catalogue. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue.h"
#include "console/console.h"
#include "console/fault.h"
#include "core/arena.h"
#include "core/text.h"
#include "measure/kind.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* One table under check, with short ways to its cells. */
struct checker {
	const struct catalogue *catalogue;
	struct faults *faults;
	const struct console *console;
};

static const struct form_file *
table_of(const struct checker *checker, enum catalogue_file file)
{
	return &checker->catalogue->tables[file];
}

static const char *
cell(const struct form_file *table, size_t row, const char *head)
{
	return table->rows[row]->cells[form_file_column(table, head)];
}

#define FAULT(checker, table, row, head, ...)                                                      \
	form_file_fault(                                                                           \
	    (table), (checker)->faults, (row), form_file_column((table), (head)), __VA_ARGS__)

/* Every filled cell of that column must be a key of the other file. */
static void
check_references(const struct checker *checker, enum catalogue_file from, const char *head,
    enum catalogue_file to)
{
	const struct form_file *table = table_of(checker, from);
	size_t column = form_file_column(table, head);

	for (size_t i = 0; i < table->count; i++) {
		const char *key = table->rows[i]->cells[column];

		if (key[0] != '\0' && form_file_find(table_of(checker, to), key) < 0)
			form_file_fault(table, checker->faults, i, column, "%s \"%s\" is not in %s",
			    head, key, catalogue_forms[to].file);
	}
}

/* A threshold's document must be one that lists.csv names. */
static void
check_seed_files(const struct checker *checker)
{
	const struct form_file *lists = table_of(checker, CATALOGUE_LIST);
	const struct form_file *thresholds = table_of(checker, CATALOGUE_THRESHOLD);

	for (size_t i = 0; i < thresholds->count; i++) {
		const char *name = cell(thresholds, i, "seed_file");
		bool known = name[0] == '\0';

		for (size_t j = 0; j < lists->count && !known; j++)
			known = text_equal(cell(lists, j, "seed_file"), name);
		if (!known)
			FAULT(checker, thresholds, i, "seed_file",
			    "seed_file \"%s\" is not named in lists.csv", name);
	}
}

/* Whether code is owner, then the separator, then something. */
static bool
belongs(const char *code, const char *owner, char separator)
{
	size_t length = strlen(owner);

	return strncmp(code, owner, length) == 0 && code[length] == separator &&
	       code[length + 1] != '\0';
}

/* The list of the catalogue that a target's code begins with, or -1. */
static long
find_list_of(const struct checker *checker, const char *code)
{
	const struct form_file *lists = table_of(checker, CATALOGUE_LIST);

	for (size_t i = 0; i < lists->count; i++)
		if (belongs(code, lists->keys[i], '-'))
			return (long)i;
	return -1;
}

/* A target of this catalogue must exist and be no alias itself; other lists may be not at hand. */
static void
check_same_as(const struct checker *checker, const struct form_file *targets, size_t row)
{
	const char *same_as = cell(targets, row, "same_as");
	long other = form_file_find(targets, same_as);

	if (other < 0 && find_list_of(checker, same_as) >= 0)
		FAULT(checker, targets, row, "same_as", "same_as \"%s\" is not in targets.csv",
		    same_as);
	else if (other == (long)row)
		FAULT(checker, targets, row, "same_as", "same_as \"%s\" is the target itself",
		    same_as);
	else if (other >= 0 && cell(targets, (size_t)other, "same_as")[0] != '\0')
		FAULT(checker, targets, row, "same_as",
		    "same_as \"%s\" is itself the same as another target", same_as);
}

/* Without an indicator a target cannot be measured, unless another one of the catalogue does it. */
static void
check_is_measured(const struct checker *checker, const struct form_file *targets, size_t row)
{
	const struct form_file *indicators = table_of(checker, CATALOGUE_INDICATOR);

	if (form_file_find(targets, cell(targets, row, "same_as")) >= 0)
		return;
	for (size_t i = 0; i < indicators->count; i++)
		if (text_equal(cell(indicators, i, "target_code"), targets->keys[row]))
			return;
	FAULT(checker, targets, row, "code", "target \"%s\" has no indicator", targets->keys[row]);
}

static void
check_targets(const struct checker *checker)
{
	const struct form_file *targets = table_of(checker, CATALOGUE_TARGET);

	for (size_t i = 0; i < targets->count; i++) {
		const char *list = cell(targets, i, "list_code"), *seq = cell(targets, i, "seq");

		check_is_measured(checker, targets, i);
		if (!belongs(targets->keys[i], list, '-'))
			FAULT(checker, targets, i, "code",
			    "code \"%s\" does not begin with its list \"%s\"", targets->keys[i],
			    list);
		if (cell(targets, i, "same_as")[0] != '\0')
			check_same_as(checker, targets, i);
		for (size_t j = 0; j < i; j++)
			if (text_equal(seq, cell(targets, j, "seq")) &&
			    text_equal(list, cell(targets, j, "list_code")))
				FAULT(checker, targets, i, "seq",
				    "seq %s of list \"%s\" stands already in line %zu", seq, list,
				    targets->rows[j]->line);
	}
}

/* A target that is another one of this catalogue has no indicators or strategies of its own. */
static void
check_owner(const struct checker *checker, enum catalogue_file file)
{
	const struct form_file *targets = table_of(checker, CATALOGUE_TARGET);
	const struct form_file *table = table_of(checker, file);

	for (size_t i = 0; i < table->count; i++) {
		const char *target = cell(table, i, "target_code");
		long row = form_file_find(targets, target);

		if (row >= 0 && form_file_find(targets, cell(targets, (size_t)row, "same_as")) >= 0)
			FAULT(checker, table, i, "target_code",
			    "target_code \"%s\" is the same as \"%s\": its rows belong there",
			    target, cell(targets, (size_t)row, "same_as"));
	}
}

static bool
is_used(const struct checker *checker, const char *element)
{
	const struct form_file *indicators = table_of(checker, CATALOGUE_INDICATOR);

	for (size_t i = 0; i < indicators->count; i++)
		if (text_equal(cell(indicators, i, "numerator"), element) ||
		    text_equal(cell(indicators, i, "denominator"), element) ||
		    text_equal(cell(indicators, i, "deviation"), element))
			return true;
	return false;
}

static void
check_elements(const struct checker *checker)
{
	const struct form_file *elements = table_of(checker, CATALOGUE_ELEMENT);

	for (size_t i = 0; i < elements->count; i++) {
		const char *unit = cell(elements, i, "unit"), *name = cell(elements, i, "name");

		if (!is_used(checker, elements->keys[i]))
			FAULT(checker, elements, i, "code", "no indicator uses element \"%s\"",
			    elements->keys[i]);
		for (size_t j = 0; j < i; j++)
			if (text_equal(name, cell(elements, j, "name")))
				FAULT(checker, elements, i, "name",
				    "name \"%s\" stands already in line %zu", name,
				    elements->rows[j]->line);
		if (text_equal(cell(elements, i, "type"), "boolean") != text_equal(unit, "是/否"))
			FAULT(checker, elements, i, "type",
			    "type \"%s\" does not go with unit \"%s\"", cell(elements, i, "type"),
			    unit);
	}
}

/* Units that a kind of indicator may have, with their factors. */
static const struct {
	const char *kind;
	const char *unit;
	const char *factor;
} units[] = {
    {"proportion", "%", "100"},
    {"proportion", "‰", "1000"},
    {"rate", "例/百出院人次", "100"},
    {"rate", "例/千导管日", "1000"},
    {"rate", "DDDs/100人天", "100"},
    {"ratio", "%", "100"},
    {"mean", "袋（瓶）/床日", "1"},
    {"mean", "mL/床日", "1"},
    {"mean", "种/人次", "1"},
    {"mean", "小时", "1"},
    {"mean", "分钟", "1"},
    {"mean", "月", "1"},
    {"mean", "天", "1"},
    {"mean", "元", "1"},
    {"mean", "分", "1"},
    {"mean", "权重/例", "1"},
    {"count", "个", "1"},
    {"count", "项", "1"},
    {"count", "家", "1"},
    {"count", "份", "1"},
    {"count", "次", "1"},
    {"count", "种", "1"},
    {"count", "期", "1"},
    {"count", "次/季度", "1"},
    {"level", "次/半年", "1"},
    {"checklist", "是/否", "1"},
    {"checklist", "项", "1"},
};

static void
check_unit(const struct checker *checker, const struct form_file *indicators, size_t row)
{
	const char *kind = cell(indicators, row, "kind"), *unit = cell(indicators, row, "unit");
	const char *factor = cell(indicators, row, "factor");

	for (size_t i = 0; i < LENGTH(units); i++) {
		if (!text_equal(units[i].kind, kind) || !text_equal(units[i].unit, unit))
			continue;
		if (!text_equal(units[i].factor, factor))
			FAULT(checker, indicators, row, "factor",
			    "factor %s does not go with unit \"%s\": %s expected", factor, unit,
			    units[i].factor);
		return;
	}
	FAULT(checker, indicators, row, "unit", "unit \"%s\" is not known for a %s", unit, kind);
}

static void
check_elements_of(const struct checker *checker, const struct form_file *indicators, size_t row)
{
	const char *kind = cell(indicators, row, "kind");
	const char *numerator = cell(indicators, row, "numerator");
	const char *denominator = cell(indicators, row, "denominator");
	enum measure_kind known;
	bool single = measure_kind_find(&known, kind) && !measure_kind_has_denominator(known);

	if (single && denominator[0] != '\0')
		FAULT(checker, indicators, row, "denominator",
		    "denominator \"%s\" where a %s has none", denominator, kind);
	if (!single && denominator[0] == '\0')
		FAULT(checker, indicators, row, "denominator", "a %s needs a denominator", kind);
	if (text_equal(numerator, denominator) && denominator[0] != '\0')
		FAULT(checker, indicators, row, "denominator",
		    "numerator and denominator are both \"%s\"", denominator);
}

/* A deviation is of something measured, and in the unit of its mean. */
static void
check_deviation(const struct checker *checker, const struct form_file *indicators, size_t row)
{
	const struct form_file *elements = table_of(checker, CATALOGUE_ELEMENT);
	const char *deviation = cell(indicators, row, "deviation");
	const char *kind = cell(indicators, row, "kind"), *unit = cell(indicators, row, "unit");
	long element = form_file_find(elements, deviation);
	enum measure_kind known;

	if (deviation[0] == '\0')
		return;
	if (measure_kind_find(&known, kind) && !measure_kinds[known].measured)
		FAULT(checker, indicators, row, "deviation", "deviation \"%s\" where a %s has none",
		    deviation, kind);
	if (element >= 0 && !text_equal(cell(elements, (size_t)element, "unit"), unit))
		FAULT(checker, indicators, row, "deviation",
		    "deviation \"%s\" is in \"%s\" where its mean is in \"%s\"", deviation,
		    cell(elements, (size_t)element, "unit"), unit);
}

/* Yes or no goes with boolean elements, and a target asks for a pair once. */
static void
check_use(const struct checker *checker, const struct form_file *indicators, size_t row)
{
	const struct form_file *elements = table_of(checker, CATALOGUE_ELEMENT);
	const char *numerator = cell(indicators, row, "numerator");
	const char *unit = cell(indicators, row, "unit");
	long element = form_file_find(elements, numerator);

	if (element >= 0 && text_equal(cell(elements, (size_t)element, "type"), "boolean") !=
				text_equal(unit, "是/否"))
		FAULT(checker, indicators, row, "unit",
		    "unit \"%s\" does not go with the type of element \"%s\"", unit, numerator);
	for (size_t i = 0; i < row; i++)
		if (text_equal(
			cell(indicators, i, "target_code"), cell(indicators, row, "target_code")) &&
		    text_equal(cell(indicators, i, "numerator"), numerator) &&
		    text_equal(
			cell(indicators, i, "denominator"), cell(indicators, row, "denominator")))
			FAULT(checker, indicators, row, "numerator",
			    "the target has the same numerator and denominator in line %zu already",
			    indicators->rows[i]->line);
}

/* The same pair must be the same kind of number wherever it stands. */
static void
check_pair(const struct checker *checker, const struct form_file *indicators, size_t row)
{
	static const char *const heads[] = {"kind", "unit", "factor", "direction", "deviation"};
	size_t first = 0;

	while (first < row && !(text_equal(cell(indicators, first, "numerator"),
				    cell(indicators, row, "numerator")) &&
				  text_equal(cell(indicators, first, "denominator"),
				      cell(indicators, row, "denominator"))))
		first++;
	for (size_t i = 0; first < row && i < LENGTH(heads); i++) {
		const char *here = cell(indicators, row, heads[i]);
		const char *there = cell(indicators, first, heads[i]);

		if (!text_equal(here, there))
			FAULT(checker, indicators, row, heads[i],
			    "%s \"%s\" where the same numerator and denominator have \"%s\" in "
			    "line "
			    "%zu",
			    heads[i], here, there, indicators->rows[first]->line);
	}
}

static void
check_indicators(const struct checker *checker)
{
	const struct form_file *indicators = table_of(checker, CATALOGUE_INDICATOR);

	for (size_t i = 0; i < indicators->count; i++) {
		const char *target = cell(indicators, i, "target_code");

		if (!belongs(indicators->keys[i], target, '.'))
			FAULT(checker, indicators, i, "code",
			    "code \"%s\" does not begin with its target \"%s\"",
			    indicators->keys[i], target);
		check_unit(checker, indicators, i);
		check_elements_of(checker, indicators, i);
		check_deviation(checker, indicators, i);
		check_use(checker, indicators, i);
		check_pair(checker, indicators, i);
	}
}

static void
check_thresholds(const struct checker *checker)
{
	const struct form_file *thresholds = table_of(checker, CATALOGUE_THRESHOLD);
	const struct form_file *indicators = table_of(checker, CATALOGUE_INDICATOR);

	for (size_t i = 0; i < thresholds->count; i++) {
		const char *op = cell(thresholds, i, "op"), *value = cell(thresholds, i, "value");
		const char *to = cell(thresholds, i, "value_to");
		const char *nature = cell(thresholds, i, "nature");
		const char *unit = cell(thresholds, i, "unit");
		bool trend = text_equal(op, "up") || text_equal(op, "down");
		long indicator = form_file_find(indicators, cell(thresholds, i, "indicator_code"));

		if (trend != (value[0] == '\0'))
			FAULT(checker, thresholds, i, "value",
			    trend ? "value \"%s\" where op \"%s\" takes none"
				  : "value \"%s\" where op \"%s\" needs one",
			    value, op);
		if (text_equal(op, "range") != (to[0] != '\0') ||
		    (to[0] != '\0' && strtod(to, NULL) <= strtod(value, NULL)))
			FAULT(checker, thresholds, i, "value_to",
			    "value_to \"%s\" does not go with op \"%s\" and value \"%s\"", to, op,
			    value);
		if (trend != text_equal(nature, "direction"))
			FAULT(checker, thresholds, i, "nature",
			    "nature \"%s\" does not go with op \"%s\"", nature, op);
		if (trend != (unit[0] == '\0'))
			FAULT(checker, thresholds, i, "unit",
			    "unit \"%s\" does not go with op \"%s\"", unit, op);
		else if (!trend && indicator >= 0 &&
			 !text_equal(unit, cell(indicators, (size_t)indicator, "unit")))
			FAULT(checker, thresholds, i, "unit",
			    "unit \"%s\" where the indicator has \"%s\"", unit,
			    cell(indicators, (size_t)indicator, "unit"));
	}
}

static void
check_lineage(const struct checker *checker)
{
	const struct form_file *lineage = table_of(checker, CATALOGUE_LINEAGE);

	for (size_t i = 0; i < lineage->count; i++)
		if (text_equal(cell(lineage, i, "from_target"), cell(lineage, i, "to_target")))
			FAULT(checker, lineage, i, "to_target",
			    "to_target \"%s\" is from_target as well",
			    cell(lineage, i, "to_target"));
}

/* A target stands in the document of its list. */
static void
check_documents(const struct checker *checker)
{
	const struct form_file *lists = table_of(checker, CATALOGUE_LIST);
	const struct form_file *targets = table_of(checker, CATALOGUE_TARGET);

	for (size_t i = 0; i < targets->count; i++) {
		long list = form_file_find(lists, cell(targets, i, "list_code"));
		const char *file = cell(targets, i, "seed_file");

		if (list >= 0 && !text_equal(file, cell(lists, (size_t)list, "seed_file")))
			FAULT(checker, targets, i, "seed_file",
			    "seed_file \"%s\" where the list has \"%s\"", file,
			    cell(lists, (size_t)list, "seed_file"));
	}
}

void
catalogue_check(
    const struct catalogue *catalogue, struct faults *faults, const struct console *console)
{
	const struct checker checker = {catalogue, faults, console};

	check_references(&checker, CATALOGUE_TARGET, "list_code", CATALOGUE_LIST);
	check_targets(&checker);
	check_elements(&checker);
	check_references(&checker, CATALOGUE_INDICATOR, "target_code", CATALOGUE_TARGET);
	check_references(&checker, CATALOGUE_INDICATOR, "numerator", CATALOGUE_ELEMENT);
	check_references(&checker, CATALOGUE_INDICATOR, "denominator", CATALOGUE_ELEMENT);
	check_references(&checker, CATALOGUE_INDICATOR, "deviation", CATALOGUE_ELEMENT);
	check_owner(&checker, CATALOGUE_INDICATOR);
	check_indicators(&checker);
	check_references(&checker, CATALOGUE_THRESHOLD, "indicator_code", CATALOGUE_INDICATOR);
	check_thresholds(&checker);
	check_references(&checker, CATALOGUE_STRATEGY, "target_code", CATALOGUE_TARGET);
	check_owner(&checker, CATALOGUE_STRATEGY);
	check_references(&checker, CATALOGUE_LINEAGE, "from_target", CATALOGUE_TARGET);
	check_references(&checker, CATALOGUE_LINEAGE, "to_target", CATALOGUE_TARGET);
	check_lineage(&checker);
	check_references(&checker, CATALOGUE_PART, "child_element", CATALOGUE_ELEMENT);
	check_references(&checker, CATALOGUE_PART, "parent_element", CATALOGUE_ELEMENT);
	catalogue_check_parts(table_of(&checker, CATALOGUE_PART), faults, console);
	check_references(
	    &checker, CATALOGUE_SPECIALTY_MEMBER, "specialty_code", CATALOGUE_SPECIALTY);
	check_references(&checker, CATALOGUE_SPECIALTY_MEMBER, "target_code", CATALOGUE_TARGET);
	check_references(
	    &checker, CATALOGUE_SPECIALTY_MEMBER, "indicator_code", CATALOGUE_INDICATOR);
	catalogue_check_members(catalogue, faults);
	check_references(&checker, CATALOGUE_CADENCE, "indicator_code", CATALOGUE_INDICATOR);
	check_references(&checker, CATALOGUE_REPORTING, "target_code", CATALOGUE_TARGET);
	check_references(&checker, CATALOGUE_REPORTING, "indicator_code", CATALOGUE_INDICATOR);
	check_references(&checker, CATALOGUE_FORMULA, "code", CATALOGUE_INDICATOR);
	catalogue_check_reporters(catalogue, faults);
	check_references(&checker, CATALOGUE_ACCUMULATION, "element_code", CATALOGUE_ELEMENT);
	check_documents(&checker);
	check_seed_files(&checker);
}
