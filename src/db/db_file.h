/* A database that is one file (SQLite), seen from outside: whether somebody has it open, and another put in its place. */
#ifndef TONGBAN_DB_DB_FILE_H
#define TONGBAN_DB_DB_FILE_H

#include "base/result.h"

/* Keeps every program that uses SQLite's locks out of the database at `path` until db_file_let_go. RESULT_NOT_FOUND when there is
 * none; RESULT_BUSY when a program has it open: *ret_process is one, 0 when it cannot be told; RESULT_IO. */
enum result db_file_hold(const char *path, int *ret_hold, long *ret_process);
void db_file_let_go(int hold);
/* Marks the database at `path` as served by this process, until db_file_let_go or the end of the process; others may
 * open it as before. RESULT_CONFLICT when another one serves it; RESULT_IO. Closing it drops SQLite's locks: no
 * connection may be left. */
enum result db_file_serve(const char *path, int *ret_hold);
/* Gives the whole and checked database `part` the name `path`. What has the name, with its log, gets the name `aside` first; the
 * caller holds it. Whatever breaks off, the old one is whole under one of its names. RESULT_CONFLICT when `aside` exists. */
enum result db_file_put(const char *part, const char *path, const char *aside);

#endif
