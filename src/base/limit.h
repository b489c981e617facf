/* How tries are slowed that go on failing: wrong passwords, wrong query passwords. Pure; who or what is counted (a
 * name, a device, a source, a case) is the caller's. A few failures are free, then each is followed by a wait that
 * doubles, and a failure is forgotten every so often: in the long run that is how many tries there are, however they
 * are made. */
#ifndef TONGBAN_BASE_LIMIT_H
#define TONGBAN_BASE_LIMIT_H

#include <stdint.h>

struct limit {
    int64_t free;       /* the failure of this number is the first that is followed by a wait */
    int64_t wait_s;     /* the first wait; each further failure doubles it */
    int64_t wait_max_s;
    int64_t forget_s;   /* one failure is forgotten after each such time */
};
struct limit_count {
    int64_t failures; /* not forgotten at last_ms */
    int64_t last_ms;  /* of the last one, or of what was forgotten since */
    int64_t until_ms; /* no try is heard before */
};

/* The limit of many who share something, a network for instance: `times` as much is free, and forgotten in the same
 * time. */
struct limit limit_times(struct limit limit, int64_t times);
#define SOURCES_OF_NETWORK 16 /* times as much as one source has */
/* Seconds until another try is heard; 0 = now. */
int64_t limit_wait_s(const struct limit_count *count, int64_t now_ms);
/* The count with what is forgotten by now; all zero when nothing is left of it. */
struct limit_count limit_faded(struct limit limit, struct limit_count count, int64_t now_ms);
/* The count after one more failure. */
struct limit_count limit_failed(struct limit limit, struct limit_count count, int64_t now_ms);
/* Failures that are still free, at least 0. */
int64_t limit_left(struct limit limit, const struct limit_count *count);

#endif
