-- One hospital keeps departments: its numbers of the quarter before the open one are there by
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

-- Shares of a total are cut where the running total is, so that they are whole and add up.
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
JOIN zhiheng.institution AS institution ON institution.id = head.institution_id AND institution.name = '示例市第一人民医院'
JOIN zhiheng.return_save AS saved ON saved.return_id = head.id AND saved.revision = head.revision
CROSS JOIN LATERAL (
	SELECT
		cell.element_code AS code,
		share.part,
		round(cell.value * share.upto) - round(cell.value * share.start) AS number
	FROM zhiheng.return_cell AS cell
	JOIN (
		SELECT DISTINCT part.code, definition.by_department
		FROM zhiheng.programme_indicator AS asked
		JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
		CROSS JOIN LATERAL unnest(ARRAY[asked.numerator, asked.denominator]) AS part (code)
		WHERE asked.programme_id IN (SELECT asking.programme_id FROM zhiheng.demand AS asking
				WHERE asking.period = head.period AND asking.institution_id = head.institution_id)
			AND (definition.by_department OR definition.frequency = 'month')
	) AS asked ON asked.code = cell.element_code
	CROSS JOIN LATERAL (
		SELECT
			department.id::text AS part,
			(row_number() OVER (ORDER BY department.id) - 1) / 7.0 AS start,
			row_number() OVER (ORDER BY department.id) / 7.0 AS upto
		FROM zhiheng.department AS department
		JOIN zhiheng.department_version AS version ON version.department_id = department.id AND version.version = 1
		WHERE asked.by_department AND version.name <> '康复病区'
		UNION ALL
		SELECT month.name, (month.place - 1) / 3.0, month.place / 3.0
		FROM unnest(zhiheng.quarter_months(head.period)) WITH ORDINALITY AS month (name, place)
		WHERE NOT asked.by_department
	) AS share
	WHERE cell.return_id = head.id AND cell.state = 'value'
) AS piece
WHERE head.period = '2025Q2'
GROUP BY saved.return_id, saved.revision, saved.account_id, saved.entered_at;

UPDATE zhiheng.return AS head SET parted = true
WHERE EXISTS (SELECT FROM zhiheng.return_part AS part WHERE part.return_id = head.id);

DO $$
BEGIN
	ASSERT (SELECT count(*) FROM zhiheng.return AS head WHERE head.parted) = 1, 'one return has parts';
	ASSERT NOT EXISTS (
		SELECT FROM zhiheng.return AS head
		CROSS JOIN LATERAL zhiheng.return_parts_at(head.id, head.revision) AS part
		JOIN zhiheng.return_cell AS cell ON cell.return_id = head.id AND cell.element_code = part.code
		WHERE head.parted
		GROUP BY part.code, cell.value
		HAVING sum(part.number) <> cell.value
	), 'parts add up';
END
$$;
