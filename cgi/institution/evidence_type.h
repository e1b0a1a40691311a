/* What a file of evidence may be: told by its content (libmagic), not by what the browser says. */
#ifndef INSTITUTION_EVIDENCE_TYPE_H
#define INSTITUTION_EVIDENCE_TYPE_H

#include <stddef.h>

#define EVIDENCE_TYPES "PDF、图片（JPG、PNG）或办公文件（DOC、DOCX、XLS、XLSX、PPT、PPTX）"

/*
 * The media type of the bytes, if it is one that is taken and the name ends as such files do: what
 * is opened is what it seems.  NULL otherwise.
 */
const char *evidence_type_find(const char *data, size_t length, const char *filename);

#endif
