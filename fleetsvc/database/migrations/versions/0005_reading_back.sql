-- Reading registrations back: by owner, and what was known on an earlier day. Versions that were closed have
-- indexes of their own: an import, which appends, does not pay for them.
-- An owner's vehicles are few enough to be sorted: the owner alone is cheap to keep, for equal keys share their space.
CREATE INDEX ix_registration_owner ON registration (owner) WHERE superseded_at IS NULL AND owner IS NOT NULL;
-- Rare combinations are found by themselves; the statistics tell the planner which ones are rare, for each word
-- alone may be frequent.
-- Most vehicles comply and are found along their days: leaving them out, an import hardly pays for this one.
CREATE INDEX ix_decision_words ON decision (verdict, energy, category, event)
    WHERE superseded_at IS NULL AND verdict <> 'compliant';
CREATE STATISTICS st_decision_words (mcv) ON verdict, energy, category, event FROM decision;
CREATE INDEX ix_registration_closed ON registration (city_code, vin, registered_on)
    WHERE superseded_at IS NOT NULL;
CREATE INDEX ix_decision_closed ON decision (city_code, registration_id) WHERE superseded_at IS NOT NULL;
CREATE INDEX ix_decision_closed_day ON decision (registered_on, id, superseded_at, recorded_at, city_code)
    WHERE superseded_at IS NOT NULL;
