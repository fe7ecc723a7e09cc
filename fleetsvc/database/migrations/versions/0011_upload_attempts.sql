-- Attempts at reading an upload that failed, the order of the queue, and bytes that may be sent again once refused.

-- Its place among its unit's waiting files: when it came, later by a minute a mebibyte, so that small files go first
-- and a large one is overtaken for a bounded time only.
ALTER TABLE upload ADD queued_at timestamptz;
UPDATE upload SET queued_at = received_at + size_bytes * interval '60 seconds' / 1048576;
ALTER TABLE upload ALTER queued_at SET NOT NULL, ALTER queued_at SET DEFAULT clock_timestamp();
CREATE INDEX ix_upload_queue ON upload (city_code, queued_at, id)
    WHERE status = 'received' OR (status = 'in_review' AND confirmed);

-- The same bytes for the same unit are one upload, unless that was withdrawn or refused.
DROP INDEX uq_upload_city_code_sha256;
CREATE UNIQUE INDEX uq_upload_city_code_sha256 ON upload (city_code, sha256)
    WHERE status NOT IN ('withdrawn', 'refused');

-- What was counted here is counted in upload_failure: a row that outlives its worker is itself a failed attempt.
ALTER TABLE upload_progress DROP attempts;

-- No foreign key: it is written while another transaction holds the upload.
CREATE TABLE upload_failure (
    city_code integer NOT NULL,
    upload_id bigint NOT NULL,
    failures integer NOT NULL,
    file_failures integer NOT NULL, -- those of them that are laid to the file
    failure text NOT NULL,
    problem text NOT NULL, -- kind of exception and SQLSTATE, never a message
    place text NOT NULL, -- files and lines of the program
    failed_at timestamptz NOT NULL,
    next_attempt_at timestamptz, -- null: none, it was refused
    set_aside_at timestamptz,
    CONSTRAINT pk_upload_failure PRIMARY KEY (city_code, upload_id),
    CONSTRAINT ck_upload_failure_counts CHECK (file_failures BETWEEN 0 AND failures)
);
CREATE INDEX ix_upload_failure_next ON upload_failure (city_code, next_attempt_at) WHERE next_attempt_at IS NOT NULL;

-- When a file of the unit was last taken up: whose turn is next.
CREATE TABLE upload_turn (
    city_code integer NOT NULL,
    served_at timestamptz NOT NULL,
    CONSTRAINT pk_upload_turn PRIMARY KEY (city_code)
);

DO $$
DECLARE
    tenant text;
BEGIN
    FOREACH tenant IN ARRAY ARRAY['upload_failure', 'upload_turn'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
        EXECUTE format($policy$CREATE POLICY unit ON %I TO fleetsvc_unit
            USING (city_code = nullif(current_setting('fleetsvc.scope', true), '')::int)$policy$, tenant);
        EXECUTE format('CREATE POLICY office ON %I TO fleetsvc_office USING (true) WITH CHECK (true)', tenant);
    END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE, DELETE ON upload_failure TO fleetsvc_unit, fleetsvc_office;
GRANT SELECT, INSERT, UPDATE ON upload_turn TO fleetsvc_unit, fleetsvc_office;
