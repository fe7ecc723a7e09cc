-- How many vehicles of a month a delivery brought that nobody knew of when the month's final edition was made.
CREATE TABLE late_addition (
    city_code integer NOT NULL,
    upload_id bigint NOT NULL,
    month date NOT NULL,
    vehicles integer NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT pk_late_addition PRIMARY KEY (city_code, upload_id, month),
    CONSTRAINT fk_late_addition_city_code_upload FOREIGN KEY (city_code, upload_id) REFERENCES upload (city_code, id)
);
CREATE INDEX ix_late_addition_month ON late_addition (month, recorded_at);
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
        SELECT coalesce(sum(l.vehicles), 0) FROM public.late_addition l
        JOIN public.upload u ON u.city_code = l.city_code AND u.id = l.upload_id AND u.status = 'accepted'
        WHERE l.month >= from_on AND l.month < until_on AND l.recorded_at > since
    )
$$;
