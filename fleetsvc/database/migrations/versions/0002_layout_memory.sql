-- Mappings that a unit has confirmed, by what identifies the layout of a sheet.
CREATE TABLE layout_memory (
    city_code integer NOT NULL,
    fingerprint text NOT NULL,
    mapping jsonb NOT NULL,
    upload_id bigint NOT NULL,
    confirmed_at timestamptz NOT NULL,
    CONSTRAINT pk_layout_memory PRIMARY KEY (city_code, fingerprint),
    CONSTRAINT ck_layout_memory_fingerprint CHECK (length(fingerprint) = 64)
);

ALTER TABLE layout_memory ENABLE ROW LEVEL SECURITY;
CREATE POLICY unit ON layout_memory TO fleetsvc_unit
    USING (city_code = nullif(current_setting('fleetsvc.scope', true), '')::int);
CREATE POLICY office ON layout_memory TO fleetsvc_office USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, DELETE ON layout_memory TO fleetsvc_unit, fleetsvc_office;
GRANT UPDATE (mapping, upload_id, confirmed_at) ON layout_memory TO fleetsvc_unit, fleetsvc_office;
