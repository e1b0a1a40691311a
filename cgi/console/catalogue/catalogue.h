/* The official lists as CSV files: their forms, and what must hold between them. */
#ifndef CONSOLE_CATALOGUE_CATALOGUE_H
#define CONSOLE_CATALOGUE_CATALOGUE_H

#include "console/form_file.h"

enum catalogue_file {
	CATALOGUE_LIST,
	CATALOGUE_TARGET,
	CATALOGUE_ELEMENT,
	CATALOGUE_INDICATOR,
	CATALOGUE_THRESHOLD,
	CATALOGUE_STRATEGY,
	CATALOGUE_LINEAGE,
	CATALOGUE_PART,
	CATALOGUE_SPECIALTY,
	CATALOGUE_SPECIALTY_MEMBER,
	CATALOGUE_CADENCE,
	CATALOGUE_REPORTING,
	CATALOGUE_FORMULA,
	CATALOGUE_ACCUMULATION, /* may be missing: then every element sums up */
	CATALOGUE_FILE_COUNT
};

struct catalogue {
	struct form_file tables[CATALOGUE_FILE_COUNT];
};

extern const struct file_form catalogue_forms[CATALOGUE_FILE_COUNT];

/* Adds a fault for whatever does not fit together. */
void catalogue_check(
    const struct catalogue *catalogue, struct faults *faults, const struct console *console);

/* The same of part_of.csv alone; catalogue_check calls it. */
void catalogue_check_parts(
    const struct form_file *parts, struct faults *faults, const struct console *console);

/* The same of specialty_members.csv, once its references are known to exist; catalogue_check calls
 * it. */
void catalogue_check_members(const struct catalogue *catalogue, struct faults *faults);

/* The same of reporters.csv and formulas.csv: every indicator, and every target that has none of
 * its own, is answered by one. */
void catalogue_check_reporters(const struct catalogue *catalogue, struct faults *faults);

#endif
