/* /institution/ledger/: own problems to rectify, open ones first, by deadline. */
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "core/view.h"
#include "dossier/ledger.h"
#include "institution/page.h"
#include "institution_query.h"

static const struct choice phases[] = {{NULL, "全部"}, {"working", "本院整改中"},
    {"waiting", "待卫健委办理"}, {"overdue", "逾期未销号"}, {"closed", "已销号"}};

static void
show_tabs(struct context *context, struct view *view, const struct rows *counts)
{
	for (size_t i = 0; i < sizeof(phases) / sizeof(phases[0]); i++) {
		const char *value = phases[i].value;

		page_query_tab(context, view, "phase", value, phases[i].label,
		    rows_integer(counts, 0, value == NULL ? "every" : value));
	}
}

const struct query ledger_list_query[] = {
    {.name = "phase", .kind = VALUE_WORD, .words = "working waiting overdue closed"},
    {0},
};

enum status
ledger_list_get(struct context *context)
{
	const char *phase = request_query(context->request, "phase", NULL);
	struct rows *items, *counts;
	struct view *view;
	const struct ask asks[] = {
	    ASK(&items, LEDGER_LIST, phase),
	    ASK(&counts, LEDGER_COUNTS),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	view = page_view(context, "整改台账");
	show_tabs(context, view, counts);
	view_list(view, "items");
	for (size_t row = 0; row < rows_count(items); row++) {
		struct view *item = view_item(view, "items");

		page_row(item, items, row);
		view_text(item, "url",
		    html_url_path(context->arena, "institution", "ledger",
			rows_text(items, row, "id"), NULL));
		view_text(item, "due_text", dossier_ledger_due(context->arena, items, row));
	}
	return page_show(context, "institution/ledger/list", view);
}
