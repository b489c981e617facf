/* May this person apply for this item at this centre? The same for direct and split items, at every centre. */
#include "cases/case_eligible_rules.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "identity/identity_rules.h"

struct case_judging case_judging_of(struct act *act, const struct case_application *application, int32_t day)
{
    return (struct case_judging){
        .places = act->context->places, .catalogue = act->context->catalogue, .application = application, .day = day,
        .to_applicant = act->principal.kind != PRINCIPAL_STAFF, .errors = &act->errors};
}

/* ---- who ---- */

static struct applicant_standing standing_of(const struct places *places, const struct case_person *person)
{
    struct applicant_standing standing = {.organisation = identity_is_organisation(person->id_type),
                                          .residence_permit = person->residence_permit};
    if (identity_is_without_hukou(person->id_type, person->id_number))
        standing.hukou = HUKOU_NONE; /* whatever is typed beside the document */
    else if (interchange_is_local(places, person->hukou))
        standing.hukou = HUKOU_HERE;
    else if (person->hukou != NULL && places_find_address(places, person->hukou).level == PLACE_OUTSIDE)
        standing.hukou = province_has_hukou(person->hukou) ? HUKOU_ELSEWHERE : HUKOU_NONE;
    return standing;
}

static struct eligibility eligibility_of(const struct case_judging *judging)
{
    struct applicant_standing standing = standing_of(judging->places, &judging->application->applicant);
    const struct catalogue_version *version = judging->application->version;
    unsigned audiences = catalogue_audiences_of(&standing);
    struct eligibility found = {.fits = catalogue_fits(version, audiences)};
    if (found.fits == FITTING_no) {
        found.instead_count = catalogue_instead(judging->catalogue, version, audiences, judging->day, found.instead);
        const struct misfit misfit = {
            .version = version, .standing = standing, .to_applicant = judging->to_applicant,
            .hotline = judging->places->hotline, .instead = found.instead, .instead_count = found.instead_count};
        if (!catalogue_tell_misfit(judging->errors->arena, &misfit, &found.zh, &found.en))
            found.zh = found.en = "";
        found.field = "item_code";
        found.code = "not_for_applicant";
    } else if (found.fits == FITTING_unknown) {
        bool hukou = standing.hukou == HUKOU_UNKNOWN;
        found.field = hukou ? "applicant.hukou_division" : "applicant.residence_permit";
        found.code = "required";
        found.zh = hukou ? "谁能办理此事项取决于户籍，请填写户籍所在地" : "请问明申请人是否持有本市居住证";
        found.en = hukou ? "Who may apply depends on the registered household: say where it is"
                         : "Ask whether the applicant holds a residence permit of this city";
    }
    return found;
}

/* A registered household given with a document of somebody who has none. */
static void refuse_hukou(const struct case_judging *judging, const char *field)
{
    const struct case_person *person = &judging->application->applicant;
    if (person->hukou != NULL && province_has_hukou(person->hukou) &&
        identity_is_without_hukou(person->id_type, person->id_number))
        field_error_add(judging->errors, field, "no_hukou",
                        "持此种证件的人没有内地户籍，不填户籍所在地；有户籍的，请出示居民身份证或户口簿",
                        "Holders of this document are in no household register of the mainland: leave it away; "
                        "who is in one shows the identity card or the register");
}

static struct eligibility refuse_misfit(const struct case_judging *judging)
{
    struct eligibility found = eligibility_of(judging);
    if (found.fits != FITTING_yes)
        field_error_add(judging->errors, found.field, found.code, found.zh, found.en);
    return found;
}

/* ---- where ---- */

static struct routing route(const struct case_judging *judging, const struct place_centre *receiving, int32_t day)
{
    const struct case_person *person = &judging->application->applicant;
    struct routing routing = interchange_route(judging->places, judging->application->version, receiving,
                                               person->hukou, person->residence, day);
    if (routing.centre == NULL)
        field_error_add(judging->errors, routing.field, routing.code, routing.zh, routing.en);
    return routing;
}

/* The centre where the applicant belongs, as if the item went there; centre NULL: what is needed to know it. */
static struct routing home_of(const struct case_judging *judging, const struct place_centre *receiving, int32_t day)
{
    struct catalogue_version local = *judging->application->version;
    const struct case_person *person = &judging->application->applicant;
    local.mode = MODE_split;
    return interchange_route(judging->places, &local, receiving, person->hukou, person->residence, day);
}

/* The sentences name the centre where to go: %s. */
#define REFUSE_HERE(errors, code, zh, en, there)                                                    \
    field_error_add(errors, "item_code", code, arena_format((errors)->arena, zh, (there)->name),    \
                    arena_format((errors)->arena, en, (there)->name_en))

/* An item that is not handled citywide is taken only where the applicant belongs, and where that is has to be known;
 * at a sub-centre every item is such until its pilot begins. What a sub-centre does not take at all is taken at its
 * centre. */
static void refuse_elsewhere(const struct case_judging *judging, const struct place_centre *here,
                             const struct place_centre *receiving, int32_t day)
{
    const struct catalogue_version *version = judging->application->version;
    struct field_errors *errors = judging->errors;
    bool taken = place_takes_item(here, version->item->code, day);
    /* what a sub-centre does not take is taken at its centre, for whom that takes it */
    bool outside = taken && !place_is_citywide(here, day);
    if (outside || !version->citywide) {
        struct routing home = home_of(judging, receiving, day);
        if (home.centre == NULL && version->mode != MODE_split) /* of a split item it is asked already, to route it */
            field_error_add(errors, home.field, home.code, home.zh, home.en);
        else if (home.centre != NULL && home.centre != receiving && version->citywide)
            REFUSE_HERE(errors, "not_citywide", "本分中心未纳入全市通办，请到%s办理。",
                        "This sub-centre stands outside citywide handling; the item is taken at %s.", receiving);
        else if (home.centre != NULL && home.centre != receiving)
            REFUSE_HERE(errors, "not_citywide", "此事项未纳入全市通办，请到%s办理。",
                        "This item is not handled citywide; it is taken at %s.", home.centre);
        if (home.centre != receiving)
            return;
    }
    if (!taken)
        REFUSE_HERE(errors, "not_at_sub_centre", "本分中心不办理此事项，请到%s办理。",
                    "This sub-centre does not take the item; it is taken at %s.", receiving);
}

/* ---- for whom ---- */

#define ADULT_AGE 18   /* the centres' rule for who hands in for another */
#define OWN_ACTS_AGE 8 /* 民法典 art. 20: below, only the legal representative acts */

static bool is_without_own_acts(const struct case_person *applicant)
{
    return applicant->age >= 0 && applicant->age < OWN_ACTS_AGE;
}

/* Whatever the answers say. */
static bool must_be_represented(const struct case_person *applicant)
{
    return identity_is_organisation(applicant->id_type) || is_without_own_acts(applicant);
}

/* Why somebody has to act for the applicant; false when nobody has to. */
static bool explain_agent(const struct case_application *application, const char **ret_zh, const char **ret_en)
{
    const struct case_person *applicant = &application->applicant;
    *ret_zh = *ret_en = NULL;
    if (identity_is_organisation(applicant->id_type)) {
        *ret_zh = "单位办理须填写经办人的身份";
        *ret_en = "An organisation acts through somebody: say who";
    } else if (is_without_own_acts(applicant)) {
        *ret_zh = "申请人未满 8 周岁，须由法定代理人代办，请填写其身份";
        *ret_en = "The applicant is under 8: the legal representative acts, say who";
    } else if (application->outcome.agent_needed) {
        *ret_zh = "所填回答说明由他人代办，须填写代办人的身份";
        *ret_en = "By these answers somebody acts for the applicant: say who";
    }
    return *ret_zh != NULL;
}

bool case_needs_agent(const struct case_application *application)
{
    const char *zh, *en;
    return explain_agent(application, &zh, &en);
}

/* An agent is a person of 18 or older and somebody else than the applicant: the centres' rule, stricter than the
 * law. */
static void refuse_agent(struct field_errors *errors, const struct case_application *application)
{
    const struct case_person *applicant = &application->applicant, *agent = &application->agent;
    if (identity_is_organisation(agent->id_type))
        field_error_add(errors, "agent.id_type", "agent_not_a_person", "代办人须为个人", "An agent is a person");
    else if (agent->id_number != NULL && text_equal(agent->id_number, applicant->id_number) &&
             identity_is_same_series(agent->id_type, applicant->id_type))
        field_error_add(errors, "agent.id_number", "agent_is_applicant",
                        "代办人不能是申请人本人；本人办理的，请去掉代办人", "The agent is the applicant: leave the agent away");
    else if (application->outcome.agent_excluded && !must_be_represented(applicant))
        field_error_add(errors, "agent", "agent_not_answered",
                        "所填回答不是委托他人代办，与填写的代办人不符；请更正回答，或去掉代办人",
                        "By these answers nobody acts for the applicant: mend the answer, or leave the agent away");
    else if (agent->age >= 0 && agent->age < ADULT_AGE)
        field_error_add(errors, "agent.id_number", "agent_under_age", "代办人须年满 18 周岁",
                        "An agent must be 18 or older");
}

/* Who comes for another is known by name before anything is taken from them. */
static void refuse_without_agent(struct field_errors *errors, const struct case_application *application)
{
    const char *zh, *en;
    if (explain_agent(application, &zh, &en))
        field_error_add(errors, "agent", "agent_required", zh, en);
}

/* ---- all of it ---- */

struct case_judgement case_judge_intake(const struct case_judging *judging, const struct place_centre *here,
                                        const struct place_centre *receiving)
{
    struct case_judgement judgement = {.routing = route(judging, receiving, judging->day)};
    refuse_hukou(judging, "applicant.hukou_division");
    judgement.eligibility = refuse_misfit(judging);
    refuse_elsewhere(judging, here, receiving, judging->day);
    if (judging->application->has_agent)
        refuse_agent(judging->errors, judging->application);
    else
        refuse_without_agent(judging->errors, judging->application);
    return judgement;
}

struct case_corrected case_corrected(const struct case_person *before, const struct case_person *after)
{
    return (struct case_corrected){.hukou = !text_equal(after->hukou, before->hukou),
                                   .residence = !text_equal(after->residence, before->residence),
                                   .permit = after->residence_permit != before->residence_permit};
}

/* A refusal is told at the member of the supplement that was corrected; and what becomes of the case then: it stays,
 * and whoever has to examine it refuses it, saying why and where to go (行政许可法 art. 32), unless it is withdrawn. */
static void tell_refused_correction(struct field_errors *errors, size_t first_error, struct case_corrected corrected)
{
    const char *member = corrected.hukou ? "hukou_division" : corrected.permit ? "residence_permit" : "residence_division";
    for (size_t i = first_error; i < errors->count; i++) {
        struct field_error *error = &errors->items[i];
        if (text_starts_with(error->field, "applicant."))
            error->field += strlen("applicant.");
        if (!text_equal(error->field, "item_code"))
            continue;
        error->field = member;
        error->zh = arena_format(errors->arena, "%s情况属实的，不改此处，在备注中写明后提交，由受理方依法不予受理；申请人也可以撤回。", error->zh);
        error->en = arena_format(errors->arena, "%s If it is true, leave this as it was and say so in the note: the "
                                 "responsible centre then refuses the case by law; or the applicant withdraws it.", error->en);
    }
}

struct routing case_judge_correction(const struct case_judging *judging, struct case_corrected corrected,
                                     const struct place_centre *receiving, bool fixed, int32_t today)
{
    size_t first_error = judging->errors->count;
    bool moved = corrected.hukou || corrected.residence || corrected.permit;
    struct routing routing = {.centre = NULL};
    if (corrected.hukou)
        refuse_hukou(judging, "hukou_division");
    if (corrected.hukou || corrected.permit)
        (void)refuse_misfit(judging);
    if (judging->errors->count == first_error && moved && !fixed)
        routing = route(judging, receiving, today);
    if (judging->errors->count == first_error && (corrected.hukou || corrected.residence))
        refuse_elsewhere(judging, receiving, receiving, today);
    tell_refused_correction(judging->errors, first_error, corrected);
    return routing;
}
