/* What is to be published, out of the database into the tables of an edition. */
#include "core/arena.h"
#include "core/text.h"
#include "publication.h"
#include "worker_query.h"

static enum status
copy_rows(struct edition_table *table, const struct rows **out, struct publication *publication,
    struct ask ask)
{
	struct rows *rows;
	enum status status;

	ask.out = &rows;
	status = db_ask(publication->db, &ask, 1);
	if (status != STATUS_OK)
		return status;
	edition_table_rows(table, rows);
	*out = rows;
	return STATUS_OK;
}

static void
read_quarters(struct publication *publication)
{
	size_t column = rows_index(publication->head, "quarter_1");

	while (publication->quarter_count < PUBLICATION_QUARTERS) {
		const char *quarter =
		    rows_cell(publication->head, 0, column + publication->quarter_count);

		if (quarter == NULL)
			return;
		publication->quarters[publication->quarter_count++] = quarter;
	}
}

static enum status
load_head(const char **sentence, struct publication *publication)
{
	struct rows *head;
	enum status status = DB_ASK(publication->db, &head, PUBLISH_HEAD, publication->job);

	if (status != STATUS_OK)
		return status;
	if (rows_count(head) == 0) {
		*sentence = "没有找到要公开的监测方案。请从公开页面重新选择。";
		return STATUS_MISSING;
	}
	if (rows_integer(head, 0, "number") > 1 && rows_text(head, 0, "correction") == NULL) {
		*sentence = "这一期已经公开过，再次公开须写明更正说明。";
		return STATUS_INPUT;
	}
	publication->head = head;
	publication->programme = rows_text(head, 0, "programme_id");
	publication->period = rows_text(head, 0, "period");
	read_quarters(publication);
	edition_table_rows(&publication->edition.parts[EDITION_HEAD], head);
	status = DB_ASK(publication->db, (struct rows **)&publication->returns, PUBLISH_RETURNS,
	    publication->programme, publication->period);
	if (status == STATUS_OK && rows_count(publication->returns) == 0) {
		*sentence = "这一期还没有已接受的报表，没有可以公开的内容。";
		return STATUS_INPUT;
	}
	return status;
}

/* Those of institutions that the edition describes; indicators and institutions are in order. */
static void
add_results(struct publication *publication)
{
	struct edition_table *results = &publication->edition.parts[EDITION_RESULTS];
	const struct edition_table *institutions =
	    &publication->edition.parts[EDITION_INSTITUTIONS];
	const struct rows *values = publication->values;
	size_t id = rows_index(values, "institution_id"),
	       code = rows_index(values, "indicator_code"), at = 0;

	for (size_t row = 0; row < rows_count(values); row++) {
		size_t found;

		if (row > 0 &&
		    !text_equal(rows_cell(values, row, code), rows_cell(values, row - 1, code)))
			at = 0;
		found = at;
		while (found < institutions->count &&
		       !text_equal(institutions->rows[found][0], rows_cell(values, row, id)))
			found++;
		if (found == institutions->count)
			continue;
		at = found + 1;
		edition_table_row(results, values, row);
		edition_table_set(results, results->count - 1, "hidden", "f");
	}
}

/* The rows of an indicator, both in the order of institutions; returns where its rows before end.
 */
static size_t
add_before(
    struct edition_table *results, size_t first, size_t count, const struct rows *before, size_t at)
{
	size_t code = rows_index(before, "indicator_code"),
	       id = rows_index(before, "institution_id");
	size_t row = first;
	int64_t own, other;

	while (at < rows_count(before) && count > 0 &&
	       text_equal(rows_cell(before, at, code), results->rows[first][0])) {
		if (row == first + count || !text_to_id(&own, results->rows[row][1]) ||
		    !text_to_id(&other, rows_cell(before, at, id)) || own > other) {
			at++;
			continue;
		}
		if (own == other)
			edition_table_set(
			    results, row, "earlier", rows_text(before, at, "earlier"));
		row++;
	}
	return at;
}

/* What the public editions of the three periods before show. */
static enum status
load_before(struct publication *publication)
{
	struct edition *edition = &publication->edition;
	const struct edition_index *index = &publication->index;
	struct rows *pooled, *before;
	enum status status = DB_ASK(publication->db, &pooled, PUBLISH_POOLED, publication->job);
	size_t at = 0;

	if (status != STATUS_OK || rows_count(pooled) == 0)
		return status;
	publication->pooled = rows_text(pooled, 0, "pooled_ids");
	edition_table_set(&edition->parts[EDITION_HEAD], 0, "pooled_editions",
	    rows_text(pooled, 0, "pooled_editions"));
	status = DB_ASK(
	    publication->db, &before, PUBLISH_BEFORE, publication->programme, publication->pooled);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < edition->parts[EDITION_INDICATORS].count; i++)
		at = add_before(
		    &edition->parts[EDITION_RESULTS], index->first[i], index->count[i], before, at);
	return STATUS_OK;
}

static enum status
load_values(struct publication *publication)
{
	struct edition_fault fault;
	struct rows *rows;
	const char *small = rows_text(publication->head, 0, "small_below");
	enum status status = DB_ASK(publication->db, &rows, PUBLISH_VALUES, publication->programme,
	    publication->period, small);

	if (status != STATUS_OK)
		return status;
	publication->values = publication->parts[0] = rows;
	for (size_t q = 0; publication->quarter_count > 1 && q < publication->quarter_count; q++) {
		publication_report(publication, 10, 40, q, publication->quarter_count, "汇总季度");
		status = DB_ASK(publication->db, &rows, PUBLISH_VALUES, publication->programme,
		    publication->quarters[q], small);
		if (status != STATUS_OK)
			return status;
		publication->parts[q] = rows;
	}
	add_results(publication);
	return edition_index_make(&publication->index, &fault, &publication->edition)
		   ? load_before(publication)
		   : STATUS_INTERNAL;
}

/* The grade scheme in force, if grades are published, and the vetoes that stand. */
static enum status
load_scheme(struct publication *publication)
{
	static const struct {
		enum edition_part part;
		size_t statement;
	} parts[] = {
	    {EDITION_SCHEME, QUERY(PUBLISH_GRADE_SCHEME, 1)},
	    {EDITION_RULES, QUERY(PUBLISH_GRADE_RULES, 1)},
	    {EDITION_GRADES, QUERY(PUBLISH_GRADE_VETOES, 1)},
	};
	const struct rows *ignored;
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < sizeof(parts) / sizeof(parts[0]); i++)
		status = copy_rows(&publication->edition.parts[parts[i].part], &ignored,
		    publication, ASK_CHOSEN(NULL, parts[i].statement, publication->job));
	return status;
}

static bool
is_number(const char *text, const char *other)
{
	struct decimal a, b;

	return text != NULL && other != NULL && decimal_parse(&a, text) &&
	       decimal_parse(&b, other) && decimal_compare(a, b) == 0;
}

/* A decision on other counts than these is none: the cap is a candidate again. */
static void
add_decision(struct publication *publication, const struct rows *decisions, size_t row)
{
	const struct edition_table *results = &publication->edition.parts[EDITION_RESULTS];
	const char *code = rows_text(decisions, row, "indicator_code");
	const char *institution = rows_text(decisions, row, "institution_id");

	for (size_t i = 0; i < results->count; i++)
		if (text_equal(results->rows[i][0], code) &&
		    text_equal(results->rows[i][1], institution) &&
		    is_number(rows_text(decisions, row, "numerator"),
			edition_table_text(results, i, "numerator")) &&
		    is_number(rows_text(decisions, row, "denominator"),
			edition_table_text(results, i, "denominator")))
			edition_table_row(
			    &publication->edition.parts[EDITION_POINTS], decisions, row);
}

/* A preview asks for them, it does not take them. */
static enum status
load_decisions(struct publication *publication)
{
	struct rows *decisions;
	enum status status;

	if (publication->preview)
		return STATUS_OK;
	status = DB_ASK(publication->db, &decisions, PUBLISH_DECISIONS, publication->job);
	for (size_t row = 0; status == STATUS_OK && row < rows_count(decisions); row++)
		add_decision(publication, decisions, row);
	return status;
}

enum status
publication_load(const char **sentence, struct publication *publication)
{
	struct edition *edition = &publication->edition;
	const struct rows *ignored;
	enum status status;

	*edition = edition_create(publication->arena);
	publication_report(publication, 5, 10, 0, 1, "汇总指标");
	status = load_head(sentence, publication);
	if (status == STATUS_OK)
		status = copy_rows(&edition->parts[EDITION_INDICATORS], &ignored, publication,
		    ASK(NULL, PUBLISH_INDICATORS, publication->programme, publication->period));
	if (status == STATUS_OK)
		status = copy_rows(&edition->parts[EDITION_INSTITUTIONS],
		    &publication->institutions, publication,
		    ASK(NULL, PUBLISH_INSTITUTIONS, publication->programme, publication->period));
	if (status == STATUS_OK)
		status = copy_rows(&edition->parts[EDITION_REMARKS], &ignored, publication,
		    ASK(NULL, PUBLISH_REMARKS, publication->job));
	if (status == STATUS_OK)
		status = load_scheme(publication);
	if (status == STATUS_OK)
		status = load_values(publication);
	return status == STATUS_OK ? load_decisions(publication) : status;
}
