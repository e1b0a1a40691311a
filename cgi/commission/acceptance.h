/* Accepting returns together: the action of lists whose rows are returns, their ids the returns',
 * their version the revision that was shown, accept_fault why one cannot be accepted, or NULL. */
#ifndef COMMISSION_ACCEPTANCE_H
#define COMMISSION_ACCEPTANCE_H

#include "commission/page.h"
#include "core/list.h"

/* Each of them is held against all checks when accepted together with others. */
#define ACCEPTED_TOGETHER 100

#define ACCEPTANCE                                                                                                                 \
	{                                                                                                                          \
		.name = "accept", .label = "接受",                                                                                 \
		.effect = "接受后这些报表的数据计入汇总和排名；机构不能再修改，需要改动的须申请" \
			  "更正。有校验提示的报表不能成批接受，列在下面。",                                                        \
		.done = "已接受", .most = ACCEPTED_TOGETHER, .may = commission_may_decide,                                         \
		.fault = "accept_fault", .judge = acceptance_judge, .act = acceptance_act                                          \
	}

/* Sets a fault for what fires on a return: that is read before it is accepted. */
enum status acceptance_judge(
    struct context *context, const struct rows *rows, const char **faults) MUST_CHECK;

/* All or none. */
enum status acceptance_act(struct context *context, const struct list_work *work) MUST_CHECK;

#endif
