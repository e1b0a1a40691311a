/* Chinese names found by the first letters of their readings: "slsdy" in 示例市第一人民医院. */
#ifndef CORE_INITIALS_H
#define CORE_INITIALS_H

#include <stdbool.h>

/*
 * Whether typed (ASCII letters and digits, any case) stands for characters of name that follow each
 * other.  A character with several readings answers to each of them; ASCII in the name to itself;
 * anything else to nothing.  An empty typed matches.  Both are well-formed UTF-8.
 */
bool initials_match(const char *name, const char *typed);

/* Whether text could be such letters: only ASCII letters and digits, at least one letter. */
bool initials_possible(const char *text);

#endif
