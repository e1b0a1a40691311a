/* A table that somebody uploads in place of a form: how it is read. */
#ifndef INSTITUTION_TABLE_FILE_H
#define INSTITUTION_TABLE_FILE_H

#include "core/form.h"
#include "core/upload_table.h"

/* The file itself is no field of the form; what is wrong with it is said at this one. */
#define TABLE_FILE_FIELD(type, member)                                                             \
	{                                                                                          \
		.name = "file", .label = "XLSX 或 CSV 文件",                                       \
		.hint = "不超过 5 MB。CSV 可以是 UTF-8、GB18030（GBK）或 UTF-16 编码，自动识别。", \
		.kind = FIELD_TEXT, .offset = offsetof(type, member)                               \
	}

/*
 * Reads it; lines: what the importer wrote.  What is wrong with it as a whole becomes an error of
 * the form, and the status is OK.
 */
enum status table_file_read(struct table *out, struct buffer *lines, struct context *context,
    struct form *form, const struct part *file) MUST_CHECK;

#endif
