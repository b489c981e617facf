/* Who may apply, and where: what is asked before anything is received, and again when a supplement corrects what it went by.
 * Nothing else that was received is judged again. */
#ifndef TONGBAN_CASES_CASE_ELIGIBLE_H
#define TONGBAN_CASES_CASE_ELIGIBLE_H

#include "cases/case_application.h"

/* Does the applicant belong to the audiences of the item on that day? */
struct eligibility {
    enum fitting fits;
    const char *field, *code, *zh, *en; /* unless it fits: where it is said, and what */
    const struct catalogue_version *instead[INSTEAD_MAX]; size_t instead_count;
};
/* The application has a version. */
struct eligibility case_eligibility(struct act *act, const struct case_application *application, int32_t day);

/* Each adds a field error where there is something to refuse or to ask for. */
/* A registered household given with a document of somebody who has none; `field` is where it was given. */
void case_refuse_hukou(struct act *act, const struct case_application *application, const char *field);
void case_refuse_misfit(struct act *act, const struct eligibility *eligibility);
/* An item that is not handled citywide is taken only where the applicant belongs, and where that is has to be known; at a
 * sub-centre every item is such until its pilot begins. What a sub-centre does not take at all is taken at its centre,
 * `receiving`. `here` is either of them: where the application is handed in. */
void case_refuse_elsewhere(struct act *act, const struct case_application *application, const struct place_centre *here,
                           const struct place_centre *receiving, int32_t day);
/* Does somebody have to act for the applicant: an organisation, a child under 8, or by the answers
 * (catalogue_guide.agent)? */
bool case_needs_agent(const struct case_application *application);
/* An agent is a person of 18 or older and somebody else than the applicant: the centres' rule, stricter than the
 * law. */
void case_refuse_agent(struct act *act, const struct case_application *application);
/* Who comes for another is known by name before anything is taken from them. */
void case_refuse_without_agent(struct act *act, const struct case_application *application);

/* "eligibility": {fits, asks, zh, en, instead}. */
void case_write_eligibility(struct json_writer *json, const struct eligibility *eligibility);
extern const struct field case_eligibility_fields[];

#endif
