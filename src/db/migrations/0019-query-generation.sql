-- How often a case was given a new query password. It is derived from the number and this, under the keys; the first one is 0.
ALTER TABLE cases ADD COLUMN query_generation INTEGER NOT NULL DEFAULT 0;
