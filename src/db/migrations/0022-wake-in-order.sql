-- Those due at the same moment (a midnight) stand in one order, so that time goes on behind a case that it could not act on.
DROP INDEX cases_to_wake;
CREATE INDEX cases_to_wake ON cases (wake_at, number) WHERE wake_at IS NOT NULL;
