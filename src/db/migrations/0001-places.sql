-- Places: reference tables, small and read whole at start-up. Days are days since 1970-01-01, hours minutes after midnight.
-- A key that points at a row loaded later in the same transaction is checked at its end.

CREATE TABLE place_city (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    hotline TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    note TEXT,
    note_en TEXT
) STRICT, WITHOUT ROWID;

-- SM3 over the files of the loaded pack: an unchanged pack need not be loaded again.
CREATE TABLE place_revision (
    city TEXT NOT NULL PRIMARY KEY,
    revision TEXT NOT NULL,
    loaded_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE place_district (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    short_name TEXT NOT NULL,
    lon REAL NOT NULL,
    lat REAL NOT NULL,
    default_centre TEXT NOT NULL REFERENCES place_centre (code) DEFERRABLE INITIALLY DEFERRED,
    outline TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE place_abolished (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    successor TEXT NOT NULL REFERENCES place_district (code) DEFERRABLE INITIALLY DEFERRED,
    abolished_on INTEGER,
    note TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE place_division (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    kind TEXT NOT NULL,
    district TEXT NOT NULL REFERENCES place_district (code) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE TABLE place_committee (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    division TEXT NOT NULL REFERENCES place_division (code) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE TABLE place_day (
    day INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    in_lieu INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE place_hours (
    code TEXT NOT NULL PRIMARY KEY,
    workday_open INTEGER,
    workday_close INTEGER,
    restday_open INTEGER,
    restday_close INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE place_centre (
    code TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    district TEXT NOT NULL REFERENCES place_district (code) DEFERRABLE INITIALLY DEFERRED,
    division TEXT NOT NULL REFERENCES place_division (code) DEFERRABLE INITIALLY DEFERRED,
    parent TEXT REFERENCES place_centre (code) DEFERRABLE INITIALLY DEFERRED,
    hours TEXT NOT NULL REFERENCES place_hours (code) DEFERRABLE INITIALLY DEFERRED,
    address TEXT,
    phone TEXT,
    lon REAL,
    lat REAL,
    position TEXT,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    certainty TEXT NOT NULL,
    note TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE place_duty (
    division TEXT NOT NULL REFERENCES place_division (code) DEFERRABLE INITIALLY DEFERRED,
    centre TEXT NOT NULL REFERENCES place_centre (code) DEFERRABLE INITIALLY DEFERRED,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    PRIMARY KEY (division, centre, valid_from)
) STRICT, WITHOUT ROWID;
