-- Statements of the worker program, prepared at start.  "-- :name page_verb", purpose, \$n types, columns.

-- :name job_requeue
SELECT worker.job_requeue()

-- :name job_claim
-- One row or none: id, kind.
SELECT id, kind
FROM worker.job_claim()

-- :name job_finish
-- $1 bigint job, $2 text state, $3 text message.
SELECT worker.job_finish($1::bigint, $2, $3)

-- :name publish_head
-- $1 bigint job.  The number of a new edition and all that stands in its head.
SELECT
	programme_id,
	period,
	region_code,
	number,
	reason,
	edition_id
FROM worker.publish_open($1::bigint)

-- :name publish_returns
-- $1 bigint programme, $2 text period.  The accepted returns, in order.
SELECT return_id, revision, digest
FROM worker.publish_returns($1::bigint, $2)
ORDER BY return_id

-- :name publish_indicators
-- $1 bigint programme.
SELECT indicator_code, kind, unit, factor, direction, minimum_denominator, required
FROM worker.publish_indicator
WHERE programme_id = $1::bigint
ORDER BY position

-- :name publish_values
-- $1 bigint programme, $2 text period, $3 text indicator.
SELECT institution_id, peer_group, region_code, region_name, level, level_label, kind, kind_label, coverage, numerator, denominator,
	baseline, goal, goal_met, threshold_met
FROM worker.publish_values($1::bigint, $2, $3)

-- :name publish_results
-- $1 bigint edition, $2 text indicator, $3-$19 arrays in the order of the columns of edition_result.
SELECT worker.publish_results($1::bigint, $2, $3::bigint[], $4::numeric[], $5::numeric[], $6::text[], $7::double precision[],
	$8::double precision[], $9::double precision[], $10::integer[], $11::integer[], $12::boolean[], $13::integer[],
	$14::integer[], $15::text[], $16::double precision[], $17::double precision[], $18::boolean[], $19::boolean[])

-- :name publish_groups
-- $1 bigint edition, $2 text indicator, $3-$12 arrays in the order of the columns of edition_group.
SELECT worker.publish_groups($1::bigint, $2, $3::text[], $4::text[], $5::text[], $6::integer[], $7::numeric[], $8::numeric[],
	$9::text[], $10::double precision[], $11::double precision[], $12::double precision[])

-- :name publish_close
-- $1 bigint job, $2 bigint edition, $3 text version of the method, $4 text digest in hexadecimal.
SELECT worker.publish_close($1::bigint, $2::bigint, $3, decode($4, 'hex'))
