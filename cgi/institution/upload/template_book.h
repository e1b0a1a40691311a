/* Workbooks that people fill in and send back: locked, with notes; and their marked copies. */
#ifndef INSTITUTION_UPLOAD_TEMPLATE_BOOK_H
#define INSTITUTION_UPLOAD_TEMPLATE_BOOK_H

#include "sheet.h"

/* The template as XLSX, as CSV. */
enum status template_book_write(
    struct buffer *out, struct arena *arena, const struct template_source *source) MUST_CHECK;
struct buffer template_text_write(struct arena *arena, const struct template_source *source);

/* An uploaded table as it was, its faults in colour and as comments. */
enum status template_book_mark(
    struct buffer *out, struct arena *arena, const struct upload *upload) MUST_CHECK;

#endif
