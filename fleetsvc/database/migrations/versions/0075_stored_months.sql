-- Of which months and categories a delivery stored vehicles, and how many no delivery had named before.
CREATE TABLE upload_month (
    city_code integer NOT NULL,
    upload_id bigint NOT NULL,
    month date NOT NULL,
    category text NOT NULL,
    first_named bigint NOT NULL,
    CONSTRAINT pk_upload_month PRIMARY KEY (city_code, upload_id, month, category)
);
ALTER TABLE upload_month ENABLE ROW LEVEL SECURITY;
CREATE POLICY unit ON upload_month TO fleetsvc_unit
    USING (city_code = nullif(current_setting('fleetsvc.scope', true), '')::int);
CREATE POLICY office ON upload_month TO fleetsvc_office USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON upload_month TO fleetsvc_unit, fleetsvc_office;

INSERT INTO upload_month (city_code, upload_id, month, category, first_named)
SELECT r.city_code, r.upload_id, date_trunc('month', r.registered_on::timestamp)::date, r.category,
    count(*) FILTER (WHERE NOT EXISTS (
        SELECT FROM registration AS before WHERE before.city_code = r.city_code AND before.vin = r.vin
            AND before.registered_on = r.registered_on AND before.superseded_at IS NOT NULL AND before.id < r.id))
FROM registration r GROUP BY 1, 2, 3, 4;
