-- The person who made a key for systems of their own; NULL where an administrator made it for a system.
-- A key with a holder works as long as the holder's account does: it is looked up with the account.
ALTER TABLE api_key
    ADD COLUMN holder_id bigint CONSTRAINT fk_api_key_holder_id_app_user REFERENCES app_user (id);
CREATE INDEX ix_api_key_holder_id ON api_key (holder_id) WHERE holder_id IS NOT NULL;
