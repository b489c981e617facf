/* An application as it is kept: sealed with its case. */
#include "cases/case_application.h"

#include "base/buffer.h"
#include "base/json_write.h"
#include "base/text.h"
#include "identity/identity_rules.h"

#define SEALED_MAX ((size_t)256 * 1024)

void case_person_blind(const struct keyring *keyring, struct arena *arena, const char *id_type, const char *id_number,
                       uint8_t blind[BLIND_SIZE])
{
    const char *text = arena_format(arena, "%s:%s", id_type, id_number);
    crypto_blind(keyring, "person", text != NULL ? text : "", blind);
}

const char *case_seal_context(struct arena *arena, const struct case_record *record)
{
    static const char room[] = "case:"; /* case:PERSON:ITEM */
    size_t person = sizeof(room) - 1, item = person + 2 * BLIND_SIZE + 1, size = strlen(record->item) + 1;
    char *text = arena_alloc(arena, item + size);
    if (text == NULL)
        return NULL;
    memcpy(text, room, person);
    text_hex(text + person, record->person, BLIND_SIZE);
    text[item - 1] = ':';
    memcpy(text + item, record->item, size);
    return text;
}

enum result case_application_seal(struct act *act, const struct case_application *application,
                                  struct case_record *record)
{
    struct buffer text;
    struct json_writer json;
    struct case_intake intake;
    uint8_t *sealed = NULL;
    record->item = application->version->item->code;
    case_person_blind(act->context->keyring, act->arena, application->applicant.id_type,
                      application->applicant.id_number, record->person);
    record->applicant = mask_name(act->arena, application->applicant.name);
    record->situation = application->outcome.situation != NULL ? application->outcome.situation->code : NULL;
    record->complete = application->complete;
    buffer_init(&text, SEALED_MAX);
    json_begin(&json, &text);
    const char *context = case_seal_context(act->arena, record);
    if (case_application_keep(act->arena, application, &intake))
        spec_write(&json, NULL, case_kept_fields, &intake);
    else
        context = NULL;
    enum result result = text.failed ? RESULT_TOO_LARGE : context == NULL ? RESULT_NO_MEMORY : RESULT_OK;
    if (result == RESULT_OK)
        result = crypto_seal(act->context->keyring, act->arena, context, text.bytes, text.size, &sealed,
                             &record->sealed_size);
    record->sealed = sealed;
    if (text.bytes != NULL)
        crypto_wipe(text.bytes, text.size);
    buffer_free(&text);
    return result;
}

enum result case_application_unseal(const struct keyring *keyring, struct arena *arena,
                                    const struct case_record *record, char **ret_bytes, size_t *ret_size)
{
    const char *context = case_seal_context(arena, record);
    return context == NULL ? RESULT_NO_MEMORY
                           : crypto_open(keyring, arena, context, record->sealed, record->sealed_size, ret_bytes, ret_size);
}

static enum result open_body(struct act *act, const struct case_record *record, const struct json **ret_body)
{
    char *bytes = NULL;
    size_t size = 0;
    struct json_fault fault;
    enum result result = case_application_unseal(act->context->keyring, act->arena, record, &bytes, &size);
    if (result != RESULT_OK)
        return result;
    result = json_read_in_place(act->arena, bytes, size, ret_body, &fault);
    return result == RESULT_INVALID ? RESULT_CORRUPT : result;
}

enum result case_application_open(struct act *act, const struct case_record *record, unsigned reading,
                                  struct case_application *ret_application)
{
    const struct json *kept = NULL;
    struct case_intake intake = {.item_code = NULL};
    size_t errors = act->errors.count;
    enum result result = open_body(act, record, &kept);
    if (result == RESULT_OK)
        result = spec_read_kept(act->arena, kept, case_kept_fields, &intake);
    if (result != RESULT_OK)
        return result;
    result = case_application_read(act, &intake, record->facts.received_on, reading, ret_application);
    act->errors.count = errors; /* what was good when it came is not judged again */
    ret_application->answers = intake.answers; /* nor lost, should the guide of that day have been mended since */
    ret_application->form = intake.form;
    ret_application->kept = kept;
    ret_application->was_whole = intake.not_given != NULL;
    return result == RESULT_OK && ret_application->version == NULL ? RESULT_CORRUPT : result;
}
