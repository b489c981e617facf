-- Spreads Tongban's tables over the workers of a Citus cluster (Citus 13, PostgreSQL 15 or newer).
--
--   tongban migrate --db postgresql://coordinator/tongban
--   psql -d postgresql://coordinator/tongban -v shards=32 -f deploy/citus.sql
--
-- Run it on the coordinator while no server is connected, after `migrate` and again after every upgrade that brought new
-- tables: what is spread already is left alone. The extension must be there and the workers added (CREATE EXTENSION citus in
-- the database of every node, citus_add_node on the coordinator). docs/scale.md tells which statement goes where, and why.
\set ON_ERROR_STOP on
\if :{?shards}
\else
\set shards 32
\endif
SET citus.shard_count = :shards;

-- Every table of every room, as the rooms tell (src/*/*_room.c): by a column, beside another table; or small, and on every node.
CREATE TEMP TABLE listed (relation text, by_column text, beside text, place int);
INSERT INTO listed VALUES
-- rooms begin
    ('cases', 'district', 'none', 1),
    ('case_events', 'district', 'cases', 2),
    ('case_positions', 'district', 'cases', 3),
    ('case_serials', 'district', 'cases', 4),
    ('worklist', 'district', 'cases', 5),
    ('disclosures', 'district', 'cases', 6),
    ('idempotency', 'district', 'cases', 7),
    ('former_keys', 'district', 'cases', 8),
    ('sessions', NULL, NULL, 9),
    ('case_calendars', NULL, NULL, 10),
    ('catalogue_department', NULL, NULL, 11),
    ('catalogue_system', NULL, NULL, 12),
    ('catalogue_choice', NULL, NULL, 13),
    ('catalogue_element', NULL, NULL, 14),
    ('catalogue_material', NULL, NULL, 15),
    ('catalogue_item', NULL, NULL, 16),
    ('catalogue_guide', NULL, NULL, 17),
    ('catalogue_version', NULL, NULL, 18),
    ('idempotency_order', NULL, NULL, 19),
    ('place_city', NULL, NULL, 20),
    ('place_revision', NULL, NULL, 21),
    ('place_district', NULL, NULL, 22),
    ('place_abolished', NULL, NULL, 23),
    ('place_division', NULL, NULL, 24),
    ('place_committee', NULL, NULL, 25),
    ('place_day', NULL, NULL, 26),
    ('place_hours', NULL, NULL, 27),
    ('place_centre', NULL, NULL, 28),
    ('place_duty', NULL, NULL, 29),
    ('place_sub_centre_item', NULL, NULL, 30),
    ('staff', NULL, NULL, 31),
    ('passwords_used', NULL, NULL, 32),
    ('devices', NULL, NULL, 33),
    ('sign_in_failures', NULL, NULL, 34),
    ('sign_in_failures_of_source', NULL, NULL, 35);
-- rooms end

-- A table that no room names has no place: nothing is done.
SELECT coalesce(string_agg(c.relname, ', '), '') AS unlisted FROM pg_class c
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.relname <> 'migrations' AND c.relname !~ '_[0-9]{5,}$'
      AND c.relname NOT IN (SELECT relation FROM listed)
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
\gset
SELECT :'unlisted' <> '' AS any_unlisted \gset
\if :any_unlisted
    \warn no room has: :unlisted
    DO $$ BEGIN RAISE EXCEPTION 'there are tables that no room has; nothing was spread'; END $$;
\endif
CREATE TEMP TABLE spread AS SELECT * FROM listed WHERE by_column IS NOT NULL;

-- Those on every node. The table of migrations is the coordinator's own. Some refer to each other in a circle: the foreign keys are
-- taken off and put on again, in one transaction.
BEGIN;
CREATE TEMP TABLE shared ON COMMIT DROP AS
    SELECT c.oid::regclass AS relation FROM pg_class c
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
      AND c.relname IN (SELECT relation FROM listed WHERE by_column IS NULL)
      AND c.oid NOT IN (SELECT logicalrelid::oid FROM pg_dist_partition);
CREATE TEMP TABLE taken_off ON COMMIT DROP AS
    SELECT k.conrelid::regclass AS relation, k.conname AS name, pg_get_constraintdef(k.oid) AS words FROM pg_constraint k
    WHERE k.contype = 'f' AND k.conrelid IN (SELECT relation::oid FROM shared);
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', relation, name) FROM taken_off ORDER BY relation::text, name \gexec
SELECT format('SELECT create_reference_table(%L)', relation) FROM shared ORDER BY relation::text \gexec
SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', relation, name, words) FROM taken_off ORDER BY relation::text, name \gexec
COMMIT;

-- What was on the coordinator before stays there unseen when it has been copied to the shards: it is taken away.
DELETE FROM spread WHERE relation::regclass IN (SELECT logicalrelid FROM pg_dist_partition);
SELECT format('SELECT create_distributed_table(%L, %L, colocate_with => %L)', relation, by_column, beside) FROM spread ORDER BY place \gexec
SELECT format('SELECT truncate_local_data_after_distributing_table(%L)', relation) FROM spread ORDER BY place \gexec
DROP TABLE spread;
DROP TABLE listed;

-- What stands where now.
SELECT logicalrelid::text AS relation, CASE WHEN partmethod = 'h' THEN 'spread, group ' || colocationid ELSE 'on every node' END AS place
    FROM pg_dist_partition ORDER BY partmethod, relation;
