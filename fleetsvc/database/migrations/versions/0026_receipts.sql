-- What is published of the keys that sign receipts, and the salts they are made with from the secret key of the house.
-- Only the office's role reads the salts; one key at a time signs.
CREATE TABLE receipt_key (
    kid text NOT NULL,
    salt bytea NOT NULL,
    published jsonb NOT NULL,
    made_at timestamptz NOT NULL,
    retired_at timestamptz,
    CONSTRAINT pk_receipt_key PRIMARY KEY (kid)
);
CREATE UNIQUE INDEX uq_receipt_key_signing ON receipt_key ((true)) WHERE retired_at IS NULL;
GRANT SELECT, INSERT ON receipt_key TO fleetsvc_office;
GRANT UPDATE (retired_at) ON receipt_key TO fleetsvc_office;

-- Receipts are appended and never changed. Those of no unit (0) answer a question of law, which is for everybody; who
-- knows the number reads them. One receipt an upload.
CREATE TABLE receipt (
    city_code integer NOT NULL,
    number text NOT NULL,
    kind text NOT NULL,
    holder text NOT NULL,
    issued_to text NOT NULL,
    issued_at timestamptz NOT NULL,
    upload_id bigint,
    jws text NOT NULL,
    CONSTRAINT pk_receipt PRIMARY KEY (city_code, number),
    CONSTRAINT fk_receipt_upload FOREIGN KEY (city_code, upload_id) REFERENCES upload (city_code, id),
    CONSTRAINT ck_receipt_kind CHECK (kind IN ('requirements', 'upload')),
    CONSTRAINT ck_receipt_unit CHECK ((kind = 'upload') = (city_code <> 0) AND (kind = 'upload') = (upload_id IS NOT NULL))
);
CREATE UNIQUE INDEX uq_receipt_upload ON receipt (city_code, upload_id) WHERE upload_id IS NOT NULL;
CREATE INDEX ix_receipt_holder ON receipt (holder, issued_at DESC, number);
ALTER TABLE receipt ENABLE ROW LEVEL SECURITY;
CREATE POLICY unit ON receipt TO fleetsvc_unit
    USING (city_code IN (0, nullif(current_setting('fleetsvc.scope', true), '')::int));
CREATE POLICY office ON receipt TO fleetsvc_office USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON receipt TO fleetsvc_unit, fleetsvc_office;
