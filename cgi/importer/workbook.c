#include "workbook.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/text.h"

#define CELL_BYTES    ((size_t)64 * 1024)
#define TEXTS_MAXIMUM ((size_t)200 * 1000)
#define TEXTS_BYTES   ((size_t)16 * 1024 * 1024)
#define FORMATS       ((size_t)65536)
#define CUSTOM        ((size_t)2000)

bool
workbook_gather(struct buffer *text, const char *piece, size_t length)
{
	if (text->length + length > CELL_BYTES)
		return false;
	buffer_append(text, piece, length);
	return true;
}

/* ---- which sheet ---------------------------------------------------------------------------- */

struct sheets {
	struct workbook *workbook;
	const char *id; /* of the relation to the sheet's part */
	bool certain;   /* has the template's name */
};

static void
on_sheet(void *state, const char *name, const char **attributes)
{
	struct sheets *sheets = state;
	struct arena *arena = sheets->workbook->report->arena;
	const char *title, *id, *hidden;
	bool wanted;

	if (strcmp(name, "sheet") != 0)
		return;
	sheets->workbook->sheet_count++;
	title = archive_attribute(attributes, "name");
	id = archive_attribute(attributes, "id");
	hidden = archive_attribute(attributes, "state");
	if (title == NULL || id == NULL || sheets->certain)
		return;
	wanted = strcmp(title, WORKBOOK_SHEET) == 0;
	if (!wanted && (sheets->id != NULL || (hidden != NULL && strcmp(hidden, "visible") != 0)))
		return;
	sheets->certain = wanted;
	sheets->id = text_copy(arena, id, strlen(id));
	sheets->workbook->sheet_name = text_copy(arena, title, strlen(title));
}

static void
on_relation(void *state, const char *name, const char **attributes)
{
	struct sheets *sheets = state;
	struct arena *arena = sheets->workbook->report->arena;
	const char *id = archive_attribute(attributes, "Id");
	const char *target = archive_attribute(attributes, "Target");

	if (strcmp(name, "Relationship") != 0 || id == NULL || target == NULL ||
	    strcmp(id, sheets->id) != 0)
		return;
	sheets->workbook->sheet_part = target[0] == '/'
					   ? text_copy(arena, target + 1, strlen(target) - 1)
					   : text_format(arena, "xl/%s", target);
}

static bool
find_sheet(struct workbook *workbook, struct archive *archive)
{
	struct sheets sheets = {.workbook = workbook};
	struct archive_reader reader = {.state = &sheets, .start = on_sheet};

	if (!archive_read(archive, "xl/workbook.xml", false, &reader))
		return false;
	if (sheets.id != NULL) {
		reader.start = on_relation;
		if (!archive_read(archive, "xl/_rels/workbook.xml.rels", false, &reader))
			return false;
	}
	if (workbook->sheet_part == NULL)
		report_fault(
		    workbook->report, 0, 0, "文件中没有可以读取的工作表。请重新下载模板填写。");
	return workbook->sheet_part != NULL;
}

/* ---- texts ---------------------------------------------------------------------------------- */

struct texts {
	struct workbook *workbook;
	struct buffer text;
	size_t capacity;
	size_t bytes;
	size_t phonetic; /* depth within the reading aids of a text */
	bool in_text;
};

static void
on_text_start(void *state, const char *name, const char **attributes)
{
	struct texts *texts = state;

	(void)attributes;
	if (strcmp(name, "si") == 0)
		texts->text.length = 0;
	else if (strcmp(name, "rPh") == 0)
		texts->phonetic++;
	else if (strcmp(name, "t") == 0)
		texts->in_text = texts->phonetic == 0;
}

static void
add_text(struct texts *texts)
{
	struct workbook *workbook = texts->workbook;
	struct arena *arena = workbook->report->arena;

	texts->bytes += texts->text.length + 1;
	if (texts->bytes > TEXTS_BYTES || workbook->text_count == TEXTS_MAXIMUM) {
		report_fault(workbook->report, 0, 0,
		    "表格的内容远多于模板。请重新下载模板，只在“本期”一列填写。");
		return;
	}
	if (workbook->text_count == texts->capacity) {
		const char **grown;

		texts->capacity = texts->capacity * 2 + 256;
		grown = arena_new(arena, const char *, texts->capacity);
		if (workbook->text_count > 0)
			memcpy(grown, workbook->texts, workbook->text_count * sizeof(*grown));
		workbook->texts = grown;
	}
	workbook->texts[workbook->text_count++] =
	    text_copy(arena, texts->text.data, texts->text.length);
}

static void
on_text_end(void *state, const char *name)
{
	struct texts *texts = state;

	if (strcmp(name, "si") == 0)
		add_text(texts);
	else if (strcmp(name, "rPh") == 0 && texts->phonetic > 0)
		texts->phonetic--;
	else if (strcmp(name, "t") == 0)
		texts->in_text = false;
}

static void
on_text_piece(void *state, const char *piece, size_t length)
{
	struct texts *texts = state;

	if (texts->in_text && !workbook_gather(&texts->text, piece, length))
		report_fault(texts->workbook->report, 0, 0, "有一格的文字过长，已停止读取。");
}

/* ---- number formats ------------------------------------------------------------------------- */

struct styles {
	struct workbook *workbook;
	char *custom; /* kind of the formats that the file defines, by number; '\0': not defined */
	bool in_cells;
};

/* Of a format code, as n, d or p: words in quotes, colours and escapes say nothing. */
static char
judge_format(const char *code)
{
	char kind = 'n';

	for (; *code != '\0' && *code != ';'; code++) {
		if (*code == '"' || *code == '[') {
			const char *end = strchr(code + 1, *code == '"' ? '"' : ']');

			/* [h] counts hours beyond a day. */
			if (*code == '[' && end != NULL && strchr("hms", code[1]) != NULL)
				return 'd';
			if (end == NULL)
				return kind;
			code = end;
		} else if ((*code == '\\' || *code == '_' || *code == '*') && code[1] != '\0') {
			code++;
		} else if (strchr("ymdhsYMDHS", *code) != NULL) {
			return 'd';
		} else if (*code == '%') {
			kind = 'p';
		}
	}
	return kind;
}

/* The formats that every workbook has. */
static char
known_format(size_t number)
{
	if (number == 9 || number == 10)
		return 'p';
	if ((number >= 14 && number <= 22) || (number >= 27 && number <= 36) ||
	    (number >= 45 && number <= 47) || (number >= 50 && number <= 58))
		return 'd';
	return 'n';
}

static size_t
attribute_number(const char **attributes, const char *name)
{
	const char *text = archive_attribute(attributes, name);
	int64_t number;

	return text != NULL && text_to_id(&number, text) ? (size_t)number : (size_t)-1;
}

static void
on_style(void *state, const char *name, const char **attributes)
{
	struct styles *styles = state;
	struct workbook *workbook = styles->workbook;
	size_t number = attribute_number(attributes, "numFmtId");

	if (strcmp(name, "cellXfs") == 0) {
		styles->in_cells = true;
	} else if (strcmp(name, "numFmt") == 0) {
		const char *code = archive_attribute(attributes, "formatCode");

		if (code != NULL && number < CUSTOM)
			styles->custom[number] = judge_format(code);
	} else if (strcmp(name, "xf") == 0 && styles->in_cells &&
		   workbook->format_count < FORMATS) {
		bool own = number < CUSTOM && styles->custom[number] != '\0';

		workbook->formats[workbook->format_count++] =
		    own ? styles->custom[number] : known_format(number);
	}
}

static void
on_style_end(void *state, const char *name)
{
	struct styles *styles = state;

	if (strcmp(name, "cellXfs") == 0)
		styles->in_cells = false;
}

/* --------------------------------------------------------------------------------------------- */

bool
workbook_open(struct workbook *out, struct archive *archive, struct report *report)
{
	struct arena *arena = report->arena;
	struct texts texts = {.workbook = out, .text = buffer_create(arena, 256)};
	struct styles styles = {.workbook = out, .custom = arena_new(arena, char, CUSTOM)};
	struct archive_reader text_reader = {
	    .state = &texts, .start = on_text_start, .end = on_text_end, .text = on_text_piece};
	struct archive_reader style_reader = {
	    .state = &styles, .start = on_style, .end = on_style_end};

	*out = (struct workbook){.report = report, .formats = arena_new(arena, char, FORMATS)};
	return find_sheet(out, archive) &&
	       archive_read(archive, "xl/sharedStrings.xml", true, &text_reader) &&
	       archive_read(archive, "xl/styles.xml", true, &style_reader);
}
