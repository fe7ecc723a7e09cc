-- Who is in a unit's scope enters in the audit log what is named here and nothing else, so that a new act is the office's
-- until somebody says otherwise; and in no other unit's name, but for a report that another unit's record looks wrong.
-- Without a unit come the service, the command line and the office, who act in a unit's scope, too.
-- What the role is cannot be said by the caller: the setting is that of the transaction, which only the service's login
-- enters.
CREATE OR REPLACE FUNCTION append_audit_event(content text) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$
DECLARE
    of_units CONSTANT text[] := ARRAY[
        'upload-received', 'upload-mapped', 'upload-confirmed', 'upload-withdrawn', 'upload-withdrawal-asked',
        'upload-read-again', 'upload-refused', 'upload-rows-dismissed', 'upload-rows-reopened',
        'upload-layout-forgotten', 'evidence-brought', 'nil-report-signed', 'receipt-issued', 'revealed',
        'list-exported', 'case-answered', 'case-handled', 'ranking-objected', 'webhook-added', 'webhook-changed',
        'wrong-record-reported'
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
