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

-- :name job_progress
-- $1 bigint job, $2 integer percent, $3 text step.
SELECT worker.job_progress($1::bigint, $2::integer, $3)

-- :name publish_head
-- $1 bigint job.  The head of a new edition (columns of edition.csv), and what it is made from.
SELECT
	region_code,
	region_name,
	period,
	number,
	programme_name,
	commission_name,
	reason AS correction,
	small_below,
	(SELECT count(*) FROM worker.publish_return AS expected
		WHERE expected.programme_id = opened.programme_id AND expected.period = opened.period) AS expected,
	(SELECT count(*) FROM worker.publish_return AS expected
		WHERE expected.programme_id = opened.programme_id AND expected.period = opened.period AND expected.accepted) AS included,
	demo,
	published_at,
	programme_id,
	edition_id,
	quarters[1] AS quarter_1,
	quarters[2] AS quarter_2,
	quarters[3] AS quarter_3,
	quarters[4] AS quarter_4
FROM worker.publish_open($1::bigint) AS opened

-- :name publish_returns
-- $1 bigint programme, $2 text period.  The accepted returns, in order.
SELECT return_id, revision, coalesce(encode(commitment, 'hex'), '') AS commitment
FROM worker.publish_returns($1::bigint, $2)
ORDER BY return_id

-- :name publish_indicators
-- $1 bigint programme, $2 text period.  Columns of indicators.csv.
SELECT indicator_code, indicator_version, position, target_code, target_name, specialty, name, kind, unit, factor, direction, numerator,
	coalesce(worker.element_name(numerator, $2), numerator_name) AS numerator_name, denominator,
	coalesce(worker.element_name(denominator, $2), denominator_name) AS denominator_name, minimum_denominator, required, threshold_op,
	trim_scale(threshold_value) AS threshold_value, basis, own_trend, confirmed_on, confirmed_by, confirmed_source
FROM worker.publish_indicator
WHERE programme_id = $1::bigint
ORDER BY position

-- :name publish_institutions
-- $1 bigint programme, $2 text period.  Columns of institutions.csv, and words for levels and kinds.
SELECT institution_id, credit_code, name, region_code, region_name, level, grade, kind, specialist_type, ownership, peer_group, included,
	level_label, kind_label
FROM worker.publish_institution
WHERE programme_id = $1::bigint AND period = $2
ORDER BY institution_id

-- :name publish_remarks
-- $1 bigint job.  Columns of remarks.csv.
SELECT remark.institution_id, remark.indicator_code, remark.text
FROM worker.publish_job AS job
JOIN worker.publish_remark AS remark ON remark.preview_id = job.preview_id
WHERE job.job_id = $1::bigint
ORDER BY remark.institution_id, remark.indicator_code

-- :name publish_grade_scheme
-- $1 bigint job.  Columns of grade_scheme.csv: one row, or none if no grades are published.
SELECT version, note, band_a, band_b, band_c, cap_b, cap_c, coverage_of_3, enacted_on
FROM worker.publish_grade_scheme
WHERE job_id = $1::bigint

-- :name publish_grade_rules
-- $1 bigint job.  Columns of grade_rules.csv.
SELECT indicator_code, weight, floor, benchmark, safety, source
FROM worker.publish_grade_rule
WHERE job_id = $1::bigint
ORDER BY position

-- :name publish_grade_vetoes
-- $1 bigint job.  Given columns of grades.csv, of institutions on which a veto stands: the one that weighs most.
SELECT institution_id, veto, veto_document
FROM worker.publish_grade_veto
WHERE job_id = $1::bigint
ORDER BY institution_id

-- :name publish_decisions
-- $1 bigint job.  Given columns of grade_points.csv, of caps that were decided on, with the numbers decided on.
SELECT indicator_code, institution_id, cap, decision, decision_reason, decided_on, numerator, denominator
FROM worker.publish_decision
WHERE job_id = $1::bigint
ORDER BY indicator_code, institution_id

-- :name publish_values
-- $1 bigint programme, $2 text period, $3 integer below which baselines are too small.  Given columns of results.csv, in its
-- order.
SELECT indicator_code, institution_id, coverage, numerator, denominator, baseline, goal, goal_met, threshold_met
FROM worker.publish_values($1::bigint, $2, $3::integer)

-- :name publish_pooled
-- $1 bigint job.  The editions of the three periods before: ids, and as in edition.csv.
SELECT pooled_ids, pooled_editions
FROM worker.publish_pooled($1::bigint)

-- :name publish_before
-- $1 bigint programme, $2 bigint[] editions of publish_pooled.  What they show, in the order of results.csv.
SELECT indicator_code, institution_id, earlier
FROM worker.publish_before($1::bigint, $2::bigint[])

-- :name publish_earlier
-- $1 bigint programme, $2 text period.  What earlier editions of the year say about the same institutions.
SELECT edition_id, indicator_code, institution_id, quarter, numerator_element, denominator_element, numerator, denominator, hidden, single,
	region_key, county_key, level_key, kind_key
FROM worker.publish_earlier($1::bigint, $2)

-- :name store_results
-- $1 bigint edition, $2-$22 arrays in the order of the columns of results.csv.
SELECT worker.store_results($1::bigint, $2::text[], $3::bigint[], $4::text[], $5::boolean[], $6::numeric[], $7::numeric[], $8::text[], $9::text[],
	$10::double precision[], $11::double precision[], $12::double precision[], $13::integer[], $14::integer[], $15::boolean[], $16::integer[],
	$17::integer[], $18::text[], $19::double precision[], $20::double precision[], $21::boolean[], $22::boolean[])

-- :name store_preview
-- $1 bigint job, $2 text digest in hexadecimal.
SELECT worker.store_preview($1::bigint, decode($2, 'hex')) AS preview_id

-- :name store_preview_results
-- $1 bigint preview, $2-$22 arrays in the order of the columns of results.csv.
SELECT worker.store_preview_results($1::bigint, $2::text[], $3::bigint[], $4::text[], $5::boolean[], $6::numeric[], $7::numeric[], $8::text[], $9::text[],
	$10::double precision[], $11::double precision[], $12::double precision[], $13::integer[], $14::integer[], $15::boolean[], $16::integer[],
	$17::integer[], $18::text[], $19::double precision[], $20::double precision[], $21::boolean[], $22::boolean[])

-- :name store_groups
-- $1 bigint edition, $2-$14 arrays in the order of the columns of groups.csv.
SELECT worker.store_groups($1::bigint, $2::text[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::integer[], $8::boolean[],
	$9::numeric[], $10::numeric[], $11::text[], $12::double precision[], $13::double precision[], $14::double precision[])

-- :name store_grade_scheme
-- $1 bigint edition, $2-$10 arrays in the order of the columns of grade_scheme.csv.
SELECT worker.store_grade_scheme($1::bigint, $2::integer[], $3::text[], $4::numeric[], $5::numeric[], $6::numeric[], $7::numeric[], $8::numeric[],
	$9::integer[], $10::date[])

-- :name store_grade_rules
-- $1 bigint edition, $2-$7 arrays in the order of the columns of grade_rules.csv.
SELECT worker.store_grade_rules($1::bigint, $2::text[], $3::numeric[], $4::numeric[], $5::numeric[], $6::boolean[], $7::text[])

-- :name store_grade_points
-- $1 bigint edition, $2-$17 arrays in the order of the columns of grade_points.csv.
SELECT worker.store_grade_points($1::bigint, $2::text[], $3::bigint[], $4::text[], $5::numeric[], $6::double precision[], $7::text[],
	$8::double precision[], $9::double precision[], $10::double precision[], $11::integer[], $12::text[], $13::numeric[], $14::text[], $15::text[],
	$16::text[], $17::date[])

-- :name store_grades
-- $1 bigint edition, $2-$19 arrays in the order of the columns of grades.csv.
SELECT worker.store_grades($1::bigint, $2::bigint[], $3::text[], $4::text[], $5::text[], $6::numeric[], $7::numeric[], $8::double precision[],
	$9::numeric[], $10::numeric[], $11::double precision[], $12::text[], $13::text[], $14::text[], $15::text[], $16::integer[], $17::integer[],
	$18::boolean[], $19::text[])

-- :name store_preview_points
-- $1 bigint preview, $2-$17 arrays in the order of the columns of grade_points.csv.
SELECT worker.store_preview_points($1::bigint, $2::text[], $3::bigint[], $4::text[], $5::numeric[], $6::double precision[], $7::text[],
	$8::double precision[], $9::double precision[], $10::double precision[], $11::integer[], $12::text[], $13::numeric[], $14::text[], $15::text[],
	$16::text[], $17::date[])

-- :name store_preview_grades
-- $1 bigint preview, $2-$19 arrays in the order of the columns of grades.csv.
SELECT worker.store_preview_grades($1::bigint, $2::bigint[], $3::text[], $4::text[], $5::text[], $6::numeric[], $7::numeric[],
	$8::double precision[], $9::numeric[], $10::numeric[], $11::double precision[], $12::text[], $13::text[], $14::text[], $15::text[],
	$16::integer[], $17::integer[], $18::boolean[], $19::text[])

-- :name store_preview_carry
-- $1 bigint preview: what institutions said to the one before is said to this one.
SELECT worker.store_preview_carry($1::bigint)

-- :name store_inputs
-- $1 bigint edition, $2 text period, $3-$11 arrays in the order of the columns of publish_values.
SELECT worker.store_inputs($1::bigint, $2, $3::text[], $4::bigint[], $5::text[], $6::numeric[], $7::numeric[], $8::double precision[],
	$9::double precision[], $10::boolean[], $11::boolean[])

-- :name store_edition
-- $1 bigint job, $2 bigint edition, $3 text version of the method, $4 text digest in hexadecimal, $5 integer draws and
-- $6 bigint seed of simulated ranks, $7 bigint[] editions of publish_pooled.
SELECT worker.store_edition($1::bigint, $2::bigint, $3, decode($4, 'hex'), $5::integer, $6::bigint, $7::bigint[])

-- :name store_file
-- $1 bigint edition, $2 text name, $3 integer position, $4 text title, $5 text media type, $6 bigint bytes, $7 text digest.
SELECT worker.store_file($1::bigint, $2, $3::integer, $4, $5, $6::bigint, decode($7, 'hex'))

-- :name store_seal
-- $1 bigint edition, $2 bigint previous edition or null, $3 text digest of the manifest, $4 text public key, $5 text signature.
SELECT worker.store_seal($1::bigint, $2::bigint, decode($3, 'hex'), $4, $5)

-- :name notice_head
-- $1 bigint edition.  What its notice is filled in with, and the words.
SELECT region_name, period, period_label, number, commission_name, correction, method_version, expected, included, demo, published_at, digest,
	words_issuer, words_number, words_title, words_addressee, words_body, words_copies,
	graded_count, a_count, b_count, c_count, d_count, ungraded_count
FROM worker.notice_head
WHERE edition_id = $1::bigint

-- :name notice_indicators
-- $1 bigint edition.
SELECT name, kind, unit, factor, direction, minimum_denominator, required, threshold_op, threshold_value, numerator, denominator, status, value,
	lower, upper, institutions, before_period, year_before, comparable, before_institutions, before_numerator, before_denominator,
	matched_institutions, only_before, only_now, matched_hidden, matched_before_numerator, matched_before_denominator, matched_numerator, matched_denominator
FROM worker.notice_indicator
WHERE edition_id = $1::bigint
ORDER BY position

-- :name notice_institutions
-- $1 bigint edition.
SELECT name, region_name, level, kind, included
FROM worker.notice_institution
WHERE edition_id = $1::bigint
ORDER BY region_code, name

-- :name seal_previous
-- $1 text region.  The edition it published last: one row or none.
SELECT edition_id, name, digest
FROM worker.seal
WHERE region_code = $1
ORDER BY edition_id::bigint DESC
LIMIT 1

-- :name release_waiting
-- Editions that are written and not released.
SELECT edition_id, region_code, period, number
FROM worker.release_waiting

-- :name release_edition
-- $1 bigint edition.
SELECT worker.release($1::bigint)

-- :name compute_head
-- $1 bigint job.  One row or none.
SELECT programme_id, period, rank_intervals, ranked, audit_id, now() AS moment
FROM worker.compute_job
WHERE job_id = $1::bigint

-- :name compute_figures
-- $1 bigint job.  indicators: how many of them have values.
SELECT worker.compute_figures($1::bigint) AS indicators

-- :name register_sweep
SELECT worker.register_sweep()

-- :name compute_sweep
SELECT worker.compute_sweep()

-- :name compute_institutions
-- $1 bigint programme, $2 text period.  In the order of display, peers together.
SELECT institution_id, peer_group
FROM worker.compute_institutions($1::bigint, $2)

-- :name compute_begin
-- $1 bigint job, $2 text version of the method, $3 integer institutions, $4 integer indicators, $5 audit_id, $6 moment of compute_head.
SELECT worker.compute_begin($1::bigint, $2, $3::integer, $4::integer, $5::bigint, $6::timestamptz)

-- :name compute_values
-- $1 bigint programme, $2 text period, $3 text indicator, $4, $5 arrays of the columns of compute_institutions.
SELECT institution_id, peer_group, coverage, numerator, denominator, deviation, earlier
FROM worker.compute_values($1::bigint, $2, $3, $4::bigint[], $5::text[])

-- :name compute_store
-- $1 bigint programme, $2 text period, $3 text indicator, $4 text peer group, $5 integer ranked, $6 integer with a value, $7 integer better,
-- $8 integer worse, $9 phi, $10 tau2, $11 integer draws, $12 bigint seed; arrays: $13 institutions, $14 statuses, $15 numerators,
-- $16 denominators, $17 values, $18, $19 their intervals, $20 ranks, $21 whether tied, $22, $23 their intervals, $24 places in the funnel.
SELECT worker.compute_store($1::bigint, $2, $3, $4, $5::integer, $6::integer, $7::integer, $8::integer, $9::double precision,
	$10::double precision, $11::integer, $12::bigint, $13::bigint[], $14::text[], $15::numeric[], $16::numeric[], $17::double precision[],
	$18::double precision[], $19::double precision[], $20::integer[], $21::boolean[], $22::integer[], $23::integer[], $24::text[])

-- :name signal_queue
-- $1 double precision seconds without a change before lists are queued, $2 double precision seconds that a change waits at most.
SELECT worker.signal_queue($1::double precision, $2::double precision)

-- :name signal_sweep
SELECT worker.signal_sweep()

-- :name signal_head
-- $1 bigint job.  One row or none.
SELECT commission_id, programme_id, period, region_first, region_last, possible, audit_id, now() AS moment
FROM worker.signal_job
WHERE job_id = $1::bigint

-- :name signal_institutions
-- $1, $2 text first and last region of the subtree, $3 text period.
SELECT institution_id, shown
FROM worker.signal_institutions($1, $2, $3)

-- :name signal_centres
-- $1 bigint commission.  Its QC centres one after another, a row for each indicator of theirs.
SELECT qc_centre_id, indicator_code
FROM worker.signal_centres($1::bigint)

-- :name signal_parts
-- Elements of which one counts some of the cases of another, in the order of bytes.
SELECT child, parent
FROM worker.signal_part
ORDER BY child, parent

-- :name signal_results
-- $1 bigint programme, $2 text period, $3 bigint[] institutions.
SELECT indicator_code, institution_id, peer_group, coverage, numerator, denominator, earlier, goal, goal_met, threshold_met
FROM worker.signal_results($1::bigint, $2, $3::bigint[])

-- :name signal_history
-- $1 bigint programme, $2 text quarter, $3 text[] indicators, $4 bigint[] institutions.  The last twenty quarters, as charts have them.
SELECT indicator_code, institution_id, period, age, 1 AS expected, 1 AS received, numerator, denominator, baseline_first, baseline_last
FROM worker.signal_history($1::bigint, $2, 20, $3::text[], $4::bigint[])

-- :name signal_submitted
-- $1 bigint programme, $2 text quarter, $3 bigint[] institutions.
SELECT return_id
FROM worker.signal_submitted($1::bigint, $2, $3::bigint[]) AS item (return_id)

-- :name signal_elements
-- $1 bigint[] returns.
SELECT return_id, institution_id, code, name, unit, stock, state, value, last_state, last_value
FROM worker.signal_elements($1::bigint[])

-- :name signal_pasts
-- $1 bigint programme, $2 bigint[] returns.
SELECT return_id, indicator_code, year_ago_numerator, year_ago_denominator, pairs, variance, peers, shift, peer_variance
FROM worker.signal_pasts($1::bigint, $2::bigint[])

-- :name signal_baselines
-- $1 bigint programme, $2 bigint[] institutions.
SELECT institution_id, element_code, element_name, period_label, indicator_name, denominator
FROM worker.signal_baselines($1::bigint, $2::bigint[])

-- :name signal_returns
-- $1 bigint programme, $2 text quarter, $3 bigint[] institutions.
SELECT return_id, institution_id, period, period_label, due_on, missing, late_days
FROM worker.signal_returns($1::bigint, $2, $3::bigint[])

-- :name signal_begin
-- $1 bigint job, $2 text version of the method, $3 integer institutions; of results $4 integer judged, $5 integer listed, $6 double
-- precision expected; $7 to $9 the same of trends; $10 audit_id, $11 moment of signal_head.
SELECT worker.signal_begin($1::bigint, $2, $3::integer, $4::integer, $5::integer, $6::double precision, $7::integer, $8::integer,
	$9::double precision, $10::bigint, $11::timestamptz)

-- :name signal_store
-- $1 bigint job, $2 bigint QC centre or 0; arrays, an element for each row: $3 kinds, $4 severities, $5 labels, $6 institutions, $7 indicators,
-- $8 members with spaces between, $9 returns, $10 their quarters, $11 reasons, $12 others, $13 evidence, $14 q, $15 cases, $16 weights,
-- $17 patients to go, $18 parts.
SELECT worker.signal_store($1::bigint, $2::bigint, $3::text[], $4::integer[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::bigint[],
	$10::text[], $11::text[], $12::text[], $13::text[], $14::double precision[], $15::double precision[], $16::double precision[],
	$17::bigint[], $18::integer[])

-- :name signal_store_common
-- $1 bigint job; arrays: $2 indicators; of every verdict $3 indicator, $4 institution, $5 boolean missed.
SELECT worker.signal_store_common($1::bigint, $2::text[], $3::text[], $4::bigint[], $5::boolean[])
