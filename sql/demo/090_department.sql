-- One hospital keeps departments: its numbers of the quarters before the open one are there by
-- department and by month, as the documents ask for them (分科室, 按月), and add up.

INSERT INTO zhiheng.department (institution_id, created_at)
SELECT institution.id, make_timestamptz(2025, 3, 3, 9, 0, 0, 'Asia/Shanghai')
FROM zhiheng.institution AS institution
CROSS JOIN generate_series(1, 8) AS place
WHERE institution.name = '示例市第一人民医院'
ORDER BY place;

INSERT INTO zhiheng.department_version (department_id, version, name, retired, account_id, at)
SELECT listed.id, version.version, version.name, version.retired, clerk.id, version.at
FROM (
	SELECT department.id, department.institution_id, row_number() OVER (ORDER BY department.id) AS place
	FROM zhiheng.department AS department
) AS listed
JOIN zhiheng.account AS clerk ON clerk.institution_id = listed.institution_id AND clerk.role = 'clerk'
JOIN (VALUES
	(1, 1, '心血管内科', false, timestamptz '2025-03-03 09:00+08'),
	(2, 1, '神经内科', false, timestamptz '2025-03-03 09:00+08'),
	(3, 1, '普通外科', false, timestamptz '2025-03-03 09:00+08'),
	(4, 1, '骨科', false, timestamptz '2025-03-03 09:00+08'),
	(5, 1, '肿瘤科', false, timestamptz '2025-03-03 09:00+08'),
	(6, 1, 'ICU', false, timestamptz '2025-03-03 09:00+08'),
	(6, 2, '重症医学科', false, timestamptz '2025-04-08 10:20+08'),
	(7, 1, '妇产科', false, timestamptz '2025-03-03 09:00+08'),
	(8, 1, '康复病区', false, timestamptz '2025-03-03 09:00+08'),
	(8, 2, '康复病区', true, timestamptz '2025-06-30 16:45+08')
) AS version (place, version, name, retired, at) ON version.place = listed.place
ORDER BY listed.id, version.version;

-- What each department has of the whole: shares of a total are cut where the running total is, so that they are whole
-- and add up.  The cuts of a numerator lie a little elsewhere, so that departments differ, by no more than leaves each of
-- them below its denominator: only numerators that are no part of a part themselves, and have no part.
CREATE TEMPORARY TABLE department_cut ON COMMIT DROP AS
SELECT
	department.id::text AS part,
	place.ordinality AS place,
	coalesce(sum(place.weight) OVER (ORDER BY place.ordinality ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) / 100.0 AS start,
	sum(place.weight) OVER (ORDER BY place.ordinality) / 100.0 AS upto,
	place.weight / 100.0 AS share
FROM unnest(ARRAY[18, 16, 22, 14, 12, 6, 12]) WITH ORDINALITY AS place (weight, ordinality)
JOIN (
	SELECT item.id, row_number() OVER (ORDER BY item.id) AS place
	FROM zhiheng.department AS item
) AS department ON department.place = place.ordinality;

CREATE TEMPORARY TABLE parted_element ON COMMIT DROP AS
SELECT
	head.id AS return_id,
	cell.element_code AS code,
	cell.value,
	asked.by_department,
	CASE WHEN inner_part.child IS NOT NULL OR whole.parents <> 1 OR whole.parted THEN 0
		ELSE 1 - cell.value / nullif(whole.value, 0) END AS room
FROM zhiheng.return AS head
JOIN zhiheng.institution AS institution ON institution.id = head.institution_id AND institution.name = '示例市第一人民医院'
JOIN zhiheng.return_cell AS cell ON cell.return_id = head.id AND cell.value IS NOT NULL
JOIN (
	SELECT asking.period, asking.institution_id, part.code, bool_or(definition.by_department) AS by_department
	FROM zhiheng.demand AS asking
	JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = asking.programme_id
	JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
	CROSS JOIN LATERAL unnest(ARRAY[asked.numerator, asked.denominator]) AS part (code)
	-- One is known of the whole only: its departments say so.
	WHERE (definition.by_department OR definition.frequency = 'month') AND part.code <> 'unplanned_reops_31d'
	GROUP BY asking.period, asking.institution_id, part.code
) AS asked ON asked.code = cell.element_code AND asked.period = head.period AND asked.institution_id = head.institution_id
LEFT JOIN LATERAL (SELECT pair.child FROM zhiheng.part_pair AS pair WHERE pair.parent = cell.element_code AND pair.strict LIMIT 1) AS inner_part ON true
LEFT JOIN LATERAL (
	SELECT
		count(*) AS parents,
		min(above.value) AS value,
		bool_or(EXISTS (SELECT FROM zhiheng.part_pair AS further WHERE further.child = pair.parent AND further.strict)) AS parted
	FROM zhiheng.part_pair AS pair
	JOIN zhiheng.return_cell AS above ON above.return_id = head.id AND above.element_code = pair.parent
	WHERE pair.child = cell.element_code AND pair.strict
) AS whole ON true
WHERE head.state IN ('accepted', 'published') AND zhiheng.cadence(head.period) = 'quarter'
	-- What returns of months made has no parts.
	AND NOT EXISTS (SELECT FROM zhiheng.return_value AS entry
		WHERE entry.return_id = head.id AND entry.element_code = cell.element_code AND entry.source = 'derived');

INSERT INTO zhiheng.return_part (return_id, revision, account_id, entered_at, codes, parts, numbers, sources)
SELECT
	saved.return_id,
	saved.revision,
	saved.account_id,
	saved.entered_at,
	array_agg(piece.code ORDER BY piece.code, piece.part),
	array_agg(piece.part ORDER BY piece.code, piece.part),
	array_agg(piece.number ORDER BY piece.code, piece.part),
	array_agg('typed'::text ORDER BY piece.code, piece.part)
FROM zhiheng.return AS head
JOIN zhiheng.return_save AS saved ON saved.return_id = head.id AND saved.revision = head.revision
JOIN (
	SELECT
		element.return_id,
		element.code,
		cut.part,
		round(element.value * (cut.upto + cut.shift)) - round(element.value * (cut.start + lag(cut.shift, 1, 0.0)
			OVER (PARTITION BY element.return_id, element.code ORDER BY cut.place))) AS number
	FROM parted_element AS element
	CROSS JOIN LATERAL (
		SELECT
			item.part,
			item.place,
			item.start,
			item.upto,
			CASE WHEN item.upto = 1 THEN 0 ELSE coalesce(element.room, 0) * 0.06
				* (hashtext(element.code || ':' || element.return_id || ':' || item.place) % 100) / 400.0 END AS shift
		FROM department_cut AS item
	) AS cut
	WHERE element.by_department
	UNION ALL
	SELECT
		element.return_id,
		element.code,
		month.name,
		round(element.value * (month.place / 3.0 + month.shift)) - round(element.value * ((month.place - 1) / 3.0
			+ lag(month.shift, 1, 0.0) OVER (PARTITION BY element.return_id, element.code ORDER BY month.place)))
	FROM parted_element AS element
	JOIN zhiheng.return AS head ON head.id = element.return_id
	CROSS JOIN LATERAL (
		SELECT
			item.name,
			item.place,
			CASE WHEN item.place = 3 THEN 0 ELSE coalesce(element.room, 0)
				* (hashtext(element.code || ':' || item.name) % 100) / 1200.0 END AS shift
		FROM unnest(zhiheng.quarter_months(head.period)) WITH ORDINALITY AS item (name, place)
	) AS month
	WHERE NOT element.by_department
) AS piece ON piece.return_id = head.id
GROUP BY saved.return_id, saved.revision, saved.account_id, saved.entered_at;

UPDATE zhiheng.return AS head SET parted = true
WHERE EXISTS (SELECT FROM zhiheng.return_part AS part WHERE part.return_id = head.id);

DO $$
BEGIN
	ASSERT NOT EXISTS (
		SELECT FROM zhiheng.return AS head
		CROSS JOIN LATERAL zhiheng.return_parts_at(head.id, head.revision) AS one
		JOIN zhiheng.part_pair AS pair ON pair.child = one.code AND pair.strict
		JOIN LATERAL zhiheng.return_parts_at(head.id, head.revision) AS other ON other.code = pair.parent AND other.part = one.part
		WHERE head.parted AND one.number > other.number), 'within a department, too, no part is greater than its whole';
	ASSERT (SELECT count(*) FROM zhiheng.return AS head WHERE head.parted) = 5, 'the returns of five quarters have parts';
	ASSERT NOT EXISTS (
		SELECT FROM zhiheng.return AS head
		CROSS JOIN LATERAL zhiheng.return_parts_at(head.id, head.revision) AS part
		JOIN zhiheng.return_cell AS cell ON cell.return_id = head.id AND cell.element_code = part.code
		WHERE head.parted
		GROUP BY head.id, part.code, cell.value
		HAVING sum(part.number) <> cell.value
	), 'parts add up';
END
$$;
