/* zhiheng account create: the first account of a commission or an institution. */
#include <stdio.h>
#include <string.h>

#include "console.h"
#include "console_query.h"
#include "core/arena.h"
#include "core/db.h"
#include "core/password.h"
#include "core/text.h"

enum option {
	OPTION_COMMISSION,
	OPTION_INSTITUTION,
	OPTION_ROLE,
	OPTION_LOGIN,
	OPTION_NAME,
	OPTION_COMMISSION_NAME,
	OPTION_COUNT
};

static const char *const names[OPTION_COUNT] = {
    [OPTION_COMMISSION] = "--commission",
    [OPTION_INSTITUTION] = "--institution",
    [OPTION_ROLE] = "--role",
    [OPTION_LOGIN] = "--login",
    [OPTION_NAME] = "--name",
    [OPTION_COMMISSION_NAME] = "--commission-name",
};

/* What the database's constraints mean here. */
static const struct {
	const char *constraint;
	const char *meaning;
} meanings[] = {
    {"account_login_unique", "an account with this login exists already"},
    {"account_login", "a login has 3 to 40 small letters, digits, dots, hyphens or underscores"},
    {"account_name", "a name has 1 to 40 characters"},
    {"account_role", "roles are viewer, reviewer, administrator (of a commission) and clerk, "
		     "verifier, leader (of an institution)"},
};

static void
print_usage(void)
{
	fputs("usage: zhiheng account create --commission REGION_CODE | --institution CREDIT_CODE\n"
	      "           --role ROLE --login LOGIN --name NAME [--commission-name NAME]\n",
	    stderr);
}

static bool
read_options(const char *values[OPTION_COUNT], int argument_count, char **arguments)
{
	for (int i = 0; i < argument_count; i += 2) {
		size_t option = 0;

		while (option < OPTION_COUNT && !text_equal(arguments[i], names[option]))
			option++;
		if (option == OPTION_COUNT || i + 1 == argument_count || values[option] != NULL)
			return false;
		values[option] = arguments[i + 1];
	}
	return values[OPTION_ROLE] != NULL && values[OPTION_LOGIN] != NULL &&
	       values[OPTION_NAME] != NULL &&
	       (values[OPTION_COMMISSION] == NULL) != (values[OPTION_INSTITUTION] == NULL) &&
	       (values[OPTION_COMMISSION_NAME] == NULL || values[OPTION_COMMISSION] != NULL);
}

static enum exit_code
explain(const struct db *db)
{
	const struct db_error *error = db_last_error(db);

	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (text_equal(error->constraint, meanings[i].constraint))
			return console_fail("%s", meanings[i].meaning);
	return console_fail("no account was created: %s", error->message);
}

static enum exit_code
create(struct db *db, const struct console *console, const char *const values[OPTION_COUNT])
{
	const char *code = password_new_code(console->arena);
	struct rows *rows;

	if (db_begin(db, console->arena, DB_WRITE, NULL, "") != STATUS_OK ||
	    DB_ASK(db, &rows, ACCOUNT_CREATE, values[OPTION_LOGIN], values[OPTION_NAME],
		values[OPTION_ROLE], values[OPTION_INSTITUTION], values[OPTION_COMMISSION],
		values[OPTION_COMMISSION_NAME],
		password_code_digest(console->arena, code)) != STATUS_OK ||
	    db_commit(db) != STATUS_OK)
		return explain(db);
	printf("organisation: %s\nlogin: %s\nactivation code: %s\nvalid until: %s\n",
	    rows_text(rows, 0, "organisation"), values[OPTION_LOGIN], code,
	    rows_text(rows, 0, "expires_at"));
	return EXIT_DONE;
}

enum exit_code
account_create_run(const struct console *console, int argument_count, char **arguments)
{
	const char *values[OPTION_COUNT] = {0};
	enum exit_code result;
	struct db *db;

	if (!read_options(values, argument_count, arguments)) {
		print_usage();
		return EXIT_USAGE;
	}
	if (!console_connect(&db, console, console_statements, QUERY_COUNT))
		return EXIT_REFUSED;
	result = create(db, console, values);
	db_close(db);
	return result;
}
