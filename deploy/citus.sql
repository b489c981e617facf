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

-- Everything that belongs to a case stands with its district, so that taking it, acting on it, reading it and disclosing it touch
-- one shard.
CREATE TEMP TABLE spread (relation text, by_column text, beside text, place int);
INSERT INTO spread VALUES
    ('cases', 'district', 'none', 1),
    ('case_events', 'district', 'cases', 2),
    ('case_positions', 'district', 'cases', 3),
    ('case_serials', 'district', 'cases', 4),
    ('worklist', 'district', 'cases', 5),
    ('idempotency', 'district', 'cases', 6),
    ('disclosures', 'district', 'cases', 7);

-- All others are small and known to every node: places, catalogue, staff and their sessions. The table of migrations is the
-- coordinator's own. Some refer to each other in a circle: the foreign keys are taken off and put on again, in one transaction.
BEGIN;
CREATE TEMP TABLE shared ON COMMIT DROP AS
    SELECT c.oid::regclass AS relation FROM pg_class c
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
      AND c.relname <> 'migrations' AND c.relname !~ '_[0-9]{5,}$' AND c.relname NOT IN (SELECT relation FROM spread)
      AND c.oid NOT IN (SELECT logicalrelid::oid FROM pg_dist_partition)
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e');
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

-- What stands where now.
SELECT logicalrelid::text AS relation, CASE WHEN partmethod = 'h' THEN 'spread, group ' || colocationid ELSE 'on every node' END AS place
    FROM pg_dist_partition ORDER BY partmethod, relation;
