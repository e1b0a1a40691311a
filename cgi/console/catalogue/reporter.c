/* What must hold in reporters.csv: each indicator has one that answers for it, each target at least
 * one. */
#include <string.h>

#include "catalogue.h"
#include "console/console.h"
#include "console/fault.h"
#include "core/text.h"

struct reporters {
	const struct form_file *rows;
	const struct form_file *indicators;
	const struct form_file *targets;
	const struct form_file *formulas;
	struct faults *faults;
};

static const char *
cell(const struct form_file *table, size_t row, const char *head)
{
	return table->rows[row]->cells[form_file_column(table, head)];
}

static void
fault(const struct reporters *reporters, size_t row, const char *head, const char *text)
{
	form_file_fault(reporters->rows, reporters->faults, row,
	    form_file_column(reporters->rows, head), "%s \"%s\" %s", head,
	    cell(reporters->rows, row, head), text);
}

/* The word that indicators.csv has for such a reporter: a kind of institution that is no hospital
 * is one. */
static const char *
reporter_word(const struct reporters *reporters, size_t row)
{
	static const char *const kinds[] = {"blood_station", "opo", "ems", "exam_centre"};
	const char *kind = cell(reporters->rows, row, "reporter_kind");

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (text_equal(kind, kinds[i]))
			return kind;
	}
	return cell(reporters->rows, row, "reporter");
}

static void
check_row(const struct reporters *reporters, size_t row)
{
	const struct form_file *rows = reporters->rows;
	const char *code = cell(rows, row, "indicator_code");
	const char *records = cell(rows, row, "computed_from");
	const char *role = cell(rows, row, "role");
	long indicator = form_file_find(reporters->indicators, code);

	if (text_equal(cell(rows, row, "computed"), "no") != (records[0] == '\0'))
		fault(reporters, row, "computed_from", "does not go with computed");
	if (records[0] == '\0' && !text_equal(cell(rows, row, "typed_field"), "yes"))
		fault(reporters, row, "typed_field", "where no record answers either");
	if (text_equal(role, "same_target") != (code[0] == '\0'))
		fault(reporters, row, "role", "does not go with indicator_code");
	if (indicator < 0)
		return;
	if (!text_equal(cell(rows, row, "target_code"),
		cell(reporters->indicators, (size_t)indicator, "target_code")))
		fault(reporters, row, "target_code", "is not the indicator's");
	if (text_equal(role, "primary") &&
	    !text_equal(reporter_word(reporters, row),
		cell(reporters->indicators, (size_t)indicator, "reporter")))
		fault(reporters, row, "reporter", "is not who reports it in indicators.csv");
}

/* How many rows have that role for the code in that column. */
static size_t
count_of(const struct reporters *reporters, const char *head, const char *code, const char *role)
{
	size_t count = 0;

	for (size_t row = 0; row < reporters->rows->count; row++)
		if (text_equal(cell(reporters->rows, row, head), code) &&
		    text_equal(cell(reporters->rows, row, "role"), role))
			count++;
	return count;
}

static void
check_answered(const struct reporters *reporters)
{
	const struct form_file *indicators = reporters->indicators, *targets = reporters->targets;

	for (size_t i = 0; i < indicators->count; i++) {
		const char *code = indicators->keys[i];
		size_t primary = count_of(reporters, "indicator_code", code, "primary");

		if (primary != 1)
			form_file_fault(indicators, reporters->faults, i,
			    form_file_column(indicators, "code"),
			    "indicator \"%s\" has %zu primary rows in reporters.csv, not 1", code,
			    primary);
	}
	for (size_t i = 0; i < targets->count; i++) {
		const char *same_as = cell(targets, i, "same_as");

		if (form_file_find(targets, same_as) >= 0 &&
		    count_of(reporters, "target_code", targets->keys[i], "same_target") != 1)
			form_file_fault(targets, reporters->faults, i,
			    form_file_column(targets, "code"),
			    "target \"%s\" is another one and has not one row of role same_target",
			    targets->keys[i]);
	}
}

/* A rule says how records give the number: something must be computed. */
static void
check_formulas(const struct reporters *reporters)
{
	for (size_t i = 0; i < reporters->formulas->count; i++) {
		const char *code = reporters->formulas->keys[i];
		bool computed = false;

		for (size_t row = 0; row < reporters->rows->count && !computed; row++)
			computed = text_equal(cell(reporters->rows, row, "indicator_code"), code) &&
				   text_equal(cell(reporters->rows, row, "computed"), "always");
		if (!computed)
			form_file_fault(reporters->formulas, reporters->faults, i,
			    form_file_column(reporters->formulas, "code"),
			    "indicator \"%s\" is computed from no record in reporters.csv", code);
	}
}

void
catalogue_check_reporters(const struct catalogue *catalogue, struct faults *faults)
{
	const struct reporters reporters = {
	    .rows = &catalogue->tables[CATALOGUE_REPORTING],
	    .indicators = &catalogue->tables[CATALOGUE_INDICATOR],
	    .targets = &catalogue->tables[CATALOGUE_TARGET],
	    .formulas = &catalogue->tables[CATALOGUE_FORMULA],
	    .faults = faults,
	};

	for (size_t row = 0; row < reporters.rows->count; row++)
		check_row(&reporters, row);
	check_answered(&reporters);
	check_formulas(&reporters);
}
