/* Inside the room: the cases follow the calendar (case_calendar.c) and what the database knows of calendars (case_calendar_store.c). */
#ifndef TONGBAN_CASES_CASE_CALENDAR_H
#define TONGBAN_CASES_CASE_CALENDAR_H

#include "cases/case_replay.h"
#include "crypto/crypto.h"

struct act;
struct case_acting;

#define CASE_CALENDARS_MAX 100 /* the newest ones are looked at */
#define CALENDAR_DIGEST_SIZE (2 * SM3_SIZE + 1)

/* Which days are off or worked, in the order of days: the same calendar gives the same text. NULL: no memory. */
const char *case_calendar_text(struct arena *arena, const struct calendar *calendar);

struct case_calendar_row {
    int64_t number;      /* 0: there is none yet */
    int64_t begun_at, lease_until; /* ms */
    char digest[CALENDAR_DIGEST_SIZE];
    bool done;
};
enum result case_calendar_newest(struct db_session *session, struct case_calendar_row *ret_row);
/* RESULT_CONFLICT when another server has begun one with this number. */
enum result case_calendar_begin(struct db_session *session, const struct case_calendar_row *row, int64_t begun_at, const char *days);
/* RESULT_STALE when the lease is no longer what it was. */
enum result case_calendar_lease(struct db_session *session, int64_t number, int64_t before, int64_t until);
/* done_at 0: it is not done after all. */
enum result case_calendar_end(struct db_session *session, int64_t number, int64_t done_at);

/* Is this the digest of the calendar that this program counts by? False before cases_follow_calendar. */
bool case_calendar_is_own(const char *digest);
/* The calendar that counted at a moment (ms), the oldest that is kept for what was before it, in the arena; `own` where it is the same or
 * none is kept. */
enum result case_calendar_at(struct db_session *session, struct arena *arena, int64_t at, const struct calendar *own,
                             const struct calendar **ret_calendar);
/* When the first of them began (ms); INT64_MAX: none is kept. */
enum result case_calendars_begun(struct db_session *session, int64_t *ret_at);
/* Before time acts on the days of a case: when they are not those of the newest calendar, they are moved now, with the event
 * of it, and acting->stored is no longer the case (*ret_moved). In a transaction of act->session. RESULT_CORRUPT: that
 * cannot be known, its events cannot be read. */
enum result case_days_follow(struct act *act, struct case_acting *acting, bool *ret_moved);

/* Open cases of a district, centre by centre, after a place that is {.centre = ""} at first and moves on; at most `max`, in the arena;
 * none: that was all. */
struct case_open_place { char centre[40], number[CASE_NUMBER_SIZE]; int32_t red_on; };
enum result case_list_open(struct db_session *session, struct arena *arena, int64_t district, struct case_open_place *place, size_t max,
                           const char **numbers, size_t *ret_count);

#endif
