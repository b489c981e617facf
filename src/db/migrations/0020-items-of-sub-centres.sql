-- What a sub-centre takes is said by rows (item, sub-centre, period) instead of one mark for all of them; the day from which it takes
-- citywide items for everybody. Filled by the next load of the pack: until then sub-centres take nothing.
CREATE TABLE place_sub_centre_item (
    sub_centre TEXT NOT NULL REFERENCES place_centre (code) DEFERRABLE INITIALLY DEFERRED,
    item TEXT NOT NULL REFERENCES catalogue_item (code) DEFERRABLE INITIALLY DEFERRED,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    certainty TEXT NOT NULL,
    PRIMARY KEY (sub_centre, item, valid_from)
) STRICT, WITHOUT ROWID;

ALTER TABLE place_centre ADD COLUMN pilot_from INTEGER;
ALTER TABLE catalogue_version DROP COLUMN sub_centre;
