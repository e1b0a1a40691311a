#include "document.h"

#include "core/arena.h"
#include "core/text.h"
#include "core/xlsx.h"

#define FURTHER 4 /* files beside those of the tables */

static struct edition_document *
add(struct edition_document *documents, size_t *count, struct arena *arena, const char *name,
    const char *title, const char *media_type)
{
	struct edition_document *document = &documents[(*count)++];

	*document = (struct edition_document){.name = name,
	    .title = title,
	    .media_type = media_type,
	    .content = buffer_create(arena, 65536)};
	return document;
}

static void
add_sheet(struct xlsx *xlsx, const struct edition_table *table)
{
	struct xlsx_column *columns =
	    arena_new(table->arena, struct xlsx_column, table->column_count);
	const char **cells = arena_new(table->arena, const char *, table->column_count);

	for (size_t i = 0; i < table->column_count; i++) {
		enum column_kind kind = table->columns[i].kind;

		columns[i] = (struct xlsx_column){.title = table->columns[i].title,
		    .kind = kind == COLUMN_TEXT || kind == COLUMN_FLAG ? XLSX_TEXT : XLSX_NUMBER};
	}
	xlsx_sheet(xlsx, table->title, columns, table->column_count);
	for (size_t row = 0; row < table->count; row++) {
		for (size_t i = 0; i < table->column_count; i++)
			cells[i] =
			    table->columns[i].kind == COLUMN_FLAG && table->rows[row][i] != NULL
				? (table->rows[row][i][0] == 't' ? "是" : "否")
				: edition_table_cell(table, row, i);
		xlsx_row(xlsx, cells);
	}
}

static enum status
write_workbook(struct buffer *out, struct edition *edition)
{
	struct xlsx *xlsx = xlsx_create(edition->arena);

	for (size_t i = 0; i < EDITION_PART_COUNT; i++)
		add_sheet(xlsx, &edition->parts[i]);
	return xlsx_end(out, xlsx);
}

enum status
edition_documents(
    struct edition_document **out, size_t *count, struct edition *edition, const char *site)
{
	struct arena *arena = edition->arena;
	struct edition_document *documents =
	    arena_new(arena, struct edition_document, 2 * EDITION_PART_COUNT + FURTHER);
	struct edition_document *workbook;

	*count = 0;
	for (size_t i = 0; i < EDITION_PART_COUNT; i++) {
		const struct edition_table *table = &edition->parts[i];

		edition_table_csv(
		    &add(documents, count, arena, text_format(arena, "%s.csv", table->name),
			text_format(arena, "%s（CSV）", table->title), "text/csv; charset=utf-8")
			 ->content,
		    table);
		edition_table_json(
		    &add(documents, count, arena, text_format(arena, "%s.json", table->name),
			text_format(arena, "%s（JSON）", table->title), "application/json")
			 ->content,
		    table);
	}
	edition_jsonld(&add(documents, count, arena, "dataset.jsonld",
			   "元数据（schema.org Dataset）", "application/ld+json")
			    ->content,
	    edition, site);
	edition_fhir(&add(documents, count, arena, "measurereport.json",
			 "各指标汇总（FHIR MeasureReport）", "application/fhir+json")
			  ->content,
	    edition);
	edition_adx(
	    &add(documents, count, arena, "adx.xml", "机构指标结果（ADX）", "application/xml")
		 ->content,
	    edition);
	workbook = add(documents, count, arena, "edition.xlsx", "全部表格（Excel）",
	    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	*out = documents;
	return write_workbook(&workbook->content, edition);
}
