#include "base/arena.h"
#include "base/json_write.h"
#include "base/reply_fields.h"
#include "base/spec.h"
#include "base/text.h"

void field_error_add(struct field_errors *errors, const char *field, const char *code, const char *zh, const char *en)
{
    if (errors->count >= FIELD_ERRORS_MAX)
        return;
    struct field_error error = {
        .field = arena_copy_text(errors->arena, field ? field : ""),
        .code = arena_copy_text(errors->arena, code),
        .zh = arena_copy_text(errors->arena, zh),
        .en = arena_copy_text(errors->arena, en),
    };
    if (!error.field || !error.code || !error.zh || !error.en)
        error = (struct field_error){ "", "too_large", "请求的内容太大。", "The request is too large." };
    errors->items[errors->count++] = error;
}

void field_error_add_code(struct field_errors *errors, const char *field, const char *code)
{
    static const struct { const char *code, *zh, *en; } sentences[] = {
#define SPEC_SENTENCE(code, zh, en) { code, zh, en },
        SPEC_CODES(SPEC_SENTENCE)
#undef SPEC_SENTENCE
    };
    for (size_t i = 0; i < ARRAY_COUNT(sentences); i++) {
        if (text_equal(code, sentences[i].code)) {
            field_error_add(errors, field, code, sentences[i].zh, sentences[i].en);
            return;
        }
    }
    field_error_add(errors, field, code, "内容不符合要求。", "This is not valid.");
}

void field_errors_write(struct json_writer *writer, const struct field_errors *errors)
{
    json_open_array(writer, "errors");
    for (size_t i = 0; i < errors->count; i++) {
        json_open_object(writer, NULL);
        json_add_text(writer, "field", errors->items[i].field);
        json_add_text(writer, "code", errors->items[i].code);
        json_add_text(writer, "zh", errors->items[i].zh);
        json_add_text(writer, "en", errors->items[i].en);
        json_close_object(writer);
    }
    json_close_array(writer);
}

const struct field field_error_fields[] = {
    {"field", FIELD_TEXT, FIELD_REQUIRED | FIELD_EMPTY_OK, 0, 400, .description = "path such as applicant.id_number"},
    {"code", FIELD_TEXT, FIELD_REQUIRED, 0, 100, .description = "stable code"},
    TEXT("zh", "sentence in Chinese"), TEXT("en", "sentence in English"), {0}};
