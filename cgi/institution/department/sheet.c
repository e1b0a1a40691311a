/* /institution/department/<id>/sheet/<quarter>: the sheet that a head of department prints, signs
 * and answers. */
#include "core/page.h"
#include "core/page_parts.h"
#include "core/rows.h"
#include "core/view.h"
#include "figures.h"
#include "institution/page.h"

enum status
department_sheet_get(struct context *context)
{
	struct department_page page = {0};
	struct view *view;
	enum status status = department_load(&page, context, context->segments[1]);

	if (status != STATUS_OK)
		return status;
	view = page_view(context, "科室质量指标表");
	page_crumb(view, "科室", "/institution/department/");
	page_crumb(view, rows_text(page.row, 0, "name"), department_url(context, NULL, NULL));
	page_crumb(view, "科室质量指标表", NULL);
	department_view(view, context, &page);
	view_text(view, "answer_url", department_url(context, "answer", page.period));
	view_text(view, "institution", context->session->organisation_name);
	return page_show(context, "institution/department/sheet", view);
}
