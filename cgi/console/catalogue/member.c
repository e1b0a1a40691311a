/* What must hold in specialty_members.csv: every indicator belongs to one specialty first. */
#include "catalogue.h"
#include "console/fault.h"
#include "core/text.h"

static const char *
cell(const struct form_file *table, size_t row, const char *head)
{
	return table->rows[row]->cells[form_file_column(table, head)];
}

/* An indicator stands with its own target, and only a target without any stands alone. */
static void
check_indicator(const struct catalogue *catalogue, struct faults *faults, size_t row)
{
	const struct form_file *members = &catalogue->tables[CATALOGUE_SPECIALTY_MEMBER];
	const struct form_file *targets = &catalogue->tables[CATALOGUE_TARGET];
	const struct form_file *indicators = &catalogue->tables[CATALOGUE_INDICATOR];
	const char *target = cell(members, row, "target_code");
	const char *code = cell(members, row, "indicator_code");
	long known = form_file_find(targets, target);
	long indicator = form_file_find(indicators, code);
	size_t column = form_file_column(members, "indicator_code");

	if (code[0] == '\0' && known >= 0 && cell(targets, (size_t)known, "same_as")[0] == '\0')
		form_file_fault(members, faults, row, column,
		    "indicator_code is empty, and target \"%s\" is not the same as another",
		    target);
	if (indicator >= 0 &&
	    !text_equal(cell(indicators, (size_t)indicator, "target_code"), target))
		form_file_fault(members, faults, row, column,
		    "indicator_code \"%s\" is not of target \"%s\"", code, target);
}

/* How many rows name an indicator as theirs first. */
static size_t
count_main(const struct form_file *members, const char *indicator)
{
	size_t count = 0;

	for (size_t i = 0; i < members->count; i++)
		count += text_equal(cell(members, i, "indicator_code"), indicator) &&
			 text_equal(cell(members, i, "main"), "yes");
	return count;
}

void
catalogue_check_members(const struct catalogue *catalogue, struct faults *faults)
{
	const struct form_file *members = &catalogue->tables[CATALOGUE_SPECIALTY_MEMBER];
	const struct form_file *indicators = &catalogue->tables[CATALOGUE_INDICATOR];

	for (size_t i = 0; i < members->count; i++)
		check_indicator(catalogue, faults, i);
	for (size_t i = 0; i < indicators->count; i++) {
		size_t count = count_main(members, indicators->keys[i]);

		if (count != 1)
			form_file_fault(indicators, faults, i, form_file_column(indicators, "code"),
			    "indicator \"%s\" belongs to %zu specialties first, not to one",
			    indicators->keys[i], count);
	}
}
