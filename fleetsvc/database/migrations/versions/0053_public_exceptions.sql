-- A count as everybody may know it: none, one to four (told as 1), five to nine (as 5), ten to fourteen and so on. As all
-- counts are bands, no small one can be worked out from sums, differences, or the same figures a day later.
CREATE FUNCTION band_of(counted bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT CASE WHEN counted BETWEEN 1 AND 4 THEN 1 ELSE counted / 5 * 5 END $$;

CREATE INDEX ix_case_record_excepted ON case_record (ground) WHERE kind = 'justification' AND ground IS NOT NULL;

-- How many exceptions were asked for, approved, refused and stand on a day, by unit (none: the province), category and
-- ground. Who asks sees no case and no exact figure: only bands leave this function.
CREATE FUNCTION exception_counts(on_day date)
    RETURNS TABLE (city integer, category text, ground text, asked bigint, approved bigint, refused bigint,
                   standing bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$
    SELECT k.city_code, r.category, k.ground, public.band_of(count(*)),
        public.band_of(count(*) FILTER (WHERE k.outcome = 'approved')),
        public.band_of(count(*) FILTER (WHERE k.outcome = 'refused')),
        public.band_of(count(*) FILTER (WHERE k.outcome = 'approved' AND k.valid_from <= on_day
            AND k.valid_until > on_day))
    FROM public.case_record k
    -- The current version of what a vehicle is, else the newest closed one: each has an index of its own.
    CROSS JOIN LATERAL (
        SELECT v.category, 0 AS late FROM public.registration v
        WHERE v.city_code = k.city_code AND v.vin = k.vin AND v.registered_on = k.registered_on
            AND v.superseded_at IS NULL
        UNION ALL
        (SELECT v.category, 1 FROM public.registration v
        WHERE v.city_code = k.city_code AND v.vin = k.vin AND v.registered_on = k.registered_on
            AND v.superseded_at IS NOT NULL
        ORDER BY v.superseded_at DESC, v.id DESC LIMIT 1)
        ORDER BY late LIMIT 1) r
    WHERE k.kind = 'justification' AND k.ground IS NOT NULL
    GROUP BY GROUPING SETS ((k.city_code, r.category, k.ground), (r.category, k.ground))
$$;
REVOKE ALL ON FUNCTION band_of(bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION exception_counts(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION exception_counts(date) TO fleetsvc_unit, fleetsvc_office;
