-- An idempotency key that is a UUID of version 7 is kept in the order of its moment from here on, so that keys are added where the
-- newest ones stand. Such keys from before stand elsewhere: those whose own moment is before `since` are still looked for there.
-- A day is for clocks that are fast. Without a row there are none.
CREATE TABLE idempotency_order (since INTEGER NOT NULL PRIMARY KEY) STRICT;
INSERT INTO idempotency_order (since)
SELECT newest.at + 86400000 FROM (SELECT max(created_at) AS at FROM idempotency) AS newest WHERE newest.at IS NOT NULL;
