/* Reading a case: who may, its events, a logged look at the full personal data, the QR code of the receipt. */
#include <qrencode.h>

#include "base/reply_fields.h"
#include "cases/case_replay.h"
#include "cases/case_use.h"

const struct problem problem_password_needed = {
    "unauthenticated", 401, "请登录，或提供办件的查询密码",
    "Sign in, or give the query password of the case (header Query-Password)"};
const struct problem problem_no_public_url = {"no_public_url", 409, "没有设置居民查询的网址（public_url），无法生成二维码",
                                             "Where residents reach the pages is not set (public_url): there is no QR code"};

static enum result load_asked(struct act *act, const struct case_asked *asked, struct case_record *ret_record)
{
    bool public = act->principal.kind == PRINCIPAL_PUBLIC;
    if (public && asked->query_password == NULL)
        return act_refuse(act, &problem_password_needed);
    const char *number = case_text_tidied(act->arena, asked->number);
    if (number == NULL)
        return RESULT_NO_MEMORY;
    enum result result = case_load(act->session, act->arena, number, ret_record);
    if (result != RESULT_OK && result != RESULT_NOT_FOUND)
        return result;
    if (public)
        return case_query_check(act, asked, number, result == RESULT_OK ? ret_record : NULL);
    if (result == RESULT_OK && !case_is_visible(act, ret_record->receiving, ret_record->responsible))
        return RESULT_NOT_FOUND;
    return result;
}

/* A case with its application. */
struct opened { struct case_record record; struct case_application application; };

static enum result open_asked(struct act *act, const struct case_asked *asked, struct opened *ret_opened)
{
    enum result result = load_asked(act, asked, &ret_opened->record);
    if (result != RESULT_OK)
        return result;
    return case_application_open(act, &ret_opened->record, READ_BACK, &ret_opened->application);
}

enum result case_read(struct act *act, const struct case_asked *asked, struct json_writer *json)
{
    struct opened opened;
    struct case_told told;
    enum result result = open_asked(act, asked, &opened);
    if (result == RESULT_OK)
        result = case_told_load(act, &opened.record, &told);
    if (result != RESULT_OK)
        return result;
    json_open_object(json, NULL);
    case_write(act, json, &opened.record, &opened.application, &told);
    json_close_object(json);
    return RESULT_OK;
}

/* ---- events ---- */

static const struct field dues_fields[] = {
    DAY_OR_NULL("notice_due"), DAY_OR_NULL("supplement_due"), DAY_OR_NULL("legal_due"), DAY_OR_NULL("promised_due"),
    DAY_OR_NULL("issue_due"), {0}};
static const struct field event_fields[] = {
    {"seq", FIELD_INTEGER, FIELD_REQUIRED, 1, 0, .description = "1, 2, …"}, TIME("at"),
    TEXT("action", "receive, or one of the actions"), TEXT_OR_NULL("from", "state before"), TEXT("to", "state after"),
    TEXT_OR_NULL("actor", "user name, for staff; null: the system"),
    TEXT_OR_NULL("actor_name", "what they were called then"), TEXT_OR_NULL("centre", "where it was done"),
    TEXT_OR_NULL("centre_name"), TEXT_OR_NULL("centre_name_en"), LIST("reasons", 60, case_reason_item),
    TEXT_OR_NULL("reason"), OBJECT("outcome", case_came_to_fields, "what it had come to"), TEXT_OR_NULL("procedure"),
    NUMBER_OR_NULL("days"), TEXT_OR_NULL("delivery"), TEXT_OR_NULL("note", "for staff"),
    OBJECT_OR_NULL("dues", dues_fields, "of calendar_changed: the days from then on"),
    DAY_OR_NULL("due", "of calendar_changed: the day on which the limit that ran then ends from then on"),
    FLAG("deemed_too_early",
     "of calendar_changed: acceptance by silence, which came earlier than this calendar gives; it stays"), {0}};
const struct field case_event_list_fields[] = {
    LIST("items", 1000, ITEMS(event_fields), "oldest first"), TEXT_OR_NULL("next"), {0}};

struct listing {
    struct act *act;
    struct json_writer *json;
    const struct opened *of;
    void (*write)(struct listing *listing, const struct case_event *event, const struct case_order *written);
    enum result result;
};

enum result case_event_open(struct act *act, const char *number, const struct case_event *event, struct case_order *ret_written)
{
    struct json_fault fault;
    const struct json *written = NULL;
    char *bytes = NULL;
    size_t size = 0;
    *ret_written = (struct case_order){.note = NULL};
    if (event->sealed == NULL)
        return RESULT_OK;
    enum result result = crypto_open(act->context->keyring, act->arena, number, event->sealed, event->sealed_size, &bytes, &size);
    if (result == RESULT_OK)
        result = json_read_in_place(act->arena, bytes, size, &written, &fault);
    if (result == RESULT_OK)
        result = spec_read_kept(act->arena, written, case_written_fields, ret_written);
    return result == RESULT_INVALID ? RESULT_CORRUPT : result;
}

static void write_event(struct listing *listing, const struct case_event *event, const struct case_order *written)
{
    const struct case_application *application = &listing->of->application;
    struct act *act = listing->act;
    struct json_writer *json = listing->json;
    bool staff = case_shows_staff(&act->principal);
    json_open_object(json, NULL);
    json_add_integer(json, "seq", event->seq);
    case_write_time(json, "at", event->at);
    json_add_text(json, "action", event->action);
    json_add_text(json, "from", event->from_state < 0 ? NULL : case_state_names[event->from_state]);
    json_add_text(json, "to", case_state_names[event->to_state]);
    json_add_text(json, "actor", staff ? event->actor : NULL);
    json_add_text(json, "actor_name", staff ? event->actor_name : NULL);
    case_write_centre(act, json, "centre", event->centre);
    case_write_reasons(act, json, application, &written->reasons, written->reason, CASE_MASKED);
    /* a case is decided once: its outcome is the one of every state from there on */
    case_write_came_to(json, (enum case_state)event->to_state, listing->of->record.facts.outcome);
    json_add_text(json, "procedure", written->procedure);
    if (written->days != NULL)
        json_add_integer(json, "days", *written->days);
    else
        json_add_null(json, "days");
    json_add_text(json, "delivery", written->delivery);
    case_write_words(act, json, application, "note", staff ? written->note : NULL, CASE_MASKED);
    case_facts_show(json, act->arena, event->facts,
                    case_limit_running((enum case_state)event->to_state, listing->of->record.facts.immediate));
    json_close_object(json);
}

static void list_event(void *context, const struct case_event *event)
{
    struct listing *listing = context;
    struct case_order written;
    enum result result = case_event_open(listing->act, listing->of->record.number, event, &written);
    if (result == RESULT_OK)
        listing->write(listing, event, &written);
    else
        listing->result = result;
}

/* The events of a case as member `key`. */
static enum result list_events(struct listing listing, const char *key)
{
    json_open_array(listing.json, key);
    enum result result = case_each_event(listing.act->session, &listing.of->record, list_event, &listing);
    json_close_array(listing.json);
    return result != RESULT_OK ? result : listing.result;
}

enum result case_list_events(struct act *act, const struct case_asked *asked, struct json_writer *json)
{
    struct opened opened;
    enum result result = open_asked(act, asked, &opened);
    if (result != RESULT_OK)
        return result;
    json_open_object(json, NULL);
    result = list_events((struct listing){.act = act, .json = json, .of = &opened, .write = write_event}, "items");
    json_add_null(json, "next");
    json_close_object(json);
    return result;
}

/* ---- a logged look ---- */

static void write_whole_person(struct json_writer *json, const char *key, const struct case_person *person)
{
    json_open_object(json, key);
    json_add_text(json, "id_type", person->id_type);
    json_add_text(json, "id_number", person->id_number);
    json_add_text(json, "name", person->name);
    json_add_text(json, "phone", person->phone);
    json_add_text(json, "hukou_division", person->hukou);
    json_add_text(json, "residence_division", person->residence);
    json_add_text(json, "address", person->address);
    json_close_object(json);
}

/* What was written with an event, if anything was. */
static void write_whole_event(struct listing *listing, const struct case_event *event, const struct case_order *written)
{
    struct json_writer *json = listing->json;
    if (written->reasons.count == 0 && written->reason == NULL && written->note == NULL)
        return;
    json_open_object(json, NULL);
    json_add_integer(json, "seq", event->seq);
    case_write_reasons(listing->act, json, &listing->of->application, &written->reasons, written->reason, CASE_CLEAR);
    json_add_text(json, "note", written->note);
    json_close_object(json);
}

struct case_reveal { struct opened opened; const char *purpose; };

enum result case_reveal_prepare(struct act *act, const char *number, const char *purpose,
                                struct case_reveal **ret_reveal)
{
    struct case_reveal *reveal = *ret_reveal = arena_alloc(act->arena, sizeof(*reveal));
    if (reveal == NULL)
        return RESULT_NO_MEMORY;
    enum result result = open_asked(act, &(struct case_asked){.number = number}, &reveal->opened);
    if (result != RESULT_OK)
        return result;
    act->lane = reveal->opened.record.district;
    reveal->purpose = case_masked_words(act, &reveal->opened.application, purpose);
    return reveal->purpose != NULL ? RESULT_OK : RESULT_NO_MEMORY;
}

enum result case_reveal_commit(struct act *act, struct db_session *session, const struct case_reveal *reveal)
{
    return case_add_disclosure(session, &(struct case_disclosure){
        .number = reveal->opened.record.number, .username = act->principal.id, .what = DISCLOSED_PERSONAL_DATA,
        .purpose = reveal->purpose, .at = act->now_ms});
}

/* The materials that are named in words. */
static void write_whole_lines(struct json_writer *json, const struct case_application *application)
{
    json_open_array(json, "materials");
    for (size_t i = 0; i < application->material_count; i++) {
        if (application->materials[i].name == NULL)
            continue;
        json_open_object(json, NULL);
        json_add_text(json, "material_code", application->materials[i].code);
        json_add_text(json, "name", application->materials[i].name);
        json_close_object(json);
    }
    json_close_array(json);
}

enum result case_write_revealed(struct act *act, const struct case_reveal *reveal, struct json_writer *json)
{
    const struct case_application *application = &reveal->opened.application;
    json_open_object(json, NULL);
    write_whole_person(json, "applicant", &application->applicant);
    if (application->has_agent)
        write_whole_person(json, "agent", &application->agent);
    else
        json_add_null(json, "agent");
    json_add_value(json, "answers", application->answers);
    case_write_form(act, json, application, CASE_CLEAR);
    write_whole_lines(json, application);
    case_write_reasons(act, json, application, &application->reasons, application->reason, CASE_CLEAR);
    enum result result = list_events(
        (struct listing){.act = act, .json = json, .of = &reveal->opened, .write = write_whole_event}, "events");
    json_close_object(json);
    return result;
}

/* ---- QR code ---- */

enum result case_qr(struct act *act, const struct case_asked *asked, const char *base, struct buffer *svg)
{
    struct case_record record;
    enum result result = load_asked(act, asked, &record);
    if (result != RESULT_OK)
        return result;
    if (base == NULL)
        return act_refuse(act, &problem_no_public_url);
    const char *address = arena_format(act->arena, "%s/#/case/%s", base, record.number);
    QRcode *code = address != NULL ? QRcode_encodeString8bit(address, 0, QR_ECLEVEL_M) : NULL;
    if (code == NULL)
        return RESULT_NO_MEMORY;
    int size = code->width + 8; /* four modules of quiet zone on each side */
    buffer_add_format(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\" role=\"img\">"
                           "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path d=\"", size, size, size, size);
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++)
            if (code->data[y * code->width + x] & 1)
                buffer_add_format(svg, "M%d %dh1v1h-1z", x + 4, y + 4);
    buffer_add_text(svg, "\"/></svg>");
    QRcode_free(code);
    return RESULT_OK;
}
