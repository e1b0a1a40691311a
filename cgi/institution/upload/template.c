/* /institution/return/<id>/template.xlsx, …/template.csv: a return to be filled in elsewhere. */
#include "core/page.h"
#include "core/text.h"
#include "institution/page.h"
#include "template_book.h"

static const char *
file_name(struct context *context, const struct template_source *source, const char *extension)
{
	return text_format(context->arena, "%s_%s_填报模板.%s",
	    rows_text(source->institution, 0, "name"), rows_text(source->own.head, 0, "period"),
	    extension);
}

enum status
template_xlsx_get(struct context *context)
{
	struct template_source source;
	struct buffer book;
	enum status status = template_load(&source, context);

	if (status == STATUS_OK)
		status = template_book_write(&book, context->arena, &source);
	if (status != STATUS_OK)
		return status;
	return page_file(context,
	    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	    file_name(context, &source, "xlsx"), &book);
}

enum status
template_csv_get(struct context *context)
{
	struct template_source source;
	struct buffer text;
	enum status status = template_load(&source, context);

	if (status != STATUS_OK)
		return status;
	text = template_text_write(context->arena, &source);
	return page_file(
	    context, "text/csv; charset=utf-8", file_name(context, &source, "csv"), &text);
}
