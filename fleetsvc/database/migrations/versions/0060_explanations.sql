-- What an operator says of a case of its vehicle, and the evidence it brings: a line of the case's history, which moves
-- nothing. The unit hands it on as its own answer, or does not.
ALTER TABLE case_step ADD COLUMN operator_id bigint,
    DROP CONSTRAINT ck_case_step_hand,
    ADD CONSTRAINT ck_case_step_hand CHECK (hand IN ('bureau', 'office', 'service', 'operator')),
    ADD CONSTRAINT ck_case_step_operator CHECK ((hand = 'operator') = (operator_id IS NOT NULL));
ALTER POLICY hand ON case_step WITH CHECK (hand NOT IN ('office', 'operator'));
-- Of the same bytes each operator has its own, and the unit its own: none learns what others brought.
ALTER TABLE attachment ADD COLUMN operator_id bigint, DROP CONSTRAINT uq_attachment_city_code;
CREATE UNIQUE INDEX uq_attachment_brought ON attachment (city_code, sha256, coalesce(operator_id, 0));

-- Of a case an operator sees where it stands and what was decided, not who looks after it nor what the unit answered.
CREATE POLICY operator ON case_record FOR SELECT TO fleetsvc_operator
    USING (kind IN ('justification', 'non_compliance', 'undetermined')
        AND EXISTS (SELECT FROM registration r WHERE r.city_code = case_record.city_code AND r.vin = case_record.vin
            AND r.registered_on = case_record.registered_on));
GRANT SELECT (city_code, id, kind, vin, registered_on, state, opened_at, notified_at, due_on, extended_at, appealed_at,
    decided_at, decision_reason, ground, outcome, valid_from, valid_until, conditions) ON case_record TO fleetsvc_operator;
CREATE POLICY seen ON case_step FOR SELECT TO fleetsvc_operator
    USING (operator_id = nullif(current_setting('fleetsvc.operator', true), '')::bigint
        AND EXISTS (SELECT FROM case_record k WHERE k.city_code = case_step.city_code AND k.id = case_step.case_id));
CREATE POLICY said ON case_step FOR INSERT TO fleetsvc_operator
    WITH CHECK (hand = 'operator' AND action = 'explain' AND from_state = to_state AND NOT internal
        AND operator_id = nullif(current_setting('fleetsvc.operator', true), '')::bigint
        AND EXISTS (SELECT FROM case_record k WHERE k.city_code = case_step.city_code AND k.id = case_step.case_id));
GRANT SELECT, INSERT ON case_step TO fleetsvc_operator;
CREATE POLICY seen ON attachment FOR SELECT TO fleetsvc_operator
    USING (operator_id = nullif(current_setting('fleetsvc.operator', true), '')::bigint);
CREATE POLICY brought ON attachment FOR INSERT TO fleetsvc_operator
    WITH CHECK (operator_id = nullif(current_setting('fleetsvc.operator', true), '')::bigint
        AND EXISTS (SELECT FROM registration r WHERE r.city_code = attachment.city_code));
GRANT SELECT, INSERT ON attachment TO fleetsvc_operator;
-- Its unit is told.
CREATE POLICY told ON occurrence FOR INSERT TO fleetsvc_operator
    WITH CHECK (kind = 'cases-explained' AND account_id IS NULL
        AND EXISTS (SELECT FROM registration r WHERE r.city_code = occurrence.city_code));
GRANT INSERT ON occurrence TO fleetsvc_operator;
