-- A stranger who guesses a name's password slows strangers, not its owner. A device from which somebody has signed in before is
-- known by a token of 32 random bytes; the key is its SM3, the token itself is nowhere. It counts its own failures.
CREATE TABLE devices (
    token_sm3 BLOB NOT NULL PRIMARY KEY,
    username TEXT NOT NULL REFERENCES staff (username),
    used_at INTEGER NOT NULL,        -- the last sign-in; it is forgotten 90 days later
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    locked_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX devices_of_staff ON devices (username, used_at);
CREATE INDEX devices_by_use ON devices (used_at);

-- Failures from devices that are not known: of a name from one source here, of a name from everywhere in sign_in_failures.
-- The source is a number made of the address under the keys.
CREATE TABLE sign_in_failures_of_source (
    name_sm3 BLOB NOT NULL,
    source INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    locked_until INTEGER NOT NULL,
    PRIMARY KEY (name_sm3, source)
) STRICT, WITHOUT ROWID;
