/* Who may apply, and where: what is asked before anything is received, and again when a supplement corrects what it
 * went by. Nothing else that was received is judged again. Pure. */
#ifndef TONGBAN_CASES_CASE_ELIGIBLE_RULES_H
#define TONGBAN_CASES_CASE_ELIGIBLE_RULES_H

#include "cases/case_application.h"

/* An application is judged in a city, on a day. It has a version. */
struct case_judging {
    const struct places *places;
    const struct catalogue *catalogue;
    const struct case_application *application;
    int32_t day;
    bool to_applicant;           /* sentences speak to the applicant; else to staff, of the applicant */
    struct field_errors *errors; /* what is to be refused or asked for is added here */
};

/* By an act: its city and errors; it is staff's, or the applicant's own. */
struct case_judging case_judging_of(struct act *act, const struct case_application *application, int32_t day);

/* Does the applicant belong to the audiences of the item on that day? */
struct eligibility {
    enum fitting fits;
    const char *field, *code, *zh, *en; /* unless it fits: where it is said, and what */
    const struct catalogue_version *instead[INSTEAD_MAX]; size_t instead_count;
};

struct case_judgement {
    struct routing routing;
    struct eligibility eligibility;
};
/* All that is judged of an application handed in `here`, for the centre `receiving`: the same, but of a sub-centre. */
struct case_judgement case_judge_intake(const struct case_judging *judging, const struct place_centre *here,
                                        const struct place_centre *receiving);

/* What a supplement says to be so beside what was handed in. */
struct case_corrected { bool hukou, residence, permit; };
struct case_corrected case_corrected(const struct case_person *before, const struct case_person *after);
/* What is corrected is judged as at intake, in its order: may the applicant apply, where does it go, is it done here.
 * Faults are told at the members of a supplement. `day` of the judging is that of the receipt, `today` that of the
 * correction. Where the case goes now: centre NULL when it stays where it is, because nothing was corrected or `fixed`
 * (the responsible centre has taken it over), or refused. */
struct routing case_judge_correction(const struct case_judging *judging, struct case_corrected corrected,
                                     const struct place_centre *receiving, bool fixed, int32_t today);

/* Does somebody have to act for the applicant: an organisation, a child under 8, or by the answers
 * (catalogue_guide.agent)? */
bool case_needs_agent(const struct case_application *application);

#endif
