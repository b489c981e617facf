/* An act: somebody does something at a moment. What can be done (the use cases of the rooms) takes an act and never knows by which way
 * in it came: a request over HTTP, the clock, the answer of a connector. */
#ifndef TONGBAN_ACT_ACT_H
#define TONGBAN_ACT_ACT_H

#include <stdbool.h>
#include <stdint.h>

#include "act/context.h"
#include "act/principal.h"
#include "base/arena.h"
#include "base/result.h"
#include "base/spec.h"

/* An answer that is a refusal: stable code, HTTP status, a sentence in both languages. Rooms keep theirs as constants. */
struct problem { const char *code; int status; const char *zh; const char *en; };

struct act;
struct db_session;
/* Something in memory that follows what was written. Whoever wants it has a structure in the act's arena that begins with this. */
struct act_after { struct act_after *next; void (*run)(struct act_after *after, struct act *act); };

struct act {
    struct context *context;
    struct arena *arena;                 /* what is made for it, until it is answered */
    struct db_session *session;          /* for reads; of this thread */
    struct principal principal;          /* who acts */
    int64_t now_ms;                      /* one moment for all of it */
    int64_t lane;                        /* the district that will be written to (struct command): where a key stands too */
    bool announces;                      /* something was added to the event log: its reader is woken once the commit is durable */
    struct act_after *after;             /* what is done once the commit is durable: act_after */
    struct field_errors errors;          /* what is wrong with what came, all of it at once */
    const struct problem *problem;       /* the refusal, when there is one */
    const char *problem_zh, *problem_en; /* a sentence more exact than the problem's own, or NULL */
    int retry_after_s;                   /* of a refusal: 0 = nothing is said of when to come again */
    bool tells_tries;                    /* a refusal says how many tries are left */
    int64_t tries_left;
    const char *about;                   /* of a refusal: the number of the case that it is about, or NULL */
};

/* In a transaction: `after->run` is called once when it is durable, before the act is answered, and not at all when it failed. On the
 * writer's thread: it is short. */
void act_after(struct act *act, struct act_after *after);
/* Of whoever commits: runs all of them, each once. */
void act_committed(struct act *act);

/* Refuses with this problem; returns the matching result so that a use case writes `return act_refuse(…)`. */
enum result act_refuse(struct act *act, const struct problem *problem);
enum result act_refuse_with(struct act *act, const struct problem *problem, const char *zh, const char *en);
/* Refuses with what was gathered in act->errors (422). */
enum result act_refuse_fields(struct act *act);
extern const struct problem problem_fields;

#endif
