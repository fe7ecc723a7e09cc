-- The two roles a transaction may enter, and the role the service logs in as.
-- The login role is made NOINHERIT before it is granted the two: forgetting to enter one is "permission denied".
DO $$
BEGIN
    -- Roles belong to the cluster: another database of it may have made them, even at this moment.
    BEGIN CREATE ROLE fleetsvc_unit NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
    BEGIN CREATE ROLE fleetsvc_office NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
    BEGIN CREATE ROLE fleetsvc_login LOGIN NOINHERIT; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
END
$$;
GRANT fleetsvc_unit, fleetsvc_office TO fleetsvc_login;
