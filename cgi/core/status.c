#include "status.h"

#include <assert.h>
#include <stdlib.h>

struct description {
	const char *http;
	const char *title;
	const char *advice;
};

static const struct description descriptions[STATUS_COUNT] = {
    [STATUS_OK] = {"200 OK", "成功", ""},
    [STATUS_INPUT] = {"400 Bad Request", "提交的内容有误",
	"请求的格式不正确，或内容超出了允许的范围。请返回上一页核对后重新提交。"},
    [STATUS_LOGIN] = {"401 Unauthorized", "请先登录", "您尚未登录，或登录已过期。请登录后继续。"},
    [STATUS_FORBIDDEN] = {"403 Forbidden", "没有权限",
	"您的账户不能进行这项操作，或页面已失效。请刷新页面后重试；仍有问题请联系本单位管理员。"},
    [STATUS_MISSING] = {"404 Not Found", "没有找到这个页面",
	"网址可能有误，或内容不存在、不在您的权限范围内。请检查网址，或从首页重新进入。"},
    [STATUS_METHOD] = {"405 Method Not Allowed", "不支持这种访问方式",
	"请从页面上的按钮或链接进行操作。"},
    [STATUS_CONFLICT] = {"409 Conflict", "内容已被更改",
	"在您操作期间，他人已更改了这项内容，或其状态已不允许这项操作。请刷新后核对再试。"},
    [STATUS_BUSY] = {"503 Service Unavailable", "系统暂时不可用",
	"数据库暂时无法连接。您未提交成功的内容没有保存，请稍候几分钟再试。"},
    [STATUS_INTERNAL] = {"500 Internal Server Error", "系统出错",
	"系统遇到意外错误，已记录。请稍后再试；如仍出错，请将请求编号告知系统管理员。"},
};

const char *
status_http(enum status status)
{
	assert(status < STATUS_COUNT);
	return descriptions[status].http;
}

int
status_code(enum status status)
{
	return (int)strtol(status_http(status), NULL, 10);
}

const char *
status_title(enum status status)
{
	assert(status < STATUS_COUNT);
	return descriptions[status].title;
}

const char *
status_advice(enum status status)
{
	assert(status < STATUS_COUNT);
	return descriptions[status].advice;
}
