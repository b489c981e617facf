/* May this person apply for this item at this centre? The same for direct and split items, at every centre. */
#include "cases/case_eligible.h"

#include "base/text.h"
#include "identity/identity_rules.h"

static struct applicant_standing standing_of(struct act *act, const struct case_person *person)
{
    const struct places *places = act->context->places;
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

struct eligibility case_eligibility(struct act *act, const struct case_application *application, int32_t day)
{
    struct applicant_standing standing = standing_of(act, &application->applicant);
    const struct catalogue_version *version = application->version;
    unsigned audiences = catalogue_audiences_of(&standing);
    struct eligibility found = {.fits = catalogue_fits(version, audiences)};
    if (found.fits == FITTING_no) {
        found.instead_count = catalogue_instead(act->context->catalogue, version, audiences, day, found.instead);
        const struct misfit misfit = {
            .version = version, .standing = standing, .to_applicant = act->principal.kind != PRINCIPAL_STAFF,
            .hotline = act->context->places->hotline, .instead = found.instead, .instead_count = found.instead_count};
        if (!catalogue_tell_misfit(act->arena, &misfit, &found.zh, &found.en))
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

void case_refuse_hukou(struct act *act, const struct case_application *application, const char *field)
{
    const struct case_person *person = &application->applicant;
    if (person->hukou != NULL && province_has_hukou(person->hukou) &&
        identity_is_without_hukou(person->id_type, person->id_number))
        field_error_add(&act->errors, field, "no_hukou",
                        "持此种证件的人没有内地户籍，不填户籍所在地；有户籍的，请出示居民身份证或户口簿",
                        "Holders of this document are in no household register of the mainland: leave it away; "
                        "who is in one shows the identity card or the register");
}

void case_refuse_misfit(struct act *act, const struct eligibility *eligibility)
{
    if (eligibility->fits != FITTING_yes)
        field_error_add(&act->errors, eligibility->field, eligibility->code, eligibility->zh, eligibility->en);
}

/* The centre where the applicant belongs, as if the item went there; centre NULL: what is needed to know it. */
static struct routing home_of(const struct act *act, const struct case_application *application,
                              const struct place_centre *receiving, int32_t day)
{
    struct catalogue_version local = *application->version;
    const struct case_person *person = &application->applicant;
    local.mode = MODE_split;
    return interchange_route(act->context->places, &local, receiving, person->hukou, person->residence, day);
}

void case_refuse_elsewhere(struct act *act, const struct case_application *application, const struct place_centre *here,
                           const struct place_centre *receiving, int32_t day)
{
    const struct catalogue_version *version = application->version;
    bool taken = place_takes_item(here, version->item->code, day);
    /* what a sub-centre does not take is taken at its centre, for whom that takes it */
    bool outside = taken && !place_is_citywide(here, day);
    if (outside || !version->citywide) {
        struct routing home = home_of(act, application, receiving, day);
        if (home.centre == NULL && version->mode != MODE_split) /* of a split item it is asked already, to route it */
            field_error_add(&act->errors, home.field, home.code, home.zh, home.en);
        else if (home.centre != NULL && home.centre != receiving)
            field_error_add(&act->errors, "item_code", "not_citywide",
                            arena_format(act->arena, version->citywide ? "本分中心未纳入全市通办，请到%s办理。" : "此事项未纳入全市通办，请到%s办理。",
                                         version->citywide ? receiving->name : home.centre->name),
                            arena_format(act->arena, version->citywide ? "This sub-centre stands outside citywide handling; the item is taken at %s."
                                                                           : "This item is not handled citywide; it is taken at %s.",
                                         version->citywide ? receiving->name_en : home.centre->name_en));
        if (home.centre != receiving)
            return;
    }
    if (!taken)
        field_error_add(&act->errors, "item_code", "not_at_sub_centre",
                        arena_format(act->arena, "本分中心不办理此事项，请到%s办理。", receiving->name),
                        arena_format(act->arena, "This sub-centre does not take the item; it is taken at %s.", receiving->name_en));
}

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

void case_refuse_agent(struct act *act, const struct case_application *application)
{
    const struct case_person *applicant = &application->applicant, *agent = &application->agent;
    if (!application->has_agent)
        return;
    if (identity_is_organisation(agent->id_type))
        field_error_add(&act->errors, "agent.id_type", "agent_not_a_person", "代办人须为个人", "An agent is a person");
    else if (agent->id_number != NULL && text_equal(agent->id_number, applicant->id_number) &&
             identity_is_same_series(agent->id_type, applicant->id_type))
        field_error_add(&act->errors, "agent.id_number", "agent_is_applicant",
                        "代办人不能是申请人本人；本人办理的，请去掉代办人", "The agent is the applicant: leave the agent away");
    else if (application->outcome.agent_excluded && !must_be_represented(applicant))
        field_error_add(&act->errors, "agent", "agent_not_answered",
                        "所填回答不是委托他人代办，与填写的代办人不符；请更正回答，或去掉代办人",
                        "By these answers nobody acts for the applicant: mend the answer, or leave the agent away");
    else if (agent->age >= 0 && agent->age < ADULT_AGE)
        field_error_add(&act->errors, "agent.id_number", "agent_under_age", "代办人须年满 18 周岁",
                        "An agent must be 18 or older");
}

void case_refuse_without_agent(struct act *act, const struct case_application *application)
{
    const char *zh, *en;
    if (!application->has_agent && explain_agent(application, &zh, &en))
        field_error_add(&act->errors, "agent", "agent_required", zh, en);
}

void case_write_eligibility(struct json_writer *json, const struct eligibility *eligibility)
{
    json_open_object(json, "eligibility");
    json_add_text(json, "fits", fitting_names[eligibility->fits]);
    json_add_text(json, "asks", eligibility->fits == FITTING_unknown ? eligibility->field : NULL);
    json_add_text(json, "zh", eligibility->zh);
    json_add_text(json, "en", eligibility->en);
    catalogue_write_instead(json, eligibility->instead, eligibility->instead_count);
    json_close_object(json);
}

/* ---- shape ---- */

#define TEXT_OR_NULL(name, note) {name, FIELD_TEXT, FIELD_REQUIRED | FIELD_NULLABLE, 0, 2000, .description = note}

const struct field case_eligibility_fields[] = {
    {"fits", FIELD_TEXT, FIELD_REQUIRED, .choices = fitting_names,
     .description = "unknown: it depends on what `asks` names"},
    TEXT_OR_NULL("asks", "the field to fill in"), TEXT_OR_NULL("zh", "for whom the item is, and what else there is; or what is asked"),
    TEXT_OR_NULL("en", NULL),
    CATALOGUE_INSTEAD_FIELD, {0}};
