/* A room as a value: what it brings to the program. A capability is a folder, a line in the list of rooms (src/main/rooms.c) and
 * migrations; nothing else names it. The ground that has tables or routes of its own (sessions, http) is on the list too. */
#ifndef TONGBAN_ACT_ROOM_H
#define TONGBAN_ACT_ROOM_H

#include "act/context.h"
#include "act/sessions.h"
#include "base/result.h"
#include "db/db.h"

struct route;

/* A table, and where its rows are in a cluster: with a `by_column` on the node of their district, beside those of every other such
 * table; without one it is small and on every node. */
struct room_table { const char *name, *by_column; };

/* Something that is done again and again while the server runs. One thread does all of it, one after the other; it may wait for the
 * writer. `session` is for reading. What fails is tried again when its time comes. */
struct room_routine {
    const char *name;
    int64_t every_ms;
    bool at_start, at_end; /* the first time at once; once more when the server stops */
    enum result (*run)(struct context *context, struct db_session *session, int64_t now_ms);
};

/* Something of a room that has a thread and a read session of its own while the server runs. */
struct room_reader {
    const char *name;
    /* Before the first request, and what it made (may be NULL) given back at the end. */
    enum result (*open)(struct context *context, struct db_session *session, void **ret_state);
    void (*close)(void *state);
    /* Again and again until the server stops. It waits by itself, half a second at most. */
    void (*turn)(struct context *context, struct db_session *session, void *state);
};

/* A start that takes long asks between its steps whether it may go on. */
struct room_go_on { bool (*ask)(void *sink); void *sink; };

/* What `tongban check` hears. */
struct room_report {
    void (*fault)(void *sink, const char *line);    /* something does not hold */
    void (*progress)(void *sink, const char *line); /* where a long check is; may be NULL */
    void (*counted)(void *sink, const char *line);  /* what was looked at; may be NULL */
    void *sink;
};

/* What a room does not have is NULL. */
struct room {
    const char *name;                             /* of its folder; its operations are told under it */
    const char *purpose;                          /* to whoever uses its operations; NULL without routes */
    const struct room_table *tables;              /* closed by one without a name */
    const db_statement_list *statements;          /* closed by NULL */
    const struct route *routes;                   /* closed by one without a path */
    const struct authenticator *authenticator;    /* of the principals that it keeps */
    const struct room_routine *routines;          /* closed by one without a name */
    const struct room_reader *readers;            /* closed by one without a name */
    /* Does the database hold something of it that was sealed? Then its keys are needed, and no new ones are made. */
    enum result (*any_sealed)(struct db_session *session, bool *ret_any);
    /* What it keeps in memory of what the database holds, into its room_memory. RESULT_NOT_FOUND: the city is not loaded yet. On any
     * failure a sentence may be in `fault`. `close` also follows an `open` that failed, or never was. */
    enum result (*open)(struct context *context, struct db_session *session, char *fault, size_t fault_size);
    void (*close)(struct context *context);
    /* Before the first request, and before time does anything: what must be there. May wait for the writer. */
    enum result (*start)(struct context *context, struct db_session *session, const struct room_go_on *go_on);
    /* Recounts its invariants; whatever does not hold, or cannot be looked at, is a fault that it reports. */
    void (*check)(struct context *context, struct db_session *session, const struct room_report *report);
};

/* What this room keeps in memory, as its `open` or `start` left it there; NULL at first. It is one of the context's rooms. */
void **room_memory(struct context *context, const struct room *room);

#endif
