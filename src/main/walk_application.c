/* Filling an application as a patient clerk would: ask the server what applies, answer, ask again. */
#include <stdio.h>
#include <string.h>

#include "base/json_write.h"
#include "base/buffer.h"
#include "base/text.h"
#include "crypto/crypto.h"
#include "main/walk.h"

#define ROUNDS_MAX 16
#define ANSWERS_MAX 16
#define BODY_MAX 65536

void walk_person_make(struct walk_person *person, const char *today, const char *hukou_division, const char *residence_division)
{
    static const char *const names[] = {"顾玉珍", "沈秀英", "陆桂芳", "施佩华", "金素琴", "倪惠娟"};
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}; /* GB 11643, MOD 11-2 */
    uint8_t random[8];
    int64_t year = 2026;
    char digits[5] = "";
    crypto_random(random, sizeof(random));
    (void)text_copy(digits, sizeof(digits), today);
    (void)text_parse_int64(digits, &year);
    int serial = (random[0] << 8 | random[1]) % 500 * 2; /* even: a woman */
    char body[64];
    (void)snprintf(body, sizeof(body), "%.6s%04d%02d%02d%03d", hukou_division, (int)year - 71 - random[2] % 8,
                   1 + random[3] % 12, 1 + random[4] % 28, serial);
    (void)text_copy(person->id_number, sizeof(person->id_number), body);
    int sum = 0;
    for (size_t i = 0; i < ARRAY_COUNT(weights); i++)
        sum += (person->id_number[i] - '0') * weights[i];
    person->id_number[17] = "10X98765432"[sum % 11];
    person->id_number[18] = '\0';
    (void)snprintf(person->phone, sizeof(person->phone), "1380000%04d", (random[5] << 8 | random[6]) % 10000);
    person->name = names[random[7] % ARRAY_COUNT(names)];
    person->hukou_division = hukou_division;
    person->residence_division = residence_division;
}

struct answers {
    const char *questions[ANSWERS_MAX];
    const char *options[ANSWERS_MAX];
    size_t count;
};

/* The member of a list whose `key` is `code`. */
static const struct json *find(const struct json *list, const char *key, const char *code)
{
    for (size_t i = 0; i < json_count(list); i++)
        if (text_equal(json_get_text(json_at(list, i), key), code))
            return json_at(list, i);
    return NULL;
}

static bool is_answered(const struct answers *answers, const char *question)
{
    for (size_t i = 0; i < answers->count; i++)
        if (text_equal(answers->questions[i], question))
            return true;
    return false;
}

/* Answers the first question that applies and is not answered yet. False: there is none. */
static bool answer_next(struct answers *answers, const struct json *item, const struct json *preview)
{
    const struct json *applying = json_get(preview, "questions");
    for (size_t i = 0; i < json_count(applying) && answers->count < ANSWERS_MAX; i++) {
        const struct json *code = json_at(applying, i);
        if (code->type != JSON_TEXT || is_answered(answers, code->text.bytes))
            continue;
        const struct json *question = find(json_get(item, "questions"), "code", code->text.bytes);
        const char *option = json_get_text(json_at(json_get(question, "options"), 0), "code");
        if (option == NULL)
            continue;
        answers->questions[answers->count] = code->text.bytes;
        answers->options[answers->count++] = option;
        return true;
    }
    return false;
}

static void write_value(struct json_writer *json, const struct json *field, const struct walk_person *person)
{
    static const struct { const char *type, *value; } samples[] = {
        {"text", "示例"}, {"long_text", "示例"}, {"address", "示例路1号"}, {"date", "2026-01-05"}, {"bank_account", "6222020000000000000"}};
    const char *element = json_get_text(field, "element"), *type = json_get_text(field, "type");
    if (text_equal(type, "choice"))
        json_add_text(json, element, json_get_text(json_at(json_get(field, "options"), 0), "code"));
    else if (text_equal(type, "integer") || text_equal(type, "money"))
        json_add_integer(json, element, 1);
    else if (text_equal(type, "bool"))
        json_add_bool(json, element, true);
    else if (text_equal(type, "phone"))
        json_add_text(json, element, person->phone);
    else if (text_equal(type, "id_number"))
        json_add_text(json, element, person->id_number);
    else if (text_equal(type, "division"))
        json_add_text(json, element, person->residence_division);
    for (size_t i = 0; i < ARRAY_COUNT(samples); i++)
        if (text_equal(type, samples[i].type))
            json_add_text(json, element, samples[i].value);
}

static void write_person(struct json_writer *json, const struct walk_person *person)
{
    json_open_object(json, "applicant");
    json_add_text(json, "id_type", "111");
    json_add_text(json, "id_number", person->id_number);
    json_add_text(json, "name", person->name);
    json_add_text(json, "phone", person->phone);
    json_add_text(json, "hukou_division", person->hukou_division);
    json_add_text(json, "residence_division", person->residence_division);
    json_close_object(json);
}

static void write_form(struct json_writer *json, const struct json *item, const struct json *preview, const struct walk_person *person)
{
    const struct json *fields = json_get(preview, "fields");
    json_open_object(json, "form");
    for (size_t i = 0; i < json_count(fields); i++) {
        const char *element = json_get_text(json_at(fields, i), "element");
        const struct json *field = find(json_get(item, "fields"), "element", element);
        if (field != NULL && json_get_bool(field, "required", false))
            write_value(json, field, person);
    }
    json_close_object(json);
}

static void write_materials(struct json_writer *json, const struct json *preview)
{
    const struct json *materials = json_get(preview, "materials");
    json_open_array(json, "materials");
    for (size_t i = 0; i < json_count(materials); i++) {
        const struct json *material = json_at(materials, i);
        if (!json_get_bool(material, "required", false) || !json_get_bool(material, "applies", true))
            continue;
        json_open_object(json, NULL);
        json_add_text(json, "material_code", json_get_text(material, "material_code"));
        json_add_text(json, "source", json_get_text(material, "source"));
        json_add_integer(json, "copies", 1);
        json_close_object(json);
    }
    json_close_array(json);
}

/* `preview` is what the server says applies; NULL at the first time. */
static const char *write_application(struct walk *walk, const struct json *item, const struct json *preview,
                                     const struct answers *answers, const struct walk_person *person)
{
    struct buffer out;
    struct json_writer json;
    buffer_init(&out, BODY_MAX);
    json_begin(&json, &out);
    json_open_object(&json, NULL);
    json_add_text(&json, "item_code", json_get_text(item, "code"));
    json_open_object(&json, "answers");
    for (size_t i = 0; i < answers->count; i++)
        json_add_text(&json, answers->questions[i], answers->options[i]);
    json_close_object(&json);
    write_person(&json, person);
    write_form(&json, item, preview, person);
    write_materials(&json, preview);
    json_close_object(&json);
    const char *body = out.failed ? NULL : arena_copy_text(walk->arena, out.bytes);
    buffer_free(&out);
    return body;
}

const char *walk_application(struct walk *walk, const char *token, const struct json *item, const struct walk_person *person)
{
    struct answers answers = {0};
    const struct json *preview = NULL;
    for (int round = 0; round < ROUNDS_MAX; round++) {
        const char *body = write_application(walk, item, preview, &answers, person);
        struct walk_request request = {.method = "POST", .path = "/v1/cases/preview", .token = token, .body = body};
        if (body == NULL || !walk_ask(walk, &request, 200, &preview))
            return NULL;
        if (!answer_next(&answers, item, preview))
            break;
    }
    return write_application(walk, item, preview, &answers, person);
}
