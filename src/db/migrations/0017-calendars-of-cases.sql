-- What an event says in clear, as JSON without personal data: which days a changed calendar has moved.
ALTER TABLE case_events ADD COLUMN facts TEXT;

-- The calendars by which the limits of cases have been counted, each from a moment on; the newest one counts now.
CREATE TABLE case_calendars (
    number INTEGER NOT NULL PRIMARY KEY, -- 1, 2, 3 …
    begun_at INTEGER NOT NULL,
    digest TEXT NOT NULL,            -- SM3 of `days`
    days TEXT NOT NULL,              -- days off (-) and worked (+) against the plain week
    done_at INTEGER,                 -- since when every open case follows it; NULL: not yet
    lease_until INTEGER NOT NULL     -- until then one server is moving the cases
) STRICT;
