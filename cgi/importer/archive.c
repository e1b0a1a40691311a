#include "archive.h"

#include <expat.h>
#include <string.h>
#include <zip.h>

#include "core/arena.h"

#define PIECE        ((size_t)32 * 1024)
#define PART_MAXIMUM ((size_t)128 * 1024 * 1024) /* unpacked */
#define FILES        2000
#define DEPTH        64

struct archive {
	struct report *report;
	zip_t *zip;
};

struct part {
	const struct archive_reader *reader;
	XML_Parser parser;
	struct report *report;
	size_t depth;
};

static const char broken[] = "文件已损坏，无法读取。请在表格软件中打开并另存为 .xlsx 后重新上传。";

static const char *
local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon == NULL ? name : colon + 1;
}

const char *
archive_attribute(const char **attributes, const char *name)
{
	for (; *attributes != NULL; attributes += 2) {
		if (strcmp(local_name(attributes[0]), name) == 0)
			return attributes[1];
	}
	return NULL;
}

struct archive *
archive_open(struct report *report, const char *data, size_t length)
{
	struct archive *archive = arena_new(report->arena, struct archive, 1);
	zip_source_t *source = zip_source_buffer_create(data, length, 0, NULL);

	archive->report = report;
	if (source != NULL)
		archive->zip = zip_open_from_source(source, ZIP_RDONLY, NULL);
	if (archive->zip == NULL) {
		zip_source_free(source);
		report_fault(report, 0, 0, broken);
		return NULL;
	}
	if (zip_get_num_entries(archive->zip, 0) > FILES) {
		report_fault(report, 0, 0, "文件中的部件过多，不是由表格软件保存的。");
		archive_close(archive);
		return NULL;
	}
	return archive;
}

void
archive_close(struct archive *archive)
{
	zip_discard(archive->zip);
}

/* ---- one part ------------------------------------------------------------------------------- */

static void
stop(struct part *part, const char *words)
{
	report_fault(part->report, 0, 0, words);
	(void)XML_StopParser(part->parser, XML_FALSE);
}

static void
on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
	struct part *part = data;

	if (++part->depth > DEPTH)
		stop(part, broken);
	else
		part->reader->start(part->reader->state, local_name(name), attributes);
}

static void
on_end(void *data, const XML_Char *name)
{
	struct part *part = data;

	part->depth--;
	if (part->reader->end != NULL)
		part->reader->end(part->reader->state, local_name(name));
}

static void
on_text(void *data, const XML_Char *text, int length)
{
	struct part *part = data;

	if (part->reader->text != NULL)
		part->reader->text(part->reader->state, text, (size_t)length);
}

static void
on_doctype(
    void *data, const XML_Char *name, const XML_Char *system, const XML_Char *public, int internal)
{
	(void)name, (void)system, (void)public, (void)internal;
	stop(data, "文件含有文档类型或实体声明（DTD），表格软件不会这样保存，已拒绝读取。"
		   "请重新下载模板填写。");
}

static bool
is_done(const struct part *part)
{
	const struct archive_reader *reader = part->reader;

	return part->report->failed || (reader->enough != NULL && reader->enough(reader->state));
}

static bool
parse(struct part *part, zip_file_t *file)
{
	size_t total = 0;

	while (!is_done(part)) {
		void *piece = XML_GetBuffer(part->parser, (int)PIECE);
		zip_int64_t got = piece == NULL ? -1 : zip_fread(file, piece, PIECE);

		if (got < 0 || XML_ParseBuffer(part->parser, (int)got, got == 0) != XML_STATUS_OK) {
			report_fault(part->report, 0, 0, broken);
			return false;
		}
		total += (size_t)got;
		if (total > PART_MAXIMUM)
			report_fault(part->report, 0, 0,
			    "文件解压后过大，已停止读取。请重新下载模板，只在“本期”一列填写。");
		if (got == 0)
			break;
	}
	return !part->report->failed;
}

bool
archive_read(
    struct archive *archive, const char *name, bool optional, const struct archive_reader *reader)
{
	struct part part = {.reader = reader, .report = archive->report};
	zip_int64_t index = zip_name_locate(archive->zip, name, ZIP_FL_NOCASE);
	zip_file_t *file;
	bool good;

	if (index < 0 && optional)
		return true;
	file = index < 0 ? NULL : zip_fopen_index(archive->zip, (zip_uint64_t)index, 0);
	if (file == NULL) {
		report_fault(archive->report, 0, 0, broken);
		return false;
	}
	part.parser = XML_ParserCreate(NULL);
	if (part.parser == NULL) {
		(void)zip_fclose(file);
		report_fault(archive->report, 0, 0, broken);
		return false;
	}
	XML_SetUserData(part.parser, &part);
	XML_SetElementHandler(part.parser, on_start, on_end);
	XML_SetCharacterDataHandler(part.parser, on_text);
	XML_SetStartDoctypeDeclHandler(part.parser, on_doctype);
	good = parse(&part, file);
	XML_ParserFree(part.parser);
	(void)zip_fclose(file);
	return good;
}
