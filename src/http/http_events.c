/* Subscribers of events: a ring of the newest events in memory, read by each subscriber at its own pace.
 * A subscriber that fell out of the ring, or comes back with a position no longer in it, is told to `reset`
 * (load afresh): the ring is a convenience, the truth is in the event log. */
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "http/exchange.h"

#define RING 4096
#define LINE_MAX_BYTES 700
#define SUBSCRIBERS_MAX 4096

static const char reset_line[] = "event: reset\ndata: {}\n\n";

struct ring_event { int64_t position; char centres[2][16]; char line[LINE_MAX_BYTES]; };

struct subscriber {
    struct subscriber *next, *previous;
    char scope[16];
    uint64_t cursor;      /* next event number to look at */
    bool reset, beat, waiting;
    void (*sleep)(void *context);
    void (*wake)(void *context);
    void *context;
};

struct events {
    pthread_mutex_t mutex;
    struct ring_event *ring;
    uint64_t written;     /* events ever */
    struct subscriber *first;
    size_t count;
    bool ended;
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
    (void)pthread_mutex_init(&events->mutex, NULL);
    *ret_events = events;
    return RESULT_OK;
}

void events_close(struct events *events)
{
    if (events == NULL)
        return;
    (void)pthread_mutex_destroy(&events->mutex);
    free(events->ring);
    free(events);
}

static bool covers(const char *scope, const struct ring_event *event)
{
    if (scope[0] == '\0')
        return true;
    for (size_t i = 0; i < 2; i++) {
        if (text_equal(scope, event->centres[i]))
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
    subscriber->wake(subscriber->context);
}

void events_publish(struct events *events, const struct event_note *note)
{
    if (events == NULL)
        return;
    (void)pthread_mutex_lock(&events->mutex);
    struct ring_event *event = &events->ring[events->written % RING];
    event->position = note->position;
    for (size_t i = 0; i < 2; i++)
        (void)text_copy(event->centres[i], sizeof(event->centres[i]), note->centres[i] != NULL ? note->centres[i] : "");
    int size = snprintf(event->line, sizeof(event->line), "id: %lld\nevent: %s\ndata: %s\n\n", (long long)note->position,
                        note->name, note->data);
    if (size < 0 || (size_t)size >= sizeof(event->line)) /* never half an event */
        (void)text_copy(event->line, sizeof(event->line), reset_line);
    events->written++;
    for (struct subscriber *s = events->first; s != NULL; s = s->next)
        if (covers(s->scope, event))
            rouse(s);
        else if (s->waiting) /* it has read all before, so it may sleep over this one */
            s->cursor = events->written;
    (void)pthread_mutex_unlock(&events->mutex);
}

struct subscriber *events_subscribe(struct events *events, const char *scope, int64_t after_position,
                                    void (*sleep)(void *context), void (*wake)(void *context), void *context)
{
    struct subscriber *s = calloc(1, sizeof(*s));
    if (s == NULL || !text_copy(s->scope, sizeof(s->scope), scope)) {
        free(s);
        return NULL;
    }
    s->sleep = sleep;
    s->wake = wake;
    s->context = context;
    (void)pthread_mutex_lock(&events->mutex);
    if (events->count >= SUBSCRIBERS_MAX || events->ended) {
        (void)pthread_mutex_unlock(&events->mutex);
        free(s);
        return NULL;
    }
    s->cursor = events->written;
    s->beat = true; /* something at once, so that the client sees the stream is open */
    if (after_position > 0) {
        s->reset = true;
        uint64_t oldest = events->written > RING ? events->written - RING : 0;
        for (uint64_t k = events->written; k > oldest; k--)
            if (events->ring[(k - 1) % RING].position == after_position) {
                s->cursor = k;
                s->reset = false;
                break;
            }
    }
    s->next = events->first;
    if (s->next != NULL)
        s->next->previous = s;
    events->first = s;
    events->count++;
    (void)pthread_mutex_unlock(&events->mutex);
    return s;
}

void events_unsubscribe(struct events *events, struct subscriber *subscriber)
{
    if (subscriber == NULL)
        return;
    (void)pthread_mutex_lock(&events->mutex);
    if (subscriber->previous != NULL)
        subscriber->previous->next = subscriber->next;
    else
        events->first = subscriber->next;
    if (subscriber->next != NULL)
        subscriber->next->previous = subscriber->previous;
    events->count--;
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
        subscriber->sleep(subscriber->context);
    }
    (void)pthread_mutex_unlock(&events->mutex);
    return used > 0 ? (long)used : ended ? -1 : 0;
}

void events_tick(struct events *events)
{
    (void)pthread_mutex_lock(&events->mutex);
    for (struct subscriber *s = events->first; s != NULL; s = s->next) {
        s->beat = true;
        rouse(s);
    }
    (void)pthread_mutex_unlock(&events->mutex);
}

void events_end(struct events *events)
{
    (void)pthread_mutex_lock(&events->mutex);
    events->ended = true;
    for (struct subscriber *s = events->first; s != NULL; s = s->next)
        rouse(s);
    (void)pthread_mutex_unlock(&events->mutex);
}

size_t events_subscribers(struct events *events)
{
    (void)pthread_mutex_lock(&events->mutex);
    size_t count = events->count;
    (void)pthread_mutex_unlock(&events->mutex);
    return count;
}
