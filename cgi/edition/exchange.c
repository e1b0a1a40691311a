/*
 * An edition in the formats of others: schema.org Dataset (JSON-LD), FHIR R4 MeasureReport, and ADX
 * (IHE QRPH, aggregate data exchange).
 */
#include "core/json.h"
#include "core/text.h"
#include "document.h"

static const char *
head(const struct edition *edition, const char *column)
{
	const char *text = edition_table_text(&edition->parts[EDITION_HEAD], 0, column);

	return text == NULL ? "" : text;
}

static void
append_member(struct buffer *out, const char *name, const char *value)
{
	json_append_text(out, name);
	buffer_append_char(out, ':');
	json_append_text(out, value);
}

struct span {
	const char *first; /* day */
	const char *last;
	const char *duration; /* ISO 8601 */
};

/* The days of a period. */
static struct span
span_of(struct arena *arena, const char *period)
{
	static const struct {
		const char *part;
		const char *first;
		const char *last;
		const char *duration;
	} parts[] = {
	    {"", "01-01", "12-31", "P1Y"},
	    {"H1", "01-01", "06-30", "P6M"},
	    {"H2", "07-01", "12-31", "P6M"},
	    {"Q1", "01-01", "03-31", "P3M"},
	    {"Q2", "04-01", "06-30", "P3M"},
	    {"Q3", "07-01", "09-30", "P3M"},
	    {"Q4", "10-01", "12-31", "P3M"},
	};
	size_t i = 0;

	while (i + 1 < sizeof(parts) / sizeof(parts[0]) && !text_equal(parts[i].part, period + 4))
		i++;
	return (struct span){.first = text_format(arena, "%.4s-%s", period, parts[i].first),
	    .last = text_format(arena, "%.4s-%s", period, parts[i].last),
	    .duration = parts[i].duration};
}

/* ---- schema.org ----------------------------------------------------------------------------- */

void
edition_jsonld(struct buffer *out, const struct edition *edition, const char *site)
{
	struct arena *arena = edition->arena;
	const char *region = head(edition, "region_code"), *period = head(edition, "period");
	const char *number = head(edition, "number");
	struct span span = span_of(arena, period);
	const char *base =
	    text_format(arena, "%s/region/%s/%s/%s/files/", site, region, period, number);

	buffer_append_text(out, "{\"@context\":\"https://schema.org/\",\"@type\":\"Dataset\",");
	append_member(out, "name",
	    text_format(arena, "%s %s 医疗质量安全指标 第 %s 版", head(edition, "region_name"),
		period, number));
	buffer_append_char(out, ',');
	append_member(out, "description",
	    text_format(arena,
		"%s公开的%s医疗质量安全改进目标指标结果："
		"各机构和各组的分子、分母、指标值、95%% 区间和名次。%s",
		head(edition, "commission_name"), head(edition, "region_name"),
		head(edition, "demo")[0] == 't' ? "演示数据。" : ""));
	buffer_append_format(out,
	    ",\"inLanguage\":\"zh-CN\",\"isAccessibleForFree\":true,"
	    "\"temporalCoverage\":\"%s/%s\",",
	    span.first, span.last);
	append_member(out, "version", number);
	buffer_append_char(out, ',');
	append_member(out, "datePublished", head(edition, "published_at"));
	buffer_append_char(out, ',');
	append_member(out, "identifier", text_format(arena, "%s/%s/%s", region, period, number));
	buffer_append_text(out, ",\"spatialCoverage\":{\"@type\":\"Place\",");
	append_member(out, "name", head(edition, "region_name"));
	buffer_append_text(out, "},\"creator\":{\"@type\":\"GovernmentOrganization\",");
	append_member(out, "name", head(edition, "commission_name"));
	buffer_append_text(out, "},\"distribution\":[\n");
	for (size_t i = 0; i < EDITION_PART_COUNT; i++) {
		const char *name = edition->parts[i].name;

		buffer_append_text(out, i == 0 ? "" : ",\n");
		buffer_append_text(
		    out, "{\"@type\":\"DataDownload\",\"encodingFormat\":\"text/csv\",");
		append_member(out, "name", edition->parts[i].title);
		buffer_append_char(out, ',');
		append_member(out, "contentUrl", text_format(arena, "%s%s.csv", base, name));
		buffer_append_char(out, '}');
	}
	buffer_append_text(out, "\n]}\n");
}

/* ---- FHIR ----------------------------------------------------------------------------------- */

static void
append_population(struct buffer *out, const char *code, const char *count)
{
	buffer_append_format(out,
	    "{\"code\":{\"coding\":[{\"system\":"
	    "\"http://terminology.hl7.org/CodeSystem/measure-population\",\"code\":\"%s\"}]},"
	    "\"count\":%s}",
	    code, count);
}

static const char *
group_text(const struct edition *edition, size_t row, const char *column)
{
	return edition_table_text(&edition->parts[EDITION_GROUPS], row, column);
}

/* FHIR counts in whole numbers; the region's sum of one indicator as a report. */
static void
append_report(struct buffer *out, const struct edition *edition, size_t row)
{
	const struct edition_table *groups = &edition->parts[EDITION_GROUPS];
	const struct span span = span_of(edition->arena, head(edition, "period"));
	const char *name = text_format(edition->arena, "urn:zhiheng:report:%s:%s:%s:%s",
	    head(edition, "region_code"), head(edition, "period"), head(edition, "number"),
	    group_text(edition, row, "indicator_code"));
	const char *x = group_text(edition, row, "numerator");
	const char *n = group_text(edition, row, "denominator");
	const char *value = edition_table_cell(groups, row, edition_table_column(groups, "value"));
	struct decimal numerator, denominator;

	buffer_append_char(out, '{');
	append_member(out, "fullUrl", name);
	buffer_append_text(out, ",\"resource\":{\"resourceType\":\"MeasureReport\",\"status\":"
				"\"complete\",\"type\":\"summary\",");
	append_member(out, "measure",
	    text_format(edition->arena, "urn:zhiheng:indicator:%s",
		group_text(edition, row, "indicator_code")));
	buffer_append_char(out, ',');
	append_member(out, "date", head(edition, "published_at"));
	buffer_append_text(out, ",\"reporter\":{");
	append_member(out, "display", head(edition, "commission_name"));
	buffer_append_format(out, "},\"period\":{\"start\":\"%s\",\"end\":\"%s\"},\"group\":[{",
	    span.first, span.last);
	if (x != NULL && decimal_parse(&numerator, x) && decimal_is_whole(numerator) && n != NULL &&
	    decimal_parse(&denominator, n) && decimal_is_whole(denominator)) {
		buffer_append_text(out, "\"population\":[");
		append_population(out, "numerator", x);
		buffer_append_char(out, ',');
		append_population(out, "denominator", n);
		buffer_append_text(out, "],");
	}
	buffer_append_format(out, "\"measureScore\":{\"value\":%s}}]}}", value);
}

void
edition_fhir(struct buffer *out, const struct edition *edition)
{
	bool any = false;

	buffer_append_text(out, "{\"resourceType\":\"Bundle\",\"type\":\"collection\",");
	append_member(out, "timestamp", head(edition, "published_at"));
	buffer_append_text(out, ",\"entry\":[\n");
	for (size_t row = 0; row < edition->parts[EDITION_GROUPS].count; row++) {
		if (!text_equal(group_text(edition, row, "dimension"), "region") ||
		    group_text(edition, row, "value") == NULL)
			continue;
		buffer_append_text(out, any ? ",\n" : "");
		append_report(out, edition, row);
		any = true;
	}
	buffer_append_text(out, "\n]}\n");
}

/* ---- ADX ------------------------------------------------------------------------------------ */

static void
append_attribute(struct buffer *out, const char *name, const char *value)
{
	buffer_append_format(out, " %s=\"", name);
	for (; *value != '\0'; value++) {
		switch (*value) {
		case '&':
			buffer_append_text(out, "&amp;");
			break;
		case '<':
			buffer_append_text(out, "&lt;");
			break;
		case '"':
			buffer_append_text(out, "&quot;");
			break;
		default:
			buffer_append_char(out, *value);
		}
	}
	buffer_append_char(out, '"');
}

static void
append_value(struct buffer *out, const char *indicator, const char *part, const char *value)
{
	if (value == NULL)
		return;
	buffer_append_text(out, "    <dataValue");
	append_attribute(out, "dataElement", indicator);
	append_attribute(out, "part", part);
	append_attribute(out, "value", value);
	buffer_append_text(out, "/>\n");
}

/* The numbers of an institution; a group without any would not be ADX. */
static void
append_values(struct buffer *out, const struct edition_table *results, const char *institution)
{
	for (size_t row = 0; row < results->count; row++) {
		if (!text_equal(results->rows[row][1], institution))
			continue;
		append_value(out, results->rows[row][0], "numerator",
		    edition_table_text(results, row, "numerator"));
		append_value(out, results->rows[row][0], "denominator",
		    edition_table_text(results, row, "denominator"));
	}
}

void
edition_adx(struct buffer *out, const struct edition *edition)
{
	const struct edition_table *institutions = &edition->parts[EDITION_INSTITUTIONS];
	const struct span span = span_of(edition->arena, head(edition, "period"));
	const char *period = text_format(edition->arena, "%s/%s", span.first, span.duration);

	buffer_append_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
				"<adx xmlns=\"urn:ihe:qrph:adx:2015\"");
	append_attribute(out, "exported", head(edition, "published_at"));
	buffer_append_text(out, ">\n");
	for (size_t i = 0; i < institutions->count; i++) {
		struct buffer values = buffer_create(edition->arena, 16384);

		append_values(&values, &edition->parts[EDITION_RESULTS], institutions->rows[i][0]);
		if (values.length == 0)
			continue;
		buffer_append_text(out, "  <group");
		append_attribute(
		    out, "orgUnit", edition_table_text(institutions, i, "credit_code"));
		append_attribute(out, "period", period);
		append_attribute(out, "dataSet", "zhiheng-results");
		buffer_append_text(out, ">\n");
		buffer_append(out, values.data, values.length);
		buffer_append_text(out, "  </group>\n");
	}
	buffer_append_text(out, "</adx>\n");
}
