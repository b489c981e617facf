/* Cases as they stand after their life, made after delivered ones. Used by fill.c and engine.c. */
#ifndef TONGBAN_BENCH_FILL_CASES_H
#define TONGBAN_BENCH_FILL_CASES_H

#include <stdbool.h>

#include "cases/case_store.h"
#include "http/idempotency.h"
#include "places/places.h"
#include "residents.h"

struct arena;
struct templates;

/* As it was kept, sealed, and what it says. */
struct made_answer { int status; const void *bytes; size_t size; const char *text; size_t text_size; };

#define MADE_EVENTS_MAX 8
struct made_case {
    struct case_record record;
    struct case_lights lights;
    struct case_event events[MADE_EVENTS_MAX]; size_t event_count;
    const struct made_answer *answers[MADE_EVENTS_MAX]; /* to the request of the event; NULL: the system's, or too old */
    struct resident resident;
};

/* Who acts at a centre. */
struct made_centre { const struct place_centre *place; int64_t district; const char *clerk, *clerk_name, *reviewer, *reviewer_name; };

struct made_wish {
    uint64_t number;                          /* of the resident; decides the item too */
    const struct made_centre *receiving, *responsible; /* the same: a direct case */
    int32_t day, last_day;                    /* received, and nothing happens after */
    int serial;
    enum { MADE_RECEIVED, MADE_OPEN /* has gone some of the steps */, MADE_DELIVERED } until;
    bool answers;
};

#define TEMPLATES_MAX 64
/* Everything of the templates is in the arena. */
enum result templates_new(const struct keyring *keyring, const struct places *places, struct arena *arena, struct templates **ret_templates);
/* Adds a delivered case, of an item that was not added yet. */
enum result templates_add(struct templates *templates, struct db_session *session, bool split, const char *number);
/* Adds what was kept as the answer to a request: to an application, or to an action. Opens it; `bytes` live as long as the templates. */
enum result templates_add_answer(struct templates *templates, bool of_action, const struct idempotency_record *kept);

/* Everything is in the arena or lives as long as the templates. */
enum result make_case(const struct templates *templates, struct arena *arena, struct buffer *text, const struct made_wish *wish,
                      struct made_case *ret_made);
/* The answer to the request of this event, sealed under a key of that moment as the pages send it; in the arena. No two have the same
 * number. */
enum result made_answer_seal(const struct templates *templates, struct arena *arena, const struct made_case *made, size_t event,
                             uint64_t number, int64_t ms, struct idempotency_record *ret_record);

#endif
