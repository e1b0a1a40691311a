/* The preview of an uploaded table as its template wants it. */
#ifndef INSTITUTION_UPLOAD_VIEW_H
#define INSTITUTION_UPLOAD_VIEW_H

#include "core/template.h"
#include "sheet.h"

struct upload_page {
	struct template_source source;
	const struct rows *file; /* one row of upload_load */
	struct table table;
	struct upload upload;
};

void upload_view(struct view *view, struct arena *arena, const struct upload_page *page);

#endif
