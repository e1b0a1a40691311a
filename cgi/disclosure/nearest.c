#include "nearest.h"

#include "core/html.h"
#include "core/text.h"
#include "disclosure_query.h"

enum status
nearest_edition(struct context *context, const char *region, const char *period, const char *number)
{
	struct arena *arena = context->arena;
	struct rows *rows;
	enum status status =
	    DB_ASK(context->db, &rows, NEAREST_EDITIONS, region, period == NULL ? "9" : period);

	if (status != STATUS_OK)
		return status;
	page_detail(context, number == NULL ? "这个地区和报告期没有公开的版本。最接近的有："
					    : "这个报告期没有这一版。最接近的有：");
	for (size_t i = 0; i < rows_count(rows); i++)
		page_offer(context,
		    text_format(arena, "%s %s", rows_text(rows, i, "region_name"),
			rows_text(rows, i, "period_label")),
		    html_url_path(arena, "region", rows_text(rows, i, "region_code"),
			rows_text(rows, i, "period"), "", NULL));
	page_offer(context, "已公开的全部结果", "/");
	return STATUS_MISSING;
}

enum status
nearest_key(struct context *context, const struct edition_address *address)
{
	const char *code = address->code == NULL ? address->key : address->code;
	struct rows *rows;
	enum status status = DB_ASK(context->db, &rows, NEAREST_INDICATORS, address->region,
	    address->period, address->number, code);
	bool indicator = address->code != NULL || text_equal(address->section, "indicator");

	if (status != STATUS_OK)
		return status;
	page_detail(context, "这个版本中没有这一项。最接近的有：");
	for (size_t i = 0; indicator && i < rows_count(rows); i++)
		page_offer(context, rows_text(rows, i, "name"),
		    address->code != NULL ? edition_number_url(context, address, address->key,
						rows_text(rows, i, "indicator_code"))
					  : edition_url(context, address, "indicator",
						rows_text(rows, i, "indicator_code")));
	if (!indicator)
		page_offer(context, "查找医疗机构", edition_url(context, address, "find", NULL));
	page_offer(
	    context, "这个版本的全部指标和医疗机构", edition_url(context, address, NULL, NULL));
	return STATUS_MISSING;
}

enum status
nearest_code(struct context *context, const char *code)
{
	struct rows *rows;
	enum status status = DB_ASK(context->db, &rows, CATALOGUE_NEAREST, code);

	if (status != STATUS_OK)
		return status;
	page_detail(context,
	    rows_count(rows) == 0 ? "目录中没有这个编码。" : "目录中没有这个编码。最接近的有：");
	for (size_t i = 0; i < rows_count(rows); i++)
		page_offer(context,
		    text_format(context->arena, "%s %s", rows_text(rows, i, "code"),
			rows_text(rows, i, "name")),
		    html_url_path(context->arena, "catalogue", rows_text(rows, i, "code"), NULL));
	page_offer(context, "在指标目录中按名称查找", "/catalogue/");
	return STATUS_MISSING;
}
