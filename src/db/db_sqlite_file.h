/* What is done to a database's file beside SQLite's own ways, for that engine alone: its functions, with another in the place of
 * one (https://www.sqlite.org/c3ref/io_methods.html). The only file that includes sqlite3.h. */
#ifndef TONGBAN_DB_DB_SQLITE_FILE_H
#define TONGBAN_DB_DB_SQLITE_FILE_H

#include <sqlite3.h>

#define PAGE_SIZE 4096

/* {0} at first; of one connection, and lives as long. */
struct sqlite_file {
    sqlite3_io_methods methods; /* first: SQLite hands this to them */
    const sqlite3_io_methods *plain;
    int written;                /* pages */
    int ahead;                  /* the file once more, for reading ahead */
};

/* This connection brings what it writes to the disk after each half megabyte. Not when SQLite does not tell its file. */
void sqlite_file_pace(struct sqlite_file *file, sqlite3 *handle);
/* This connection asks the system for pages before SQLite does, where SQLite is about to: `ahead` is the same file, and must stay
 * open as long as any connection to it, for closing it would take their locks away. */
void sqlite_file_read_ahead(struct sqlite_file *file, sqlite3 *handle, int ahead);

#endif
