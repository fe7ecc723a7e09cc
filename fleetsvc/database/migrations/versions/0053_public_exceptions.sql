-- A count as everybody may know it, by the least it may be. Of the province bands of five: 0 for up to four, 5 for five to
-- nine, 10 and so on; of a unit only whether it is five or more: 5, else 0.
CREATE FUNCTION band_of(counted bigint, is_province boolean) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT CASE WHEN is_province THEN counted / 5 * 5 WHEN counted < 5 THEN 0 ELSE 5 END $$;

CREATE INDEX ix_case_step_answered ON case_step (city_code, case_id, id DESC)
    WHERE action IN ('answer', 'correct', 'not_ours');

-- How many exceptions were asked for, approved, refused and stood when the month of a day began, by unit (none: the
-- province), category and ground; what fewer than five asked for is left out like what nobody did. All is taken from
-- histories that are only added to, so that the figures are the same all month and no day tells what was done on it.
CREATE FUNCTION exception_counts(on_day date)
    RETURNS TABLE (city integer, category text, ground text, asked bigint, approved bigint, refused bigint,
                   standing bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$
    WITH month AS MATERIALIZED (
        SELECT date_trunc('month', on_day::timestamp)::date AS day,
            date_trunc('month', on_day::timestamp) AT TIME ZONE 'Asia/Shanghai' AS began
    ),
    answered AS (
        SELECT DISTINCT ON (s.city_code, s.case_id) s.city_code, s.case_id, s.ground
        FROM public.case_step s
        WHERE s.action IN ('answer', 'correct', 'not_ours') AND s.at < (SELECT began FROM month)
        ORDER BY s.city_code, s.case_id, s.id DESC
    ),
    asked AS (
        SELECT k.city_code, r.category, a.ground, d.action AS decided,
            k.valid_from <= (SELECT day FROM month) AND k.valid_until > (SELECT day FROM month) AS is_in_term
        FROM answered a
        JOIN public.case_record k ON k.city_code = a.city_code AND k.id = a.case_id
        LEFT JOIN LATERAL (
            SELECT s.action FROM public.case_step s
            WHERE s.city_code = a.city_code AND s.case_id = a.case_id AND s.at < (SELECT began FROM month)
                AND s.action IN ('approve', 'refuse', 'appeal', 'settle')
            ORDER BY s.id DESC LIMIT 1) d ON true
        -- The version of the vehicle that stands, if it did then, else the newest closed one: each has its own index.
        CROSS JOIN LATERAL (
            SELECT v.category, 0 AS late FROM public.registration v
            WHERE v.city_code = k.city_code AND v.vin = k.vin AND v.registered_on = k.registered_on
                AND v.superseded_at IS NULL AND v.recorded_at < (SELECT began FROM month)
            UNION ALL
            (SELECT v.category, 1 FROM public.registration v
            WHERE v.city_code = k.city_code AND v.vin = k.vin AND v.registered_on = k.registered_on
                AND v.superseded_at IS NOT NULL AND v.recorded_at < (SELECT began FROM month)
            ORDER BY v.superseded_at DESC, v.id DESC LIMIT 1)
            ORDER BY late LIMIT 1) r
        WHERE k.kind = 'justification' AND a.ground IS NOT NULL
    )
    SELECT a.city_code, a.category, a.ground, public.band_of(count(*), GROUPING(a.city_code) = 1),
        public.band_of(count(*) FILTER (WHERE a.decided = 'approve'), GROUPING(a.city_code) = 1),
        public.band_of(count(*) FILTER (WHERE a.decided = 'refuse'), GROUPING(a.city_code) = 1),
        public.band_of(count(*) FILTER (WHERE a.decided = 'approve' AND a.is_in_term), GROUPING(a.city_code) = 1)
    FROM asked a
    GROUP BY GROUPING SETS ((a.city_code, a.category, a.ground), (a.category, a.ground))
    HAVING count(*) >= 5
$$;
REVOKE ALL ON FUNCTION band_of(bigint, boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION exception_counts(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION exception_counts(date) TO fleetsvc_unit, fleetsvc_office;
