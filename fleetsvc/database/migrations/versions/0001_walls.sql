-- Row-level security: two policies a tenant table. nullif() gives no rows, without an error, on a connection whose
-- earlier transaction left the setting empty.
DO $$
DECLARE
    tenant text;
BEGIN
    FOREACH tenant IN ARRAY ARRAY['upload', 'upload_content', 'upload_progress', 'upload_row', 'finding',
                                  'registration', 'decision'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
        EXECUTE format($policy$CREATE POLICY unit ON %I TO fleetsvc_unit
            USING (city_code = nullif(current_setting('fleetsvc.scope', true), '')::int)$policy$, tenant);
        EXECUTE format('CREATE POLICY office ON %I TO fleetsvc_office USING (true) WITH CHECK (true)', tenant);
    END LOOP;
END
$$;

-- Versions are appended: a role may close one, never change or remove it.
GRANT SELECT, INSERT ON registration, decision TO fleetsvc_unit, fleetsvc_office;
GRANT UPDATE (superseded_at) ON registration, decision TO fleetsvc_unit, fleetsvc_office;
GRANT USAGE ON SEQUENCE registration_id_seq, decision_id_seq TO fleetsvc_unit, fleetsvc_office;

GRANT SELECT, INSERT ON upload, upload_content TO fleetsvc_unit, fleetsvc_office;
GRANT UPDATE (status, category, event, confirmed, mapping, report, settled_at) ON upload
    TO fleetsvc_unit, fleetsvc_office;
GRANT SELECT, INSERT, UPDATE, DELETE ON upload_progress TO fleetsvc_unit, fleetsvc_office;
GRANT SELECT, INSERT, DELETE ON upload_row, finding TO fleetsvc_unit, fleetsvc_office;

GRANT SELECT ON rulebook_edition, catalogue_model, ranking_edition, ranking_line
    TO fleetsvc_unit, fleetsvc_office;
GRANT INSERT ON rulebook_edition, ranking_edition, ranking_line TO fleetsvc_office;
GRANT UPDATE (status, activated_at) ON rulebook_edition TO fleetsvc_office;
GRANT INSERT, UPDATE ON catalogue_model TO fleetsvc_office;
GRANT SELECT, INSERT, UPDATE ON job_run TO fleetsvc_office;
GRANT SELECT, INSERT, UPDATE ON request_total TO fleetsvc_office;
GRANT SELECT, INSERT, UPDATE, DELETE ON running_process, rate_spent TO fleetsvc_office;
GRANT SELECT, INSERT, UPDATE ON app_user, api_key TO fleetsvc_office;
-- Which schema this is, seen outside any scope: "/readyz" and "serve" ask it before they do anything else.
GRANT SELECT ON alembic_version TO fleetsvc_login;

-- Whether another unit holds a current registration of these vehicles: says which VIN, never whose.
CREATE FUNCTION vins_of_other_units(own integer, vins text[]) RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS 'SELECT DISTINCT vin FROM public.registration WHERE vin = ANY (vins) AND city_code <> own
        AND superseded_at IS NULL';
REVOKE ALL ON FUNCTION vins_of_other_units FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vins_of_other_units TO fleetsvc_unit, fleetsvc_office;
