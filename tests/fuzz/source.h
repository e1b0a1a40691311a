/* Numbers out of the bytes that libFuzzer gives. */
#ifndef SOURCE_H
#define SOURCE_H

#include "fuzz.h"
#include "measure/decimal.h"

struct source {
	const uint8_t *data;
	size_t length;
};

static inline uint64_t
take(struct source *source, size_t bytes)
{
	uint64_t number = 0;

	for (size_t i = 0; i < bytes && source->length > 0; i++) {
		number = number << 8 | *source->data++;
		source->length--;
	}
	return number;
}

static inline unsigned
choose(struct source *source, unsigned count)
{
	return (unsigned)(take(source, 1) % count);
}

/* Any double at all, or one of the kind that forms yield. */
static inline double
take_double(struct source *source)
{
	union {
		uint64_t bits;
		double number;
	} any;

	switch (choose(source, 4)) {
	case 0:
		any.bits = take(source, 8);
		return any.number;
	case 1:
		return (double)take(source, 1) / 255;
	default:
		return (double)take(source, 2);
	}
}

static inline struct decimal
take_decimal(struct source *source)
{
	struct decimal decimal;

	if (choose(source, 4) == 0)
		decimal.units = (int64_t)take(source, 8);
	else
		decimal = decimal_from_integer((int64_t)take(source, 1));
	return decimal;
}

#endif
