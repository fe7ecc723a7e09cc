-- Whose a signature is, is a matter of accounts and sessions, no longer of names; and a key that a person holds has that
-- person's role and unit. The service refuses otherwise, and so does the database.

ALTER TABLE app_user
    ADD CONSTRAINT uq_app_user_id_name UNIQUE (id, name),
    ADD CONSTRAINT uq_app_user_id_role UNIQUE (id, role),
    ADD CONSTRAINT uq_app_user_id_city_code UNIQUE (id, city_code);
ALTER TABLE session ADD CONSTRAINT uq_session_id_user_id UNIQUE (id, user_id);

-- Proposals and activations of the past name people only, and a key may have borne the name: they stay as they are,
-- told as such ("name"). A proposal of that kind that still waits cannot be signed any more; it is proposed again.
ALTER TABLE rulebook_proposal
    ADD COLUMN given text,
    ADD COLUMN proposer_id bigint,
    ADD COLUMN session_id bigint,
    ADD COLUMN host_user text;
UPDATE rulebook_proposal SET given = 'name';
ALTER TABLE rulebook_proposal
    ALTER COLUMN given SET NOT NULL,
    ADD CONSTRAINT uq_rulebook_proposal_given UNIQUE (id, edition_id, given),
    ADD CONSTRAINT uq_rulebook_proposal_proposer_id UNIQUE (id, proposer_id),
    ADD CONSTRAINT fk_rulebook_proposal_proposer_id FOREIGN KEY (proposer_id, proposed_by)
        REFERENCES app_user (id, name),
    ADD CONSTRAINT fk_rulebook_proposal_session_id FOREIGN KEY (session_id, proposer_id)
        REFERENCES session (id, user_id),
    ADD CONSTRAINT ck_rulebook_proposal_given CHECK (CASE given
        WHEN 'session' THEN num_nulls(proposer_id, session_id) = 0 AND host_user IS NULL
        WHEN 'host' THEN num_nulls(proposer_id, session_id) = 2 AND host_user IS NOT NULL
        WHEN 'name' THEN num_nulls(proposer_id, session_id, host_user) = 3
        ELSE false END);

ALTER TABLE rulebook_activation
    ADD COLUMN given text,
    ADD COLUMN proposer_id bigint,
    ADD COLUMN signer_id bigint,
    ADD COLUMN session_id bigint,
    ADD COLUMN host_user text;
UPDATE rulebook_activation SET given = CASE WHEN proposal_id IS NULL THEN 'setup' ELSE 'name' END;
-- Both signatures are given the same way: what is entered at the host completes no person's proposal, nor the reverse.
ALTER TABLE rulebook_activation
    ALTER COLUMN given SET NOT NULL,
    ADD CONSTRAINT fk_rulebook_activation_given FOREIGN KEY (proposal_id, edition_id, given)
        REFERENCES rulebook_proposal (id, edition_id, given),
    ADD CONSTRAINT fk_rulebook_activation_proposer_id FOREIGN KEY (proposal_id, proposer_id)
        REFERENCES rulebook_proposal (id, proposer_id),
    ADD CONSTRAINT fk_rulebook_activation_signer_id FOREIGN KEY (signer_id, signed_by) REFERENCES app_user (id, name),
    ADD CONSTRAINT fk_rulebook_activation_session_id FOREIGN KEY (session_id, signer_id)
        REFERENCES session (id, user_id),
    ADD CONSTRAINT ck_rulebook_activation_accounts CHECK (signer_id <> proposer_id),
    ADD CONSTRAINT ck_rulebook_activation_given CHECK (CASE given
        WHEN 'session' THEN num_nulls(proposal_id, proposer_id, signer_id, session_id) = 0 AND host_user IS NULL
        WHEN 'host' THEN num_nulls(proposer_id, signer_id, session_id) = 3 AND num_nulls(proposal_id, host_user) = 0
        WHEN 'name' THEN num_nulls(proposer_id, signer_id, session_id, host_user) = 4 AND proposal_id IS NOT NULL
        WHEN 'setup' THEN num_nulls(proposal_id, proposer_id, signer_id, session_id, host_user) = 5
        ELSE false END);

-- Keys that no page should have made: made by whoever came with a key, or of another role or unit than their holder's.
-- They are put out of force, for ever, and no longer called anybody's; the audit log tells of each, and systems that
-- used one get another from an administrator. Where there are none, nothing happens.
DO $$
DECLARE
    bad record;
BEGIN
    FOR bad IN
        SELECT k.id, k.role, k.city_code, k.holder_id
        FROM api_key k LEFT JOIN app_user u ON u.id = k.holder_id
        WHERE k.holder_id IS NOT NULL AND (k.role NOT IN ('bureau', 'dealer') OR k.role <> u.role
                OR k.city_code IS DISTINCT FROM u.city_code)
            OR EXISTS (SELECT FROM audit_event e WHERE e.act = 'key-added' AND e.actor_kind = 'key'
                AND e.subject = 'key/' || k.id)
        ORDER BY k.id
    LOOP
        UPDATE api_key SET revoked_at = coalesce(revoked_at, now()), holder_id = NULL WHERE id = bad.id;
        -- Written as services.audit writes it: keys in order, no blanks.
        PERFORM append_audit_event(format(
            '{"act":"key-revoked","actor_id":null,"actor_kind":"service","actor_name":"migrate","at":"%s",'
            '"details":{"account":%s,"reason":"key-unfit","role":"%s","unit":%s},"outcome":"success",'
            '"role":null,"subject":"key/%s","unit":null}',
            to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00',
            coalesce(bad.holder_id::text, 'null'), bad.role,
            coalesce('"' || bad.city_code::text || '"', 'null'), bad.id));
    END LOOP;
END
$$;
ALTER TABLE api_key
    ADD CONSTRAINT fk_api_key_holder_role FOREIGN KEY (holder_id, role) REFERENCES app_user (id, role),
    ADD CONSTRAINT fk_api_key_holder_city_code FOREIGN KEY (holder_id, city_code) REFERENCES app_user (id, city_code),
    ADD CONSTRAINT ck_api_key_holder CHECK (holder_id IS NULL OR role IN ('bureau', 'dealer'));
