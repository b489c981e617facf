-- Old keys are forgotten a district at a time: a command that went through all shards of a distributed database would not get
-- on with the other commands of its transaction.
DROP INDEX idempotency_by_age;
CREATE INDEX idempotency_by_age ON idempotency (district, created_at);
