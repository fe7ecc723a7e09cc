ALTER TABLE upload_row ADD COLUMN vin text;

-- Of rows that are stored already, by the columns that their upload's report names.
WITH place AS (
    SELECT u.city_code, u.id, s ->> 'name' AS sheet,
        (SELECT sum((ascii(substr(letters, i, 1)) - 64) * power(26, length(letters) - i))
            FROM generate_series(1, length(letters)) AS i)::int - 1 AS at
    FROM upload u
    CROSS JOIN LATERAL json_array_elements(
        CASE WHEN json_typeof(u.report -> 'sheets') = 'array' THEN u.report -> 'sheets' ELSE '[]' END) AS s
    CROSS JOIN LATERAL json_array_elements(s -> 'columns') AS c
    CROSS JOIN LATERAL (SELECT c ->> 'column' AS letters) AS l
    WHERE c ->> 'field' = 'vin'
), written AS (
    SELECT h.city_code, h.upload_id, h.sheet, h.row_number,
        upper(regexp_replace(h.cells ->> p.at, '[\s·•.-]', '', 'g')) AS vin
    FROM upload_row h
    JOIN place p ON p.city_code = h.city_code AND p.id = h.upload_id AND p.sheet = h.sheet
    WHERE h.fate = 'held' OR h.why = 'dismissed'
)
UPDATE upload_row h SET vin = w.vin FROM written w
WHERE h.city_code = w.city_code AND h.upload_id = w.upload_id AND h.sheet = w.sheet AND h.row_number = w.row_number
    AND length(w.vin) = 17;
