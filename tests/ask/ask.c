/* Asked with one value too few, none too many and so on, as TRY says: only TRY 0 compiles. */
#include "ask_query.h"

enum status ask(struct db *db, struct rows **out, const char *value);

enum status
ask(struct db *db, struct rows **out, const char *value)
{
#if TRY == 0
	static const size_t chosen[] = {QUERY(NONE, 0), QUERY(TEN, 10)};
	const char *const values[10] = {value};
	const struct ask asks[] = {
	    ASK(out, NONE),
	    ASK(out, TWICE, value),
	    ASK_IF(value != NULL, out, TWO, value, NULL),
	    ASK_ARRAY(out, TEN, values, 10),
	    ASK_CHOSEN(out, chosen[0]),
	};

	return DB_ASK_ALL(db, asks);
#elif TRY == 1
	return DB_ASK(db, out, NONE, value);
#elif TRY == 2
	return DB_ASK(db, out, TWO, value);
#elif TRY == 3
	return DB_ASK(db, out, TWICE);
#elif TRY == 4
	return db_ask(db, &ASK_ARRAY(out, TEN, &value, 1), 1);
#elif TRY == 5
	static const size_t chosen[] = {QUERY(TWO, 1)};

	return db_ask(db, &ASK_CHOSEN(out, chosen[0], value), 1);
#endif
}
