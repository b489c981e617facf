/* Has this person applied for this item already? A clerk is told of the cases in scope, of any other only that one is
 * open; where it is, is told for a purpose, and every case that is told is a row of the disclosures. */
#define REPLY_TEXT_MAX 200
#include "base/reply_fields.h"
#include "cases/case_use.h"
#include "identity/identity_rules.h"

#define LOOKED_AT_MAX 50 /* the newest of one person for one item */

struct case_whereabouts { struct case_row rows[LOOKED_AT_MAX]; size_t count; const char *purpose; };

static bool is_open(const struct case_row *row) { return case_stage(row->state) != STAGE_END; }

static enum result find(struct act *act, const char *id_type, const char *id_number, const char *item,
                        struct case_whereabouts **ret_found)
{
    uint8_t person[BLIND_SIZE];
    struct case_whereabouts *found = *ret_found = arena_alloc(act->arena, sizeof(*found));
    if (found == NULL)
        return RESULT_NO_MEMORY;
    case_person_blind(act->context->keyring, act->arena, id_type, id_number, person);
    return case_list_of_person(act->session, act->arena, person, item, LOOKED_AT_MAX, found->rows, &found->count);
}

static void write_row(struct act *act, struct json_writer *json, const struct case_row *row)
{
    json_open_object(json, NULL);
    json_add_text(json, "case_number", row->number);
    json_add_text(json, "state", case_state_names[row->state]);
    json_add_bool(json, "finished", !is_open(row));
    case_write_time(json, "received_at", row->received_at);
    case_write_centre(act, json, "centre", row->receiving);
    case_write_centre(act, json, "responsible_centre", row->responsible);
    json_close_object(json);
}

enum result case_write_duplicates(struct act *act, struct json_writer *json, const struct case_application *application)
{
    const struct case_person *person = &application->applicant;
    struct case_whereabouts *found = NULL;
    bool elsewhere = false;
    enum result result = RESULT_OK;
    if (person->id_type != NULL && person->id_number != NULL)
        result = find(act, person->id_type, person->id_number, application->version->item->code, &found);
    if (result != RESULT_OK)
        return result;
    json_open_array(json, "duplicates");
    for (size_t i = 0; found != NULL && i < found->count; i++) {
        const struct case_row *row = &found->rows[i];
        if (case_is_visible(act, row->receiving, row->responsible))
            write_row(act, json, row);
        else
            elsewhere = elsewhere || is_open(row);
    }
    json_close_array(json);
    json_add_bool(json, "open_elsewhere", elsewhere);
    return RESULT_OK;
}

/* ---- where the open ones are ---- */

enum result case_whereabouts_prepare(struct act *act, const struct case_whereabouts_order *order,
                                     struct case_whereabouts **ret_found)
{
    const char *item = identity_code(act->arena, order->item_code), *code = NULL;
    const struct case_application about = {.applicant.id_number = order->id_number};
    struct identity identity;
    if (!identity_check(order->id_type, order->id_number, day_of_ms(act->now_ms), &identity, &code)) {
        identity_refuse(&act->errors, NULL, "id_number", code);
        return act_refuse_fields(act);
    }
    enum result result = case_find_counter(act, NULL, NULL);
    if (result == RESULT_OK)
        result = find(act, order->id_type, identity.number, item, ret_found);
    if (result != RESULT_OK)
        return result;
    struct case_whereabouts *found = *ret_found;
    size_t open = 0;
    for (size_t i = 0; i < found->count; i++)
        if (is_open(&found->rows[i]))
            found->rows[open++] = found->rows[i];
    found->count = open;
    if (open > 0)
        act->lane = case_number_district(found->rows[0].number);
    found->purpose = case_masked_words(act, &about, order->purpose);
    return found->purpose != NULL ? RESULT_OK : RESULT_NO_MEMORY;
}

enum result case_whereabouts_commit(struct act *act, struct db_session *session, const struct case_whereabouts *found)
{
    enum result result = RESULT_OK;
    for (size_t i = 0; i < found->count && result == RESULT_OK; i++) {
        const struct case_row *row = &found->rows[i];
        if (!case_is_visible(act, row->receiving, row->responsible))
            result = case_add_disclosure(session, &(struct case_disclosure){
                .number = row->number, .username = act->principal.id, .what = DISCLOSED_WHEREABOUTS,
                .purpose = found->purpose, .at = act->now_ms});
    }
    return result;
}

void case_write_whereabouts(struct act *act, const struct case_whereabouts *found, struct json_writer *json)
{
    json_open_object(json, NULL);
    json_open_array(json, "items");
    for (size_t i = 0; i < found->count; i++)
        write_row(act, json, &found->rows[i]);
    json_close_array(json);
    json_add_null(json, "next");
    json_close_object(json);
}

/* ---- shapes ---- */

static const struct field row_fields[] = {
    TEXT("case_number"), CHOICE("state", case_state_names), FLAG("finished"), TIME("received_at"), CENTRE("centre"),
    CENTRE("responsible_centre"), {0}};
const struct field case_duplicate_item[] = {{"item", FIELD_OBJECT, .fields = row_fields}, {0}};
const struct field case_whereabouts_body[] = {
    {"item_code", FIELD_TEXT, FIELD_REQUIRED, 1, 40, .description = "of which item",
     AT(case_whereabouts_order, item_code)},
    {"id_type", FIELD_TEXT, FIELD_REQUIRED, 3, 3, .description = "as the applicant's",
     AT(case_whereabouts_order, id_type)},
    {"id_number", FIELD_TEXT, FIELD_REQUIRED, 1, 40, .description = "as the applicant's",
     AT(case_whereabouts_order, id_number)},
    {"purpose", FIELD_TEXT, FIELD_REQUIRED | FIELD_SAYS, 2, 200,
     .description = "why it has to be known; kept with what was told", AT(case_whereabouts_order, purpose)}, {0}};
const struct field case_whereabouts_fields[] = {
    LIST("items", LOOKED_AT_MAX, case_duplicate_item, "open cases, newest first"), TEXT_OR_NULL("next"), {0}};
