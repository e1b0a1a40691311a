-- Statements of the disclosure program: method.

-- :name method_definitions
-- One row: indicators; of these seed, standard, derived by where the formula is from, own_trend.
SELECT indicators, seed, standard, derived, own_trend
FROM disclosure.definition_count
