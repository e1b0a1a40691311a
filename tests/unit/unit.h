/* What every unit test includes. */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* cmocka 1.1.5 compares floating point as float only; this keeps double precision. */
#define assert_near(got, expected, tolerance)                                                      \
	do {                                                                                       \
		double got_ = (got), expected_ = (expected);                                       \
		double difference_ = got_ > expected_ ? got_ - expected_ : expected_ - got_;       \
		if (!(difference_ <= (tolerance))) {                                               \
			print_error("%s = %.17g, expected %.17g\n", #got, got_, expected_);        \
			fail();                                                                    \
		}                                                                                  \
	} while (0)

#endif
