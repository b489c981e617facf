-- The keys of an account's requests stay in one district wherever the account is moved: where it first had one. So a repeated
-- request finds its key after every move. Keys from before stand where their account works now, unless it was moved this week.
ALTER TABLE staff ADD COLUMN keys_district INTEGER;
UPDATE staff SET keys_district = CAST(district AS INTEGER) WHERE district IS NOT NULL;

-- Every disclosure is a row of its own, also those of one millisecond, and stands with the district of its case.
CREATE TABLE disclosures (
    district INTEGER NOT NULL,
    number TEXT NOT NULL,     -- of the case
    at INTEGER NOT NULL,
    username TEXT NOT NULL,
    id INTEGER NOT NULL,      -- random; 0: from before
    what TEXT NOT NULL,       -- personal_data, whereabouts, query_password
    purpose TEXT NOT NULL,
    PRIMARY KEY (district, number, at, username, id)
) STRICT, WITHOUT ROWID;
INSERT INTO disclosures (district, number, at, username, id, what, purpose)
SELECT CAST(substr(case_number, 3, 6) AS INTEGER), case_number, at, username, 0, 'personal_data', purpose FROM looks;
DROP TABLE looks;
