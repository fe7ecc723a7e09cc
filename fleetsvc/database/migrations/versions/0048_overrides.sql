-- An override may have no end.
ALTER TABLE case_record
    DROP CONSTRAINT ck_case_record_kind,
    DROP CONSTRAINT ck_case_record_term,
    ADD CONSTRAINT ck_case_record_kind CHECK (kind IN ('justification', 'non_compliance', 'undetermined',
        'change_review', 'vin_conflict', 'withdrawal', 'objection', 'wrong_record', 'override')),
    ADD CONSTRAINT ck_case_record_term CHECK (CASE WHEN kind = 'override' THEN valid_from IS NOT NULL OR valid_until IS NULL
        ELSE num_nulls(valid_from, valid_until) IN (0, 2) END AND valid_from < valid_until);
CREATE INDEX ix_case_record_override ON case_record (city_code, vin, registered_on) WHERE kind = 'override';

ALTER TABLE decision
    ADD COLUMN override_id bigint,
    ADD COLUMN ruled_verdict text,
    ADD COLUMN ruled_duty_verdict text,
    ADD CONSTRAINT ck_decision_override CHECK (num_nulls(override_id, ruled_verdict, ruled_duty_verdict) IN (0, 3));
CREATE INDEX ix_decision_overridden ON decision (city_code, registration_id)
    WHERE override_id IS NOT NULL AND superseded_at IS NULL;
