-- What signals found to be worth a look, looked for anew by night; ``subject`` names an item for ever.
CREATE TABLE signal_item (
    city_code integer NOT NULL,
    signal text NOT NULL,
    subject text NOT NULL,
    registration_id bigint,
    vin text,
    upload_id bigint,
    on_day date,
    details jsonb NOT NULL,
    case_id bigint,
    found_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    CONSTRAINT pk_signal_item PRIMARY KEY (city_code, signal, subject)
);
CREATE UNIQUE INDEX uq_signal_item_signal ON signal_item (signal, city_code, subject);
CREATE TABLE signal_round (
    found_at timestamptz NOT NULL,
    items integer NOT NULL,
    CONSTRAINT pk_signal_round PRIMARY KEY (found_at)
);
-- What the office did about an item; it outlives the item, which may ring again.
CREATE TABLE signal_note (
    city_code integer NOT NULL,
    signal text NOT NULL,
    subject text NOT NULL,
    note text NOT NULL,
    noted_by text NOT NULL,
    noted_at timestamptz NOT NULL,
    CONSTRAINT pk_signal_note PRIMARY KEY (city_code, signal, subject)
);
DO $$
DECLARE
    tenant text;
BEGIN
    FOREACH tenant IN ARRAY ARRAY['signal_item', 'signal_note'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
        EXECUTE format($policy$CREATE POLICY unit ON %I TO fleetsvc_unit
            USING (city_code = nullif(current_setting('fleetsvc.scope', true), '')::int)$policy$, tenant);
        EXECUTE format('CREATE POLICY office ON %I TO fleetsvc_office USING (true) WITH CHECK (true)', tenant);
    END LOOP;
END
$$;
-- No unit is told what is looked into: its role is granted nothing.
GRANT SELECT, INSERT, UPDATE, DELETE ON signal_item TO fleetsvc_office;
GRANT SELECT, INSERT, UPDATE ON signal_note TO fleetsvc_office;
GRANT SELECT, INSERT, UPDATE ON signal_round TO fleetsvc_office;
