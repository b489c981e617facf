/* How a case is shown: one writer and the shape it promises, for staff and for the public. */
#ifndef TONGBAN_CASES_CASE_VIEW_H
#define TONGBAN_CASES_CASE_VIEW_H

#include "cases/case_application.h"
#include "cases/case_outcome_rules.h"
#include "http/http.h"

/* What its events tell of an outcome. */
struct case_told {
    struct case_reasons reasons; /* of the decision */
    const char *reason;         /* in words, or NULL */
    int32_t delivered_on;       /* DAY_NONE: it was not, or the outcome does not ask */
};

/* Where somebody works, and for which centre: a sub-centre's staff work for its centre. RESULT_OK, or a
 * refusal (no_centre): they have none, or it is closed. Each may be NULL. */
enum result case_find_counter(struct act *act, const struct place_centre **ret_here, const struct place_centre **ret_centre);
/* Where the caller's centre stands towards a case of an item: a sub-centre decides for its centre what it takes itself, a closed centre
 * nothing. */
struct flow_actor case_actor_of(const struct act *act, const char *receiving, const char *responsible, const char *item);
/* May the caller see a case of these centres? The public never (it has the query password). */
bool case_is_visible(const struct act *act, const char *receiving, const char *responsible);
/* Do staff of the caller's centre act for this centre: it is theirs, or theirs is in charge of it today
 * (place_centre_in_charge)? */
bool case_acts_for(const struct act *act, const char *centre);

/* The case, to whoever acts: members only. Personal data is masked. `told`: of its outcome. */
void case_write(struct act *act, struct json_writer *json, const struct case_record *record, const struct case_application *application,
                const struct case_told *told);
/* What a write did, small enough to be kept for a repeat: an application at most 1 kB, an action 512 bytes. Whole objects. */
void case_write_opened(struct act *act, struct json_writer *json, const struct case_record *record, const struct case_application *application);
void case_write_acted(struct act *act, struct json_writer *json, const struct case_record *record, const char *action);
void case_write_reissued(struct act *act, struct json_writer *json, const struct case_record *record);
extern const struct field case_opened_fields[], case_acted_fields[], case_reissued_fields[];
/* Names of a centre beside its code: key, key_name, key_name_en. */
void case_write_centre(struct act *act, struct json_writer *json, const char *key, const char *code);
#define CENTRE(key) TEXT(key), TEXT_OR_NULL(key "_name"), TEXT_OR_NULL(key "_name_en")
#define CENTRE_OR_NULL(key) TEXT_OR_NULL(key), TEXT_OR_NULL(key "_name"), TEXT_OR_NULL(key "_name_en")
/* A time or null (0). */
void case_write_time(struct json_writer *json, const char *key, int64_t ms);
/* Members allowed_actions, each with its inputs, and refused_actions, each with why. */
void case_write_actions(struct act *act, struct json_writer *json, const struct case_facts *facts, struct flow_actor actor);
/* Member allowed_actions as names alone. */
void case_write_action_names(struct act *act, struct json_writer *json, const struct case_facts *facts, struct flow_actor actor);
extern const struct field case_allowed_item[], case_refused_item[];
/* The guide's materials and fields as they apply, with what was given (for the case and for a preview). */
void case_write_materials(struct json_writer *json, const struct case_application *application, bool all);
/* The form: what each value is, masked or hidden by what its element is declared to be, or all of it. */
enum case_clearness { CASE_MASKED, CASE_CLEAR };
void case_write_form(struct act *act, struct json_writer *json, const struct case_application *application,
                     enum case_clearness clearness);
/* reasons [{code, material_code, note}] and the reason in words; the numbers of people in them masked, or not. */
void case_write_reasons(struct act *act, struct json_writer *json, const struct case_application *application, const struct case_reasons *reasons,
                        const char *reason, enum case_clearness clearness);
/* What somebody wrote, likewise. */
void case_write_words(struct act *act, struct json_writer *json, const struct case_application *application, const char *key,
                      const char *text, enum case_clearness clearness);
/* What was written about an application, with the numbers of people masked: those of its own, whatever their shape, and any that looks
 * like one. NULL for NULL, and without memory. */
const char *case_masked_words(struct act *act, const struct case_application *application, const char *text);
void case_write_codes(struct json_writer *json, const char *key, const char *const *codes);

extern const struct field case_fields[];          /* of every reply that is a case */
extern const struct field case_material_fields[], case_text_item[], case_form_item[], case_reason_item[];

/* ---- outcome (case_outcome.c) ---- */

/* Reads what the events of a case tell of its outcome; nothing is read where the outcome needs none. */
enum result case_told_load(struct act *act, const struct case_record *record, struct case_told *ret_told);
/* Member `outcome`, whole or (for rows and events) only the sentence. */
void case_write_outcome(struct act *act, struct json_writer *json, const struct case_record *record, const struct case_application *application,
                        const struct case_told *told);
void case_write_came_to(struct json_writer *json, enum case_state state, enum case_outcome outcome);
extern const struct field case_outcome_fields[], case_came_to_fields[];

#endif
