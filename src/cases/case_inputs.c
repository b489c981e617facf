#include "cases/case_inputs.h"

#include "cases/case_rules.h"

const char *const case_material_sources[] = {"original", "copy", "electronic", "licence", "applicant", "government", NULL};

static const struct field material_fields[] = {
    {"material_code", FIELD_TEXT, FIELD_NULLABLE, 1, 60,
     .description = "of the dictionary of materials; own-N for a line that is there"},
    {"name", FIELD_TEXT, FIELD_NULLABLE, 1, 60,
     .description = "instead of a code, where the item has no guide: the paper in words"},
    {"source", FIELD_TEXT, FIELD_NULLABLE, .choices = case_material_sources,
     .description = "what was handed in; original when left away"},
    {"copies", FIELD_INTEGER, FIELD_NULLABLE, 0, 99, .description = "how many; 1 when left away"},
    {0}};
const struct field case_materials_item[] = {{"item", FIELD_OBJECT, .fields = material_fields}, {0}};

/* ---- reasons ---- */

static const char *const reasons_to_return[] = {"wrong_routing", "unreadable_scan", "incomplete_form", "missing_material",
                                                "invalid_material", "wrong_item", OTHER, NULL};
static const char *const reasons_to_ask[] = {"missing_material", "invalid_material", "incomplete_form", "unreadable_scan", OTHER, NULL};
static const char *const reasons_to_refuse[] = {"not_eligible", "not_competent", "wrong_item", OTHER, NULL};
static const char *const reasons_to_deny[] = {"not_eligible", "not_competent", "missing_material", "invalid_material", OTHER, NULL};

/* A reason of one of these codes. */
#define REASON_FIELDS(codes)                                                                                              \
    {"code", FIELD_TEXT, FIELD_REQUIRED, .choices = codes}, \
    {"material_code", FIELD_TEXT, FIELD_NULLABLE, 1, 60, .description = "the material it is about"},                         \
    {"note", FIELD_TEXT, FIELD_NULLABLE | FIELD_EMPTY_OK | FIELD_SAYS, 0, 500, \
     .description = "in words, for the one who has to mend it; other needs it, missing_material and invalid_material where no material is named"}, \
    {0}
#define REASON_ITEM(of) {{"item", FIELD_OBJECT, .fields = of}, {0}}
static const struct field return_fields[] = {REASON_FIELDS(reasons_to_return)}, return_item[] = REASON_ITEM(return_fields);
static const struct field ask_fields[] = {REASON_FIELDS(reasons_to_ask)}, ask_item[] = REASON_ITEM(ask_fields);
static const struct field refuse_fields[] = {REASON_FIELDS(reasons_to_refuse)}, refuse_item[] = REASON_ITEM(refuse_fields);
static const struct field deny_fields[] = {REASON_FIELDS(reasons_to_deny)}, deny_item[] = REASON_ITEM(deny_fields);
#define REASONS(flags, item, note) {"reasons", FIELD_LIST, FIELD_NULLABLE | (flags), 0, 30, .fields = item, \
    .description = note}

/* ---- inputs ---- */

static const char *const procedures[] = {"verification", "means_test", "public_notice", "hearing", "inspection", "testing",
                                         "quarantine", "appraisal", "expert_review", OTHER, NULL}; /* 行政许可法 art. 45 and what is like it */
static const char *const outcomes[] = {"granted", "denied", NULL};
static const char *const deliveries[] = {"window", "courier", "electronic", "locker", "home", NULL};

#define REASON(flags, note) {"reason", FIELD_TEXT, FIELD_NULLABLE | FIELD_EMPTY_OK | FIELD_SAYS | (flags), 0, 1000, \
    .description = note}
#define NOTE {"note", FIELD_TEXT, FIELD_NULLABLE | FIELD_EMPTY_OK, 0, 1000, .description = "for the file"}
#define DAYS(max, note) {"days", FIELD_INTEGER, FIELD_NULLABLE | FIELD_RULED, 1, max, .description = note}
#define DIVISION(name) {name, FIELD_TEXT, FIELD_NULLABLE | FIELD_EMPTY_OK, 0, 12, \
    .description = "corrected while the responsible centre has not taken the case over"}
#define SUPPLY                                                                                                            \
    {"materials", FIELD_LIST, FIELD_NULLABLE, 0, 60, .fields = case_materials_item, .description = "what it brings"}, \
    {"answers", FIELD_MAP, FIELD_NULLABLE, 0, 60, .description = "what it corrects"}, \
    {"form", FIELD_MAP, FIELD_NULLABLE, 0, 100, .description = "what it corrects"}
#define PERMIT {"residence_permit", FIELD_BOOL, FIELD_NULLABLE, \
    .description = "corrected, or asked for beside a corrected hukou_division"}

static const struct field plain_inputs[] = {NOTE, {0}};
static const struct field return_inputs[] = {REASONS(FIELD_ASKED, return_item, "all reasons at once"), NOTE, {0}};
static const struct field ask_inputs[] = {
    REASONS(FIELD_ASKED, ask_item, "everything that is missing, at once"),
    DAYS(SUPPLEMENT_DAYS_MAX, "working days to supplement; 15 when left away"), NOTE, {0}};
static const struct field supplement_inputs[] = {SUPPLY, DIVISION("hukou_division"), DIVISION("residence_division"), PERMIT, NOTE, {0}};
const struct field case_supplement_inputs_fixed[] = {SUPPLY, PERMIT, NOTE, {0}};
static const struct field refuse_inputs[] = {
    REASONS(0, refuse_item, "all reasons at once"), REASON(0, "in words, beside them or alone"), NOTE, {0}};
static const struct field suspend_inputs[] = {
    {"procedure", FIELD_TEXT, FIELD_NULLABLE, .choices = procedures,
     .description = "special procedure; other needs the reason in words, which may stand alone"},
    REASON(0, "in words"), NOTE, {0}};
static const struct field extend_inputs[] = {
    DAYS(EXTENSION_MAX, "working days; 10 when left away"), REASON(FIELD_ASKED, "in words, for the applicant"), NOTE, {0}};
static const struct field decide_inputs[] = {
    {"outcome", FIELD_TEXT, FIELD_NULLABLE | FIELD_ASKED, .choices = outcomes},
    REASONS(0, deny_item, "of a denial"), REASON(0, "in words; a denial needs it, or reasons"), NOTE, {0}};
static const struct field deliver_inputs[] = {
    {"delivery", FIELD_TEXT, FIELD_NULLABLE, .choices = deliveries,
     .description = "how the result reached the applicant"}, NOTE, {0}};
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
     .description = "one of allowed_actions, with its inputs"},
    {"revision", FIELD_INTEGER, FIELD_NULLABLE, 1, 1000000,
     .description = "of the case as it was seen; 409 stale when it changed meanwhile"},
    {0}};
