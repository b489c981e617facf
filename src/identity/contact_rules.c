/* Codes, organisations and names, and the sentences of every fault. */
#include "identity/identity_rules.h"

#include "base/arena.h"
#include "base/check_digit.h"
#include "base/spec.h"
#include "base/text.h"

static bool refuse(const char *fault, const char **ret_code)
{
    if (ret_code)
        *ret_code = fault;
    return false;
}

/* ‐ ‑ ‒ – — ― − and the full-width hyphen, which is ASCII by now. */
static bool is_dash(uint32_t code)
{
    return (code >= 0x2010 && code <= 0x2015) || code == 0x2212 || code == 0xFE58 || code == 0xFE63;
}

void identity_normalise_dashes(const char *text, char normal[IDENTITY_NUMBER_SIZE])
{
    size_t size = 0, step;
    identity_normalise(text, normal);
    for (const char *at = normal; *at != '\0'; at += step) {
        step = text_character_size(at);
        if (is_dash(text_code_point(at))) {
            normal[size++] = '-';
        } else {
            memmove(normal + size, at, step);
            size += step;
        }
    }
    normal[size] = '\0';
}

const char *identity_code(struct arena *arena, const char *text)
{
    char code[IDENTITY_NUMBER_SIZE];
    if (text == NULL || text[strspn(text, "0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ")] == '\0' || !text_is_clean_utf8(text, strlen(text)))
        return text; /* nearly always it is one already */
    identity_normalise_dashes(text, code);
    return arena_copy_text(arena, code);
}

bool uscc_check(const char *text, char normal[USCC_SIZE], const char **ret_code)
{
    char code[IDENTITY_NUMBER_SIZE];
    identity_normalise(text ? text : "", code);
    if (strlen(code) != USCC_SIZE - 1)
        return refuse("uscc_length", ret_code);
    if (strspn(code, "0123456789ABCDEFGHJKLMNPQRTUWXY") != USCC_SIZE - 1 || strspn(code + 2, "0123456789") < 6)
        return refuse("uscc_characters", ret_code); /* the third to eighth are a division's digits */
    if (!check_digit_uscc(code))
        return refuse("uscc_check_digit", ret_code);
    memcpy(normal, code, USCC_SIZE);
    return true;
}

static bool is_in(uint32_t code, uint32_t first, uint32_t last)
{
    return code >= first && code <= last;
}

/* The dots that keyboards give for the one in 买买提·吐尔逊 (U+00B7). */
static bool is_name_dot(uint32_t code)
{
    return code == 0xB7 || code == 0x2022 || code == 0x2027 || code == 0x22C5 || code == 0x30FB || code == 0xFF0E;
}

static bool is_letter(uint32_t code)
{
    if (code < 0x80)
        return is_in(code, 'A', 'Z') || is_in(code, 'a', 'z');
    return is_in(code, 0xC0, 0x1FFF)        /* alphabets */
        || is_in(code, 0x3005, 0x3007)      /* 々〆〇 */
        || is_in(code, 0x3041, 0x312F)      /* kana, bopomofo */
        || is_in(code, 0x3400, 0x9FFF)      /* Han */
        || is_in(code, 0xA000, 0xABFF)      /* Yi and others */
        || is_in(code, 0xAC00, 0xD7A3)      /* Hangul */
        || is_in(code, 0xE000, 0xF8FF)      /* private use: rare Han of old systems */
        || is_in(code, 0xF900, 0xFAFF) || is_in(code, 0x20000, 0x3FFFF);
}

/* What may stand beside letters: "O'Brien", "J. R.", "Anna-Lena", "Li (née Wang), M.", "2nd". */
static bool is_name_mark(uint32_t code)
{
    return (code < 0x80 && code != 0 && strchr("'-.,()0123456789", (int)code)) || code == 0x2019 || code == 0xFF08
        || code == 0xFF09;
}

static bool is_name_blank(uint32_t code)
{
    return code == ' ' || code == 0x3000 || code == 0xA0;
}

/* One character at the end, if it fits. */
static bool append(char *text, size_t *size, size_t room, const char *character, size_t step)
{
    if (*size + step >= room)
        return false;
    memcpy(text + *size, character, step);
    *size += step;
    text[*size] = '\0';
    return true;
}

bool person_name_check(const char *text, char normal[PERSON_NAME_SIZE], const char **ret_code)
{
    char name[PERSON_NAME_SIZE] = "";
    size_t size = 0, step, letters = 0, characters = 0;
    bool blank = false; /* one is due before the next character */
    for (text = text ? text : ""; *text; text += step) {
        step = text_character_size(text);
        uint32_t code = text_code_point(text);
        bool dot = is_name_dot(code), letter = !dot && is_letter(code); /* one of the dots stands among the kana */
        if (is_name_blank(code)) {
            blank = size > 0;
            continue;
        }
        if (!dot && !letter && !is_name_mark(code))
            return refuse("name_characters", ret_code);
        characters += 1 + blank;
        letters += letter;
        if (characters > PERSON_NAME_CHARACTERS_MAX || (blank && !append(name, &size, sizeof(name), " ", 1))
            || !append(name, &size, sizeof(name), dot ? "·" : text, dot ? 2 : step))
            return refuse("name_length", ret_code);
        blank = false;
    }
    if (characters == 0)
        return refuse("name_length", ret_code);
    if (letters == 0)
        return refuse("name_characters", ret_code);
    memcpy(normal, name, size + 1);
    return true;
}

bool identity_explain(const char *code, const char **ret_zh, const char **ret_en)
{
    static const struct {
        const char *code, *zh, *en;
    } sentences[] = {
        { "id_type_unknown", "没有这种证件类型。", "There is no such type of document." },
        { "id_length", "证件号码的位数不对。", "The number has the wrong length." },
        { "id_characters", "证件号码里有不该出现的字符。", "The number contains characters that do not belong there." },
        { "id_province", "证件号码开头的省级代码不存在。", "The number begins with a province that does not exist." },
        { "id_birth_date", "证件号码里的出生日期不存在。", "The birth date in the number does not exist." },
        { "id_birth_future", "证件号码里的出生日期在今天之后。", "The birth date in the number lies in the future." },
        { "id_check_digit", "证件号码的校验位不符，请逐位核对。", "The check digit does not fit: compare the number digit by digit." },
        { "id_old_format", "15 位号码已停用，请填写 18 位号码。", "Numbers of 15 digits are no longer valid: give the one of 18." },
        { "uscc_length", "统一社会信用代码应为 18 位。", "A unified social credit code has 18 characters." },
        { "uscc_characters", "统一社会信用代码里有不该出现的字符。", "The code contains characters that do not belong there." },
        { "uscc_check_digit", "统一社会信用代码的校验位不符，请逐位核对。",
          "The check character does not fit: compare the code character by character." },
        { "phone_shape", "请填写 11 位手机号码、带区号的固定电话，或以 + 和国家代码开头的号码；400、800 等服务号码不能填。",
          "Give a mobile number of 11 digits, a fixed line with its area code, or a number with + and the country; service numbers such as 400 or 800 will not do." },
        { "name_length", "姓名应为 1 至 50 个字。", "A name has 1 to 50 characters." },
        { "name_characters", "姓名里有不该出现的字符。", "The name contains characters that do not belong there." },
    };
    for (size_t i = 0; code && i < ARRAY_COUNT(sentences); i++) {
        if (strcmp(sentences[i].code, code) == 0) {
            *ret_zh = sentences[i].zh;
            *ret_en = sentences[i].en;
            return true;
        }
    }
    return false;
}

void identity_refuse(struct field_errors *errors, const char *who, const char *member, const char *code)
{
    const char *zh = NULL, *en = NULL;
    (void)identity_explain(code, &zh, &en);
    if (strcmp(code, "id_type_unknown") == 0)
        member = "id_type";
    const char *path = who ? arena_join(errors->arena, who, member) : member;
    field_error_add(errors, path ? path : member, code, zh, en);
}
