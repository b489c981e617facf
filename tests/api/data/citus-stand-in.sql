-- Stands in for the Citus extension where there is none, so that deploy/citus.sql can be tried: it notes what is asked for and
-- refuses what Citus refuses of tables.
CREATE SCHEMA stand_in;
CREATE TABLE stand_in.pg_dist_partition (logicalrelid regclass PRIMARY KEY, partmethod "char", by_column text, colocationid int);
CREATE FUNCTION stand_in.create_reference_table(relation regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_constraint WHERE contype = 'f' AND conrelid = relation AND confrelid NOT IN (SELECT logicalrelid FROM stand_in.pg_dist_partition)) THEN
        RAISE EXCEPTION 'a table that % refers to must be distributed or a reference table', relation;
    END IF;
    INSERT INTO stand_in.pg_dist_partition VALUES (relation, 'n', NULL, 1);
END $$;
CREATE FUNCTION stand_in.create_distributed_table(relation regclass, by_column text, colocate_with text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    number int := (SELECT attnum FROM pg_attribute WHERE attrelid = relation AND attname = by_column AND attnotnull);
    beside stand_in.pg_dist_partition;
    wanted int;
BEGIN
    IF number IS NULL THEN
        RAISE EXCEPTION '% has no column % that is never empty', relation, by_column;
    END IF;
    IF EXISTS (SELECT 1 FROM pg_index WHERE indrelid = relation AND indisunique AND NOT number = ANY (indkey::int2[])) THEN
        RAISE EXCEPTION 'a unique constraint of % does not hold the distribution column', relation;
    END IF;
    IF EXISTS (SELECT 1 FROM pg_constraint WHERE contype = 'f' AND conrelid = relation) OR
       EXISTS (SELECT 1 FROM pg_constraint WHERE contype = 'f' AND confrelid = relation) THEN
        RAISE EXCEPTION '% refers to a table, or is referred to', relation;
    END IF;
    wanted := (SELECT max(colocationid) + 1 FROM stand_in.pg_dist_partition);
    IF colocate_with <> 'none' THEN
        SELECT * INTO STRICT beside FROM stand_in.pg_dist_partition WHERE logicalrelid = colocate_with::regclass AND partmethod = 'h';
        IF (SELECT atttypid FROM pg_attribute WHERE attrelid = relation AND attname = by_column) <>
           (SELECT atttypid FROM pg_attribute WHERE attrelid = beside.logicalrelid AND attname = beside.by_column) THEN
            RAISE EXCEPTION '% and % are spread by columns of other types', relation, colocate_with;
        END IF;
        wanted := beside.colocationid;
    END IF;
    INSERT INTO stand_in.pg_dist_partition VALUES (relation, 'h', by_column, wanted);
END $$;
CREATE FUNCTION stand_in.truncate_local_data_after_distributing_table(relation regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM stand_in.pg_dist_partition WHERE logicalrelid = relation) THEN
        RAISE EXCEPTION '% is not a distributed table', relation;
    END IF;
END $$;
