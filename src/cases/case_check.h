/* Inside `tongban check`: what must always hold of cases, and how it is looked at. case_check.c says what is done in which order. */
#ifndef TONGBAN_CASES_CASE_CHECK_H
#define TONGBAN_CASES_CASE_CHECK_H

#include <pthread.h>

#include "cases/case_replay.h"
#include "cases/cases.h"

struct arena;

#define CHECK_PAGE 500                         /* rows at a time */
#define CHECK_LOOKS_MAX 5                      /* at what others change meanwhile */
#define CHECK_ARENA ((size_t)16 * 1024 * 1024) /* a thread takes far less */

/* One check; its threads share it. */
struct case_check {
    struct context *context;
    const struct room_report *report;
    pthread_mutex_t lock;        /* of all that follows, and of the report */
    struct cases_counts counts;
    int64_t faults, done, told;  /* cases gone through, and when that was said last */
    struct arena *arena;         /* of what all of it needs */
    struct case_calendars calendars; /* that this database has counted by; read before all else */
    bool serials_doubted;        /* a number has a serial that seems not to be given yet */
};

/* What a thread of it has for itself. */
struct case_checker {
    struct case_check *check;
    struct act act;              /* carries context, arena and errors to what opens an application */
    struct db_session *session;
    struct check_memory *memory; /* who has an account, which serials are given */
};
/* RESULT_NO_MEMORY; closed in either case. */
enum result case_checker_open(struct case_check *check, struct db_session *session, struct case_checker *ret_checker);
void case_checker_close(struct case_checker *checker);

void case_check_tell(struct case_check *check, const char *what, const char *sentence);
/* Where a long check is; nothing of one that is over before anybody wonders. */
void case_check_say(struct case_check *check, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Tells every row (one text) of a query that finds what breaks the rule of the sentence; $1 is the district, 0: no $1. */
void case_check_tell_rows(struct case_check *check, struct db_session *session, struct db_statement *statement, int64_t district, const char *sentence);

/* Does a work that shares itself out, in this thread and in others, each with a session of its own when the context has a
 * database to open them of. */
void case_check_together(struct case_checker *checker, void (*work)(void *context, struct case_checker *checker), void *context);

/* ---- case_check_walk.c ---- */

/* Every case in the order in which they were received. */
void case_check_walk(struct case_checker *checker);

/* ---- case_check_one.c ---- */

/* Tells whatever is wrong with one case. *ret_there: there is such a case; *ret_events counts its events up to a position of its
 * district. */
void case_check_one(struct case_checker *checker, int64_t district, const char *number, int64_t until, bool *ret_there, int64_t *ret_events);

/* ---- case_check_work.c ---- */

/* Every row of the worklists belongs there and shows what its case is. */
enum result case_check_work(struct case_checker *checker);

/* ---- case_check_replay.c ---- */

/* The events of a case as they were read, in the order of their seq. However long it is: a step takes a hundred bytes or so, and new query
 * passwords, which anybody may ask for again and again, take none. */
struct case_life {
    struct case_step *list;
    size_t count, room;
    int64_t reissued;               /* query passwords, which are not in the list */
    int64_t events;                 /* all of them */
    int64_t counted, until;         /* those up to a position of the district */
    int64_t first, last;            /* seq */
    int64_t position, at;           /* of the newest read */
    int state;                      /* after it */
    bool current, later, wrong_state, broken; /* against the case: the event of its revision is there, one after it is … */
};
/* RESULT_NO_MEMORY or what the database says. Without keys (NULL) no step is open. `each` hears who acted, NULL for the system. */
enum result case_life_read(const struct keyring *keyring, struct db_session *session, struct arena *arena, const struct case_record *stored,
                           int64_t until, void (*each)(void *context, const char *actor), void *context, struct case_life *ret_life);
/* What is wrong with a case when its events, which are 1 … revision, are carried out once more, as a sentence, or NULL. Needs
 * places, and the life read with keys. */
const char *case_life_replay(const struct context *context, const struct case_calendars *known, struct arena *arena,
                             const struct case_record *stored, const struct case_life *life);
/* A calendar as it was before the arrangements of the years after a day were known; in the arena. */
const struct calendar *case_calendar_of_then(struct arena *arena, const struct calendar *calendar, int32_t day);

/* ---- case_check_store.c ---- */

extern struct db_statement case_check_stray_events, case_check_wrong_serial;

/* A district as it is at one moment. */
struct check_district {
    int64_t district, cases;
    int64_t counter; /* -1: it has none */
    int64_t last;    /* the highest position of its events; INT64_MIN: there are none */
};
/* Every district with a case, an event or a counter, in the arena. */
enum result case_check_districts(struct db_session *session, struct arena *arena, int64_t **ret_list, size_t *ret_count);
enum result case_check_district(struct db_session *session, int64_t district, struct check_district *ret_district);

struct check_event { int64_t position, seq, at; const char *number; };
/* The events of a district after one position up to another, at most CHECK_PAGE; texts live for the call. */
enum result case_check_each_event(struct db_session *session, int64_t district, int64_t after, int64_t until,
                                  void (*each)(void *context, const struct check_event *event), void *context, size_t *ret_count);
/* Cases of a district without a receipt after a number, at most CHECK_PAGE, in the arena. */
enum result case_check_unreceived(struct db_session *session, struct arena *arena, int64_t district, const char *after,
                                  const char **numbers, size_t *ret_count);
/* The clock as a worklist row of this case shows it; RESULT_NOT_FOUND when it does not stand there. The kind lives in the arena. */
enum result case_check_row(struct db_session *session, struct arena *arena, const struct case_record *record, const char *centre, int side,
                           struct case_lights *ret_lights);
enum result case_check_exists(struct db_session *session, const char *number, bool *ret_exists);
/* The last serial given; 0: none. */
enum result case_check_serial(struct db_session *session, int64_t district, const char *division, int32_t day, int64_t *ret_last);
/* How many rows there are of what is few. */
enum result case_check_counts(struct db_session *session, int64_t *ret_work, int64_t *ret_disclosures);
/* Numbers of which something was disclosed, each once, from a place that is {0} at first, at most CHECK_PAGE, in the
 * arena. */
struct check_disclosed { int64_t district; char number[200]; };
enum result case_check_disclosed(struct db_session *session, struct arena *arena, struct check_disclosed *place, const char **numbers,
                                 size_t *ret_count);
/* Everybody who looked at something, once, with one of its cases; in the arena. */
struct check_looker { const char *username, *number; };
enum result case_check_lookers(struct db_session *session, struct arena *arena, struct check_looker **ret_list, size_t *ret_count);

/* Rows of the worklists after a row, in the order of their key, in the arena; at most CHECK_PAGE. */
enum result case_check_list_work(struct db_session *session, struct arena *arena, const struct case_row *after, struct case_row *list,
                                 size_t *ret_count);
/* The row with the key of `key` as it is now; RESULT_NOT_FOUND. */
enum result case_check_work_row(struct db_session *session, struct arena *arena, const struct case_row *key,
                                struct case_row *ret_row);
/* What its case would show: the columns CASE_LISTED of its record; RESULT_NOT_FOUND. */
enum result case_check_listed(struct db_session *session, struct arena *arena, int64_t district, const char *number,
                              struct case_record *ret_record);

/* Person, item and sealed application of the first case, texts and bytes in the arena; RESULT_NOT_FOUND when there is none. */
enum result case_first_sealed(struct db_session *session, struct arena *arena, struct case_record *ret_record);

#endif
