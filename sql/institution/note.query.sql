-- Statements of the institution program: note.

-- :name note_elements
-- Every element that is asked of the own institution.
SELECT code, specialty, name, unit, definition
FROM institution.note_elements()

-- :name note_history
-- $1 text element.  Newest first.
SELECT source, rule, person, at
FROM institution.note_history($1)

-- :name note_add
-- $1 text element, $2 text source, $3 text rule or null.
SELECT institution.note_add($1, $2, $3) AS added
