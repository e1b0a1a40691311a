/* What may stand in a cell of the catalogue's files: each gives what is wrong with it, as in
 * "is not ...", or NULL. */
#ifndef CONSOLE_CATALOGUE_CELL_H
#define CONSOLE_CATALOGUE_CELL_H

#include <stddef.h>

#define WORDS(...)                                                                                 \
	(const char *const[])                                                                      \
	{                                                                                          \
		__VA_ARGS__, NULL                                                                  \
	}

#define REPORTERS                                                                                  \
	"institution", "commission", "qc_centre", "opo", "exam_centre", "blood_station", "ems"

const char *cell_check_code(const char *cell);
const char *cell_check_element_code(const char *cell);
const char *cell_check_kind(const char *cell);
const char *cell_check_year(const char *cell);
const char *cell_check_seed_file(const char *cell);
const char *cell_check_applies_to(const char *cell);
const char *cell_check_levels(const char *cell);
const char *cell_check_kinds(const char *cell);
const char *cell_check_years(const char *cell);
const char *cell_check_lines(const char *cell);
const char *cell_check_element_unit(const char *cell);
const char *cell_check_analysis_cadence(const char *cell);
const char *cell_check_reporters(const char *cell);
const char *cell_check_reporter_kind(const char *cell);
const char *cell_check_region_level(const char *cell);
const char *cell_check_judged_for(const char *cell);
const char *cell_check_records(const char *cell);
const char *cell_check_minimum(const char *cell);

#endif
