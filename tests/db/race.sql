-- Two at one return at the same moment: whichever way they fall, it is as if one had come after the other.
-- For every pair both orders: what each is answered, the loser with its SQLSTATE and rule; then the second comes while the
-- first has not ended; then the first is taken back; then both at once.
\ir include/race.sql
\ir include/race_stage.sql

INSERT INTO pair (what, stage, one, two, one_first, two_first) VALUES
	('two clerks change one element', 'draft', pg_temp.save('clerk_a', 1, '60', '20'), pg_temp.save('second_a', 1, '61', '20'),
		'saved / conflict:ais_patients:60:clerkA', 'conflict:ais_patients:61:second_a / saved'),
	('two clerks change one each', 'draft', pg_temp.save('clerk_a', 1, '60', '20'), pg_temp.save('second_a', 1, '50', '25'), 'saved / saved', 'saved / saved'),
	('two clerks agree', 'draft', pg_temp.save('clerk_a', 1, '60', '20'), pg_temp.save('second_a', 1, '60', '20'), 'saved / unchanged', 'unchanged / saved'),
	('one of two elements is in the way: never half', 'draft', pg_temp.save('clerk_a', 1, '60', '20'), pg_temp.save('second_a', 1, '61', '25'),
		'saved / conflict:ais_patients:60:clerkA', 'conflict:ais_patients:61:second_a newer:ais_reperfused:25:second_a / saved'),
	('two first saves', 'empty', pg_temp.save('clerk_a', 0, '60', '20'), pg_temp.save('second_a', 0, '61', '21'),
		'saved / conflict:ais_patients:60:clerkA conflict:ais_reperfused:20:clerkA',
		'conflict:ais_patients:61:second_a conflict:ais_reperfused:21:second_a / saved'),
	('a save and its repetition', 'draft', pg_temp.save('clerk_a', 1, '60', '25'), pg_temp.save('clerk_a', 1, '60', '25'), 'saved / unchanged', 'unchanged / saved'),
	('save and verification', 'draft', pg_temp.save('clerk_a', 1, '60', '20'), pg_temp.move('verifier_a', 1, 'verified'),
		'saved / ZH409 return_stale', 'ZH409 return_not_editable / moved'),
	('two verify', 'draft', pg_temp.move('verifier_a', 1, 'verified'), pg_temp.move('checker_a', 1, 'verified'),
		'moved / ZH409 return_transition', 'ZH409 return_transition / moved'),
	('signature and save', 'signing', pg_temp.move('leader_a', 1, 'submitted'), pg_temp.save('clerk_a', 1, '60', '20'),
		'moved / ZH409 return_not_editable', 'moved / ZH409 return_not_editable'),
	('signature and sending back', 'signing', pg_temp.move('leader_a', 1, 'submitted'), pg_temp.move('verifier_a', 1, 'draft'),
		'moved / ZH403 return_transition_role', 'ZH409 return_transition / moved'),
	('signature twice', 'signing', pg_temp.move('leader_a', 1, 'submitted'), pg_temp.move('leader_a', 1, 'submitted'),
		'moved / ZH409 return_transition', 'ZH409 return_transition / moved'),
	('one password for two returns', 'two verified', pg_temp.move(':Q', 1, 'submitted'), pg_temp.move(':Q', 1, 'submitted', ':R2'),
		'moved / ZH403 return_signature_needed', 'ZH403 return_signature_needed / moved'),
	('acceptance and withdrawal', 'submitted', pg_temp.decide('city', 'accept', 1), pg_temp.move('leader_a', 1, 'draft'),
		'decided / ZH409 return_transition', 'ZH409 return_stale / moved'),
	('opening and withdrawal', 'submitted', 'city|SELECT commission.return_open(:R, 1)', pg_temp.move('leader_a', 1, 'draft'),
		'true / ZH409 return_opened', 'ZH409 return_stale / moved'),
	('two open', 'submitted', 'city|SELECT commission.return_open(:R, 1)', 'city_reviewer|SELECT commission.return_open(:R, 1)', 'true / false', 'false / true'),
	('two accept', 'submitted', pg_temp.decide('city', 'accept', 1), pg_temp.decide('city_reviewer', 'accept', 1),
		'decided / ZH409 return_stale', 'ZH409 return_stale / decided'),
	('acceptance and return', 'submitted', pg_temp.decide('city', 'accept', 1), pg_temp.decide('city_reviewer', 'return', 1),
		'decided / ZH409 return_stale', 'ZH409 return_stale / decided'),
	('two take up what was sent back', 'returned', pg_temp.save('clerk_a', 1, '60', '20'), pg_temp.save('second_a', 1, '50', '25'), 'saved / saved', 'saved / saved'),
	('program and clerk', 'token', pg_temp.save(':Q', 1, '60', '20', 'machine'), pg_temp.save('clerk_a', 1, '61', '20'),
		'saved / conflict:ais_patients:60:HIS', 'conflict:ais_patients:61:clerkA / saved'),
	('program and verification', 'token', pg_temp.save(':Q', 1, '60', '20', 'machine'), pg_temp.move('verifier_a', 1, 'verified'),
		'saved / ZH409 return_stale', 'ZH409 return_not_editable / moved'),
	('uploaded table and clerk', 'draft', pg_temp.save('second_a', 1, '60', '25', 'uploaded'), pg_temp.save('clerk_a', 1, '61', '20'),
		'saved / conflict:ais_patients:60:second_a newer:ais_reperfused:25:second_a', 'conflict:ais_patients:61:clerkA / saved'),
	('two first saves by department', 'empty', pg_temp.parts('clerk_a', 0, '5', '6'), pg_temp.parts('second_a', 0, '7', '6'),
		'saved / conflict:or_surgeries:5:clerkA', 'conflict:or_surgeries:7:second_a / saved'),
	('two departments', 'parts', pg_temp.parts('clerk_a', 1, '7', '6'), pg_temp.parts('second_a', 1, '5', '8'), 'saved / saved', 'saved / saved'),
	('one department twice', 'parts', pg_temp.parts('clerk_a', 1, '7', '6'), pg_temp.parts('second_a', 1, '8', '6'),
		'saved / conflict:or_surgeries:7:clerkA', 'conflict:or_surgeries:8:second_a / saved'),
	('save and closing', 'draft', pg_temp.save('clerk_a', 1, '60', '20'), pg_temp.period('city', ':P', 'closed'), 'saved / 0', 'ZH409 return_period_closed / 0'),
	('a month is sent back, its quarter is signed', 'months signing', pg_temp.move('verifier_a', 1, 'draft', ':M'), pg_temp.move('leader_a', 2, 'submitted'),
		'ZH409 return_quarter_signed / moved', 'ZH409 return_quarter_signed / moved'),
	('a month is sent back, its quarter is passed on', 'months', pg_temp.move('verifier_a', 1, 'draft', ':M'), pg_temp.move('checker_a', 2, 'verified'),
		'moved / moved', 'ZH409 return_quarter_signed / moved'),
	('a month is changed, its quarter is passed on', 'month back', pg_temp.month('clerk_a', 1, '120'), pg_temp.move('verifier_a', 2, 'verified'),
		'saved / ZH409 return_stale', 'ZH409 return_quarter_signed / moved'),
	('a month and its quarter are changed', 'month back', pg_temp.month('clerk_a', 1, '120'), pg_temp.save('second_a', 2, '60', '20'), 'saved / saved', 'saved / saved'),
	('two programmes open a quarter', 'new', pg_temp.period('city', ':P', 'open'), pg_temp.period('province', ':P2', 'open'), '3 / 3', '3 / 3'),
	('one programme opens twice', 'new', pg_temp.period('city', ':P', 'open'), pg_temp.period('city', ':P', 'open'), '3 / ZH409 period_state', 'ZH409 period_state / 3'),
	('a programme opens, a clerk saves', 'draft', pg_temp.period('province', ':P2', 'open'), pg_temp.save('clerk_a', 1, '60', '20'), '3 / saved', '3 / saved'),
	('a programme opens, the leader signs', 'signing', pg_temp.period('province', ':P2', 'open'), pg_temp.move('leader_a', 1, 'submitted'), '3 / moved', '3 / moved'),
	('a programme opens, the leader withdraws', 'submitted', pg_temp.period('province', ':P2', 'open'), pg_temp.move('leader_a', 1, 'draft'), '3 / moved', '3 / moved'),
	('a programme opens, the city accepts', 'submitted', pg_temp.period('province', ':P2', 'open'), pg_temp.decide('city', 'accept', 1), '3 / decided', '3 / decided');

SELECT pg_temp.hold(pair) FROM pair ORDER BY place;

SELECT finish();
\ir include/race_end.sql
