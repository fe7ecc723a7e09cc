-- A sender's own names of requests, so that a request sent again after a lost answer is done once.
CREATE TABLE idempotency_key (
    city_code integer NOT NULL,
    sender text NOT NULL,
    key text NOT NULL,
    request_sha256 text NOT NULL,
    upload_id bigint,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_idempotency_key PRIMARY KEY (city_code, sender, key)
);
ALTER TABLE idempotency_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY unit ON idempotency_key TO fleetsvc_unit
    USING (city_code = nullif(current_setting('fleetsvc.scope', true), '')::int);
CREATE POLICY office ON idempotency_key TO fleetsvc_office USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE, UPDATE (upload_id) ON idempotency_key TO fleetsvc_unit, fleetsvc_office;
