-- A row found unchanged is a source of its vehicle too: it names the version that it says once more. What older
-- releases stored names none.
ALTER TABLE upload_row ADD COLUMN registration_id bigint;
CREATE INDEX ix_upload_row_registration ON upload_row (city_code, registration_id) WHERE registration_id IS NOT NULL;

-- What a migration set right: the version of a withdrawn delivery that it closed, and the one that stands since.
CREATE TABLE registration_repair (
    city_code integer NOT NULL,
    closed_id bigint NOT NULL,
    returned_id bigint,
    upload_id bigint NOT NULL,
    repaired_at timestamptz NOT NULL,
    CONSTRAINT pk_registration_repair PRIMARY KEY (city_code, closed_id)
);
ALTER TABLE registration_repair ENABLE ROW LEVEL SECURITY;
CREATE POLICY unit ON registration_repair TO fleetsvc_unit
    USING (city_code = nullif(current_setting('fleetsvc.scope', true), '')::int);
CREATE POLICY office ON registration_repair TO fleetsvc_office USING (true) WITH CHECK (true);
GRANT SELECT ON registration_repair TO fleetsvc_unit, fleetsvc_office;

CREATE TEMP TABLE gone ON COMMIT DROP AS
    SELECT r.city_code, r.id, r.vin, r.registered_on, r.upload_id
    FROM registration r JOIN upload u ON u.city_code = r.city_code AND u.id = r.upload_id AND u.status = 'withdrawn'
    WHERE r.superseded_at IS NULL;
CREATE TEMP TABLE repaired ON COMMIT DROP AS
    WITH newest AS (
        SELECT DISTINCT ON (gone.city_code, gone.id) gone.city_code, gone.id AS closed_id, r.id AS old_id
        FROM gone JOIN registration r ON r.city_code = gone.city_code AND r.vin = gone.vin
            AND r.registered_on = gone.registered_on AND r.superseded_at IS NOT NULL
        JOIN upload u ON u.city_code = r.city_code AND u.id = r.upload_id AND u.status = 'accepted'
        ORDER BY gone.city_code, gone.id, u.settled_at DESC, u.id DESC, r.recorded_at DESC, r.id DESC
    )
    SELECT *, nextval('registration_id_seq') AS id FROM newest;

UPDATE registration r SET superseded_at = now() FROM gone WHERE r.city_code = gone.city_code AND r.id = gone.id;
UPDATE decision d SET superseded_at = now() FROM gone
    WHERE d.city_code = gone.city_code AND d.registration_id = gone.id AND d.superseded_at IS NULL;
INSERT INTO registration (city_code, id, vin, plate, category, event, energy, energy_basis, model, registered_on,
    emission_stage, owner, gross_mass_kg, replaces_vin, replaces_plate, replacement_shown, case_key, upload_id, sheet,
    row_number, recorded_at)
SELECT r.city_code, n.id, vin, plate, category, event, energy, energy_basis, model, registered_on, emission_stage, owner,
    gross_mass_kg, replaces_vin, replaces_plate, replacement_shown, case_key, upload_id, sheet, row_number, now()
FROM repaired n JOIN registration r ON r.city_code = n.city_code AND r.id = n.old_id;
INSERT INTO registration_repair (city_code, closed_id, returned_id, upload_id, repaired_at)
SELECT gone.city_code, gone.id, n.id, gone.upload_id, now()
FROM gone LEFT JOIN repaired n ON n.city_code = gone.city_code AND n.closed_id = gone.id;
