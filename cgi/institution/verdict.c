#include "verdict.h"

struct verdict
verdict_reach(struct arena *arena, const struct own_return *own)
{
	struct check_finding *findings;
	struct verdict verdict = {.count = check_sheet(&findings, arena, &own->sheet)};

	verdict.findings = findings;
	for (size_t i = 0; i < verdict.count; i++) {
		bool error = check_is_error(findings[i].kind);

		verdict.errors += error;
		verdict.unexplained += !error && !findings[i].explained;
	}
	return verdict;
}

const char *
verdict_key(const struct sheet *sheet, const struct check_finding *finding)
{
	return finding->element == SHEET_NONE ? "*" : sheet->elements[finding->element].code;
}
