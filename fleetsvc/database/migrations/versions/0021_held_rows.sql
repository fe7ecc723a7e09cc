-- A held row whose VIN was at fault: the VIN under which a later file has its vehicle, so that it is settled by that.
ALTER TABLE upload_row ADD COLUMN corrected_vin text;
GRANT UPDATE (corrected_vin) ON upload_row TO fleetsvc_unit, fleetsvc_office;

-- Closed rows that the office has held again, with its reason. The closing stays on record.
ALTER TABLE upload_dismissal
    ADD COLUMN reopened_by text,
    ADD COLUMN reopened_at timestamptz,
    ADD COLUMN reopened_reason text,
    ADD CONSTRAINT ck_upload_dismissal_reopened
        CHECK (num_nulls(reopened_by, reopened_at, reopened_reason) IN (0, 3));
GRANT UPDATE (reopened_by, reopened_at, reopened_reason) ON upload_dismissal TO fleetsvc_office;
