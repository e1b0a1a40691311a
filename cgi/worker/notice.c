/* The official notice (通报) of an edition as a PDF, from what the edition holds. */
#include "core/page.h"
#include "core/template.h"
#include "core/text.h"
#include "figure/bulletin.h"
#include "print.h"
#include "publication.h"
#include "worker_query.h"

enum loaded { LOADED_HEAD, LOADED_INDICATORS, LOADED_INSTITUTIONS, LOADED_COUNT };

static enum status
load(struct rows *rows[LOADED_COUNT], struct publication *publication)
{
	const char *edition = rows_text(publication->head, 0, "edition_id");
	const struct ask asks[] = {
	    ASK(&rows[LOADED_HEAD], NOTICE_HEAD, edition),
	    ASK(&rows[LOADED_INDICATORS], NOTICE_INDICATORS, edition),
	    ASK(&rows[LOADED_INSTITUTIONS], NOTICE_INSTITUTIONS, edition),
	};
	enum status status = DB_ASK_ALL(publication->db, asks);

	return status == STATUS_OK && rows_count(rows[LOADED_HEAD]) == 0 ? STATUS_INTERNAL : status;
}

static struct view *
make_view(struct arena *arena, struct rows *rows[LOADED_COUNT])
{
	static const char *const columns[] = {"words_issuer", "words_number", "words_title",
	    "words_addressee", "words_body", "words_copies"};
	struct bulletin_source source = {.head = rows[LOADED_HEAD],
	    .indicators = rows[LOADED_INDICATORS],
	    .grades = rows[LOADED_HEAD]};
	struct view *view = view_create(arena);
	const char *words[6];

	for (size_t i = 0; i < 6; i++)
		words[i] = rows_text(source.head, 0, columns[i]);
	figure_overview_read(&source.overview, source.indicators);
	page_row(view_object(view, "edition"), source.head, 0);
	view_flag(view, "demo", rows_flag(source.head, 0, "demo"));
	bulletin_show(view, arena, words, &source);
	bulletin_show_missing(view, rows[LOADED_INSTITUTIONS]);
	return view;
}

enum status
publication_print_notice(struct buffer *out, const char **sentence, struct publication *publication)
{
	struct buffer html = buffer_create(publication->arena, 65536);
	struct rows *rows[LOADED_COUNT];
	enum status status = load(rows, publication);

	if (status == STATUS_OK)
		status = template_render(&html, publication->worker->templates, "worker/notice",
		    make_view(publication->arena, rows));
	if (status != STATUS_OK)
		return status;
	if (print_pdf(out, &html, publication->worker->style))
		return STATUS_OK;
	*sentence = "通报的 PDF 文件没有生成，本次没有公开，已有数据没有改变。请联系系统管理员。";
	return STATUS_INTERNAL;
}
