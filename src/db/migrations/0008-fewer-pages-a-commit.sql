-- A commit writes whole pages. Events of many districts stand together in the order in which they came, so that a commit appends
-- to a few pages; their two orders are narrow indexes beside them.
ALTER TABLE case_events RENAME TO case_events_in_districts;

CREATE TABLE case_events (
    district INTEGER NOT NULL,
    position INTEGER NOT NULL,       -- 1, 2, 3 … in the district, without a gap
    number TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    action TEXT NOT NULL,
    from_state INTEGER,
    to_state INTEGER NOT NULL,
    actor TEXT,                      -- user name; NULL = the system
    actor_name TEXT,                 -- as it was then
    centre TEXT,
    reasons TEXT,                    -- codes
    sealed BLOB,                     -- what people wrote
    CONSTRAINT case_events_by_position PRIMARY KEY (district, position),
    CONSTRAINT case_events_by_seq UNIQUE (district, number, seq)
) STRICT;

INSERT INTO case_events (district, position, number, seq, at, action, from_state, to_state, actor, actor_name, centre, reasons, sealed)
SELECT district, position, number, seq, at, action, from_state, to_state, actor, actor_name, centre, reasons, sealed
FROM case_events_in_districts ORDER BY district, position;

DROP TABLE case_events_in_districts;

-- Old keys are found without an index of their ages: each minute of a day has its part of the keys to look through.
DROP INDEX idempotency_by_age;
