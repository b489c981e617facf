#include "catalogue/catalogue_value_rules.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "identity/identity_rules.h"

#define MONEY_MAX_FEN INT64_C(99999999999999)

/* What a check of one type is given and gives back. */
struct checking {
    struct arena *arena;
    const struct catalogue_element *element;
    const struct application_checks *checks;
    const struct json *given;
    struct json *value;
    struct field_errors *errors;
    const char *path;
};

static bool refuse(struct checking *c, const char *code, const char *zh, const char *en)
{
    field_error_add(c->errors, c->path, code, zh, en);
    return false;
}

static bool refuse_code(struct checking *c, const char *code)
{
    field_error_add_code(c->errors, c->path, code);
    return false;
}

static bool give_text(struct checking *c, const char *text)
{
    *c->value = (struct json){.type = JSON_TEXT, .text = {text, text == NULL ? 0 : strlen(text)}};
    return text != NULL;
}

static int64_t max_length(const struct checking *c, int64_t otherwise)
{
    return c->element->max_length > 0 ? c->element->max_length : otherwise;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool catalogue_value_is_empty(const struct json *value)
{
    if (value == NULL || value->type == JSON_NULL)
        return true;
    if (value->type != JSON_TEXT)
        return false;
    for (size_t i = 0; i < value->text.size; i++)
        if (!is_blank(value->text.bytes[i]))
            return false;
    return true;
}

static bool check_text(struct checking *c)
{
    bool lines = c->element->type == ELEMENT_long_text;
    if (c->given->type != JSON_TEXT)
        return refuse_code(c, "type");
    if ((int64_t)text_count_characters(c->given->text.bytes) > max_length(c, lines ? 2000 : 200))
        return refuse_code(c, "too_long");
    if (!text_is_clean_utf8(c->given->text.bytes, c->given->text.size) ||
        (!lines && strpbrk(c->given->text.bytes, "\n\t") != NULL))
        return refuse(c, "encoding", "不能含有换行或控制字符。", "May not hold line breaks or control characters.");
    *c->value = *c->given;
    return true;
}

static bool check_integer(struct checking *c)
{
    int64_t value = 0;
    if (c->given->type == JSON_INTEGER)
        value = c->given->integer;
    else if (c->given->type != JSON_TEXT || !text_parse_int64(c->given->text.bytes, &value))
        return refuse_code(c, "type");
    int64_t limit = 1;
    for (int64_t digits = max_length(c, 9); digits > 0 && limit < INT64_MAX / 10; digits--)
        limit *= 10;
    if (value < 0 || value >= limit)
        return refuse_code(c, "out_of_range");
    *c->value = (struct json){.type = JSON_INTEGER, .integer = value};
    return true;
}

/* "1234", "1234.5" or "1234.56" as fen; -1 when it is none of them. */
static int64_t read_fen(const char *text)
{
    int64_t fen = 0;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 13)
        return -1;
    for (size_t i = 0; i < digits; i++)
        fen = fen * 10 + (text[i] - '0');
    text += digits;
    fen *= 100;
    if (*text == '\0')
        return fen;
    size_t decimals = *text == '.' ? strspn(text + 1, "0123456789") : 0;
    if (decimals < 1 || decimals > 2 || text[1 + decimals] != '\0')
        return -1;
    return fen + (text[1] - '0') * 10 + (decimals == 2 ? text[2] - '0' : 0);
}

static bool check_money(struct checking *c)
{
    int64_t fen = -1;
    if (c->given->type == JSON_TEXT)
        fen = read_fen(c->given->text.bytes);
    else if (c->given->type == JSON_INTEGER && c->given->integer >= 0 && c->given->integer <= MONEY_MAX_FEN / 100)
        fen = c->given->integer * 100;
    else if (c->given->type == JSON_REAL && c->given->real >= 0 && c->given->real <= (double)(MONEY_MAX_FEN / 100) &&
             fabs(c->given->real * 100 - round(c->given->real * 100)) < 1e-4)
        fen = (int64_t)round(c->given->real * 100);
    if (fen < 0)
        return refuse(c, "money", "请填写金额（元），最多两位小数。", "Give an amount in yuan with at most two decimals.");
    char *text = arena_format(c->arena, "%lld.%02lld", (long long)(fen / 100), (long long)(fen % 100));
    if (text != NULL && (int64_t)strlen(text) > max_length(c, 12) + 3)
        return refuse_code(c, "too_long");
    return give_text(c, text);
}

static bool check_date(struct checking *c)
{
    int32_t day = 0;
    if (c->given->type != JSON_TEXT)
        return refuse_code(c, "type");
    if (!day_parse(c->given->text.bytes, &day))
        return refuse_code(c, "not_a_date");
    *c->value = *c->given;
    return true;
}

static bool check_phone(struct checking *c)
{
    if (c->given->type != JSON_TEXT)
        return refuse_code(c, "type");
    char normal[PHONE_SIZE] = "";
    if (!phone_check(c->given->text.bytes, normal, NULL))
        return refuse(c, "phone", "请填写电话号码，例如手机号 11 位或带区号的固定电话。",
                      "Give a phone number: 11 digits of a mobile, or a fixed line with its area code.");
    return give_text(c, arena_copy_text(c->arena, normal));
}

/* Digits of an account, blanks between them left away. */
static bool check_account(struct checking *c)
{
    if (c->given->type != JSON_TEXT)
        return refuse_code(c, "type");
    char *text = arena_copy_text(c->arena, c->given->text.bytes);
    size_t size = 0;
    for (size_t i = 0; text != NULL && text[i] != '\0'; i++)
        if (text[i] != ' ')
            text[size++] = text[i];
    if (text == NULL)
        return false;
    text[size] = '\0';
    if (size < 8 || (int64_t)size > max_length(c, 32) || !text_is_digits(text, 0))
        return refuse(c, "bank_account", "请填写银行账号（8 位以上数字）。", "Give the digits of a bank account, 8 or more.");
    return give_text(c, text);
}

static bool check_id_number(struct checking *c)
{
    if (c->given->type != JSON_TEXT)
        return refuse_code(c, "type");
    char number[IDENTITY_NUMBER_SIZE];
    identity_normalise(c->given->text.bytes, number);
    if (!identity_number_is_valid(number, c->checks->today))
        return refuse(c, "id_number", "身份证件号码不正确，请核对每一位。", "This is not a valid identity number; check every digit.");
    return give_text(c, arena_copy_text(c->arena, number));
}

static bool check_choice(struct checking *c)
{
    const struct catalogue_codelist *list = c->element->codelist;
    if (c->given->type != JSON_TEXT)
        return refuse_code(c, "type");
    for (size_t i = 0; list != NULL && i < list->count; i++)
        if (text_equal(list->choices[i].code, c->given->text.bytes)) {
            *c->value = *c->given;
            return true;
        }
    return refuse_code(c, "not_a_choice");
}

static bool check_division(struct checking *c)
{
    if (c->given->type != JSON_TEXT)
        return refuse_code(c, "type");
    const char *code = identity_code(c->arena, c->given->text.bytes);
    struct place_address address = places_find_address(c->checks->places, code);
    if (code != NULL && !address.exact && address.level != PLACE_OUTSIDE)
        return refuse(c, "unknown_division", "没有这个行政区划代码。", "There is no division with this code.");
    return give_text(c, code);
}

static bool check_bool(struct checking *c)
{
    static const char *const yes[] = {"true", "1", NULL}, *const no[] = {"false", "0", NULL};
    bool value = c->given->type == JSON_BOOL ? c->given->boolean : false;
    if (c->given->type == JSON_TEXT) {
        value = text_in_list(c->given->text.bytes, yes);
        if (!value && !text_in_list(c->given->text.bytes, no))
            return refuse_code(c, "type");
    } else if (c->given->type != JSON_BOOL) {
        return refuse_code(c, "type");
    }
    *c->value = (struct json){.type = JSON_BOOL, .boolean = value};
    return true;
}

bool catalogue_check_value(struct arena *arena, const struct catalogue_element *element, const struct application_checks *checks,
                           const struct json *given, struct json *ret_value, struct field_errors *errors, const char *path)
{
    static bool (*const by_type[])(struct checking *) = {
        [ELEMENT_text] = check_text,         [ELEMENT_person_name] = check_text,  [ELEMENT_long_text] = check_text,
        [ELEMENT_integer] = check_integer,   [ELEMENT_money] = check_money,
        [ELEMENT_date] = check_date,         [ELEMENT_phone] = check_phone,
        [ELEMENT_id_number] = check_id_number, [ELEMENT_choice] = check_choice,
        [ELEMENT_division] = check_division, [ELEMENT_address] = check_text,
        [ELEMENT_bank_account] = check_account, [ELEMENT_bool] = check_bool,
    };
    struct checking checking = {arena, element, checks, given, ret_value, errors, path};
    return by_type[element->type](&checking);
}
