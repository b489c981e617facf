-- Catalogue: reference tables, small and read whole at start-up. Days are days since 1970-01-01.
-- Lists inside a text (audiences, channels) are comma separated, as in the pack.

CREATE TABLE catalogue_department (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    uscc TEXT,
    certainty TEXT NOT NULL,
    note TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE catalogue_system (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    department TEXT NOT NULL REFERENCES catalogue_department (code) DEFERRABLE INITIALLY DEFERRED,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    certainty TEXT NOT NULL,
    note TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE catalogue_choice (
    list TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (list, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE catalogue_element (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    type TEXT NOT NULL,
    max_length INTEGER,
    codelist TEXT,
    standard TEXT,
    certainty TEXT NOT NULL,
    note TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE catalogue_material (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    form TEXT NOT NULL,
    licence_type TEXT,
    certainty TEXT NOT NULL,
    note TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE catalogue_item (
    code TEXT NOT NULL PRIMARY KEY,
    department TEXT NOT NULL REFERENCES catalogue_department (code) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    pinyin TEXT NOT NULL,
    initials TEXT NOT NULL,
    old_code TEXT,
    code15 TEXT,
    basic_code TEXT,
    handle_code TEXT,
    certainty TEXT NOT NULL,
    note TEXT
) STRICT, WITHOUT ROWID;

-- The guide as it stands in the pack: a tree that is read once at start-up.
CREATE TABLE catalogue_guide (
    stem TEXT NOT NULL PRIMARY KEY,
    item TEXT NOT NULL REFERENCES catalogue_item (code) DEFERRABLE INITIALLY DEFERRED,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE catalogue_version (
    item TEXT NOT NULL REFERENCES catalogue_item (code) DEFERRABLE INITIALLY DEFERRED,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    citywide INTEGER NOT NULL,
    mode TEXT NOT NULL,
    basis TEXT NOT NULL,
    kind TEXT NOT NULL,
    legal_days INTEGER NOT NULL,
    promised_days INTEGER NOT NULL,
    system TEXT REFERENCES catalogue_system (code) DEFERRABLE INITIALLY DEFERRED,
    audiences TEXT NOT NULL,
    channels TEXT NOT NULL,
    sub_centre INTEGER NOT NULL,
    permit_holder INTEGER NOT NULL,
    guide TEXT REFERENCES catalogue_guide (stem) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (item, valid_from)
) STRICT, WITHOUT ROWID;
