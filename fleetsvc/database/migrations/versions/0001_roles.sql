-- The two roles a transaction may enter, and the role the service logs in as.
-- The login role is made NOINHERIT before it is granted the two: forgetting to enter one is "permission denied".
-- An administrator may have made all this before (deploy/database.sql): the owner then needs no right to make roles.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['fleetsvc_unit NOLOGIN', 'fleetsvc_office NOLOGIN', 'fleetsvc_login LOGIN NOINHERIT'] LOOP
        CONTINUE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = split_part(wanted, ' ', 1));
        -- Roles belong to the cluster: another database of it may make them at this moment.
        BEGIN EXECUTE 'CREATE ROLE ' || wanted; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
    END LOOP;
    IF NOT (pg_has_role('fleetsvc_login', 'fleetsvc_unit', 'MEMBER')
            AND pg_has_role('fleetsvc_login', 'fleetsvc_office', 'MEMBER')) THEN
        GRANT fleetsvc_unit, fleetsvc_office TO fleetsvc_login;
    END IF;
    -- Imports stage their rows in temporary tables; an administrator may have taken that right from everybody.
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO fleetsvc_unit, fleetsvc_office', current_database());
END
$$;
