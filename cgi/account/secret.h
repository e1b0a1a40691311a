/* What a new password must be: length counts, not decoration (NIST SP 800-63B section 5.1.1). */
#ifndef ACCOUNT_SECRET_H
#define ACCOUNT_SECRET_H

#include "core/form.h"

#define SECRET_HINT "至少 10 个字符，可以是一句好记的话；不要使用单位名称、登录名或连续数字。"

/* Adds errors to the form's fields "password" and "again" (the repeated one). */
void secret_check(struct form *form, const char *login, const char *password, const char *again);

#endif
