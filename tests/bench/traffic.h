/* What the load generator sends: applications of synthetic residents at many centres, whole lives of cases, reads.
 * Bodies are filled once per item the way `tongban walk` fills them, then cut where the resident's data stand; every
 * request puts another resident there. */
#ifndef TONGBAN_BENCH_TRAFFIC_H
#define TONGBAN_BENCH_TRAFFIC_H

#include "applications.h"
#include "base/buffer.h"
#include "base/result.h"
#include "load.h"

struct traffic;

/* Signs in a clerk and a reviewer of that many centres, spread over the city, and prepares the bodies of every item whose
 * guide can be filled. The server must run with --demo. Says on standard error why not. NULL when it failed. */
struct traffic *traffic_open(int port, size_t centres);
void traffic_close(struct traffic *traffic);
/* "12 direct and 6 split items, body 1,204 bytes on average" */
const char *traffic_describe(const struct traffic *traffic);

/* Each fills plan->next, plan->answered and plan->context. */
void traffic_accept(struct traffic *traffic, struct load_plan *plan); /* applications, 8 of 100 for another centre */
/* From application to delivery, 8 of 100 split; at most `max` of them, 0: no limit. A step that is refused because the server
 * has too much to do, or whose connection breaks, is sent again with its key. */
void traffic_lives(struct traffic *traffic, uint64_t max, struct load_plan *plan);
uint64_t traffic_lives_done(const struct traffic *traffic); /* of that plan */
enum traffic_read { READ_FIXED, READ_CASE, READ_WORKLIST, READ_PERSON, READ_SEARCH, READ_GUIDE, READ_CENTRES, READ_COUNT };
extern const char *const traffic_read_names[]; /* by enum */
void traffic_reads(struct traffic *traffic, enum traffic_read what, struct load_plan *plan);

const struct bench_centre *traffic_centres(const struct traffic *traffic, size_t *ret_count);
/* Cases to read are chosen among these, going round; the last 8,192 are kept. */
void traffic_keep(struct traffic *traffic, const char *number, const char *id_number, size_t centre);
uint64_t traffic_kept(const struct traffic *traffic);

#endif
