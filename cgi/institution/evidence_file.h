/* A file of evidence out of a posted form: judged, and put where evidence lies. */
#ifndef INSTITUTION_EVIDENCE_FILE_H
#define INSTITUTION_EVIDENCE_FILE_H

#include <stddef.h>

#include "core/status.h"
#include "evidence_type.h"

#define EVIDENCE_HINT EVIDENCE_TYPES "，不超过 10 MB。"

struct arena;
struct part;

struct evidence_file {
	const char *name;  /* without the folders that some browsers send */
	const char *media; /* what its content is */
	const char *data;
	const char *stored; /* set by evidence_file_store, as are these two */
	const char *digest;
	const char *size;
	size_t length;
};

/* NULL, or what is wrong with it; file: NULL if none was sent. */
const char *evidence_file_judge(struct evidence_file *out, const struct part *file);

/*
 * Writes it.  evidence_store_remove(stored) if it is not put on record after all: a commit that
 * fails later leaves a file that nobody knows of, better than the reverse.
 */
enum status evidence_file_store(struct evidence_file *file, struct arena *arena) MUST_CHECK;

#endif
