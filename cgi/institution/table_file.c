#include "table_file.h"

#include "core/text.h"

#define FILE_MAXIMUM ((size_t)5 * 1024 * 1024)

static const char *
fault_words(struct arena *arena, const struct table *table)
{
	if (table->fault_row == 0)
		return table->fault;
	return text_format(arena, "%s：%s",
	    table->fault_column == 0 ? text_format(arena, "第 %zu 行", table->fault_row)
				     : table_place(arena, table->fault_row, table->fault_column),
	    table->fault);
}

enum status
table_file_read(struct table *out, struct buffer *lines, struct context *context, struct form *form,
    const struct part *file)
{
	enum status status;

	if (file == NULL || file->length > FILE_MAXIMUM) {
		form_error(form, "file",
		    file == NULL ? "请选择要上传的文件。"
				 : "文件超过 5 MB。请重新下载模板，只在要填的列中填写。");
		return STATUS_OK;
	}
	status = upload_import(lines, context->arena, file->data, file->length);
	if (status == STATUS_OK)
		status = table_parse(out, context->arena, lines->data);
	if (status == STATUS_OK && out->fault != NULL)
		form_error(form, "file", fault_words(context->arena, out));
	else if (status == STATUS_OK && out->cell_count == 0)
		form_error(form, "file", "文件中没有内容。请重新下载模板填写。");
	return status;
}
