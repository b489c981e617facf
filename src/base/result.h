/* What can go wrong, as one closed list. Every fallible function returns one of these;
 * src/http/http_problem.c maps each to its HTTP answer in one table. */
#ifndef TONGBAN_BASE_RESULT_H
#define TONGBAN_BASE_RESULT_H

#define RESULTS(X)                                                                              \
    X(OK, "ok")                                                                                 \
    X(INVALID, "invalid")           /* the input breaks a rule; the errors say which */         \
    X(UNAUTHENTICATED, "unauthenticated") /* no session, or an ended one */                     \
    X(FORBIDDEN, "forbidden")       /* the caller's role may not do this */                     \
    X(NOT_FOUND, "not_found")       /* does not exist, or lies outside the caller's scope */    \
    X(CONFLICT, "conflict")         /* the state of the thing does not allow it now */          \
    X(STALE, "stale")               /* somebody else changed it meanwhile */                    \
    X(KEY_REUSED, "key_reused")     /* same Idempotency-Key, other body */                      \
    X(TOO_LARGE, "too_large")       /* over a limit of size or depth */                         \
    X(LIMITED, "limited")           /* too many tries; later again */                           \
    X(BUSY, "busy")                 /* queue full, database busy, disk full: nothing was done */\
    X(CORRUPT, "corrupt")           /* stored data is not what was written */                   \
    X(NO_MEMORY, "no_memory")       /* arena cap reached or allocation failed */                \
    X(IO, "io")                     /* file or network */                                       \
    X(INTERNAL, "internal")         /* a defect of the program */

enum result {
#define RESULT_ENUM(name, text) RESULT_##name,
    RESULTS(RESULT_ENUM)
#undef RESULT_ENUM
};

/* The lower-case name, for logs and metrics. Never NULL. */
const char *result_name(enum result result);

#endif
