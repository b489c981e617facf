/* What can be done with a case. */
#ifndef TONGBAN_CASES_CASE_USE_H
#define TONGBAN_CASES_CASE_USE_H

#include "cases/case_act_rules.h"
#include "cases/case_eligible_rules.h"
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

/* POST /v1/cases/preview */
enum result case_preview(struct request *request);
/* Members of the preview: cases of the same person for the same item in scope, and whether one is open elsewhere. */
enum result case_write_duplicates(struct act *act, struct json_writer *json,
                                  const struct case_application *application);
/* POST /v1/cases/whereabouts */
enum result case_whereabouts_prepare(struct request *request);
enum result case_whereabouts_commit(struct request *request, struct db_session *session);
enum result case_whereabouts_answer(struct request *request);
/* POST /v1/cases/{number}/query-password */
enum result case_reissue_admit(struct request *request);
enum result case_reissue_prepare(struct request *request);
enum result case_reissue_commit(struct request *request, struct db_session *session);
struct case_reissue_body { const char *id_type, *id_number; };
extern const struct field case_reissue_body[], case_reissue_fields[];
/* POST /v1/cases/{number}/reveal */
enum result case_reveal_prepare(struct request *request);
enum result case_reveal_commit(struct request *request, struct db_session *session);
enum result case_reveal_answer(struct request *request);

/* Carries out an allowed move: next state and clocks, times, revision. `record` is a copy of `stored` in which the
 * application may already be changed; `event` has its moment and gets its action and states. Returns the new lights. */
struct case_lights case_carry_out(const struct calendar *calendar, const struct case_record *stored,
                                  struct case_record *record, const struct flow_move *move,
                                  const struct case_request *request, struct case_event *event);
/* Writes what was carried out: the record, its worklist rows, the event. RESULT_STALE when the case is not as
 * `stored` says; then nothing is written. */
enum result case_save(struct db_session *session, const struct case_record *stored, struct case_record *record,
                      const struct case_lights *lights, const struct case_event *event);
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

/* The number of the path as it is kept, however it was typed: full-width or small letters, blanks, hyphens. From then
 * on it is that of the request. NULL without memory. Nothing else in this room reads the path. */
const char *case_number_asked(struct request *request);
/* A case number or a number of a document as it is kept, however it was typed; NULL without memory. */
const char *case_text_tidied(struct arena *arena, const char *text);
/* The query password of a request that may have one, by its header or its query, or NULL. */
const char *case_password_given(const struct request *request);
/* Is the request's query password that of the case (`record` NULL: there is none)? Refuses with the tries that are
 * left, or while the case or the source must wait. */
enum result case_query_check(struct request *request, const char *number, const struct case_record *record);
/* Loads the case of the path for whoever calls: staff in scope, or the public with the query password (limited in
 * tries). Anything else is RESULT_NOT_FOUND, so that nobody learns of a case outside the scope. */
enum result case_load_for_caller(struct request *request, struct db_session *session, struct case_record *ret_record);

/* Opens what people wrote with an event of a case, as far as it is kept: nothing is all zero. RESULT_CORRUPT when the
 * seal is broken. */
enum result case_event_open(struct act *act, const char *number, const struct case_event *event,
                            struct case_order *ret_written);
/* Events of a case as a list. */
enum result case_list_events(struct request *request);
/* The worklist. */
enum result case_worklist(struct request *request);
enum result case_search(struct request *request);
/* QR code of the follow-up address as SVG. */
enum result case_qr(struct request *request);

struct case_password_query { const char *query_password; };
struct case_reveal_body { const char *purpose; };
struct case_whereabouts_body { const char *item_code, *id_type, *id_number, *purpose; };
struct case_search_body { const char *text; };
struct case_worklist_query { int state, light, side; const char *centre, *cursor; bool counts; int64_t limit; };
extern const struct field case_duplicate_item[], case_whereabouts_body[], case_whereabouts_fields[];
extern const struct field case_preview_fields[], case_worklist_query[], case_search_body[], case_worklist_fields[], case_event_list_fields[];
extern const struct problem problem_wrong_query_password, problem_case_number_wrong, problem_too_many_passwords,
    problem_query_closed, problem_password_needed, problem_no_centre, problem_numbers_used_up, problem_identity_mismatch, problem_reissued_too_often,
    problem_too_many_mismatches, problem_no_public_url;

#endif
