-- Overrides are the office's: a unit sees one once it was signed (only then it has a first day), opens none, and changes
-- none but by settling it, as where its vehicle has other facts. What the office does it does by its own role.
CREATE POLICY signed ON case_record AS RESTRICTIVE FOR SELECT TO fleetsvc_unit
    USING (kind <> 'override' OR valid_from IS NOT NULL);
CREATE POLICY opened ON case_record AS RESTRICTIVE FOR INSERT TO fleetsvc_unit
    WITH CHECK (kind <> 'override');
CREATE POLICY settled ON case_record AS RESTRICTIVE FOR UPDATE TO fleetsvc_unit
    USING (true) WITH CHECK (kind <> 'override' OR state = 'corrected' AND outcome = 'corrected');
-- As its case; of other cases this is one look at their key.
CREATE POLICY signed ON case_step AS RESTRICTIVE FOR SELECT TO fleetsvc_unit
    USING (EXISTS (SELECT FROM case_record k WHERE k.city_code = case_step.city_code AND k.id = case_step.case_id));
CREATE POLICY hand ON case_step AS RESTRICTIVE FOR INSERT TO fleetsvc_unit
    WITH CHECK (hand <> 'office');
