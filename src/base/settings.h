/* Settings as one table: name, default, meaning; read from flags (--name value), the environment (TONGBAN_NAME)
 * and a file (`name = value` lines, lines of # are comments), in this order of weight. `tongban settings` prints them.
 * An environment variable TONGBAN_… that names no setting is left alone: orchestrators set such (TONGBAN_PORT). */
#ifndef TONGBAN_BASE_SETTINGS_H
#define TONGBAN_BASE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum setting_type { SETTING_TEXT, SETTING_INTEGER, SETTING_SWITCH /* flag without value, or yes/no */ };

#define SETTINGS(X)                                                                                                   \
    X(listen, TEXT, "127.0.0.1:8310", 0, 0, "address and port to answer on")                                           \
    X(db, TEXT, "sqlite:var/tongban.db", 0, 0, "database: sqlite:PATH or postgresql://…")                              \
    X(data, TEXT, "data/shanghai", 0, 0, "folder of the city pack")                                                    \
    X(web, TEXT, "web/dist", 0, 0, "folder of the built pages; empty: no pages")                                       \
    X(key_file, TEXT, "", 0, 0, "file of the keys that seal personal data; empty: beside the database, PATH.key")      \
    X(config, TEXT, "", 0, 0, "file with settings")                                                                    \
    X(demo, SWITCH, "no", 0, 0, "demonstration accounts with a known password exist")                                  \
    X(clock_offset, INTEGER, "0", -3153600000, 3153600000, "seconds added to the clock; only with demo")               \
    X(threads, INTEGER, "0", 0, 64, "HTTP threads; 0: as many as processors, at least 2")                              \
    X(connections_max, INTEGER, "12000", 16, 100000, "connections kept at most")                                       \
    X(write_queue_max, INTEGER, "1024", 16, 65536, "waiting writes at most; more are answered 503")                    \
    X(write_wait_max, INTEGER, "2000", 0, 60000, "milliseconds a write may wait for its turn; longer is answered 503; 0: however long") \
    X(batch_max, INTEGER, "256", 1, 4096, "writes in one commit at most")                                              \
    X(db_writers, INTEGER, "4", 1, 16, "connections that write at the same time (PostgreSQL; SQLite has one)")              \
    X(work_threads, INTEGER, "0", 0, 64, "threads that hash passwords, 19 MiB each; 0: half as many as processors, 1 to 8") \
    X(work_queue_max, INTEGER, "64", 1, 4096, "sign-ins waiting for them at most; more are answered 503")               \
    X(body_max, INTEGER, "1048576", 1024, 16777216, "bytes of a request body at most")                                 \
    X(idle_timeout, INTEGER, "75", 1, 3600, "seconds until a connection that waits between requests is closed")         \
    X(request_timeout, INTEGER, "10", 1, 3600, "seconds a request has to arrive, and one more for each 8 KiB of its body") \
    X(heartbeat, INTEGER, "10", 1, 60, "seconds between signs of life in the event stream")                            \
    X(streams_account_max, INTEGER, "8", 1, 4096, "event streams open at once for one account; more are answered 429")  \
    X(session_idle, INTEGER, "1800", 60, 86400, "seconds until an idle session ends")                                  \
    X(login_failures_max, INTEGER, "5", 1, 100, "wrong passwords of a name from one address or one device until it is locked there") \
    X(login_lock, INTEGER, "900", 1, 86400, "seconds it stays locked there")                                           \
    X(login_source_failures_max, INTEGER, "60", 1, 1000000, "failed sign-ins from one address (IPv6: /64) until it is slowed; one is forgotten a minute") \
    X(query_failures_max, INTEGER, "5", 1, 1000, "wrong query passwords for one case from one address until it waits there") \
    X(query_lock, INTEGER, "900", 1, 86400, "seconds it waits there the first time; each further one doubles them")      \
    X(query_source_failures_max, INTEGER, "100", 1, 1000000, "wrong query passwords from one address (IPv6: /64) until it is slowed; one is forgotten a minute") \
    X(trusted_proxies, TEXT, "", 0, 0, "proxies whose X-Forwarded-For counts: addresses, networks (10.0.0.0/8), loopback; empty: none") \
    X(public_url, TEXT, "", 0, 0, "address residents reach the pages at, for QR codes; empty: none but on this machine itself")     \
    X(lang, TEXT, "", 0, 0, "language of `tongban walk`: zh, en or both; empty: that of LANG, else both")                \
    X(log_level, TEXT, "info", 0, 0, "debug, info, warning or error")

/* Where a value came from. */
enum setting_origin { SETTING_STANDARD, SETTING_FILE, SETTING_ENVIRONMENT, SETTING_FLAG };

#define SETTING_ONE(name, type, standard, min, max, meaning) +1
enum { SETTINGS_COUNT = 0 SETTINGS(SETTING_ONE) };
#undef SETTING_ONE

struct settings {
#define SETTING_FIELD_TEXT(name) const char *name;
#define SETTING_FIELD_INTEGER(name) int64_t name;
#define SETTING_FIELD_SWITCH(name) bool name;
#define SETTING_FIELD(name, type, standard, min, max, meaning) SETTING_FIELD_##type(name)
    SETTINGS(SETTING_FIELD)
#undef SETTING_FIELD
    unsigned char origins[SETTINGS_COUNT]; /* enum setting_origin, in the order of the table */
};

/* Fills from defaults, file, environment and argv[1..argc-1]; what is not a setting stays, in order, in `rest`
 * (the caller gives room for argc pointers). Texts live as long as the program. False with a sentence in `fault`:
 * unknown flag, missing value, not a number, out of range, a file that cannot be read, clock_offset without demo.
 * Flags: --clock-offset 5, --clock-offset=5, --demo, --demo=no, --demo no; a lone -- ends them: what follows is for
 * `rest`. */
bool settings_read(struct settings *settings, int argc, char **argv, char **rest, int *ret_rest_count,
                   char *fault, size_t fault_size);
/* Is this word the flag of a switch (--demo)? What follows it and is neither yes nor no was left in `rest`. */
bool settings_is_switch(const char *word);
/* Prints a table: name, value, where it came from, default, meaning. A password in an address shows as ***. */
void settings_print(FILE *out, const struct settings *settings);

#endif
