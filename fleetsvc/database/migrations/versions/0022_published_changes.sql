-- What the office has accepted since an edition was computed, and what is disputed since, of the vehicles in its period:
-- everybody may know how much of a published edition has changed, nobody learns whose vehicle it is.
CREATE FUNCTION published_changes(period text, from_on date, until_on date, since timestamptz) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$
    SELECT count(*) FROM public.case_record k
    WHERE (k.state = 'approved' AND k.decided_at > since AND (
            k.kind = 'change_review' AND k.details -> 'published' = 'true'
                AND k.registered_on >= from_on AND k.registered_on < until_on
            OR k.kind = 'withdrawal' AND k.details -> 'periods' ? period))
        OR (k.kind = 'vin_conflict' AND k.state <> 'closed' AND k.opened_at > since
            AND k.registered_on >= from_on AND k.registered_on < until_on)
$$;
REVOKE ALL ON FUNCTION published_changes FROM PUBLIC;
GRANT EXECUTE ON FUNCTION published_changes TO fleetsvc_unit, fleetsvc_office;
