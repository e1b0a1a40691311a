#include "report.h"

#include <string.h>

#include "core/text.h"
#include "importer.h"

#define REPLACEMENT "\xef\xbf\xbd"

struct report
report_begin(struct arena *arena)
{
	struct report report = {.arena = arena, .lines = buffer_create(arena, 4096)};

	buffer_append_text(&report.lines, "rows\t1\n");
	return report;
}

/* Up to IMPORT_TEXT bytes, never half a character. */
static size_t
cut(const char *text)
{
	size_t length = strlen(text);

	if (length <= IMPORT_TEXT)
		return length;
	length = IMPORT_TEXT;
	while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
		length--;
	return length;
}

static void
append_text(struct buffer *out, const char *text)
{
	size_t length = cut(text);

	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)text[i];

		if (byte == '\\')
			buffer_append_text(out, "\\\\");
		else if (byte == '\n')
			buffer_append_text(out, "\\n");
		else if (byte == '\r')
			buffer_append_text(out, "\\r");
		else if (byte == '\t')
			buffer_append_text(out, "\\t");
		else if (byte < ' ' || byte == 0x7f)
			buffer_append_text(out, REPLACEMENT);
		else
			buffer_append_char(out, (char)byte);
	}
}

void
report_file(struct report *report, const char *kind, const char *encoding)
{
	buffer_append_format(&report->lines, "file\t%s\t%s\n", kind, encoding);
}

void
report_sheet(struct report *report, const char *name, size_t count)
{
	buffer_append_text(&report->lines, "sheet\t");
	append_text(&report->lines, name);
	buffer_append_format(&report->lines, "\t%zu\n", count);
}

void
report_cell(struct report *report, size_t row, size_t column, const char *flags, const char *text)
{
	if (report->failed || (text[0] == '\0' && strchr(flags, 'f') == NULL))
		return;
	if (row > IMPORT_ROWS) {
		report_fault(report, row, 0,
		    text_format(report->arena,
			"表格超过 %d 行。请只保留模板中的行，删除其余的行后重新上传。",
			IMPORT_ROWS));
		return;
	}
	if (column > IMPORT_COLUMNS || report->cells == IMPORT_CELLS) {
		report_fault(
		    report, row, 0, "表格的内容远多于模板。请重新下载模板，只在“本期”一列填写。");
		return;
	}
	report->cells++;
	buffer_append_format(&report->lines, "cell\t%zu\t%zu\t%s\t", row, column, flags);
	append_text(&report->lines, text);
	buffer_append_char(&report->lines, '\n');
}

void
report_merge(struct report *report, const size_t corners[4])
{
	if (!report->failed)
		buffer_append_format(&report->lines, "merge\t%zu\t%zu\t%zu\t%zu\n", corners[0],
		    corners[1], corners[2], corners[3]);
}

void
report_fault(struct report *report, size_t row, size_t column, const char *words)
{
	if (!report->failed)
		buffer_append_format(&report->lines, "fault\t%zu\t%zu\t%s\n", row, column, words);
	report->failed = true;
}

void
report_end(struct report *report)
{
	if (!report->failed)
		buffer_append_format(&report->lines, "end\t%zu\n", report->cells);
}
