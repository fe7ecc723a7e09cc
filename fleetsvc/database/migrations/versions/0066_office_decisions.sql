-- What the office decided otherwise than the rules on a vehicle that its operator sees: of the case, no more than duty, code
-- and term. Who proposed and signed it, and its reason in words, stay the office's. That the vehicle is seen is asked as
-- the policy of registration asks it, since this reads past the policies.
CREATE FUNCTION office_decision(asked_city integer, asked_case bigint)
    RETURNS TABLE (duty text, code text, since date, until date)
    LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$
    SELECT k.details ->> 'duty', k.details ->> 'code', k.valid_from, k.valid_until
    FROM public.case_record k
    WHERE k.city_code = asked_city AND k.id = asked_case AND k.kind = 'override' AND EXISTS (
        SELECT FROM public.registration r
        JOIN public.decision d ON d.city_code = r.city_code AND d.registration_id = r.id
        JOIN public.owner_binding b ON b.city_code = r.city_code AND b.owner = r.owner
        WHERE r.city_code = k.city_code AND r.vin = k.vin AND r.superseded_at IS NULL
            AND d.superseded_at IS NULL AND d.override_id = k.id
            AND b.account_id = nullif(current_setting('fleetsvc.operator', true), '')::bigint
            AND b.confirmed_at IS NOT NULL AND b.ended_at IS NULL AND (b.until_at IS NULL OR b.until_at > now())
            AND NOT public.held_by_another_since(r.vin, r.registered_on, r.owner))
$$;
REVOKE ALL ON FUNCTION office_decision FROM PUBLIC;
GRANT EXECUTE ON FUNCTION office_decision TO fleetsvc_operator;
