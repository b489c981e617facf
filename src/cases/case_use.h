/* What can be done with a case. */
#ifndef TONGBAN_CASES_CASE_USE_H
#define TONGBAN_CASES_CASE_USE_H

#include "cases/case_act_rules.h"
#include "cases/case_eligible_rules.h"
#include "cases/case_store.h"
#include "cases/case_view.h"
#include "cases/cases.h"

/* An application that is being taken: the use cases are in cases.h. */
struct case_opening {
    const struct place_centre *here, *receiving; /* the same, but of a sub-centre: that receives for its centre */
    struct case_application application;
    struct case_judgement judgement;
    struct case_record record;
    struct case_lights lights;
};
/* Reads what comes and judges it; what is wrong goes to the errors of the act. No version: the item is unknown, and
 * nothing else was judged. */
enum result case_opening_judge(struct act *act, const struct case_intake *intake, unsigned reading,
                               struct case_opening *opening);

/* An event of now, by the principal of the act; without its action and states. */
struct case_event case_event_by(const struct act *act);

/* What an application would become, and every fault that would refuse it. */
enum result case_preview(struct act *act, const struct case_intake *intake, struct json_writer *json);
/* Members of the preview: cases of the same person for the same item in scope, and whether one is open elsewhere. */
enum result case_write_duplicates(struct act *act, struct json_writer *json,
                                  const struct case_application *application);
/* Where a person's open cases of an item are; what is told of another's scope is logged by commit. */
struct case_whereabouts_order { const char *item_code, *id_type, *id_number, *purpose; };
struct case_whereabouts;
enum result case_whereabouts_prepare(struct act *act, const struct case_whereabouts_order *order,
                                     struct case_whereabouts **ret_found);
enum result case_whereabouts_commit(struct act *act, struct db_session *session, const struct case_whereabouts *found);
void case_write_whereabouts(struct act *act, const struct case_whereabouts *found, struct json_writer *json);

/* A case as somebody asks for it: its number, however it was typed, and of the public its query password (NULL: none)
 * and the keys under which wrong ones are counted: of the source that they come from, and of its network. Staff outside
 * whose scope it is are told RESULT_NOT_FOUND, the public one refusal, so that nobody learns that there is a case. */
struct case_asked { const char *number, *query_password; uint64_t source, network; };
enum result case_read(struct act *act, const struct case_asked *asked, struct json_writer *json);
enum result case_list_events(struct act *act, const struct case_asked *asked, struct json_writer *json);
/* The QR code of the address where it is followed, as SVG. `base`: that of the pages; NULL: not known, a refusal. */
enum result case_qr(struct act *act, const struct case_asked *asked, const char *base, struct buffer *svg);

/* The personal data of a case, unmasked: to be written once the commit, which logs the look, is durable. */
struct case_reveal;
enum result case_reveal_prepare(struct act *act, const char *number, const char *purpose,
                                struct case_reveal **ret_reveal);
enum result case_reveal_commit(struct act *act, struct db_session *session, const struct case_reveal *reveal);
enum result case_write_revealed(struct act *act, const struct case_reveal *reveal, struct json_writer *json);

/* A page of the worklists that the act's principal sees; -1: any state, any light. */
struct case_worklist_query { int state, light, side; const char *centre, *cursor; bool counts; int64_t limit; };
enum result case_worklist(struct act *act, const struct case_worklist_query *query, struct json_writer *json);
/* The case of a number, or the cases of a person by the number of their identity card. */
enum result case_search(struct act *act, const char *text, struct json_writer *json);

/* Carries out an allowed move: next state and clocks, times, revision. `record` is a copy of `stored` in which the
 * application may already be changed; `event` has its moment and gets its action and states. Returns the new lights. */
struct case_lights case_carry_out(const struct calendar *calendar, const struct case_record *stored,
                                  struct case_record *record, const struct flow_move *move,
                                  const struct case_request *request, struct case_event *event);
/* The parts of cases_act_*, for what is no action of the table or not of the actor's scope. Begin loads a case, whoever
 * asks; seal makes what commit writes of acting->record, a copy of `stored` that may be changed, by a move that is
 * allowed. */
enum result case_act_begin(struct act *act, const char *number, struct case_acting **ret_acting);
enum result case_act_seal(struct act *act, struct case_acting *acting, const struct flow_move *move);
/* An act of the system. */
struct act case_act_of_time(struct context *context, struct db_session *session, struct arena *arena, int64_t now_ms);
/* Why a case could not be written: RESULT_STALE, somebody has just written it; RESULT_CORRUPT, it does not stand in the
 * worklists it says, and never can be. */
enum result case_why_stale(struct db_session *session, struct arena *arena, const char *number);
/* Of a case that came back as changed meanwhile, before it is prepared again: RESULT_CORRUPT, logged, when it can
 * never be written. */
enum result case_refuse_damaged(struct act *act, const char *number);
/* What the system does with many cases: `one` runs on the writer's thread, may be called again, and reads what stands
 * then. Those of a district are done together, or when that fails each alone; `fault` is logged of one that cannot be
 * done. Returns how many were. Sorts the numbers. The first *ret_again of them afterwards are those that another try
 * may do: the database was busy, there was no memory, or somebody else has just written. What is damaged,
 * RESULT_CORRUPT or missing in a worklist, so that it can never be written, goes to `leave` (may be NULL), is logged
 * as `left`, and counts as done. */
struct case_work {
    enum result (*one)(void *context, struct db_session *session, const char *number);
    void *context;
    const char *fault;
    enum result (*leave)(void *context, struct db_session *session, const char *number);
    const char *left;
};
size_t case_work_on(struct context *context, const struct case_work *work, const char **numbers, size_t count,
                    size_t *ret_again);
/* The six digits that open a case to the public: derived from the number, and how often they were given anew, under
 * the keyring; nothing of them is stored. */
#define QUERY_PASSWORD_SIZE 7
void case_query_password(const struct keyring *keyring, const char *number, int64_t generation,
                         char password[QUERY_PASSWORD_SIZE]);

/* A case number or a number of a document as it is kept, however it was typed: full-width or small letters, blanks,
 * hyphens. NULL without memory. */
const char *case_text_tidied(struct arena *arena, const char *text);
/* Is what was asked with the query password of the case of this number (`record` NULL: there is none)? Refuses with the
 * tries that are left, or while the case or the source must wait. */
enum result case_query_check(struct act *act, const struct case_asked *asked, const char *number,
                             const struct case_record *record);

/* Opens what people wrote with an event of a case, as far as it is kept: nothing is all zero. RESULT_CORRUPT when the
 * seal is broken. */
enum result case_event_open(struct act *act, const char *number, const struct case_event *event,
                            struct case_order *ret_written);

extern const struct field case_duplicate_item[], case_whereabouts_body[], case_whereabouts_fields[];
extern const struct field case_preview_fields[], case_worklist_query[], case_worklist_fields[],
    case_event_list_fields[];
extern const struct problem problem_wrong_query_password, problem_case_number_wrong, problem_too_many_passwords,
    problem_query_closed, problem_password_needed, problem_no_centre, problem_numbers_used_up, problem_identity_mismatch, problem_reissued_too_often,
    problem_too_many_mismatches, problem_no_public_url;

#endif
