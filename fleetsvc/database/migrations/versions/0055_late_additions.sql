-- Vehicles of a published period of which nobody had known before: by whichever delivery they stand later, if they do.
CREATE TABLE late_addition (
    city_code integer NOT NULL,
    vin text NOT NULL,
    registered_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT pk_late_addition PRIMARY KEY (city_code, vin, registered_on, recorded_at)
);
CREATE INDEX ix_late_addition_day ON late_addition (registered_on, recorded_at);
ALTER TABLE late_addition ENABLE ROW LEVEL SECURITY;
CREATE POLICY unit ON late_addition TO fleetsvc_unit
    USING (city_code = nullif(current_setting('fleetsvc.scope', true), '')::int);
CREATE POLICY office ON late_addition TO fleetsvc_office USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON late_addition TO fleetsvc_unit, fleetsvc_office;

CREATE OR REPLACE FUNCTION published_changes(period text, from_on date, until_on date, since timestamptz) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$
    SELECT (
        SELECT count(*) FROM public.case_record k
        WHERE (k.state = 'approved' AND k.decided_at > since AND (
                k.kind = 'change_review' AND k.details -> 'published' = 'true'
                    AND k.registered_on >= from_on AND k.registered_on < until_on
                OR k.kind = 'withdrawal' AND k.details -> 'periods' ? period))
            OR (k.kind = 'vin_conflict' AND k.state <> 'closed' AND k.opened_at > since
                AND k.registered_on >= from_on AND k.registered_on < until_on)
    ) + (
        SELECT count(DISTINCT (l.city_code, l.vin, l.registered_on)) FROM public.late_addition l
        JOIN public.registration r ON r.city_code = l.city_code AND r.vin = l.vin AND r.registered_on = l.registered_on
            AND r.superseded_at IS NULL
        WHERE l.registered_on >= from_on AND l.registered_on < until_on AND l.recorded_at > since
    )
$$;
