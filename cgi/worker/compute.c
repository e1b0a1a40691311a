/* Computing what an edition holds besides its sums, and the digest over inputs and results. */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "core/arena.h"
#include "core/text.h"
#include "edition/grade.h"
#include "figure/peers.h"
#include "publication.h"

static void
add_text(crypto_hash_sha256_state *hash, const char *text)
{
	crypto_hash_sha256_update(hash, (const unsigned char *)text, strlen(text));
}

static void
digest_table(crypto_hash_sha256_state *hash, const struct edition_table *table)
{
	struct buffer csv = buffer_create(table->arena, 65536);

	edition_table_csv(&csv, table);
	crypto_hash_sha256_update(hash, (const unsigned char *)csv.data, csv.length);
}

/* Over the commitments of the frozen inputs, whose own digests would tell what is hidden in them,
 * and all results, as their files hold them. */
static void
digest(struct publication *publication)
{
	static const enum edition_part parts[] = {EDITION_RESULTS, EDITION_GROUPS, EDITION_SCHEME,
	    EDITION_RULES, EDITION_POINTS, EDITION_GRADES};
	const struct rows *returns = publication->returns;
	crypto_hash_sha256_state hash;
	unsigned char bytes[crypto_hash_sha256_BYTES];

	crypto_hash_sha256_init(&hash);
	for (size_t row = 0; row < rows_count(returns); row++)
		add_text(&hash,
		    text_format(publication->arena, "%s|%s|%s\n",
			rows_text(returns, row, "return_id"), rows_text(returns, row, "revision"),
			rows_text(returns, row, "commitment")));
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		digest_table(&hash, &publication->edition.parts[parts[i]]);
	crypto_hash_sha256_final(&hash, bytes);
	sodium_bin2hex(publication->digest, sizeof(publication->digest), bytes, sizeof(bytes));
}

static void
set_draws(struct edition *edition)
{
	const struct figure_draws draws = FIGURE_DRAWS_ALL;
	struct edition_table *head = &edition->parts[EDITION_HEAD];

	edition_table_set(head, 0, "rank_draws", text_format(edition->arena, "%zu", draws.draws));
	edition_table_set(
	    head, 0, "rank_seed", text_format(edition->arena, "%" PRIu32, draws.seed));
}

enum status
publication_compute(struct publication *publication)
{
	struct edition *edition = &publication->edition;
	const struct edition_index *index = &publication->index;
	const struct edition_table *indicators = &edition->parts[EDITION_INDICATORS];
	struct edition_index grouped;
	struct edition_fault fault;

	set_draws(edition);
	for (size_t i = 0; i < indicators->count; i++) {
		struct figure_definition definition;

		publication_report(publication, 60, 80, i, indicators->count, "计算指标和名次");
		if (edition_definition(&definition, indicators, i))
			edition_compute_results(edition, index, i, &definition);
	}
	/* Now that the groups are there. */
	if (!edition_index_make(&grouped, &fault, edition))
		return STATUS_INTERNAL;
	publication->index = grouped;
	for (size_t i = 0; i < indicators->count; i++) {
		struct figure_definition definition;

		for (size_t g = 0; g < grouped.group_count[i]; g++)
			if (edition_definition(&definition, indicators, i))
				edition_compute_group(
				    edition, grouped.group_first[i] + g, &definition);
	}
	if (!edition_grade_compute(&fault, edition, index)) {
		fprintf(stderr, "worker: %s row %zu: %s\n", fault.file, fault.row, fault.message);
		return STATUS_INTERNAL;
	}
	digest(publication);
	edition_table_set(&edition->parts[EDITION_HEAD], 0, "method_version", EDITION_METHOD);
	edition_table_set(&edition->parts[EDITION_HEAD], 0, "input_digest", publication->digest);
	return STATUS_OK;
}
