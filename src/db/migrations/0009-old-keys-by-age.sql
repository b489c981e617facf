-- To find the old keys in each minute's part of them, the rows of all keys in it had to be read, from anywhere in the table: where
-- there were millions, whoever wrote waited for that. An index in the order of time is only ever added to at its end.
CREATE INDEX idempotency_by_age ON idempotency (created_at);
