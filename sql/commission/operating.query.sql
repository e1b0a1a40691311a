-- Statements of the commission program: operating data.

-- :name operating_files
-- The own commission's files, newest first; at most 100.
SELECT file_name, source, account_name, imported_at, digest, lines
FROM commission.operating_file
ORDER BY id DESC
LIMIT 100

-- :name operating_compared
-- $1 text period or null, $2 boolean: only where they differ.  Largest difference in per cent first.
SELECT institution_name, period_label, element_name, element_code, unit, operating, reported, difference, percent, source, file_name, imported_on,
	return_id
FROM commission.operating_compared($1)
WHERE NOT $2::boolean OR difference <> 0
ORDER BY abs(percent) DESC NULLS FIRST, institution_name, period_label, element_code

-- :name operating_faults
-- $1 text[] credit codes, $2 text[] periods, $3 text[] elements, $4 text[] values, line by line.
SELECT line, head, cell, message
FROM commission.operating_faults($1::text[], $2::text[], $3::text[], $4::text[])
LIMIT 200

-- :name operating_import
-- $1 text name of the file, $2 text its SHA-256 in hexadecimal, $3 text source, $4 to $7 text[] as above.  id.
SELECT commission.operating_import($1, $2, $3, $4::text[], $5::text[], $6::text[], $7::text[]) AS id
