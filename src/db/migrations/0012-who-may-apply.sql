-- Who may apply is said once, by the audiences of a period.
ALTER TABLE catalogue_version DROP COLUMN permit_holder;
