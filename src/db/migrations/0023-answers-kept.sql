-- A key now keeps the answer itself and stands with what was done, in the district of that: keys of earlier versions stand in the
-- district of whoever sent them and keep what today's program cannot answer from. They are looked at until they are a week old, so
-- that none repeats its effect.
ALTER TABLE idempotency RENAME TO former_keys;
CREATE TABLE idempotency (
    district INTEGER NOT NULL,      -- of the effect: the distribution column
    key BLOB NOT NULL,              -- of principal, path and key: idempotency_key
    request BLOB NOT NULL,          -- SM3 of operation, path and body
    status INTEGER NOT NULL,
    answer BLOB NOT NULL,           -- sealed
    created_at INTEGER NOT NULL,
    PRIMARY KEY (district, key)
) STRICT;
CREATE INDEX idempotency_by_moment ON idempotency (created_at);
-- Where else somebody's keys may be: the districts for which they worked before, apart by blanks.
ALTER TABLE staff ADD COLUMN former_districts TEXT NOT NULL DEFAULT '';
UPDATE staff SET former_districts = CAST(keys_district AS TEXT) WHERE keys_district IS NOT NULL AND coalesce(district, '') <> CAST(keys_district AS TEXT);
ALTER TABLE staff DROP COLUMN keys_district;
