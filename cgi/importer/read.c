/* Which kind of file it is, and texts: CSV, or tabs between the cells. */
#include <string.h>

#include "archive.h"
#include "core/arena.h"
#include "core/csv.h"
#include "core/encoding.h"
#include "importer.h"
#include "report.h"
#include "workbook.h"

#define LINES_MAXIMUM 50000
#define CELLS_MAXIMUM 1000000
#define FIRST_LINES   40

static size_t
count_of(const char *text, char wanted)
{
	size_t count = 0;

	for (; (text = strchr(text, wanted)) != NULL; text++)
		count++;
	return count;
}

/* Line and cell of a byte, counted in the file as it came. */
static void
report_bad_byte(struct report *report, const char *data, size_t length)
{
	size_t offset = encoding_bad_byte(report->arena, data, length);
	size_t row = 1, column = 1;
	bool quoted = false;

	if (length >= 2 && (memcmp(data, "\xff\xfe", 2) == 0 || memcmp(data, "\xfe\xff", 2) == 0)) {
		report_fault(report, 0, 0,
		    "文件按 UTF-16 编码读取时有损坏的字符。请在表格软件中重新保存后上传。");
		return;
	}
	for (size_t i = 0; i < offset; i++) {
		if (data[i] == '"') {
			quoted = !quoted;
		} else if (data[i] == '\n' && !quoted) {
			row++;
			column = 1;
		} else if ((data[i] == ',' || data[i] == '\t') && !quoted) {
			column++;
		}
	}
	report_fault(report, row, column,
	    "这一格有无法识别的字符，文件不是 UTF-8、GB18030 或 UTF-16 编码的文本。"
	    "请在表格软件中另存为“CSV UTF-8”后上传。");
}

/* The separator that the first lines have more of: titles above the heads have none. */
static char
find_separator(const char *text)
{
	size_t tabs = 0, commas = 0, lines = 0;

	for (; *text != '\0' && lines < FIRST_LINES; text++) {
		tabs += *text == '\t';
		commas += *text == ',';
		lines += *text == '\n';
	}
	return tabs > commas ? '\t' : ',';
}

static void
read_text(struct report *report, const char *data, size_t length)
{
	enum encoding encoding;
	struct csv_fault fault;
	struct csv csv;
	char *text;

	if (encoding_to_utf8(&text, &encoding, report->arena, data, length) != STATUS_OK) {
		report_bad_byte(report, data, length);
		return;
	}
	if (count_of(text, '\n') > LINES_MAXIMUM ||
	    count_of(text, ',') + count_of(text, '\t') > CELLS_MAXIMUM) {
		report_fault(report, 0, 0,
		    "表格的行或列远多于模板。请只保留模板中的行，删除其余的行后重新上传。");
		return;
	}
	report_file(report, "text", encoding_name(encoding));
	report_sheet(report, "", 1);
	if (csv_read_separated(&csv, &fault, report->arena, text, strlen(text),
		find_separator(text)) != STATUS_OK) {
		report_fault(report, fault.line, fault.column, fault.message);
		return;
	}
	/* A spreadsheet counts rows, not lines: those within quotes do not count. */
	for (size_t i = 0, within = 0; i < csv.count; i++) {
		size_t row = csv.rows[i].line - within;

		for (size_t j = 0; j < csv.rows[i].count; j++) {
			report_cell(report, row, j + 1, "s", csv.rows[i].cells[j]);
			within += count_of(csv.rows[i].cells[j], '\n');
		}
	}
}

static void
read_workbook(struct report *report, const char *data, size_t length)
{
	struct archive *archive = archive_open(report, data, length);
	struct workbook workbook;

	if (archive == NULL)
		return;
	report_file(report, "xlsx", "-");
	if (workbook_open(&workbook, archive, report)) {
		report_sheet(report, workbook.sheet_name, workbook.sheet_count);
		worksheet_read(&workbook, archive);
	}
	archive_close(archive);
}

static bool
begins(const char *data, size_t length, const char *with)
{
	return length >= strlen(with) && memcmp(data, with, strlen(with)) == 0;
}

struct buffer
import_read(struct arena *arena, const char *data, size_t length)
{
	struct report report = report_begin(arena);

	if (length == 0)
		report_fault(&report, 0, 0, "文件是空的。");
	else if (begins(data, length, "PK\x03\x04"))
		read_workbook(&report, data, length);
	else if (begins(data, length, "\xd0\xcf\x11\xe0"))
		report_fault(&report, 0, 0,
		    "这是旧格式（.xls）或设有打开密码的文件。"
		    "请在表格软件中去掉密码，另存为 .xlsx 后上传。");
	else if (begins(data, length, "%PDF") || begins(data, length, "\x89PNG") ||
		 begins(data, length, "\xff\xd8\xff"))
		report_fault(&report, 0, 0, "这不是表格文件。请上传 .xlsx 或 .csv 文件。");
	else
		read_text(&report, data, length);
	report_end(&report);
	return report.lines;
}
