-- Six quarters of invented numbers.  Every number hangs on a hash of institution, quarter and
-- element, so that each loading gives the same; no random() anywhere.

CREATE FUNCTION pg_temp.uniform(key text, salt integer) RETURNS double precision
LANGUAGE sql IMMUTABLE
RETURN ((hashtextextended(key, salt) & 9007199254740991) + 0.5) / 9007199254740992.0;

-- Without the far tails: ten thousand numbers would have freaks among them.
CREATE FUNCTION pg_temp.normal(key text) RETURNS double precision
LANGUAGE sql IMMUTABLE
RETURN least(2.3, greatest(-2.3, sqrt(-2 * ln(pg_temp.uniform(key, 1))) * cos(2 * pi() * pg_temp.uniform(key, 2))));

-- What an institution is like: size, stay, services, and how good it is.
CREATE TEMPORARY TABLE demo_institution ON COMMIT DROP AS
SELECT
	id,
	credit_code,
	level,
	kind,
	specialist_type,
	beds::double precision AS beds,
	CASE WHEN kind IN ('exam_centre', 'ems', 'blood_station', 'opo') THEN 0 ELSE beds * 110 + 7000 END::double precision AS visits,
	(beds * 1.25 + 25)::double precision AS staff,
	1::double precision AS one,
	CASE
		WHEN specialist_type = '眼科' THEN 25 WHEN specialist_type = '儿科' THEN 13 WHEN specialist_type = '精神' THEN 1.8
		WHEN specialist_type = '康复' THEN 4 WHEN specialist_type = '传染病' THEN 6.5
		WHEN kind = 'maternal_child' THEN 14 WHEN kind = 'tcm' THEN 8 WHEN kind = 'other' THEN 1.5
		WHEN level = 'primary' THEN 6 WHEN level = 'tertiary' THEN 10 ELSE 8.5
	END AS turnover,
	CASE
		WHEN specialist_type = '眼科' THEN 3 WHEN specialist_type = '精神' THEN 41 WHEN specialist_type = '康复' THEN 20
		WHEN kind = 'maternal_child' THEN 5 WHEN kind = 'other' THEN 45 WHEN level = 'primary' THEN 6.5 ELSE 7.9
	END AS stay,
	CASE WHEN level = 'tertiary' THEN 1.06 WHEN level = 'secondary' THEN 0.79 ELSE 0.55 END AS weight,
	CASE
		WHEN specialist_type IN ('眼科', '口腔') THEN 2.5 WHEN specialist_type = '骨科' THEN 2.1 WHEN kind = 'maternal_child' THEN 1.3
		WHEN kind = 'tcm' THEN 0.5 WHEN level = 'tertiary' THEN 1.1 ELSE 0.7
	END AS surgery,
	CASE WHEN specialist_type = '肿瘤' THEN 9 WHEN level = 'tertiary' THEN 1.2 ELSE 0.6 END AS tumour,
	CASE WHEN kind = 'maternal_child' THEN 9 ELSE 1 END AS births,
	CASE WHEN specialist_type = '康复' THEN 18 ELSE 1 END AS rehabilitation,
	CASE WHEN specialist_type = '眼科' THEN 20 ELSE 1 END AS eyes,
	pg_temp.normal('institution ' || credit_code) AS quality,
	array_remove(ARRAY[
		'any',
		CASE WHEN visits THEN 'outpatient' END,
		CASE WHEN wards THEN 'inpatient' END,
		CASE WHEN hospital THEN 'imaging' END,
		CASE WHEN hospital THEN 'laboratory' END,
		CASE WHEN surgical THEN 'surgery' END,
		CASE WHEN surgical AND level = 'tertiary' AND specialist_type IS DISTINCT FROM '口腔' THEN 'grade4' END,
		CASE WHEN surgical AND (kind IN ('general', 'tcm') OR specialist_type IN ('骨科', '眼科')) THEN 'implants' END,
		CASE WHEN hospital AND beds >= 200 AND (kind = 'general' OR level = 'tertiary' AND (kind <> 'specialist' OR specialist_type IN ('儿科', '肿瘤')))
			THEN 'icu' END,
		CASE WHEN hospital AND (kind IN ('general', 'tcm') OR specialist_type = '儿科') AND beds >= 100 THEN 'emergency' END,
		CASE WHEN hospital AND (kind = 'general' AND beds >= 250 OR kind = 'tcm' AND level = 'tertiary') THEN 'stroke' END,
		CASE WHEN kind = 'general' AND beds >= 350 THEN 'infarction' END,
		CASE WHEN hospital AND kind IN ('general', 'tcm') THEN 'cardiology' END,
		CASE WHEN hospital AND kind IN ('general', 'tcm') OR specialist_type IN ('儿科', '传染病') THEN 'respiratory' END,
		CASE WHEN kind = 'general' AND beds >= 400 OR specialist_type = '肿瘤' THEN 'oncology' END,
		CASE WHEN hospital AND kind IN ('general', 'tcm') AND beds >= 200 OR specialist_type = '肿瘤' THEN 'endoscopy' END,
		CASE WHEN hospital AND kind IN ('general', 'maternal_child') AND beds >= 80 THEN 'obstetrics' END,
		CASE WHEN hospital AND (kind = 'general' AND beds >= 250 OR kind = 'tcm' AND level = 'tertiary') THEN 'dialysis' END,
		CASE WHEN hospital AND kind IN ('general', 'tcm') OR specialist_type = '康复' THEN 'rehabilitation' END,
		CASE WHEN level = 'tertiary' AND (kind <> 'specialist' OR specialist_type IN ('儿科', '肿瘤')) THEN 'nutrition' END,
		CASE WHEN level = 'tertiary' AND kind = 'general' OR specialist_type = '肿瘤' THEN 'molecular' END,
		CASE WHEN visits AND kind <> 'other' AND (kind <> 'specialist' OR specialist_type IN ('儿科', '传染病')) THEN 'influenza' END,
		CASE WHEN hospital AND kind = 'general' AND beds >= 300 OR specialist_type = '眼科' THEN 'ophthalmology' END,
		CASE WHEN kind = 'exam_centre' THEN 'examination' END,
		CASE WHEN kind = 'ems' THEN 'dispatch' END,
		CASE WHEN kind = 'blood_station' THEN 'blood' END,
		CASE WHEN kind = 'opo' THEN 'procurement' END
	], NULL) AS services
FROM (
	SELECT
		*,
		kind NOT IN ('exam_centre', 'ems', 'blood_station', 'opo') AS visits,
		kind NOT IN ('exam_centre', 'ems', 'blood_station', 'opo') AND beds > 0 AS wards,
		level IN ('tertiary', 'secondary') AS hospital,
		level IN ('tertiary', 'secondary') AND coalesce(specialist_type, '') NOT IN ('精神', '康复', '传染病') AS surgical
	FROM zhiheng.institution
) AS institution;

-- The columns that multiply rates, one row each.
CREATE TEMPORARY TABLE demo_scale ON COMMIT DROP AS
SELECT institution.id AS institution_id, scale.key AS name, scale.value::double precision AS value
FROM demo_institution AS institution
CROSS JOIN LATERAL jsonb_each_text(to_jsonb(institution) - ARRAY['id', 'credit_code', 'level', 'kind', 'specialist_type', 'services']) AS scale;
ANALYZE demo_scale;

-- How many steps an element is away from the sizes.
CREATE TEMPORARY TABLE demo_step ON COMMIT DROP AS
WITH RECURSIVE link AS (
	SELECT element.code, element.parent
	FROM demo_element AS element
	UNION
	SELECT element.code, element.within
	FROM demo_element AS element
	WHERE element.within IS NOT NULL
), step AS (
	SELECT link.code, 1 AS depth
	FROM link
	WHERE NOT EXISTS (SELECT FROM demo_element AS parent WHERE parent.code = link.parent)
	UNION
	SELECT link.code, step.depth + 1
	FROM step
	JOIN link ON link.parent = step.code
)
SELECT code, max(depth) AS depth
FROM step
GROUP BY code;
ANALYZE demo_step;
ANALYZE demo_element;

CREATE TEMPORARY TABLE demo_value (
	institution_id bigint,
	period text,
	quarter integer,
	code text,
	value double precision
) ON COMMIT DROP;

-- Sizes come first; they are no elements.
INSERT INTO demo_value (institution_id, period, quarter, code, value)
SELECT institution.id, calendar.period, calendar.quarter, size.code, size.value * (1 + 0.005 * calendar.quarter)
	* CASE size.code WHEN 'one' THEN 1 / (1 + 0.005 * calendar.quarter) ELSE (ARRAY[0.97, 1.0, 1.01, 1.02])[right(calendar.period, 1)::integer] END
FROM demo_institution AS institution
CROSS JOIN LATERAL (VALUES ('beds', institution.beds), ('visits', institution.visits), ('staff', institution.staff), ('one', 1)) AS size (code, value)
CROSS JOIN (
	SELECT period, (row_number() OVER (ORDER BY period) - 1)::integer AS quarter
	FROM zhiheng.reporting_period
	WHERE state <> 'planned' AND period ~ 'Q'
	GROUP BY period
) AS calendar;

-- Parents before children; quality moves a share on the logit scale, and so does time a little.
DO $$
BEGIN
	FOR level IN 1..(SELECT max(depth) FROM demo_step) LOOP
		INSERT INTO demo_value (institution_id, period, quarter, code, value)
		SELECT
			parent.institution_id,
			parent.period,
			parent.quarter,
			element.code,
			least(bound.value, CASE element.how
				WHEN 'share' THEN least(parent.value, greatest(0, round(parent.value * chance.share
					+ luck.normal * sqrt(parent.value * chance.share * (1 - chance.share)))))
				WHEN 'events' THEN greatest(0, round(parent.value * mean.rate * exp(0.8 * shift.logit)
					+ luck.normal * sqrt(parent.value * mean.rate)))
				WHEN 'amount' THEN greatest(0, round((parent.value * mean.rate * exp(0.15 * shift.logit + 0.04 * luck.normal))::numeric,
					CASE definition.type WHEN 'decimal' THEN 1 ELSE 0 END))
				WHEN 'more' THEN greatest(parent.value, round(parent.value * mean.rate * exp(0.15 * shift.logit + 0.04 * luck.normal)))
				WHEN 'exact' THEN round(parent.value * mean.rate + 0.3)
				WHEN 'answer' THEN (pg_temp.uniform(institution.credit_code || element.code, 3) < element.rate)::integer
			END)
		FROM demo_value AS parent
		JOIN demo_element AS element ON element.parent = parent.code
		JOIN zhiheng.element AS definition ON definition.code = element.code
		JOIN demo_step AS step ON step.code = element.code AND step.depth = level
		JOIN demo_institution AS institution ON institution.id = parent.institution_id AND element.service = ANY (institution.services)
		JOIN demo_scale AS scale ON scale.institution_id = parent.institution_id AND scale.name = element.scale
		CROSS JOIN LATERAL (
			SELECT element.rate * scale.value
				* CASE element.code WHEN 'flu_antiviral_patients' THEN (ARRAY[2.2, 0.6, 0.4, 1.8])[right(parent.period, 1)::integer] ELSE 1 END AS rate
		) AS mean
		CROSS JOIN LATERAL (
			SELECT element.better * (0.35 * institution.quality + 0.06 * parent.quarter)
				+ CASE element.better WHEN 0 THEN 0.2 ELSE 0.3 END * pg_temp.normal(institution.credit_code || element.code) AS logit
		) AS shift
		CROSS JOIN LATERAL (SELECT 1 / (1 + exp(-ln(least(mean.rate, 0.97) / (1 - least(mean.rate, 0.97))) - shift.logit)) AS share) AS chance
		CROSS JOIN LATERAL (SELECT pg_temp.normal(institution.credit_code || parent.period || element.code) AS normal) AS luck
		LEFT JOIN demo_value AS bound ON bound.institution_id = parent.institution_id AND bound.period = parent.period
			AND bound.code = element.within;
	END LOOP;
END
$$;
-- Whoever keeps single values gives their deviation, too: two of three.
INSERT INTO demo_value (institution_id, period, quarter, code, value)
SELECT
	total.institution_id,
	total.period,
	total.quarter,
	deviation.code,
	round((total.value / cases.value * deviation.variation
		* (1 + 0.08 * pg_temp.normal(institution.credit_code || total.period || deviation.code)))::numeric, 2)
FROM demo_deviation AS deviation
JOIN (SELECT DISTINCT deviation, numerator, denominator FROM zhiheng.programme_indicator) AS pair ON pair.deviation = deviation.code
JOIN demo_value AS total ON total.code = pair.numerator
JOIN demo_value AS cases ON cases.code = pair.denominator AND cases.institution_id = total.institution_id AND cases.period = total.period
	AND cases.value >= 2
JOIN demo_institution AS institution ON institution.id = total.institution_id
	AND pg_temp.uniform('deviation ' || institution.credit_code, 9) < 0.67;
CREATE INDEX ON demo_value (institution_id, code, period);
ANALYZE demo_value;

-- One who has two of these complications counts once.
UPDATE demo_value AS whole SET value = least(everybody.value, greatest(part.most, round(0.95 * part.sum)))
FROM (
	SELECT item.institution_id, item.period, max(item.value) AS most, sum(item.value) AS sum
	FROM demo_value AS item
	WHERE item.code IN ('vag_pph', 'vag_severe_laceration', 'vag_wound_compl', 'puerperal_infection')
	GROUP BY item.institution_id, item.period
) AS part
JOIN demo_value AS everybody ON everybody.institution_id = part.institution_id AND everybody.period = part.period
	AND everybody.code = 'vaginal_deliveries'
WHERE whole.code = 'vag_severe_compl' AND whole.institution_id = part.institution_id AND whole.period = part.period;

-- What becomes of every return: its fate and the days of its life.
CREATE TEMPORARY TABLE demo_return ON COMMIT DROP AS
SELECT
	calendar.period::text AS period,
	calendar.state AS period_state,
	institution.id AS institution_id,
	institution.name,
	clerk.id AS clerk_id,
	verifier.id AS verifier_id,
	leader.id AS leader_id,
	CASE
		-- Months go up with their quarter.
		WHEN zhiheng.cadence(calendar.period) = 'month' THEN 'verified'
		WHEN calendar.state = 'closed' THEN 'accepted'
		WHEN pg_temp.uniform('fate ' || institution.credit_code, 4) < 0.45 THEN 'accepted'
		WHEN pg_temp.uniform('fate ' || institution.credit_code, 4) < 0.68 THEN 'submitted'
		WHEN pg_temp.uniform('fate ' || institution.credit_code, 4) < 0.75 THEN 'verified'
		WHEN pg_temp.uniform('fate ' || institution.credit_code, 4) < 0.88 THEN 'draft'
		ELSE 'empty'
	END AS fate,
	calendar.due_on,
	(calendar.opens_on + 1 + floor(pg_temp.uniform(calendar.period || institution.credit_code, 5)
		* (least(calendar.due_on, zhiheng.today()) - calendar.opens_on - 6))::integer)::timestamp
		AT TIME ZONE 'Asia/Shanghai' + interval '9 hours' + interval '6 hours' * pg_temp.uniform(calendar.period || institution.credit_code, 6) AS entered_at
FROM zhiheng.reporting_period AS calendar
JOIN zhiheng.programme AS programme ON programme.id = calendar.programme_id
-- By the calendar of its city.
JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id AND commission.region_code IN ('990100', '990200')
JOIN zhiheng.institution AS institution ON institution.region_code BETWEEN commission.region_code AND zhiheng.region_last(commission.region_code)
JOIN zhiheng.account AS clerk ON clerk.institution_id = institution.id AND clerk.role = 'clerk'
JOIN zhiheng.account AS verifier ON verifier.institution_id = institution.id AND verifier.role = 'verifier'
JOIN zhiheng.account AS leader ON leader.institution_id = institution.id AND leader.role = 'leader'
WHERE calendar.state <> 'planned'
	-- They were registered after the first quarter of 2025 had been opened.
	AND (calendar.period >= '2025Q2' OR institution.kind NOT IN ('blood_station', 'opo'))
	AND EXISTS (
	SELECT FROM zhiheng.programme_indicator AS asked
	WHERE asked.programme_id = calendar.programme_id AND zhiheng.wants(asked.cadence, asked.numerator, asked.denominator, calendar.period)
		AND zhiheng.applies(asked.levels, asked.kinds, institution.level, institution.kind, institution.specialist_type));
