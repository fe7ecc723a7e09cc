-- Held rows that the unit will not send again, each with its reason: only added to. A file that is read again (its
-- columns were changed, it was confirmed) finds here which of its rows are closed.
CREATE TABLE upload_dismissal (
    city_code integer NOT NULL,
    upload_id bigint NOT NULL,
    sheet text NOT NULL,
    row_number integer NOT NULL,
    reason text NOT NULL,
    note text,
    dismissed_by text NOT NULL,
    dismissed_at timestamptz NOT NULL,
    CONSTRAINT pk_upload_dismissal PRIMARY KEY (city_code, upload_id, sheet, row_number),
    CONSTRAINT fk_upload_dismissal_upload FOREIGN KEY (city_code, upload_id) REFERENCES upload (city_code, id),
    CONSTRAINT ck_upload_dismissal_reason CHECK (reason IN ('resent', 'duplicate', 'not_ours', 'mistaken', 'other')),
    CONSTRAINT ck_upload_dismissal_note CHECK (reason <> 'other' OR btrim(coalesce(note, '')) <> '')
);

ALTER TABLE upload_dismissal ENABLE ROW LEVEL SECURITY;
CREATE POLICY unit ON upload_dismissal TO fleetsvc_unit
    USING (city_code = nullif(current_setting('fleetsvc.scope', true), '')::int);
CREATE POLICY office ON upload_dismissal TO fleetsvc_office USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON upload_dismissal TO fleetsvc_unit, fleetsvc_office;
GRANT UPDATE (fate, why) ON upload_row TO fleetsvc_unit, fleetsvc_office;

-- Who did what to a delivery: its unit may read that, and nothing else of the audit log.
CREATE INDEX ix_audit_event_subject ON audit_event (subject, number) WHERE subject IS NOT NULL;
CREATE FUNCTION upload_history(city integer, upload bigint)
    RETURNS TABLE (at timestamptz, act text, actor_kind text, actor_name text, details jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$
    SELECT e.at, e.act, e.actor_kind, e.actor_name, e.details FROM public.audit_event e
    WHERE e.subject = format('upload/%s/%s', city, upload) AND e.act LIKE 'upload-%' AND e.outcome = 'success'
        AND city = nullif(current_setting('fleetsvc.scope', true), '')::int
    ORDER BY e.number
$$;
REVOKE ALL ON FUNCTION upload_history FROM PUBLIC;
GRANT EXECUTE ON FUNCTION upload_history TO fleetsvc_unit;
