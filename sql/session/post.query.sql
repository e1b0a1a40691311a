-- Statements of every program in which people sign in: a form sent twice.

-- :name post_claim
-- A form that is sent: $1 text its key, $2 text digest of its content, in hexadecimal.  One row; none when nobody is signed in.
SELECT received, answer
FROM :audience.post_claim($1, $2)

-- :name post_keep
-- $1 text key, $2 text digest, $3 text where it leads to or null.  One row.
SELECT :audience.post_keep($1, $2, $3) AS kept
