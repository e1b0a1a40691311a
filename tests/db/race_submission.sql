-- As race.sql: two at one return at the same moment, about what is signed together, supplements, sending back and corrections.
\ir include/race.sql
\ir include/race_stage.sql

INSERT INTO pair (what, stage, one, two, one_first, two_first) VALUES
	('two leaders, two returns', 'two leaders', pg_temp.move('leader_a', 1, 'submitted'), pg_temp.move('head_a', 1, 'submitted', ':R2'),
		'moved / moved', 'moved / moved'),
	('two leaders, one return', 'both leaders', pg_temp.move('leader_a', 1, 'submitted'), pg_temp.move('head_a', 1, 'submitted'),
		'moved / ZH409 return_transition', 'ZH409 return_transition / moved'),
	('two corrections', 'accepted', pg_temp.ask_correction('clerk_a', '21'), pg_temp.ask_correction('verifier_a', '22'),
		'asked / asked_before:ais_reperfused', 'asked_before:ais_reperfused / asked'),
	('a correction is asked, its return is sent back', 'accepted', pg_temp.ask_correction('clerk_a', '21'), pg_temp.decide('city', 'return', 1, 'accepted'),
		'asked / decided', 'ZH409 correction_state / decided'),
	('a correction is signed, its return is sent back', 'correction signing', pg_temp.sign_correction('leader_a'),
		pg_temp.decide('city', 'return', 1, 'accepted'), 'signed / ZH409 return_correction_first', 'ZH409 correction_state / decided'),
	('two leaders sign a correction', 'correction signing', pg_temp.sign_correction('leader_a'), pg_temp.sign_correction('head_a'),
		'signed / ZH409 correction_signed', 'ZH409 correction_signed / signed'),
	('a correction is signed and taken back', 'correction signing', pg_temp.sign_correction('leader_a'), pg_temp.take_back('clerk_a'),
		'signed / taken', 'ZH409 correction_decided / taken'),
	('a correction is taken back twice', 'correction signed', pg_temp.take_back('head_a'), pg_temp.take_back('clerk_a'),
		'taken / ZH409 correction_decided', 'ZH409 correction_decided / taken'),
	('a correction is approved and taken back', 'correction signed', pg_temp.rule('approved'), pg_temp.take_back('clerk_a'),
		'ruled true / ZH409 correction_decided', 'ZH409 correction_decided / taken'),
	('a correction approved and refused', 'correction signed', pg_temp.rule('approved'), pg_temp.rule('refused'),
		'ruled true / ZH409 correction_decided', 'ZH409 correction_decided / ruled false'),
	('a correction approved twice', 'correction signed', pg_temp.rule('approved'), pg_temp.rule('approved'),
		'ruled true / ZH409 correction_decided', 'ZH409 correction_decided / ruled true'),
	('a correction is approved, more is asked', 'correction signed', pg_temp.rule('approved'), pg_temp.period('province', ':P3', 'open'),
		'ruled true / 3', 'ruled true / 3'),
	('a supplement begins, a correction is asked', 'more asked', pg_temp.add('clerk_a', 1, '3', '400'), pg_temp.ask_correction('verifier_a', '21'),
		'saved / ZH409 correction_state', 'saved / asked'),
	('a supplement begins, its return is sent back', 'more asked', pg_temp.add('clerk_a', 1, '3', '400'), pg_temp.decide('city', 'return', 1, 'accepted'),
		'saved / ZH409 return_stale', 'saved / decided'),
	('two begin a supplement', 'more asked', pg_temp.add('clerk_a', 1, '3', '400'), pg_temp.add('second_a', 1, '4', '400'),
		'saved / conflict:ae_reports:3:clerkA', 'conflict:ae_reports:4:second_a / saved'),
	('two leaders sign a supplement', 'supplement signing', pg_temp.move('leader_a', 2, 'submitted'), pg_temp.move('head_a', 2, 'submitted'),
		'moved / ZH409 return_transition', 'ZH409 return_transition / moved'),
	('a supplement is accepted and withdrawn', 'supplement signed', pg_temp.decide('city', 'accept', 2), pg_temp.move('leader_a', 2, 'draft'),
		'decided / ZH409 return_transition', 'ZH409 return_stale / moved'),
	('a supplement is signed, a correction approved', 'both', pg_temp.move('leader_a', 2, 'submitted'), pg_temp.rule('approved'),
		'moved / ZH409 correction_supplement', 'moved / ZH409 correction_supplement'),
	('a supplement is signed, a correction refused', 'both', pg_temp.move('leader_a', 2, 'submitted'), pg_temp.rule('refused'),
		'moved / ruled false', 'moved / ruled false'),
	('a supplement is accepted, a correction approved', 'both signed', pg_temp.decide('city', 'accept', 2), pg_temp.rule('approved'),
		'decided / ruled true', 'decided / ZH409 correction_supplement'),
	('a supplement is sent back, a correction refused', 'both signed', pg_temp.decide('city', 'return', 2), pg_temp.rule('refused'),
		'ZH409 return_correction_first / ruled false', 'decided / ruled false'),
	('a save on the last day, and the day ends', 'last day', pg_temp.save('clerk_a', 1, '60', '20'),
		format('@%s|UPDATE zhiheng.return SET opened_until = zhiheng.today() - 1 WHERE id = :R RETURNING ''over''', session_user),
		'saved / over', 'ZH409 return_opening_expired / over'),
	('more is asked, the city accepts', 'submitted', pg_temp.period('province', ':P3', 'open'), pg_temp.decide('city', 'accept', 1), '3 / decided', '3 / decided'),
	('more is asked, the leader withdraws', 'submitted', pg_temp.period('province', ':P3', 'open'), pg_temp.move('leader_a', 1, 'draft'), '3 / moved', '3 / moved'),
	('more is asked, what was accepted is sent back', 'accepted', pg_temp.period('province', ':P3', 'open'), pg_temp.decide('city', 'return', 1, 'accepted'),
		'3 / decided', '3 / decided');

SELECT pg_temp.hold(pair) FROM pair ORDER BY place;

SELECT is_empty('SELECT head.institution_id, head.seq FROM zhiheng.submission AS head
	WHERE head.seq > (SELECT count(*) FROM zhiheng.submission AS other WHERE other.institution_id = head.institution_id)',
	'whoever signed at once, the numbers of submissions have no gaps');
SELECT is_empty('SELECT head.id, item.element FROM zhiheng.return AS head CROSS JOIN LATERAL zhiheng.submission_waiting(head.id) AS waiting
	CROSS JOIN LATERAL unnest(waiting.elements) AS item (element) GROUP BY head.id, item.element HAVING count(*) > 1',
	'no cell waits in two submissions');

SELECT finish();
\ir include/race_end.sql
