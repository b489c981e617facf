/* The SQL of cases: one record a case, its events, the worklist of centres. */
#ifndef TONGBAN_CASES_CASE_STORE_H
#define TONGBAN_CASES_CASE_STORE_H

#include "cases/case_record.h"
#include "db/db_row.h"

struct arena;

/* RESULT_NOT_FOUND when there is none. */
enum result case_load(struct db_session *session, struct arena *arena, const char *number, struct case_record *ret_record);
/* The same of whatever stands as a number in a district. */
enum result case_load_of(struct db_session *session, struct arena *arena, int64_t district, const char *number, struct case_record *ret_record);
/* The next serial of a division on a day, 1 …; RESULT_LIMITED when all 999,999 are given. */
enum result case_next_serial(struct db_session *session, int64_t district, const char *division, int32_t day, int *ret_serial);
/* A new case with its worklist rows. */
enum result case_insert(struct db_session *session, struct case_record *record, const struct case_lights *lights);
/* Saves everything that an action may change and moves the worklist rows from where `stored` says they stand.
 * record->revision must be one more than what is stored, else RESULT_STALE. */
enum result case_update(struct db_session *session, const struct case_record *stored, struct case_record *record,
                        const struct case_lights *lights);
/* What a calendar changes in a case whose days stay as they are: its lights, and when to look at it. Without an event;
 * RESULT_STALE when the case is not as `stored` says. */
enum result case_update_lights(struct db_session *session, const struct case_record *stored, struct case_record *record,
                               const struct case_lights *lights);
/* The system is not to look at it of itself; RESULT_STALE when the case is not as the record says. */
enum result case_let_sleep(struct db_session *session, const struct case_record *record);
/* The next event of the record's district, with the record's revision as its seq. */
enum result case_add_event(struct db_session *session, const struct case_record *record, const struct case_event *event);
/* Oldest first; calls `each` for every event, whose texts live for the call. */
enum result case_each_event(struct db_session *session, const struct case_record *record,
                            void (*each)(void *context, const struct case_event *event), void *context);
/* Numbers of cases the system must act on by `now_ms`, at most `max`, longest due first: those behind a place, which moves on. */
struct case_wake_place { int64_t wake_at; char number[CASE_NUMBER_SIZE]; };
#define CASE_WAKE_BEGIN ((struct case_wake_place){INT64_MIN, ""})
enum result case_list_to_wake(struct db_session *session, struct arena *arena, int64_t now_ms, struct case_wake_place *place,
                              const char **numbers, size_t max, size_t *ret_count);

/* One row of a list. */
struct case_row {
    int64_t district;                        /* of a worklist row: where it stands … */
    const char *centre;
    int side;                                /* … WORK_TO_DO or WORK_SENT */
    const char *number, *item, *applicant, *receiving, *responsible, *due_kind;
    enum item_mode mode;
    bool immediate;
    enum case_state state;
    enum case_outcome outcome;
    int marks;
    int64_t received_at;
    int32_t due, blue_on, yellow_on, red_on; /* of a worklist row */
    struct case_facts facts;                 /* of a person's case: what its lights are made from */
};
/* What a record shows in a list; without a clock and a place. */
struct case_row case_row_of(const struct case_record *record);
void case_row_light(struct case_row *row, const struct case_lights *lights);
/* The district in a centre's code: its first six digits, the distribution column of its worklist. */
int64_t case_centre_district(const char *centre);
/* A page of one centre's worklist after (red_on, number); `state` -1 = all; at most `limit` rows into `rows`. */
enum result case_list_work(struct db_session *session, struct arena *arena, const char *centre, int side, int state,
                           int32_t after_red_on, const char *after_number, int64_t limit, struct case_row *rows, size_t *ret_count);
/* Cases of one person, newest first; `item` NULL = all. */
enum result case_list_of_person(struct db_session *session, struct arena *arena, const uint8_t person[BLIND_SIZE],
                                const char *item, int64_t limit, struct case_row *rows, size_t *ret_count);
/* Somebody was told of a case what is masked elsewhere, and why (个人信息保护法 art. 54, GB/T 22239 audit). Always a
 * row of its own. */
#define DISCLOSED_PERSONAL_DATA "personal_data"
#define DISCLOSED_WHEREABOUTS "whereabouts"
#define DISCLOSED_QUERY_PASSWORD "query_password"
struct case_disclosure { const char *number, *username, *what, *purpose; int64_t at; };
enum result case_add_disclosure(struct db_session *session, const struct case_disclosure *disclosure);
/* When a new query password was given, `back` of them before the last one (ms); INT64_MIN: not so many were. */
enum result case_earlier_reissue(struct db_session *session, const struct case_record *record, int64_t back, int64_t *ret_at);
/* Marks of a record's facts as stored bits, and back; those of its worklist rows tell a denial too. */
int case_marks(const struct case_facts *facts);
int case_row_marks(const struct case_record *record);
void case_set_marks(struct case_facts *facts, int marks);

/* For `tongban check`. */
extern const struct db_column case_columns[], case_work_columns[];
#define CASE_LISTED DB_GROUP /* of case_columns: what lists show, and where the task stands */
/* The record of a query of case_columns; RESULT_NOT_FOUND. */
enum result case_read_record(struct db_rows *rows, struct arena *arena, struct case_record *ret_record);

#define WORK_TO_DO 0
#define WORK_SENT 1
#define RED_NEVER 9999999 /* red_on of what does not run: last in the list */

/* ---- the event log as a whole: its counters by district, and what is new behind them ---- */

/* How far the events of a district go: positions are 1 … last. */
struct case_position { int64_t district, last; };
/* All of them in the order of districts, in the arena. */
enum result case_log_positions(struct db_session *session, struct arena *arena, struct case_position **ret_list, size_t *ret_count);

/* One event with what its case tells about who is concerned. Texts live until the callback returns. */
struct case_news {
    int64_t position, seq;
    const char *number, *action, *item, *receiving, *responsible;
    int to_state;
};
/* The events of a district behind a position, oldest first, at most `limit`; *ret_count tells how many. */
enum result case_log_each(struct db_session *session, int64_t district, int64_t after, int64_t limit,
                          void (*each)(void *context, const struct case_news *news), void *context, size_t *ret_count);

#endif
