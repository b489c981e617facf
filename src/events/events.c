/* Subscribers of events: a ring of the newest events in memory, read by each subscriber at its own pace.
 * An event's id is this ring's name and its place in it. A subscriber that fell out of the ring, or comes back with an id
 * that is no longer in it or another ring's, is told to `reset` (load afresh): the ring is a convenience, the truth is in the
 * event log. Whoever reads the log fills the ring and is woken by events_stir; while nobody subscribes it may leave events
 * away (events_pass_over), and who comes back after such a gap is told to `reset` as well. */
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <time.h>

#include "act/room.h"
#include "base/clock.h"
#include "base/settings.h"
#include "base/text.h"
#include "crypto/crypto.h"
#include "events/events.h"

#define RING 4096
#define LINE_MAX_BYTES 700
#define SUBSCRIBERS_MAX 4096
#define NAME_SIZE 17
#define OWNER_MAX 100
#define LINGER_US (INT64_C(60) * 1000 * 1000) /* who comes back within this time finds the ring whole */

static const char reset_line[] = "event: reset\ndata: {}\n\n";

struct ring_event { char centres[EVENT_CENTRES][16]; char line[LINE_MAX_BYTES]; };

struct subscriber {
    LIST_ENTRY(subscriber) all;
    char scope[16], owner[OWNER_MAX];
    uint64_t cursor;      /* next event number to look at */
    bool reset, beat, waiting;
    struct listener listener;
};

struct events {
    pthread_mutex_t mutex;
    pthread_cond_t stir;
    char name[NAME_SIZE]; /* of this ring, new at every start */
    struct ring_event *ring;
    uint64_t written;     /* events ever; the newest one's number */
    uint64_t gap_at;      /* `written` when events were last left away */
    LIST_HEAD(, subscriber) subscribers;
    _Atomic size_t count;
    _Atomic uint64_t refused;
    int64_t lingers_until_us;
    bool stirred, ended;
    int64_t beat_ms;      /* the last heartbeats; of the thread that gives them */
};

enum result events_open(struct events **ret_events)
{
    struct events *events = calloc(1, sizeof(*events));
    if (events == NULL)
        return RESULT_NO_MEMORY;
    events->ring = calloc(RING, sizeof(*events->ring)); /* touched only as events come */
    if (events->ring == NULL) {
        free(events);
        return RESULT_NO_MEMORY;
    }
    uint64_t name = 0;
    crypto_random(&name, sizeof(name));
    (void)snprintf(events->name, sizeof(events->name), "%016llx", (unsigned long long)name);
    pthread_condattr_t monotonic;
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&events->stir, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    (void)pthread_mutex_init(&events->mutex, NULL);
    *ret_events = events;
    return RESULT_OK;
}

void events_close(struct events *events)
{
    if (events == NULL)
        return;
    (void)pthread_cond_destroy(&events->stir);
    (void)pthread_mutex_destroy(&events->mutex);
    free(events->ring);
    free(events);
}

const char *events_scope(const struct principal *principal)
{
    switch (principal->scope.level) {
    case SCOPE_CENTRE:
    case SCOPE_DISTRICT: return principal->scope.code;
    case SCOPE_CITY: return "";
    default: return NULL;
    }
}

static bool covers(const char *scope, const struct ring_event *event)
{
    if (scope[0] == '\0')
        return true;
    const char *sub = strstr(scope, "-S");
    for (size_t i = 0; i < EVENT_CENTRES; i++) {
        if (text_equal(scope, event->centres[i]))
            return true;
        if (sub != NULL && strncmp(scope, event->centres[i], (size_t)(sub - scope)) == 0 && event->centres[i][sub - scope] == '\0')
            return true;
        if (strlen(scope) == 6 && text_starts_with(event->centres[i], scope))
            return true;
    }
    return false;
}

/* With the lock held: waking a connection never calls back into here. */
static void rouse(struct subscriber *subscriber)
{
    if (!subscriber->waiting)
        return;
    subscriber->waiting = false;
    subscriber->listener.wake(subscriber->listener.context);
}

void events_publish(struct events *events, const struct event_note *note)
{
    (void)pthread_mutex_lock(&events->mutex);
    struct ring_event *event = &events->ring[events->written % RING];
    for (size_t i = 0; i < EVENT_CENTRES; i++)
        (void)text_copy(event->centres[i], sizeof(event->centres[i]), note->centres[i] != NULL ? note->centres[i] : "");
    int size = snprintf(event->line, sizeof(event->line), "id: %s-%llu\nevent: %s\ndata: %s\n\n", events->name,
                        (unsigned long long)(events->written + 1), note->name, note->data);
    if (size < 0 || (size_t)size >= sizeof(event->line)) /* never half an event */
        (void)text_copy(event->line, sizeof(event->line), reset_line);
    events->written++;
    struct subscriber *s;
    LIST_FOREACH(s, &events->subscribers, all)
        if (covers(s->scope, event))
            rouse(s);
        else if (s->waiting) /* it has read all before, so it may sleep over this one */
            s->cursor = events->written;
    (void)pthread_mutex_unlock(&events->mutex);
}

bool events_pass_over(struct events *events)
{
    (void)pthread_mutex_lock(&events->mutex);
    bool nobody = events->count == 0 && clock_monotonic_us() >= events->lingers_until_us;
    if (nobody)
        events->gap_at = events->written;
    (void)pthread_mutex_unlock(&events->mutex);
    return nobody;
}

void events_stir(struct events *events)
{
    if (events == NULL || atomic_load_explicit(&events->count, memory_order_relaxed) == 0)
        return; /* the reader comes by itself soon enough */
    (void)pthread_mutex_lock(&events->mutex);
    events->stirred = true;
    (void)pthread_cond_signal(&events->stir);
    (void)pthread_mutex_unlock(&events->mutex);
}

void events_wait(struct events *events, int64_t milliseconds)
{
    int64_t end_us = clock_monotonic_us() + milliseconds * 1000;
    const struct timespec end = {.tv_sec = end_us / 1000000, .tv_nsec = end_us % 1000000 * 1000};
    (void)pthread_mutex_lock(&events->mutex);
    while (!events->stirred && pthread_cond_timedwait(&events->stir, &events->mutex, &end) == 0) {
    }
    events->stirred = false;
    (void)pthread_mutex_unlock(&events->mutex);
}

/* The number in an id of this ring; false for what is no id, or another ring's. */
static bool read_id(const struct events *events, const char *id, uint64_t *ret_number)
{
    int64_t number = 0;
    size_t size = strlen(events->name);
    if (strncmp(id, events->name, size) != 0 || id[size] != '-' || !text_parse_int64(id + size + 1, &number) || number < 1)
        return false;
    *ret_number = (uint64_t)number;
    return true;
}

/* A sleeping stream learns that its client has gone when it writes. */
static bool is_left(struct subscriber *s)
{
    bool left = s->listener.gone != NULL && s->listener.gone(s->listener.context);
    if (left) {
        s->beat = true;
        rouse(s);
    }
    return left;
}

/* With the lock held. A stream is opened now and then, so its owner's others are counted by looking. */
static enum result may_join(struct events *events, const struct subscription *subscription)
{
    size_t mine = 0, left = 0;
    if (events->count >= SUBSCRIBERS_MAX || events->ended)
        return RESULT_BUSY;
    struct subscriber *s;
    LIST_FOREACH(s, &events->subscribers, all)
        mine += text_equal(s->owner, subscription->owner);
    if (mine < subscription->owner_max)
        return RESULT_OK;
    LIST_FOREACH(s, &events->subscribers, all)
        left += text_equal(s->owner, subscription->owner) && is_left(s);
    return mine - left >= subscription->owner_max ? RESULT_LIMITED : RESULT_OK;
}

static void join(struct events *events, struct subscriber *s, const char *after_id)
{
    s->cursor = events->written;
    s->beat = true; /* something at once, so that the client sees the stream is open */
    if (after_id != NULL) {
        uint64_t number = 0;
        bool known = read_id(events, after_id, &number) && number <= events->written && events->written - number <= RING &&
                     number > events->gap_at;
        s->reset = !known;
        s->cursor = known ? number : events->written;
    }
    LIST_INSERT_HEAD(&events->subscribers, s, all);
    events->count++;
}

enum result events_subscribe(struct events *events, const struct subscription *subscription, struct subscriber **ret_subscriber)
{
    struct subscriber *s = calloc(1, sizeof(*s));
    if (s == NULL || !text_copy(s->scope, sizeof(s->scope), subscription->scope) ||
        !text_copy(s->owner, sizeof(s->owner), subscription->owner)) {
        free(s);
        return RESULT_BUSY;
    }
    s->listener = subscription->listener;
    (void)pthread_mutex_lock(&events->mutex);
    enum result result = may_join(events, subscription);
    if (result == RESULT_OK)
        join(events, s, subscription->after_id);
    else
        atomic_fetch_add(&events->refused, 1);
    (void)pthread_mutex_unlock(&events->mutex);
    if (result != RESULT_OK)
        free(s);
    else
        *ret_subscriber = s;
    return result;
}

void events_unsubscribe(struct events *events, struct subscriber *subscriber)
{
    if (subscriber == NULL)
        return;
    (void)pthread_mutex_lock(&events->mutex);
    LIST_REMOVE(subscriber, all);
    if (--events->count == 0)
        events->lingers_until_us = clock_monotonic_us() + LINGER_US;
    (void)pthread_mutex_unlock(&events->mutex);
    free(subscriber);
}

static size_t put(char *target, size_t size, size_t used, const char *line)
{
    size_t length = strlen(line);
    if (used + length > size)
        return 0;
    memcpy(target + used, line, length);
    return length;
}

long events_read(struct events *events, struct subscriber *subscriber, char *target, size_t size)
{
    size_t used = 0;
    (void)pthread_mutex_lock(&events->mutex);
    bool ended = events->ended;
    if (events->written - subscriber->cursor > RING) {
        subscriber->reset = true;
        subscriber->cursor = events->written;
    }
    if (subscriber->reset) {
        used = put(target, size, 0, reset_line);
        subscriber->reset = used == 0;
    }
    for (; subscriber->cursor < events->written; subscriber->cursor++) {
        const struct ring_event *event = &events->ring[subscriber->cursor % RING];
        if (!covers(subscriber->scope, event))
            continue;
        size_t wrote = put(target, size, used, event->line);
        if (wrote == 0 && used > 0)
            break;
        if (wrote == 0) { /* does not fit at all: a client whose request filled the connection's memory */
            subscriber->reset = true;
            subscriber->cursor = events->written;
            break;
        }
        used += wrote;
    }
    if (used == 0 && subscriber->beat)
        used += put(target, size, used, ": still here\n\n");
    if (used > 0) {
        subscriber->beat = false;
    } else if (!ended) {
        subscriber->waiting = true;
        subscriber->listener.sleep(subscriber->listener.context);
    }
    (void)pthread_mutex_unlock(&events->mutex);
    return used > 0 ? (long)used : ended ? -1 : 0;
}

void events_tick(struct events *events, int64_t now_ms, int64_t every_ms)
{
    if (now_ms >= events->beat_ms && now_ms - events->beat_ms < every_ms)
        return;
    events->beat_ms = now_ms;
    (void)pthread_mutex_lock(&events->mutex);
    struct subscriber *s;
    LIST_FOREACH(s, &events->subscribers, all) {
        s->beat = true;
        rouse(s);
    }
    (void)pthread_mutex_unlock(&events->mutex);
}

void events_end(struct events *events)
{
    (void)pthread_mutex_lock(&events->mutex);
    events->ended = true;
    events->stirred = true;
    (void)pthread_cond_signal(&events->stir);
    struct subscriber *s;
    LIST_FOREACH(s, &events->subscribers, all)
        rouse(s);
    (void)pthread_mutex_unlock(&events->mutex);
}

size_t events_subscribers(struct events *events) { return atomic_load(&events->count); }

uint64_t events_refused(struct events *events) { return atomic_load(&events->refused); }

/* ---- as a part of the program ---- */

static enum result open_room(struct context *context, struct db_session *session, char *fault, size_t fault_size)
{
    (void)session;
    (void)fault;
    (void)fault_size;
    return events_open(&context->events);
}

static void close_room(struct context *context) { events_close(context->events); }

static enum result beat(struct context *context, struct db_session *session, int64_t now_ms)
{
    (void)session;
    events_tick(context->events, now_ms, context->settings->heartbeat * 1000);
    return RESULT_OK;
}

static const struct room_routine routines[] = {{"events.heartbeat", 500, false, false, beat}, {0}};

const struct room events_room = {.name = "events", .routines = routines, .open = open_room, .close = close_room};
