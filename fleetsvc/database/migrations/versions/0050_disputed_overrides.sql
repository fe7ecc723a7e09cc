-- Of these vehicles, all claims that stand become disputed where there are several, as before. What two persons decided
-- otherwise than the rules stays beside it: while a vehicle is disputed its unit shakes that off no more than before, and
-- the rule that is named is that of what stood.
CREATE OR REPLACE FUNCTION dispute_claims(vins text[], at timestamptz, own integer, upload bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$
    WITH claim AS (
        SELECT r.city_code, r.id, r.vin, r.registered_on, r.upload_id, r.sheet, r.row_number,
            format('vehicle/%s/%s/%s', r.city_code, r.vin, r.registered_on) AS subject,
            count(*) OVER (PARTITION BY r.vin) AS claims
        FROM public.registration r WHERE r.vin = ANY (vins) AND r.superseded_at IS NULL
    ), contested AS (
        SELECT * FROM claim c WHERE c.claims > 1 AND NOT EXISTS (
            SELECT FROM public.case_record k WHERE k.city_code = c.city_code AND k.vin = c.vin
                AND k.registered_on = c.registered_on AND k.kind = 'vin_conflict' AND k.state = 'approved')
    ), held AS (
        SELECT d.city_code, d.id FROM public.decision d
        JOIN contested c ON c.city_code = d.city_code AND c.id = d.registration_id
        WHERE d.superseded_at IS NULL AND NOT d.disputed
        FOR NO KEY UPDATE OF d SKIP LOCKED
    ), closed AS (
        UPDATE public.decision d SET superseded_at = greatest(at, d.recorded_at) FROM held h
        WHERE d.city_code = h.city_code AND d.id = h.id RETURNING d.*
    ), marked AS (
        INSERT INTO public.decision (city_code, registration_id, edition_id, case_key, verdict, rule, energy_verdict,
            energy_rule, emission_stage_verdict, emission_stage_rule, category, event, energy, registered_on,
            recorded_at, disputed, defence_sha256, override_id, ruled_verdict, ruled_duty_verdict)
        SELECT city_code, registration_id, edition_id, case_key,
            CASE WHEN verdict IN ('not_governed', 'advisory') THEN verdict ELSE 'undetermined' END, rule,
            CASE WHEN energy_verdict IN ('not_governed', 'advisory') THEN energy_verdict ELSE 'undetermined' END,
            energy_rule,
            CASE WHEN emission_stage_verdict IN ('not_governed', 'advisory') THEN emission_stage_verdict
                ELSE 'undetermined' END,
            emission_stage_rule, category, event, energy, registered_on, superseded_at, true,
            defence_sha256, override_id, ruled_verdict, ruled_duty_verdict
        FROM closed
    ), opened AS (
        INSERT INTO public.case_record (city_code, kind, subject, vin, registered_on, upload_id, state, details, opened_by,
            opened_at)
        SELECT city_code, 'vin_conflict', subject, vin, registered_on, upload_id, 'open',
            jsonb_build_object('registration', id, 'sheet', sheet, 'row', row_number), '', at
        FROM contested
        ON CONFLICT (city_code, kind, subject) WHERE state = 'open' DO NOTHING
        RETURNING city_code, subject
    )
    INSERT INTO public.finding (city_code, upload_id, ordinal, code, severity, sheet, row_number, field, value, others,
        fillings)
    SELECT c.city_code, c.upload_id,
        (SELECT coalesce(max(f.ordinal), -1) FROM public.finding f
            WHERE f.city_code = c.city_code AND f.upload_id = c.upload_id)
            + row_number() OVER (PARTITION BY c.city_code, c.upload_id ORDER BY c.sheet, c.row_number),
        'vin-claimed-elsewhere', 'warning', c.sheet, c.row_number, 'vin', c.vin, '{}', '{}'
    FROM contested c JOIN opened USING (city_code, subject)
    WHERE (c.city_code, c.upload_id) <> (own, upload)
$$;
