-- Materials are looked for as items are: by pinyin and initials. Filled by the next load of the pack.
ALTER TABLE catalogue_material ADD COLUMN pinyin TEXT;
ALTER TABLE catalogue_material ADD COLUMN initials TEXT;
