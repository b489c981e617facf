/* Filling an application as a patient clerk would: ask the server what applies, answer, ask again. */
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/check_digit.h"
#include "base/json_write.h"
#include "base/text.h"
#include "calendar/calendar.h"
#include "crypto/crypto.h"
#include "main/walk.h"

#define ROUNDS_MAX 16
#define CODES_MAX 64
#define BODY_MAX 65536

void walk_person_make(struct walk_person *person, const char *today, const char *hukou_division, const char *residence_division)
{
    static const char *const names[] = {"顾玉珍", "沈秀英", "陆桂芳", "施佩华", "金素琴", "倪惠娟"};
    uint8_t random[8];
    int year = 2026, month, day_of_month;
    int32_t day;
    crypto_random(random, sizeof(random));
    if (day_parse(today, &day))
        day_to_parts(day, &year, &month, &day_of_month);
    int serial = 2 + (random[0] << 8 | random[1]) % 499 * 2; /* even: a woman */
    char body[64];
    (void)snprintf(body, sizeof(body), "%.6s%04d%02d%02d%03d", hukou_division, year - 71 - random[2] % 8,
                   1 + random[3] % 12, 1 + random[4] % 28, serial);
    (void)text_copy(person->id_number, sizeof(person->id_number), body);
    person->id_number[17] = check_digit_mod_11_2(person->id_number, 17);
    person->id_number[18] = '\0';
    (void)snprintf(person->phone, sizeof(person->phone), "1380000%04d", (random[5] << 8 | random[6]) % 10000);
    person->name = names[random[7] % ARRAY_COUNT(names)];
    person->hukou_division = hukou_division;
    person->residence_division = residence_division;
}

/* Codes of what was missing, each once, in the order in which it was missed. */
struct codes { const char *items[CODES_MAX]; size_t count; };
struct draft { struct codes answers, form, materials; };

/* Adds the codes of a list of texts; false when all were there already. */
static bool add_codes(struct codes *codes, const struct json *list)
{
    size_t before = codes->count;
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *code = json_at(list, i);
        bool known = code->type != JSON_TEXT;
        for (size_t k = 0; k < codes->count && !known; k++)
            known = text_equal(codes->items[k], code->text.bytes);
        if (!known && codes->count < CODES_MAX)
            codes->items[codes->count++] = code->text.bytes;
    }
    return codes->count > before;
}

/* The member of a list whose `key` is `code`. */
static const struct json *find(const struct json *list, const char *key, const char *code)
{
    for (size_t i = 0; i < json_count(list); i++)
        if (text_equal(json_get_text(json_at(list, i), key), code))
            return json_at(list, i);
    return NULL;
}

static const char *first_option(const struct json *of)
{
    return json_get_text(json_at(json_get(of, "options"), 0), "code");
}

static void write_value(struct json_writer *json, const struct json *field, const struct walk_person *person)
{
    static const struct { const char *type, *value; } samples[] = {
        {"text", "示例"}, {"long_text", "示例"}, {"address", "示例路1号"}, {"date", "2026-01-05"}, {"bank_account", "6222020000000000000"}};
    const char *element = json_get_text(field, "element"), *type = json_get_text(field, "type");
    if (element == NULL)
        return;
    if (text_equal(type, "choice"))
        json_add_text(json, element, first_option(field));
    else if (text_equal(type, "integer") || text_equal(type, "money"))
        json_add_integer(json, element, 1);
    else if (text_equal(type, "bool"))
        json_add_bool(json, element, true);
    else if (text_equal(type, "person_name"))
        json_add_text(json, element, person->name);
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

static void write_materials(struct json_writer *json, const struct codes *materials)
{
    json_open_array(json, "materials");
    for (size_t i = 0; i < materials->count; i++) {
        json_open_object(json, NULL);
        json_add_text(json, "material_code", materials->items[i]);
        json_add_text(json, "source", "original");
        json_add_integer(json, "copies", 1);
        json_close_object(json);
    }
    json_close_array(json);
}

static const char *write_draft(struct walk *walk, const struct json *item, const struct draft *draft, const struct walk_person *person)
{
    struct buffer out;
    struct json_writer json;
    buffer_init(&out, BODY_MAX);
    json_begin(&json, &out);
    json_open_object(&json, NULL);
    json_add_text(&json, "item_code", json_get_text(item, "code"));
    json_open_object(&json, "answers");
    for (size_t i = 0; i < draft->answers.count; i++)
        json_add_text(&json, draft->answers.items[i], first_option(find(json_get(item, "questions"), "code", draft->answers.items[i])));
    json_close_object(&json);
    write_person(&json, person);
    json_open_object(&json, "form");
    for (size_t i = 0; i < draft->form.count; i++)
        write_value(&json, find(json_get(item, "fields"), "element", draft->form.items[i]), person);
    json_close_object(&json);
    write_materials(&json, &draft->materials);
    json_close_object(&json);
    const char *body = out.failed ? NULL : arena_copy_text(walk->arena, out.bytes);
    buffer_free(&out);
    return body;
}

const char *walk_application(struct walk *walk, const char *token, const struct json *item, const struct walk_person *person)
{
    struct draft draft = {0};
    const char *body = write_draft(walk, item, &draft, person);
    for (int round = 0; body != NULL && round < ROUNDS_MAX; round++) {
        const struct json *preview = NULL;
        struct walk_request request = {.method = "POST", .path = "/v1/cases/preview", .token = token, .body = body};
        if (!walk_ask(walk, &request, 200, &preview))
            return NULL;
        bool answered = add_codes(&draft.answers, json_get(preview, "missing_answers"));
        bool filled = add_codes(&draft.form, json_get(preview, "missing_form"));
        bool brought = add_codes(&draft.materials, json_get(preview, "missing_materials"));
        if (!answered && !filled && !brought)
            break;
        body = write_draft(walk, item, &draft, person);
    }
    return body;
}
