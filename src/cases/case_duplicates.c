/* Has this person applied for this item already? A clerk is told of the cases in scope, of any other only that one is
 * open; where it is, is told for a purpose, and every case that is told is a row of the disclosures. */
#define REPLY_TEXT_MAX 200
#include "base/reply_fields.h"
#include "base/text.h"
#include "cases/case_use.h"
#include "identity/identity_rules.h"

#define LOOKED_AT_MAX 50 /* the newest of one person for one item */

struct found { struct case_row rows[LOOKED_AT_MAX]; size_t count; };

static bool is_open(const struct case_row *row) { return case_stage(row->state) != STAGE_END; }

static bool is_in_scope(const struct act *act, const struct case_row *row)
{
    return case_is_visible(act, row->receiving, row->responsible);
}

static enum result find(struct act *act, const char *id_type, const char *id_number, const char *item,
                        struct found **ret_found)
{
    uint8_t person[BLIND_SIZE];
    struct found *found = *ret_found = arena_alloc(act->arena, sizeof(*found));
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
    struct found *found = NULL;
    bool elsewhere = false;
    enum result result = RESULT_OK;
    if (person->id_type != NULL && person->id_number != NULL)
        result = find(act, person->id_type, person->id_number, application->version->item->code, &found);
    if (result != RESULT_OK)
        return result;
    json_open_array(json, "duplicates");
    for (size_t i = 0; found != NULL && i < found->count; i++) {
        if (is_in_scope(act, &found->rows[i]))
            write_row(act, json, &found->rows[i]);
        else
            elsewhere = elsewhere || is_open(&found->rows[i]);
    }
    json_close_array(json);
    json_add_bool(json, "open_elsewhere", elsewhere);
    return RESULT_OK;
}

/* ---- where the open ones are ---- */

enum result case_whereabouts_prepare(struct request *request)
{
    const struct case_whereabouts_body *body = request->body;
    const char *item = identity_code(request->act.arena, body->item_code), *code = NULL;
    struct identity identity;
    struct found *found = NULL;
    if (!identity_check(body->id_type, body->id_number, day_of_ms(request->act.now_ms), &identity, &code)) {
        identity_refuse(&request->act.errors, NULL, "id_number", code);
        return act_refuse_fields(&request->act);
    }
    enum result result = case_find_counter(&request->act, NULL, NULL);
    if (result == RESULT_OK)
        result = find(&request->act, body->id_type, identity.number, item, &found);
    if (result != RESULT_OK)
        return result;
    size_t open = 0;
    for (size_t i = 0; i < found->count; i++)
        if (is_open(&found->rows[i]))
            found->rows[open++] = found->rows[i];
    found->count = open;
    if (open > 0)
        request->act.lane = case_number_district(found->rows[0].number);
    request->state = found;
    return RESULT_OK;
}

enum result case_whereabouts_commit(struct request *request, struct db_session *session)
{
    const struct found *found = request->state;
    const struct case_whereabouts_body *body = request->body;
    const struct case_application about = {.applicant.id_number = body->id_number};
    const char *purpose = case_masked_words(&request->act, &about, body->purpose);
    enum result result = purpose != NULL ? RESULT_OK : RESULT_NO_MEMORY;
    for (size_t i = 0; i < found->count && result == RESULT_OK; i++) {
        if (is_in_scope(&request->act, &found->rows[i]))
            continue;
        result = case_add_disclosure(session, &(struct case_disclosure){
            .number = found->rows[i].number, .username = request->act.principal.id, .what = DISCLOSED_WHEREABOUTS,
            .purpose = purpose, .at = request->act.now_ms});
    }
    return result;
}

enum result case_whereabouts_answer(struct request *request)
{
    const struct found *found = request->state;
    json_open_object(&request->json, NULL);
    json_open_array(&request->json, "items");
    for (size_t i = 0; i < found->count; i++)
        write_row(&request->act, &request->json, &found->rows[i]);
    json_close_array(&request->json);
    json_add_null(&request->json, "next");
    json_close_object(&request->json);
    return RESULT_OK;
}

/* ---- shapes ---- */


static const struct field row_fields[] = {
    TEXT("case_number"), CHOICE("state", case_state_names), FLAG("finished"), TIME("received_at"), CENTRE("centre"),
    CENTRE("responsible_centre"), {0}};
const struct field case_duplicate_item[] = {{"item", FIELD_OBJECT, .fields = row_fields}, {0}};
const struct field case_whereabouts_body[] = {
    {"item_code", FIELD_TEXT, FIELD_REQUIRED, 1, 40, .description = "of which item",
     AT(case_whereabouts_body, item_code)},
    {"id_type", FIELD_TEXT, FIELD_REQUIRED, 3, 3, .description = "as the applicant's",
     AT(case_whereabouts_body, id_type)},
    {"id_number", FIELD_TEXT, FIELD_REQUIRED, 1, 40, .description = "as the applicant's",
     AT(case_whereabouts_body, id_number)},
    {"purpose", FIELD_TEXT, FIELD_REQUIRED | FIELD_SAYS, 2, 200,
     .description = "why it has to be known; kept with what was told", AT(case_whereabouts_body, purpose)}, {0}};
const struct field case_whereabouts_fields[] = {
    LIST("items", LOOKED_AT_MAX, case_duplicate_item, "open cases, newest first"), TEXT_OR_NULL("next"), {0}};
