-- What institutions and commissions see alike of ledger items, once for the schema of each (:audience).  Whose they see is
-- said by the policies of the tables.

SET ROLE zhiheng_owner;

CREATE VIEW :audience.ledger_history AS
SELECT item_id, at, place, label, text, person, organisation
FROM zhiheng.ledger_history;
COMMENT ON VIEW :audience.ledger_history IS 'Trails of the ledger items that the session sees';

CREATE VIEW :audience.ledger_measure AS
SELECT id, item_id, text, post, due_on, outcome, outcome_label, outcome_text, ended_at, overdue
FROM zhiheng.ledger_measure_card;
COMMENT ON VIEW :audience.ledger_measure IS 'Measures of the ledger items that the session sees';

CREATE VIEW :audience.ledger_note AS
SELECT note.id, note.item_id, note.kind, note.text, note.numerator, note.denominator, zhiheng.time_label(note.at) AS at, account.name AS person
FROM zhiheng.ledger_note AS note
JOIN zhiheng.account AS account ON account.id = note.account_id;
COMMENT ON VIEW :audience.ledger_note IS 'Words on the ledger items that the session sees';

GRANT SELECT ON ALL TABLES IN SCHEMA :audience TO zhiheng_:audience;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA :audience TO zhiheng_:audience;
RESET ROLE;
