/* An application 申请: what came over the counter, checked against the catalogue and the places, and kept sealed with
 * the case. */
#ifndef TONGBAN_CASES_CASE_APPLICATION_H
#define TONGBAN_CASES_CASE_APPLICATION_H

#include "act/act.h"
#include "cases/case_inputs.h"
#include "cases/case_record.h"
#include "catalogue/catalogue.h"
#include "interchange/interchange.h"

struct case_application {
    const struct catalogue_version *version;
    struct case_person applicant;
    bool has_agent;
    struct case_person agent;
    int channel;
    const struct json *answers, *form;       /* only what applies, checked */
    struct case_material *materials; size_t material_count;
    struct guide_outcome outcome;
    const char *const *missing_answers, *const *missing_form, *const *missing_materials; /* NULL-terminated codes */
    bool complete;
    struct case_reasons reasons;             /* of the last return, supplement, refusal … */
    const char *reason;                      /* the last reason in words, or NULL */
    const char *procedure;                   /* the special procedure that suspends it, or NULL */
    const struct json *kept;                 /* what it was opened from; NULL when it came just now */
    bool was_whole;                          /* nothing was missing when it was sealed, whatever the guide asks for today;
                                              * false also of what was sealed before findings were kept */
};

/* How an application is read.
 *   AT_A_WINDOW  what is merely missing (answers, fields, materials that the guide requires) goes to the missing lists: it is
 *                received, and what is missing is told once and completely (行政许可法 art. 32)
 *   ALONE        other channels: somebody fills it alone and can go on later, so missing answers and fields are faults
 *   KEPT         what is kept with what a supplement brings; an item whose history was mended since is read by its newest period
 *   AGAIN        as it was sealed: nothing of it is judged, only what applies and what is missing is found
 *   BACK         as it was sealed, with what was found then. AGAIN, when something is missing or findings were not kept yet */
enum application_reading {
    READ_JUDGED = 1,   /* what is wrong is a fault */
    READ_WHOLE = 2,    /* and so is what is missing */
    READ_FORMER = 4,   /* an item whose history was mended since is read by its newest period */
    READ_FINDINGS = 8, /* with what was found when it was sealed, if that was kept */
    READ_AT_A_WINDOW = READ_JUDGED,
    READ_ALONE = READ_JUDGED | READ_WHOLE,
    READ_KEPT = READ_JUDGED | READ_FORMER,
    READ_AGAIN = READ_FORMER,
    READ_BACK = READ_FORMER | READ_FINDINGS,
};

/* Reads an application for the item as it stood on `day`. Faults go to act->errors.
 * RESULT_NO_MEMORY or RESULT_OK; look at act->errors.count. The version is NULL when the item is unknown. */
enum result case_application_read(struct act *act, const struct case_intake *intake, int32_t day, unsigned reading,
                                  struct case_application *ret_application);

/* As it came, with what was found, into what case_kept_fields writes. False: no memory. */
bool case_application_keep(struct arena *arena, const struct case_application *application,
                           struct case_intake *ret_intake);

/* ---- kept sealed (case_application.c) ---- */

/* The context of a case's seal: it binds the application to its person and item, so that it cannot be moved to
 * another's case. */
const char *case_seal_context(struct arena *arena, const struct case_record *record);
/* Seals the application for its record: sets sealed, person, applicant (masked name), situation, complete. */
enum result case_application_seal(struct act *act, const struct case_application *application,
                                  struct case_record *record);
/* Opens the application of a record and reads it BACK or AGAIN. RESULT_CORRUPT when the seal is broken. */
enum result case_application_open(struct act *act, const struct case_record *record, unsigned reading,
                                  struct case_application *ret_application);
/* Whether `code` names a material that may be spoken of with this application: of its guide, of the dictionary, or a
 * line of its own. */
bool case_application_may_name(const struct act *act, const struct case_application *application, const char *code);
/* The material of this code as it was handed in (perhaps in no copy); NULL when it was not. */
const struct case_material *case_application_material(const struct case_application *application, const char *code);

/* Only the seal (of person, item and sealed): the bytes as they were written. RESULT_CORRUPT under other keys. */
enum result case_application_unseal(const struct keyring *keyring, struct arena *arena,
                                    const struct case_record *record, char **ret_bytes, size_t *ret_size);

/* Takes over what a supplement brings: materials (by code), answers, form, divisions and permit of the applicant;
 * reads the whole again. */
enum result case_application_correct(struct act *act, const struct case_application *before,
                                  const struct case_order *order,
                                  int32_t day, struct case_application *ret_application);

/* The keyed blind index of an identity document. */
void case_person_blind(const struct keyring *keyring, struct arena *arena, const char *id_type, const char *id_number,
                       uint8_t blind[BLIND_SIZE]);

#endif
