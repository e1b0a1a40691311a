-- Parts and wholes among the elements: what follows from part_of.csv, and that nothing handed in breaks it.
BEGIN;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT plan(9);

-- == what follows ==

SELECT is_empty($$
	SELECT part.child_element, part.parent_element FROM zhiheng.part
	LEFT JOIN zhiheng.part_pair AS pair ON pair.child = part.child_element AND pair.parent = part.parent_element
	WHERE pair.child IS NULL OR (part.mark = 'strict' AND NOT pair.strict)
$$, 'every row of the file is a pair, as strong as it says or stronger');
SELECT is_empty($$
	SELECT one.child, other.parent FROM zhiheng.part_pair AS one
	JOIN zhiheng.part_pair AS other ON other.child = one.parent
	LEFT JOIN zhiheng.part_pair AS made ON made.child = one.child AND made.parent = other.parent
	WHERE made.child IS NULL OR (one.strict AND other.strict AND NOT made.strict)
$$, 'what is part of a part is a part, strictly if both are');
SELECT is_empty($$
	SELECT pair.child, pair.parent FROM zhiheng.part_pair AS pair
	LEFT JOIN zhiheng.part ON part.child_element = pair.child AND part.parent_element = pair.parent
	WHERE NOT coalesce(part.mark = 'strict' AND pair.strict OR part.mark = 'usual' AND NOT pair.strict, false)
		AND NOT EXISTS (
			SELECT FROM zhiheng.part_pair AS one
			JOIN zhiheng.part_pair AS other ON other.child = one.parent AND other.parent = pair.parent
			WHERE one.child = pair.child AND (one.strict AND other.strict OR NOT pair.strict))
$$, 'and nothing else is');
SELECT is_empty($$
	SELECT asked.numerator, asked.denominator FROM zhiheng.indicator AS asked
	JOIN zhiheng.measure_kind AS kind ON kind.code = asked.kind AND kind.part_of_whole
	LEFT JOIN zhiheng.part_pair AS pair ON pair.child = asked.numerator AND pair.parent = asked.denominator
	WHERE asked.reporter = 'institution' AND pair.strict IS NOT TRUE
$$, 'a numerator of what institutions report is a strict part of its denominator');
SELECT throws_ok($$
	INSERT INTO zhiheng.catalogue_part (code, version, withdrawn, load_id, child_element, parent_element, mark, relation, reason, source)
	SELECT 'surg_deaths_48h|surg_deaths_day0', 1, false, max(id), 'surg_deaths_48h', 'surg_deaths_day0', 'strict', 'subset', 'planted', 'planted'
	FROM zhiheng.catalogue_load;
	SELECT zhiheng.part_rebuild();
$$, '23514', NULL, 'a circle is refused');
SELECT results_eq($$
	SELECT pair.parent, count(*), min(pair.parts), max(pair.parts) FROM zhiheng.part_pair AS pair WHERE pair.parts IS NOT NULL GROUP BY 1 ORDER BY 1
$$, $$
	VALUES ('hd_crbsi' COLLATE "C", 2::bigint, 2, 2), ('hd_cvc_days', 2, 2, 2), ('rare5_2024_dx_std', 5, 5, 5), ('rare5_2024_patients', 5, 5, 5),
		('rare5_2024_tx_std', 5, 5, 5), ('rare5_2026_dx_std', 5, 5, 5), ('rare5_2026_patients', 5, 5, 5)
$$, 'parts that add up know how many they are');

-- == the fictional city, and whatever other tests handed in: drafts may hold anything ==

CREATE TEMPORARY TABLE above AS
SELECT head.id, head.state, head.period, institution.name, pair.child, pair.parent, pair.strict, part.revision
FROM zhiheng.return AS head
JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
CROSS JOIN zhiheng.part_pair AS pair
JOIN zhiheng.return_cell AS part ON part.return_id = head.id AND part.element_code = pair.child AND part.value > 0
JOIN zhiheng.return_cell AS whole ON whole.return_id = head.id AND whole.element_code = pair.parent
WHERE whole.state = 'not_applicable' AND pair.strict OR part.value > whole.value;

SELECT is((SELECT string_agg(concat_ws(' ', name, period, state, child) COLLATE "C", '; ') FROM above
		WHERE strict AND (state <> 'draft' OR name = '示例市示东区人民医院' AND child = 'vte_bleed_assessed')),
	'示例市示东区人民医院 2025Q3 draft vte_bleed_assessed', 'no part is greater than its whole, but in the draft where that was planted');
SELECT is_empty($$
	SELECT above.name, above.period, above.child, above.parent FROM above
	LEFT JOIN zhiheng.return_remark AS remark ON remark.return_id = above.id AND remark.element_code = above.child
		AND remark.kind = 'explanation' AND remark.revision >= above.revision
	WHERE NOT above.strict AND above.state <> 'draft' AND remark.id IS NULL
$$, 'what is unusual was explained before it was handed in');
SELECT is_empty($$
	SELECT head.id, one.part, pair.child, pair.parent FROM zhiheng.return AS head
	CROSS JOIN LATERAL zhiheng.return_parts_at(head.id, head.revision) AS one
	JOIN zhiheng.part_pair AS pair ON pair.child = one.code AND pair.strict
	JOIN LATERAL zhiheng.return_parts_at(head.id, head.revision) AS other ON other.code = pair.parent AND other.part = one.part
	WHERE head.parted AND head.state <> 'draft' AND one.number > other.number
$$, 'nor in one department or month');

SELECT finish();
ROLLBACK;
