-- What is over does not begin again, and what is confirmed is not confirmed otherwise: it is ended, and applied for
-- again. A policy sees a row before or after, never both; so a trigger asks. The owner of the tables repairs.
CREATE FUNCTION refuse_binding_change() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
    AS $$
BEGIN
    IF current_user IN ('fleetsvc_unit', 'fleetsvc_operator', 'fleetsvc_office') AND (
        OLD.ended_at IS NOT NULL
        OR ((OLD.confirmed_at IS NOT NULL OR NEW.ended_at IS NOT NULL)
            AND (OLD.confirmed_by, OLD.confirmed_at, OLD.until_at)
                IS DISTINCT FROM (NEW.confirmed_by, NEW.confirmed_at, NEW.until_at))
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied: a binding is confirmed once and ended once';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER owner_binding_stays BEFORE UPDATE ON owner_binding
    FOR EACH ROW EXECUTE FUNCTION refuse_binding_change();

-- Evidence under an operator's number is what the operator brought, and nobody else's.
CREATE POLICY own ON attachment AS RESTRICTIVE FOR INSERT TO fleetsvc_unit, fleetsvc_office
    WITH CHECK (operator_id IS NULL);
