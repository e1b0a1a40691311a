/* 统一社会信用代码, the number of every organisation: GB 32100-2015. */
#ifndef CORE_CREDIT_CODE_H
#define CORE_CREDIT_CODE_H

struct arena;

#define CREDIT_CODE_LENGTH 18

/* As people type or paste it: spaces and hyphens go, full-width and small letters become capitals.
 */
char *credit_code_normalise(struct arena *arena, const char *typed);

/* What is wrong with a normalised code, as a sentence in Chinese; NULL: nothing. */
const char *credit_code_fault(struct arena *arena, const char *code);

#endif
