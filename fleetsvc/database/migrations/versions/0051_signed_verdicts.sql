-- Which verdict on which duty of a case two persons have signed by a proposal: none where they have not. A unit, which
-- reads no proposals, is told this of its own cases, so that its dossier can say whether a verdict holds.
CREATE FUNCTION signed_verdict(city integer, case_number bigint, proposal text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$
    SELECT (p.said ->> 'duty') || ' ' || (p.said ->> 'verdict')
    FROM public.case_proposal_item i JOIN public.case_proposal p ON p.id = i.proposal_id
    WHERE i.city_code = city AND i.case_id = case_number AND p.id::text = proposal AND p.action = 'approve'
        AND p.status = 'signed' AND p.proposer_id <> p.settler_id
        AND (current_setting('role') <> 'fleetsvc_unit'
            OR city::text = nullif(current_setting('fleetsvc.scope', true), ''))
$$;
REVOKE ALL ON FUNCTION signed_verdict(integer, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION signed_verdict(integer, bigint, text) TO fleetsvc_unit, fleetsvc_office;
