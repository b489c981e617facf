/* What comes with an application and with an action on a case, as data: from its tables come the check of a request,
 * the struct that it is read into, the inputs told with allowed_actions, and OpenAPI. What is kept sealed is read by
 * them too. */
#ifndef TONGBAN_CASES_CASE_INPUTS_H
#define TONGBAN_CASES_CASE_INPUTS_H

#include "base/spec.h"

#define OTHER "other" /* of reasons and special procedures: what is not listed, and must be said in words */

/* In all of these: texts are NULL where nothing was given. */

struct case_person {
    const char *id_type, *id_number; /* GA/T 2000.156 code; in an application that was read: normalised number */
    const char *name, *phone;
    const char *hukou, *residence;   /* division codes; of the applicant only */
    const char *address;
    enum yes_or_no residence_permit; /* of this city; of the applicant only */
    int age;                         /* found when it is read: -1 = not known, or read BACK */
    const char *sex;                 /* the same: "1", "2" */
};

/* What was handed in. `name` is that of a line of its own (自行登记), which only an item without a guide has: in an
 * application that was read its code is then the reference own-1, own-2, … in the order in which such lines came.
 * NULL: the code is of the dictionary. */
struct case_material {
    const char *code, *name;
    int source;             /* in case_material_sources */
    int64_t copies;
    bool supplied, applies; /* of what is kept: it came later; the guide asked for it then */
};
struct case_materials { const struct case_material *items; size_t count; };

/* Why something is returned, asked for, refused or denied. */
struct case_reason { const char *code, *material, *note; };
struct case_reasons { const struct case_reason *items; size_t count; };

/* An application as it comes, or as it was kept. */
struct case_intake {
    const char *item_code;
    int channel; /* enum channel */
    const struct case_person *applicant, *agent;
    const struct json *answers, *form;
    struct case_materials materials;
    /* of what is kept: what was found, and what the last actions said */
    const char *situation;
    const struct json *not_given; /* codes of the materials that apply and were not handed in; only when nothing was missing */
    struct case_reasons reasons;
    const char *reason, *procedure;
};

/* What somebody wants done with a case. */
struct case_order {
    int action;              /* enum case_action */
    const int64_t *revision; /* of the case as it was seen; NULL: whatever it is */
    struct case_reasons reasons;
    const char *reason, *procedure, *outcome, *delivery, *note;
    const int64_t *days;
    struct case_materials materials;
    const struct json *answers, *form;
    const char *hukou, *residence;
    enum yes_or_no residence_permit;
    const struct case_dues *dues; /* of calendar_changed; never of people */
    const struct json *application_before; /* of what is kept: the application as it was before it was changed */
};

/* Of POST /v1/cases and its preview, into struct case_intake; as it is kept sealed, likewise. */
extern const struct field case_accept_body[], case_preview_body[], case_kept_fields[];
/* Of POST /v1/cases/{number}/actions: what every action has, and by action the others. Into struct case_order; so is
 * what people wrote, as it is kept with the event. */
extern const struct field case_act_body[], case_written_fields[];
/* Those of a supplement to a case that its responsible centre has taken over: addresses stay. */
extern const struct field case_supplement_inputs_fixed[];

#define MATERIALS_MAX 60 /* of a case */
extern const char *const case_material_sources[];

#endif
