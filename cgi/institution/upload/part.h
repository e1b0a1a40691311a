/* The months and departments of an uploaded table, for upload_judge. */
#ifndef INSTITUTION_UPLOAD_PART_H
#define INSTITUTION_UPLOAD_PART_H

#include "sheet.h"

/* Finds their columns in the row of heads. */
void upload_part_heads(struct upload *upload);

/* Takes up their cells in the row of an element. */
void upload_part_read(struct upload *upload, size_t element, size_t row);

/*
 * What becomes of them, and of the totals that they make, which are laid over the sheet of source.
 * After the entries were judged; fills part_values.
 */
void upload_part_judge(struct upload *upload, const struct rows *rules);

#endif
