/* A connection to PostgreSQL and what travels over it, for the files of this engine alone. The only file that includes libpq-fe.h.
 * A connection is always in libpq's pipeline mode: what is sent waits in `pending` until its answer is gathered. */
#ifndef TONGBAN_DB_DB_POSTGRES_WIRE_H
#define TONGBAN_DB_DB_POSTGRES_WIRE_H

#include <libpq-fe.h>
#include <pthread.h>

#include "db/engine.h"

#define PARAMETERS_MAX 40
#define PENDING_MAX 64 /* answers not yet gathered: their bytes must fit into the socket while nobody reads */

struct postgres_connection;

struct postgres_state {
    char *url;
    pthread_mutex_t mutex;
    int failures;        /* to connect, in a row */
    bool trying;         /* somebody connects after a failure; the others do not queue up behind it */
    int64_t retry_at_us;
    struct postgres_connection *care; /* for db_size; used under the mutex `care_mutex` */
    pthread_mutex_t care_mutex;
};

struct postgres_pending {
    const char *name;    /* of the statement, for the log */
    unsigned *preparing; /* the answer to a preparation: what becomes 0 when it was not made; NULL: to a statement */
    bool one;            /* exactly one row must have changed */
};

struct postgres_connection {
    struct postgres_state *state;
    enum db_access access;
    PGconn *handle;      /* NULL: lost */
    unsigned generation; /* of the handle: what is prepared belongs to one */
    unsigned prepared_count;
    struct postgres_pending pending[PENDING_MAX];
    size_t pending_count;
    bool in_transaction, committing, doubtful;
    enum result failure; /* the first one in this transaction; until it is undone nothing more is sent */
    enum db_remedy remedy;
    int64_t changes_sent;
    int64_t changed;     /* rows of the last answer */
};

#define WIRE_NAME "tongban" /* the application_name of whoever works with the database */
/* Connects to the operator's address, completed where it is silent, as an application of this name. NULL when the address cannot be
 * read; else ask PQstatus. */
PGconn *wire_open(const char *url, const char *name);
/* Sets the fresh handle up as a reader or a writer. */
bool wire_begin_session(struct postgres_connection *c);
/* A handle that stands, or a new one. RESULT_BUSY: not reached; or somebody else has just tried in vain. */
enum result wire_reconnect(struct postgres_connection *c);
void wire_drop(struct postgres_connection *c);
/* The first failure of a transaction is remembered and returned; what follows it is only its echo. */
enum result wire_fail(struct postgres_connection *c, enum result result, enum db_remedy remedy);
enum result wire_lose(struct postgres_connection *c, const char *name);
/* An answer that is a refusal: logged without values, remembered, returned. */
enum result wire_refused(struct postgres_connection *c, const char *name, const PGresult *answer);
/* Room for `count` more answers, before they are sent for. */
enum result wire_make_room(struct postgres_connection *c, size_t count);
/* Something was sent whose answer is to come. */
void wire_expect(struct postgres_connection *c, struct postgres_pending pending);
/* Sends a statement without parameters; does not wait. */
enum result wire_send_text(struct postgres_connection *c, const char *sql);
/* Waits for every answer; the last one goes to *ret_last (PQclear) when that is asked for. */
enum result wire_gather(struct postgres_connection *c, PGresult **ret_last);
/* Before a statement: inside a transaction its failure, outside a connection and a clean slate. */
enum result wire_stand_alone(struct postgres_connection *c);
/* Plain SQL, which may be several statements, past the pipeline. */
enum result wire_execute(struct postgres_connection *c, const char *sql);
/* Rows of a plain query, outside a transaction, as texts. NULL on failure (c->failure; none for a missing table); PQclear. */
PGresult *wire_rows(struct postgres_connection *c, const char *sql);

/* What an operator asks of the database as a whole (db_postgres_care.c). */
enum result postgres_check(void *connection, void (*report)(void *context, const char *line), void *context);
enum result postgres_explain(void *connection, const char *sql, void (*report)(void *context, const char *line), void *context);
int64_t postgres_number(void *connection, const char *sql, int64_t otherwise);
/* $1 … $N of a statement: N. */
int postgres_parameters(const char *sql);

#endif
