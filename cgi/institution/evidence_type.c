#include "evidence_type.h"

#include <magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define OFFICE "application/vnd.openxmlformats-officedocument."

struct type {
	const char *found;     /* by libmagic */
	const char *extension; /* the file's name ends so */
	const char *media;     /* what it is kept and sent as */
};

static const struct type types[] = {
    {"application/pdf", "pdf", "application/pdf"},
    {"image/png", "png", "image/png"},
    {"image/jpeg", "jpg", "image/jpeg"},
    {"image/jpeg", "jpeg", "image/jpeg"},
    {OFFICE "wordprocessingml.document", "docx", OFFICE "wordprocessingml.document"},
    {OFFICE "spreadsheetml.sheet", "xlsx", OFFICE "spreadsheetml.sheet"},
    {OFFICE "presentationml.presentation", "pptx", OFFICE "presentationml.presentation"},
    {"application/msword", "doc", "application/msword"},
    {"application/vnd.ms-excel", "xls", "application/vnd.ms-excel"},
    {"application/vnd.ms-powerpoint", "ppt", "application/vnd.ms-powerpoint"},
    /* Files of that time whose program libmagic cannot tell. */
    {"application/CDFV2", "doc", "application/msword"},
    {"application/CDFV2", "xls", "application/vnd.ms-excel"},
    {"application/CDFV2", "ppt", "application/vnd.ms-powerpoint"},
};

static bool
ends_with(const char *filename, const char *extension)
{
	const char *dot = strrchr(filename, '.');

	return dot != NULL && strcasecmp(dot + 1, extension) == 0;
}

static const char *
match(const char *found, const char *filename)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (strcmp(types[i].found, found) == 0 && ends_with(filename, types[i].extension))
			return types[i].media;
	}
	return NULL;
}

const char *
evidence_type_find(const char *data, size_t length, const char *filename)
{
	const char *found, *media = NULL;
	magic_t magic = magic_open(MAGIC_MIME_TYPE);

	if (magic == NULL)
		return NULL;
	if (magic_load(magic, NULL) != 0)
		fprintf(stderr, "evidence: libmagic: %s\n", magic_error(magic));
	else if ((found = magic_buffer(magic, data, length)) != NULL)
		media = match(found, filename);
	magic_close(magic);
	return media;
}
