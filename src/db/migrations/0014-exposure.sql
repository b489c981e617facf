-- What may be shown of a data element without a logged look. Until the pack is loaded again everything counts as personal.
ALTER TABLE catalogue_element ADD COLUMN exposure TEXT NOT NULL DEFAULT 'personal';
