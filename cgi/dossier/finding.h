/* A list of findings that grows; check.c and nest.c fill it. */
#ifndef DOSSIER_FINDING_H
#define DOSSIER_FINDING_H

#include "check.h"

struct findings {
	struct arena *arena;
	const struct sheet *sheet;
	struct check_finding *items;
	size_t count;
	size_t room;
};

/* other may be SHEET_NONE; with element SHEET_NONE it is about the return as a whole. */
void finding_add(struct findings *findings, enum check_kind kind, size_t element, size_t other,
    const char *message);

/* The same pair may serve several indicators; it is named once. */
bool finding_known(
    const struct findings *findings, enum check_kind kind, size_t element, size_t other);

#endif
