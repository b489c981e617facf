/* Migrations are written once, in SQLite's words; this makes PostgreSQL's of them. */
#ifndef TONGBAN_DB_DB_POSTGRES_DDL_H
#define TONGBAN_DB_DB_POSTGRES_DDL_H

#include "base/buffer.h"

/* Inside CREATE TABLE (…) and ALTER TABLE … ADD COLUMN: INTEGER is BIGINT (as INTEGER PRIMARY KEY it numbers itself), REAL is
 * DOUBLE PRECISION, BLOB is BYTEA, TEXT is ordered by its bytes. STRICT and WITHOUT ROWID fall away. A column's REFERENCES may
 * name a table that comes later, so foreign keys are added at the end; so is the word that bytes are not to be compressed. All
 * other statements and comments pass as they are. Keywords are in capitals, as they are in the migrations. Overflow or lack of
 * memory is the buffer's flag. Pure. */
void postgres_translate_ddl(const char *sql, struct buffer *out);

#endif
