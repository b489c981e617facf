#include "cases/case_inputs.h"

#include "cases/case_rules.h"
#include "catalogue/catalogue.h"

/* ---- an application ---- */

const char *const case_material_sources[] = {"original", "copy", "electronic", "licence", "applicant", "government", NULL};

#define MATERIAL \
    {"material_code", FIELD_TEXT, FIELD_NULLABLE, 1, 60, \
     .description = "of the dictionary of materials; own-N for a line that is there", AT(case_material, code)}, \
    {"name", FIELD_TEXT, FIELD_NULLABLE, 1, 60, \
     .description = "instead of a code, where the item has no guide: the paper in words", AT(case_material, name)}, \
    {"source", FIELD_TEXT, FIELD_NULLABLE, .choices = case_material_sources, \
     .description = "what was handed in; original when left away", AT(case_material, source)}, \
    {"copies", FIELD_INTEGER, FIELD_NULLABLE, 0, 99, .description = "how many; 1 when left away", .otherwise = 1, \
     AT(case_material, copies)}
static const struct field material_fields[] = {MATERIAL, {0}};
static const struct field kept_material_fields[] = {
    MATERIAL, {"supplied", FIELD_BOOL, AT(case_material, supplied)},
    {"applies", FIELD_BOOL, .otherwise = true, AT(case_material, applies)}, {0}};

/* Who somebody is. `needed`: flags of what a case cannot begin without; `digits`: at least so many has a type. */
#define PERSON(needed, digits) \
    {"id_type", FIELD_TEXT, needed, digits, 3, \
     .description = "GA/T 2000.156, three digits; 111 = resident identity card", AT(case_person, id_type)}, \
    {"id_number", FIELD_TEXT, needed, 1, 40, \
     .description = "number of the document, checked with its check digit", AT(case_person, id_number)}, \
    {"name", FIELD_TEXT, needed, 1, 50, .description = "name as in the document", AT(case_person, name)}, \
    {"phone", FIELD_TEXT, FIELD_NULLABLE | FIELD_EMPTY_OK, 0, 30, .description = "where they are told", \
     AT(case_person, phone)}
#define APPLICANT(needed, digits) \
    PERSON(needed, digits), \
    {"hukou_division", FIELD_TEXT, FIELD_NULLABLE | FIELD_EMPTY_OK, 0, 12, \
     .description = "street or town of the registered household: 9 or 12 digits, or 6 when only the district is known; " \
                    "elsewhere the province: 330000", AT(case_person, hukou)}, \
    {"residence_division", FIELD_TEXT, FIELD_NULLABLE | FIELD_EMPTY_OK, 0, 12, \
     .description = "street or town of residence, the same way", AT(case_person, residence)}, \
    {"address", FIELD_TEXT, FIELD_NULLABLE | FIELD_EMPTY_OK, 0, 200, .description = "address in words", \
     AT(case_person, address)}, \
    {"residence_permit", FIELD_BOOL, FIELD_NULLABLE, \
     .description = "registered elsewhere: holds a residence permit of this city; asked where it matters", \
     AT(case_person, residence_permit)}
#define IN_PART (FIELD_NULLABLE | FIELD_EMPTY_OK)
static const struct field applicant_fields[] = {APPLICANT(FIELD_REQUIRED, 3), {0}}, agent_fields[] = {PERSON(FIELD_REQUIRED, 3), {0}};
static const struct field preview_applicant_fields[] = {APPLICANT(IN_PART, 0), {0}}, preview_agent_fields[] = {PERSON(IN_PART, 0), {0}};

#define APPLICATION(needed, applicant_of, agent_of, materials_of) \
    {"item_code", FIELD_TEXT, FIELD_REQUIRED, 1, 40, .description = "what is applied for", AT(case_intake, item_code)}, \
    {"answers", FIELD_MAP, FIELD_NULLABLE, 0, 60, .description = "answers to the item's questions by code", \
     AT(case_intake, answers)}, \
    {"applicant", FIELD_OBJECT, needed, .fields = applicant_of, .description = "for whom", OBJECT_AT(case_intake, applicant)}, \
    {"agent", FIELD_OBJECT, FIELD_NULLABLE, .fields = agent_of, \
     .description = "who stands at the counter for the applicant", OBJECT_AT(case_intake, agent)}, \
    {"form", FIELD_MAP, FIELD_NULLABLE, 0, 100, .description = "values by data element", AT(case_intake, form)}, \
    {"materials", FIELD_LIST, FIELD_NULLABLE, 0, MATERIALS_MAX, .fields = ITEMS(materials_of), \
     .description = "what was handed in", LIST_AT(case_intake, materials)}, \
    {"channel", FIELD_TEXT, FIELD_NULLABLE, .choices = channel_names, .description = "window when left away", \
     AT(case_intake, channel)}

const struct field case_accept_body[] = {
    APPLICATION(FIELD_REQUIRED, applicant_fields, agent_fields, material_fields), {0}};
const struct field case_preview_body[] = {
    APPLICATION(FIELD_NULLABLE, preview_applicant_fields, preview_agent_fields, material_fields), {0}};

/* ---- reasons ---- */

static const char *const reasons_to_return[] = {"wrong_routing", "unreadable_scan", "incomplete_form", "missing_material",
                                                "invalid_material", "wrong_item", OTHER, NULL};
static const char *const reasons_to_ask[] = {"missing_material", "invalid_material", "incomplete_form", "unreadable_scan", OTHER, NULL};
static const char *const reasons_to_refuse[] = {"not_eligible", "not_competent", "wrong_item", OTHER, NULL};
static const char *const reasons_to_deny[] = {"not_eligible", "not_competent", "missing_material", "invalid_material", OTHER, NULL};

/* A reason of one of these codes. */
#define REASON_FIELDS(codes) \
    {"code", FIELD_TEXT, FIELD_REQUIRED, .choices = codes, AT(case_reason, code)}, \
    {"material_code", FIELD_TEXT, FIELD_NULLABLE, 1, 60, .description = "the material it is about", \
     AT(case_reason, material)}, \
    {"note", FIELD_TEXT, FIELD_NULLABLE | FIELD_EMPTY_OK | FIELD_SAYS, 0, 500, \
     .description = "in words, for the one who has to mend it; other needs it, missing_material and invalid_material " \
                    "where no material is named", \
     AT(case_reason, note)}, \
    {0}
static const struct field return_fields[] = {REASON_FIELDS(reasons_to_return)};
static const struct field ask_fields[] = {REASON_FIELDS(reasons_to_ask)};
static const struct field refuse_fields[] = {REASON_FIELDS(reasons_to_refuse)};
static const struct field deny_fields[] = {REASON_FIELDS(reasons_to_deny)};
static const struct field kept_reason_fields[] = {REASON_FIELDS(NULL)};
#define REASONS(flags, of, note) \
    {"reasons", FIELD_LIST, FIELD_NULLABLE | (flags), 0, 30, .fields = ITEMS(of), .description = note, LIST_AT(case_order, reasons)}

/* ---- inputs ---- */

static const char *const procedures[] = {"verification", "means_test", "public_notice", "hearing", "inspection", "testing",
                                         "quarantine", "appraisal", "expert_review", OTHER, NULL}; /* 行政许可法 art. 45 and what is like it */
static const char *const outcomes[] = {"granted", "denied", NULL};
static const char *const deliveries[] = {"window", "courier", "electronic", "locker", "home", NULL};

#define REASON(flags, note) \
    {"reason", FIELD_TEXT, FIELD_NULLABLE | FIELD_EMPTY_OK | FIELD_SAYS | (flags), 0, 1000, .description = note, \
     AT(case_order, reason)}
#define NOTE \
    {"note", FIELD_TEXT, FIELD_NULLABLE | FIELD_EMPTY_OK, 0, 1000, .description = "for the file", AT(case_order, note)}
#define DAYS(max, note) \
    {"days", FIELD_INTEGER, FIELD_NULLABLE | FIELD_RULED, 1, max, .description = note, AT(case_order, days)}
#define PROCEDURE(note) \
    {"procedure", FIELD_TEXT, FIELD_NULLABLE, .choices = procedures, .description = note, AT(case_order, procedure)}
#define OUTCOME \
    {"outcome", FIELD_TEXT, FIELD_NULLABLE | FIELD_ASKED, .choices = outcomes, AT(case_order, outcome)}
#define DELIVERY(note) \
    {"delivery", FIELD_TEXT, FIELD_NULLABLE, .choices = deliveries, .description = note, AT(case_order, delivery)}
#define DIVISION(name, member) \
    {name, FIELD_TEXT, FIELD_NULLABLE | FIELD_EMPTY_OK, 0, 12, \
     .description = "corrected while the responsible centre has not taken the case over", AT(case_order, member)}
#define SUPPLY \
    {"materials", FIELD_LIST, FIELD_NULLABLE, 0, MATERIALS_MAX, .fields = ITEMS(material_fields), .description = "what it brings", \
     LIST_AT(case_order, materials)}, \
    {"answers", FIELD_MAP, FIELD_NULLABLE, 0, 60, .description = "what it corrects", AT(case_order, answers)}, \
    {"form", FIELD_MAP, FIELD_NULLABLE, 0, 100, .description = "what it corrects", AT(case_order, form)}
#define PERMIT \
    {"residence_permit", FIELD_BOOL, FIELD_NULLABLE, \
     .description = "corrected, or asked for beside a corrected hukou_division", AT(case_order, residence_permit)}

static const struct field plain_inputs[] = {NOTE, {0}};
static const struct field return_inputs[] = {REASONS(FIELD_ASKED, return_fields, "all reasons at once"), NOTE, {0}};
static const struct field ask_inputs[] = {
    REASONS(FIELD_ASKED, ask_fields, "everything that is missing, at once"),
    DAYS(SUPPLEMENT_DAYS_MAX, "working days to supplement; 15 when left away"), NOTE, {0}};
static const struct field supplement_inputs[] = {
    SUPPLY, DIVISION("hukou_division", hukou), DIVISION("residence_division", residence), PERMIT, NOTE, {0}};
const struct field case_supplement_inputs_fixed[] = {SUPPLY, PERMIT, NOTE, {0}};
static const struct field refuse_inputs[] = {
    REASONS(0, refuse_fields, "all reasons at once"), REASON(0, "in words, beside them or alone"), NOTE, {0}};
static const struct field suspend_inputs[] = {
    PROCEDURE("special procedure; other needs the reason in words, which may stand alone"), REASON(0, "in words"), NOTE,
    {0}};
static const struct field extend_inputs[] = {
    DAYS(EXTENSION_MAX, "working days; 10 when left away"), REASON(FIELD_ASKED, "in words, for the applicant"), NOTE,
    {0}};
static const struct field decide_inputs[] = {
    OUTCOME, REASONS(0, deny_fields, "of a denial"), REASON(0, "in words; a denial needs it, or reasons"), NOTE, {0}};
static const struct field deliver_inputs[] = {DELIVERY("how the result reached the applicant"), NOTE, {0}};
static const struct field withdraw_inputs[] = {REASON(FIELD_ASKED, "in words: what the applicant wants"), NOTE, {0}};

#define ACTION(name, inputs) [ACTION_##name] = {#name, FIELD_OBJECT, .fields = inputs}
const struct field case_actions[] = {
    ACTION(take_over, plain_inputs),
    ACTION(return_to_receiver, return_inputs),
    ACTION(ask_supplement, ask_inputs),
    ACTION(supplement, supplement_inputs),
    ACTION(accept, plain_inputs),
    ACTION(refuse, refuse_inputs),
    ACTION(review, plain_inputs),
    ACTION(suspend, suspend_inputs),
    ACTION(resume, plain_inputs),
    ACTION(extend, extend_inputs),
    ACTION(decide, decide_inputs),
    ACTION(issue, plain_inputs),
    ACTION(deliver, deliver_inputs),
    ACTION(withdraw, withdraw_inputs),
    ACTION(arrive, NULL), ACTION(deem_accepted, NULL), ACTION(lapse, NULL),
    ACTION(calendar_changed, NULL), ACTION(reissue_password, NULL),
    [ACTION_COUNT] = {0}};

const struct field case_act_body[] = {
    {"action", FIELD_VARIANT, FIELD_REQUIRED, .choices = case_action_names, .fields = case_actions,
     .description = "one of allowed_actions, with its inputs", AT(case_order, action)},
    {"revision", FIELD_INTEGER, FIELD_NULLABLE, 1, 1000000,
     .description = "of the case as it was seen; 409 stale when it changed meanwhile", AT(case_order, revision)}, {0}};

/* ---- kept ---- */

const struct field case_written_fields[] = {
    REASON(0, NULL), REASONS(0, kept_reason_fields, NULL), OUTCOME, DAYS(0, NULL), PROCEDURE(NULL), DELIVERY(NULL), NOTE,
    {"application_before", FIELD_ANY, AT(case_order, application_before)}, {0}};
const struct field case_kept_fields[] = {
    APPLICATION(FIELD_REQUIRED, applicant_fields, agent_fields, kept_material_fields),
    {"situation", FIELD_TEXT, AT(case_intake, situation)}, {"not_given", FIELD_ANY, AT(case_intake, not_given)},
    {"reasons", FIELD_LIST, .fields = ITEMS(kept_reason_fields), LIST_AT(case_intake, reasons)},
    {"reason", FIELD_TEXT, AT(case_intake, reason)}, {"procedure", FIELD_TEXT, AT(case_intake, procedure)}, {0}};
