-- Units of which the office asks that another person submits what one has prepared, and who prepared an upload last.
CREATE TABLE two_persons_rule (
    city_code integer NOT NULL,
    set_by text NOT NULL,
    set_at timestamptz NOT NULL,
    CONSTRAINT pk_two_persons_rule PRIMARY KEY (city_code)
);
ALTER TABLE two_persons_rule ENABLE ROW LEVEL SECURITY;
CREATE POLICY unit ON two_persons_rule TO fleetsvc_unit
    USING (city_code = nullif(current_setting('fleetsvc.scope', true), '')::int);
CREATE POLICY office ON two_persons_rule TO fleetsvc_office USING (true) WITH CHECK (true);
GRANT SELECT ON two_persons_rule TO fleetsvc_unit;
GRANT SELECT, INSERT, DELETE ON two_persons_rule TO fleetsvc_office;

ALTER TABLE upload ADD COLUMN prepared_by bigint, ADD COLUMN prepared_name text,
    ADD CONSTRAINT ck_upload_prepared CHECK (num_nulls(prepared_by, prepared_name) IN (0, 2));
GRANT UPDATE (prepared_by, prepared_name) ON upload TO fleetsvc_unit, fleetsvc_office;

-- That an upload is prepared is its unit's to enter.
CREATE OR REPLACE FUNCTION append_audit_event(content text) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$
DECLARE
    of_units CONSTANT text[] := ARRAY[
        'upload-received', 'upload-mapped', 'upload-confirmed', 'upload-withdrawn', 'upload-withdrawal-asked',
        'upload-read-again', 'upload-refused', 'upload-rows-dismissed', 'upload-rows-reopened',
        'upload-layout-forgotten', 'upload-prepared', 'evidence-brought', 'nil-report-signed', 'receipt-issued',
        'revealed',
        'list-exported', 'case-answered', 'case-handled', 'ranking-objected', 'webhook-added', 'webhook-changed',
        'wrong-record-reported', 'owner-confirmed', 'owner-ended'
    ];
    of_operators CONSTANT text[] := ARRAY[
        'owner-applied', 'owner-ended', 'case-explained', 'evidence-brought', 'receipt-issued'
    ];
    event jsonb := content::jsonb;
    last_number bigint;
    last_sha256 text;
BEGIN
    IF current_setting('role') = 'fleetsvc_unit' AND (
        event ->> 'act' = ANY (of_units) IS NOT TRUE
        OR event ->> 'unit' IS DISTINCT FROM nullif(current_setting('fleetsvc.scope', true), '')
            AND event ->> 'act' <> 'wrong-record-reported'
            AND event ->> 'unit' IS NOT NULL
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied: this is no event of the unit';
    END IF;
    IF current_setting('role') = 'fleetsvc_operator' AND (
        event ->> 'act' = ANY (of_operators) IS NOT TRUE
        OR event ->> 'actor_kind' IS DISTINCT FROM 'user'
        OR event ->> 'actor_id' IS DISTINCT FROM nullif(current_setting('fleetsvc.operator', true), '')
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied: this is no event of the operator';
    END IF;
    PERFORM pg_advisory_xact_lock(4107302);
    SELECT e.number, e.sha256 INTO last_number, last_sha256
        FROM public.audit_event e ORDER BY e.number DESC LIMIT 1;
    last_number := coalesce(last_number, 0);
    last_sha256 := coalesce(last_sha256, '');
    INSERT INTO public.audit_event (number, at, actor_kind, actor_id, actor_name, role, unit, credential, act, outcome,
                                    subject, details, previous_sha256, sha256)
    VALUES (
        last_number + 1, (event ->> 'at')::timestamptz, event ->> 'actor_kind', (event ->> 'actor_id')::bigint,
        event ->> 'actor_name', event ->> 'role', event ->> 'unit', event ->> 'credential', event ->> 'act',
        event ->> 'outcome', event ->> 'subject', event -> 'details', last_sha256,
        encode(sha256(convert_to(concat_ws(E'\n', last_number + 1, last_sha256, content), 'UTF8')), 'hex')
    );
    RETURN last_number + 1;
END
$$;
