/* Cases 办件: taking applications, carrying them to the centre that must decide them, and to their end.
 * What the rest of the program may use; the rules are in case_rules.h. */
#ifndef TONGBAN_CASES_CASES_H
#define TONGBAN_CASES_CASES_H

#include "act/room.h"
#include "cases/case_inputs.h"
#include "http/http.h"

extern const struct room cases_room;
extern struct db_statement *const cases_statements[], *const cases_check_statements[], *const cases_log_statements[],
    *const cases_calendar_statements[];
extern const struct route cases_routes[];

/* What the room keeps in memory. */
enum result cases_memory_open(struct context *context, struct db_session *session, char *fault, size_t fault_size);
void cases_memory_close(struct context *context);

/* What is done with cases, by whomever and by whichever way it comes: somebody at a window, the clock. Prepare reads
 * and decides on act->session, and writes nothing; what it refuses is in the act. Commit writes, in a transaction.
 * Between them others may write; what they have changed is RESULT_STALE, and then it is begun again. All of it lives
 * in the act's arena, and what was given to prepare is still needed by commit. */

/* Taking an application. Begin finds the centre for which the act's principal works, and the district that will be
 * written to (act->lane). */
struct case_opening;
enum result cases_open_begin(struct act *act, struct case_opening **ret_opening);
enum result cases_open_prepare(struct act *act, struct case_opening *opening, const struct case_intake *intake);
enum result cases_open_commit(struct act *act, struct db_session *session, struct case_opening *opening);

/* Acting on a case by its number. Load sets act->lane; RESULT_NOT_FOUND also for a case that the act's principal may
 * not see. */
struct case_acting;
enum result cases_act_load(struct act *act, const char *number, struct case_acting **ret_acting);
enum result cases_act_prepare(struct act *act, struct case_acting *acting, const struct case_order *order);
enum result cases_act_commit(struct act *act, struct db_session *session, struct case_acting *acting);

/* A new query password for a case, against the document that is shown. Begin refuses whoever works at no centre, and sets
 * act->lane; a number without a case and another person's document are refused alike. */
struct case_document { const char *id_type, *id_number; };
enum result cases_reissue_begin(struct act *act, const char *number);
enum result cases_reissue_prepare(struct act *act, const char *number, const struct case_document *shown,
                                  struct case_acting **ret_acting);
enum result cases_reissue_commit(struct act *act, struct db_session *session, struct case_acting *acting);

/* Has a case ever been taken? */
enum result cases_any(struct db_session *session, bool *ret_any);

/* Open cases, as the worklists tell: those that a centre receives or is responsible for, or (reading every worklist, so
 * for a refused load only) those of an item. One of the two is given. Numbers come one by one, sorted. */
struct cases_open_where { const char *centre, *item; };
extern struct db_statement *const cases_open_statements[];
enum result cases_count_open(struct db_session *session, const struct cases_open_where *where, int64_t *ret_count);
enum result cases_list_open(struct db_session *session, const struct cases_open_where *where,
                            void (*each)(void *sink, const char *number), void *sink);

/* The reader of the event log; used by one thread. Opened at the end of the log: RESULT_OK and a log that the caller
 * owns. */
struct cases_log;
enum result cases_log_open(struct db_session *session, struct cases_log **ret_log);
/* Publishes what is new in the database since the last call; *ret_told: something was, and there is somebody to hear
 * it. After a failure it goes on where it stopped. `places` (may be NULL) and `day` tell which other centres are in
 * charge and hear it too. */
enum result cases_log_read(struct cases_log *log, struct db_session *session, const struct places *places, int32_t day,
                           struct events *events, bool *ret_told);
void cases_log_close(struct cases_log *log);

/* What time itself does 时限: brings cases in transit to their centre, counts silence past the notice limit as
 * acceptance, lets unanswered supplements lapse. A case whose days are still those of a former calendar is moved
 * first, and acted on when its new days are over. One whose events cannot be read, or that does not stand in the
 * worklist it should, is left alone until somebody acts on it, which the log says once. Called about every second by
 * the follower thread; works through everything that is due, in commands of some dozen cases. *ret_acted (may be
 * NULL) counts them. */
enum result cases_tick(struct context *context, struct db_session *session, int64_t now_ms, size_t *ret_acted);

/* Before anything is done by time or by people: when the calendar is another one than that by which the cases were
 * counted last, every open case whose days change gets an event calendar_changed with its new days, and what was
 * accepted by silence too early is logged. In batches that are kept one by one: what was broken off goes on where it
 * was. A case that is busy is tried again for some seconds, then the result is RESULT_BUSY, as when there is no
 * memory. One that is damaged keeps its days and is named in the log; it does not stop the start, no later start
 * looks at it because of it, and time looks at it again before it acts on it. One server at a time works, others wait
 * until it is done. An unchanged calendar costs one row. `go_on` is asked between batches; once it says no, the result
 * is RESULT_BUSY. After any failure nothing may be done by time. */
enum result cases_follow_calendar(struct context *context, struct db_session *session, const struct room_go_on *go_on);
/* By a running server, now and then and at its end: when a server with a newer calendar has been started, it says so in
 * the log, and the next start looks at all cases again, because this one still counts by the former calendar. */
enum result cases_note_calendar(struct context *context, struct db_session *session, int64_t now_ms);

/* Do these keys (NULL: there are none) open what is sealed in this database? Asks one case; of any version from
 * CASES_VERSION on, with cases_keys_statements alone. RESULT_OK also where there is no case; RESULT_NOT_FOUND without
 * keys, RESULT_CORRUPT. */
#define CASES_VERSION 5
extern struct db_statement *const cases_keys_statements[];
enum result cases_keys_fit(struct db_session *session, const struct keyring *keyring);

/* Recounts the invariants of cases: every case has its events 1 … revision, its state is the last event's, its
 * worklist rows stand where they should and nowhere else, its seal opens, and its events carried out once more by the
 * rules give what is stored. Needs the keys and the places of the context for all of that; without, it does what it
 * can. Returns the number of faults; *ret_counts (may be NULL) tells what was looked at. */
struct cases_counts { int64_t cases, events, work, disclosures; };
int64_t cases_check(struct context *context, struct db_session *session, const struct room_report *report,
                    struct cases_counts *ret_counts);

#endif
