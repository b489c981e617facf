-- The answers already given to requests with an Idempotency-Key. district is the caller's: the distribution column.
CREATE TABLE idempotency (
    district INTEGER NOT NULL,
    key BLOB NOT NULL,
    request BLOB NOT NULL,
    status INTEGER NOT NULL,
    answer BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (district, key)
) STRICT;
CREATE INDEX idempotency_by_age ON idempotency (created_at);
