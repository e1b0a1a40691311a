-- Statements that nobody asks: what embed.awk counts of them.

-- :name none
SELECT 'costs $3', "a $2 name", 'it''s $4' -- and $5
FROM nothing /* $6
 and $7 */;

-- :name twice
SELECT $1::text, $1;

-- :name two
-- $9 is nobody's
SELECT $2::text,
	'a text that goes on
	$8', $1;

-- :name ten
SELECT $10, $9::bigint;

-- :name shared
SELECT name FROM :audience.thing WHERE id = $1::bigint;
