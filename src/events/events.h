/* What has just changed, for whoever listens: events as lines for server-sent events. Nothing hangs on it: the truth is in the
 * event log. */
#ifndef TONGBAN_EVENTS_EVENTS_H
#define TONGBAN_EVENTS_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "act/principal.h"
#include "base/result.h"

struct events;

/* ---- for whoever reads the event log ---- */

#define EVENT_CENTRES 4
/* `centres` are the centres concerned (NULL: fewer); a subscriber sees what its scope covers. */
struct event_note {
    const char *centres[EVENT_CENTRES];
    const char *name; /* "case" */
    const char *data; /* one line of JSON, no personal data */
};
/* Wakes the reader of the event log, after a durable commit; of a request its act says so (announces). */
void events_stir(struct events *events);
/* For the reader of the event log: waits until something was announced, at most so long. */
void events_wait(struct events *events, int64_t milliseconds);
/* Nobody subscribes, nor has for a minute: what is new need not be published. True: it is from now on a gap, and whoever
 * comes back from before it is told to load afresh. */
bool events_pass_over(struct events *events);
void events_publish(struct events *events, const struct event_note *note);

/* ---- for whoever listens ---- */

struct subscriber;
struct listener {
    /* `sleep` is called when a read finds nothing, `wake` when a sleeping subscriber has something to read or must end;
     * both under the same lock, so that no event falls between them. */
    void (*sleep)(void *context);
    void (*wake)(void *context);
    bool (*gone)(void *context); /* has its client closed? Asked under the same lock when the owner has enough; NULL: never */
    void *context;
};
struct subscription {
    const char *scope, *owner; /* owner: the account; not more than `owner_max` streams are open for one */
    size_t owner_max;
    const char *after_id;      /* the last event the client has seen, or NULL */
    struct listener listener;
};
/* The scope of a principal as its events have it: a centre's code (a sub-centre's, with -S, hears its centre's events too), a
 * district's 6 digits, "" the whole city, NULL none. */
const char *events_scope(const struct principal *principal);
/* RESULT_LIMITED: the owner has enough; RESULT_BUSY: there are too many, or no more come. */
enum result events_subscribe(struct events *events, const struct subscription *subscription, struct subscriber **ret_subscriber);
void events_unsubscribe(struct events *events, struct subscriber *subscriber);
/* Copies what is there (whole events only). 0: nothing now, the subscriber sleeps; -1: the end. */
long events_read(struct events *events, struct subscriber *subscriber, char *target, size_t size);

/* ---- for the program ---- */

enum result events_open(struct events **ret_events);
void events_close(struct events *events);
/* Heartbeats to everybody when the last ones are so long ago. */
void events_tick(struct events *events, int64_t now_ms, int64_t every_ms);
/* Ends all subscribers. */
void events_end(struct events *events);
size_t events_subscribers(struct events *events);
/* Streams refused ever. */
uint64_t events_refused(struct events *events);

extern const struct room events_room; /* context->events, and its heartbeats */

#endif
