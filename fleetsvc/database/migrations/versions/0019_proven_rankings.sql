-- What a line tells besides since the method nev-duty-2; older lines have none, and their seals hold as they are.
ALTER TABLE ranking_line ADD COLUMN details jsonb;
ALTER TABLE ranking_line DROP CONSTRAINT ck_ranking_line_status;
ALTER TABLE ranking_line ADD CONSTRAINT ck_ranking_line_status
    CHECK (status IN ('ranked', 'too_few', 'incomplete', 'not_reported'));
ALTER TABLE ranking_edition DROP CONSTRAINT ck_ranking_edition_status;
ALTER TABLE ranking_edition ADD CONSTRAINT ck_ranking_edition_status
    CHECK (status IN ('provisional', 'preview', 'final'));

-- That there is nothing to report of a category in a month, by hand or by a file that stands. A vehicle
-- that comes later counts all the same.
CREATE TABLE nil_report (
    city_code integer NOT NULL,
    category text NOT NULL,
    month date NOT NULL,
    signed_by text NOT NULL,
    signed_at timestamptz NOT NULL,
    upload_id bigint,
    CONSTRAINT pk_nil_report PRIMARY KEY (city_code, category, month),
    CONSTRAINT fk_nil_report_upload FOREIGN KEY (city_code, upload_id) REFERENCES upload (city_code, id),
    CONSTRAINT ck_nil_report_month CHECK (extract(day FROM month) = 1)
);
CREATE INDEX ix_nil_report_month ON nil_report (month, city_code, category);
ALTER TABLE nil_report ENABLE ROW LEVEL SECURITY;
CREATE POLICY unit ON nil_report TO fleetsvc_unit
    USING (city_code = nullif(current_setting('fleetsvc.scope', true), '')::int);
CREATE POLICY office ON nil_report TO fleetsvc_office USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON nil_report TO fleetsvc_unit, fleetsvc_office;
