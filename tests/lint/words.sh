#!/bin/bash
# One thing has one name.
. "$(dirname "$0")/common.sh"

# The words of templates/README.md; official lists and the data of the demo speak for themselves.
LC_ALL=C.UTF-8 search '阈值|要求值|不可区分|公开发布|公布|勘误|订正|卫健局|卫计委|填报期|指标项|驳回|采纳|超期|汇总值|综合得分|0 分值|最低分母|数据摘要|哈希|账号|帐号|帐户|登陆|口令' \
    'templates/*.html' 'cgi/*.[ch]' 'static/js/*.js' 'static/api/*' 'sql/*.sql' | grep -vE '^sql/(demo|schema|worker)/' |
    breach 'a word that has another name (templates/README.md, Words)'
LC_ALL=C.UTF-8 search '卫生健康委' 'templates/*.html' 'cgi/*.[ch]' | grep -vE '示例[^ ]*卫生健康委员会' |
    breach 'a word that has another name: 卫健委 (templates/README.md, Words)'

exit $failed
