#include "secret.h"

#include <string.h>

#include "core/text.h"

#define SECRET_CODE_POINTS 10

/* One character over and over, or a run like 1234567890: the first that a guesser tries. */
static bool
is_run(const char *password)
{
	bool same = true, rising = true;

	for (size_t i = 1; password[i] != '\0'; i++) {
		int step = (password[i] - password[i - 1] + 10) % 10;

		same = same && password[i] == password[0];
		rising = rising && step == 1;
	}
	return same || rising;
}

void
secret_check(struct form *form, const char *login, const char *password, const char *again)
{
	if (text_code_points(password) < SECRET_CODE_POINTS)
		form_error(form, "password", "密码太短，请至少使用 10 个字符。");
	else if (is_run(password))
		form_error(form, "password", "密码过于简单，请不要使用重复或连续的字符。");
	else if (strstr(password, login) != NULL)
		form_error(form, "password", "密码不能包含登录名，请换一个。");
	if (!text_equal(password, again))
		form_error(form, "again", "两次输入的密码不一致，请重新输入。");
}
