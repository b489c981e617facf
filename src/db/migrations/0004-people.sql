-- People: staff accounts and what belongs to them. Times are milliseconds UTC.

CREATE TABLE staff (
    username TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    centre TEXT,              -- code, for centre roles
    district TEXT,            -- six digits, for centre and district roles
    password TEXT NOT NULL,   -- $argon2id$…
    active INTEGER NOT NULL,
    must_change_password INTEGER NOT NULL,
    demo INTEGER NOT NULL,    -- refused unless the server runs with --demo
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- earlier passwords, so that the last ones are not taken again
CREATE TABLE passwords_used (
    username TEXT NOT NULL REFERENCES staff (username),
    set_at INTEGER NOT NULL,
    password TEXT NOT NULL,
    PRIMARY KEY (username, set_at)
) STRICT, WITHOUT ROWID;

-- the key is SM3 of the token; the token itself is nowhere
CREATE TABLE sessions (
    token_sm3 BLOB NOT NULL PRIMARY KEY,
    username TEXT NOT NULL REFERENCES staff (username),
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of_staff ON sessions (username);
CREATE INDEX sessions_ended ON sessions (ended_at);

-- wrong passwords by SM3 of the name that was tried, whether or not there is such an account:
-- an unknown name is locked like a known one, and a password typed into the wrong box is not kept
CREATE TABLE sign_in_failures (
    name_sm3 BLOB NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    locked_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- who saw the unmasked personal data of a case, and why; never changed, never deleted
CREATE TABLE looks (
    case_number TEXT NOT NULL,
    at INTEGER NOT NULL,
    username TEXT NOT NULL,
    purpose TEXT NOT NULL,
    PRIMARY KEY (case_number, at, username)
) STRICT, WITHOUT ROWID;
CREATE INDEX looks_of_staff ON looks (username, at);
