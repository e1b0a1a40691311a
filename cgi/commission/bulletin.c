/* /commission/bulletin/: the words of the notices, with places for what is computed. */
#include "result/bulletin.h"

#include "commission_query.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "page.h"

#define WORDS 6

struct bulletin {
	const char *words[WORDS];
	bool preview;
};

#define WORD(place) (offsetof(struct bulletin, words) + (place) * sizeof(const char *))

static const struct field fields[] = {
    {.name = "issuer",
	.label = "发文机关标志",
	.hint = "红头，如“示例市卫生健康委员会文件”",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 40,
	.offset = WORD(0)},
    {.name = "number",
	.label = "发文字号",
	.hint = "年份用六角括号“〔〕”，如“示卫医质〔【年份】〕【版本号】号”",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 40,
	.offset = WORD(1)},
    {.name = "notice_title",
	.label = "标题",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 120,
	.offset = WORD(2)},
    {.name = "addressee",
	.label = "主送机关",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 200,
	.offset = WORD(3)},
    {.name = "notice_body",
	.label = "正文",
	.hint = "每行一段；以“一、”开头的短行是一级标题",
	.kind = FIELD_LONG_TEXT,
	.required = true,
	.maximum = 4000,
	.offset = WORD(4)},
    {.name = "copies",
	.label = "抄送机关",
	.hint = "没有可不填",
	.kind = FIELD_TEXT,
	.maximum = 200,
	.offset = WORD(5)},
    {.name = "preview",
	.label = "只预览，不保存",
	.kind = FIELD_FLAG,
	.offset = offsetof(struct bulletin, preview)},
};

/* The same in the database. */
static const char *const columns[WORDS] = {
    "issuer", "number", "title", "addressee", "body", "copies"};

static const struct notice notices[] = {
    {"saved", "已保存为新的版本，从下一次公开起使用。已公开的通报不变。"},
    {0},
};

struct loaded {
	struct rows *words;
	struct rows *versions;
	struct rows *edition;
	struct rows *indicators;
};

static enum status
load(struct loaded *out, struct context *context)
{
	const struct ask asks[] = {
	    ASK(&out->words, BULLETIN_WORDS),
	    ASK(&out->versions, BULLETIN_VERSIONS),
	    ASK(&out->edition, BULLETIN_EDITION),
	    ASK(&out->indicators, BULLETIN_INDICATORS),
	};

	return DB_ASK_ALL(context->db, asks);
}

/* The words with the numbers of the newest edition, as they would stand in its notice. */
static void
show_preview(struct context *context, struct view *view, const struct loaded *loaded,
    const char *const words[WORDS])
{
	struct bulletin_source source = {
	    .head = loaded->edition, .indicators = loaded->indicators, .grades = loaded->edition};

	view_list(view, "preview_notice");
	if (words == NULL || rows_count(loaded->edition) == 0)
		return;
	result_overview_read(&source.overview, source.indicators);
	bulletin_show(view_object(view, "preview_notice"), context->arena, words, &source);
}

static struct view *
draw(struct context *context, const struct form *form, const struct loaded *loaded,
    const char *const words[WORDS])
{
	struct view *view = page_view(context, "通报模板");

	form_view(form, view);
	view_list(view, "places");
	for (const struct bulletin_place *place = bulletin_places(); place->name != NULL; place++) {
		struct view *item = view_item(view, "places");

		view_text(item, "place", place->name);
		view_text(item, "meaning", place->meaning);
	}
	page_rows(view, "versions", loaded->versions);
	view_flag(view, "may_change", commission_may_change(context));
	view_list(view, "published");
	if (rows_count(loaded->edition) == 1)
		page_row(view_object(view, "published"), loaded->edition, 0);
	show_preview(context, view, loaded, words);
	page_crumb(view, "公开版本", "/commission/edition/");
	page_crumb(view, "通报模板", NULL);
	return view;
}

const struct query bulletin_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
bulletin_get(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct loaded loaded;
	const char *words[WORDS];
	struct view *view;
	enum status status = load(&loaded, context);

	if (status != STATUS_OK)
		return status;
	if (rows_count(loaded.words) == 0)
		return STATUS_MISSING;
	for (size_t i = 0; i < WORDS; i++) {
		words[i] = rows_text(loaded.words, 0, columns[i]);
		form_set(form, fields[i].name, words[i]);
	}
	view = draw(context, form, &loaded, words);
	page_notice(context, view, notices);
	return page_show(context, "commission/bulletin", view);
}

/* Each place must be one that can be filled. */
static void
check_places(struct context *context, struct form *form, const struct bulletin *input)
{
	for (size_t i = 0; i < WORDS; i++) {
		const char *fault = input->words[i] == NULL
					? NULL
					: bulletin_fault(context->arena, input->words[i]);

		if (fault != NULL)
			form_error(form, fields[i].name, fault);
	}
}

enum status
bulletin_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct bulletin input = {0};
	struct loaded loaded;
	bool read;
	enum status status = load(&loaded, context);

	if (status != STATUS_OK)
		return status;
	read = form_read(form, &input) == STATUS_OK;
	if (read)
		check_places(context, form, &input);
	if (!form_has_errors(form) && !input.preview)
		status =
		    db_ask(context->db, &ASK_ARRAY(NULL, BULLETIN_SAVE, input.words, WORDS), 1);
	if (form_refuses(form, context, status))
		return page_show_again(
		    context, "commission/bulletin", draw(context, form, &loaded, NULL));
	if (status != STATUS_OK)
		return status;
	context->reply->idle = input.preview;
	if (input.preview)
		return page_show(
		    context, "commission/bulletin", draw(context, form, &loaded, input.words));
	return page_redirect(context, "/commission/bulletin/?notice=saved");
}
