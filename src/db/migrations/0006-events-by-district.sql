-- Events are ordered within their district, no longer over the whole city: the position comes from the district's counter,
-- which is raised in the same transaction. Its row lock lets the commits of a district happen in the order of their positions,
-- so that a reader who has seen one position will never find an earlier one later.
CREATE TABLE case_positions (
    district INTEGER NOT NULL PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT;

ALTER TABLE case_events RENAME TO case_events_of_the_city;

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
    CONSTRAINT case_events_in_order PRIMARY KEY (district, position),
    CONSTRAINT case_events_of_case UNIQUE (district, number, seq)
) STRICT, WITHOUT ROWID;

-- Only the narrow pairs are sorted; the rows are looked up.
INSERT INTO case_events (district, position, number, seq, at, action, from_state, to_state, actor, actor_name, centre, reasons, sealed)
SELECT o.district, n.place, o.number, o.seq, o.at, o.action, o.from_state, o.to_state, o.actor, o.actor_name, o.centre, o.reasons, o.sealed
FROM (SELECT position, row_number() OVER (PARTITION BY district ORDER BY position) AS place FROM case_events_of_the_city) n
JOIN case_events_of_the_city o ON o.position = n.position;

INSERT INTO case_positions (district, last)
SELECT district, max(position) FROM case_events GROUP BY district;

DROP TABLE case_events_of_the_city;
