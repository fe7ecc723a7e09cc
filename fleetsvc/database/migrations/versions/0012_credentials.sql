-- The audit log says by which credential somebody acted: the session of a person ("session/17"), the key of a system
-- ("key/5"). Events of older releases have none, and their hashes stay as they are: what was not said is no part of
-- an event's content. A host that still runs the release before writes such events, too, and takes those of this one
-- for altered should it verify the chain.
ALTER TABLE audit_event
    ADD COLUMN credential text,
    ADD CONSTRAINT ck_audit_event_credential CHECK (
        actor_kind = 'user' AND credential ~ '^session/[1-9][0-9]*$'
        OR actor_kind = 'key' AND credential = 'key/' || actor_id::text
        OR credential IS NULL);
CREATE INDEX ix_audit_event_credential ON audit_event (credential, number) WHERE credential IS NOT NULL;

-- As before, with the one column more.
CREATE OR REPLACE FUNCTION append_audit_event(content text) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$
DECLARE
    event jsonb := content::jsonb;
    last_number bigint;
    last_sha256 text;
BEGIN
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
