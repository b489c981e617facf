-- Sessions of every kind of principal in one table: it no longer knows staff alone. Built anew, for only so does the reference to
-- staff go on both engines; it holds what was used within a day.
DROP INDEX sessions_of_staff;
DROP INDEX sessions_ended;
ALTER TABLE sessions RENAME TO sessions_of_staff_alone;
CREATE TABLE sessions (
    token_sm3 BLOB NOT NULL PRIMARY KEY, -- SM3 of the token's bytes; the token itself is nowhere
    kind TEXT NOT NULL,                  -- of the principal: staff, resident, device, partner
    principal TEXT NOT NULL,             -- its identifier, unique in its kind; of staff the user name
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO sessions (token_sm3, kind, principal, created_at, last_seen_at, ended_at)
    SELECT token_sm3, 'staff', username, created_at, last_seen_at, ended_at FROM sessions_of_staff_alone;
DROP TABLE sessions_of_staff_alone;
CREATE INDEX sessions_of_principal ON sessions (kind, principal);
CREATE INDEX sessions_ended ON sessions (ended_at);
