/* Numbers of identity documents: GB 11643 and the forms beside it. */
#include "identity/identity_rules.h"

#include "base/check_digit.h"
#include "base/text.h"
#include "calendar/calendar.h"

enum { RESIDENT_SIZE = 18, OLD_RESIDENT_SIZE = 15, OLD_PERMANENT_SIZE = 15, FIRST_BIRTH_YEAR = 1900 };

enum shape { RESIDENT, PERMANENT_RESIDENT, PASSPORT, TAIWAN_PASS, HK_MACAO_PASS, OTHER, ORGANISATION };

const struct identity_type identity_types[] = {
#define TYPE_ROW(code, shape, name, name_en) { code, name, name_en },
    IDENTITY_TYPES(TYPE_ROW)
#undef TYPE_ROW
    { NULL, NULL, NULL },
};

static const enum shape shapes[] = {
#define SHAPE_ROW(code, shape, name, name_en) shape,
    IDENTITY_TYPES(SHAPE_ROW)
#undef SHAPE_ROW
};

const struct identity_type *identity_type_find(const char *code)
{
    for (const struct identity_type *type = identity_types; code && type->code; type++) {
        if (strcmp(type->code, code) == 0)
            return type;
    }
    return NULL;
}

const struct province provinces[] = {
    { "11", "北京市", "Beijing" },       { "12", "天津市", "Tianjin" },
    { "13", "河北省", "Hebei" },         { "14", "山西省", "Shanxi" },
    { "15", "内蒙古自治区", "Inner Mongolia" }, { "21", "辽宁省", "Liaoning" },
    { "22", "吉林省", "Jilin" },         { "23", "黑龙江省", "Heilongjiang" },
    { "31", "上海市", "Shanghai" },      { "32", "江苏省", "Jiangsu" },
    { "33", "浙江省", "Zhejiang" },      { "34", "安徽省", "Anhui" },
    { "35", "福建省", "Fujian" },        { "36", "江西省", "Jiangxi" },
    { "37", "山东省", "Shandong" },      { "41", "河南省", "Henan" },
    { "42", "湖北省", "Hubei" },         { "43", "湖南省", "Hunan" },
    { "44", "广东省", "Guangdong" },     { "45", "广西壮族自治区", "Guangxi" },
    { "46", "海南省", "Hainan" },        { "50", "重庆市", "Chongqing" },
    { "51", "四川省", "Sichuan" },       { "52", "贵州省", "Guizhou" },
    { "53", "云南省", "Yunnan" },        { "54", "西藏自治区", "Tibet" },
    { "61", "陕西省", "Shaanxi" },       { "62", "甘肃省", "Gansu" },
    { "63", "青海省", "Qinghai" },       { "64", "宁夏回族自治区", "Ningxia" },
    { "65", "新疆维吾尔自治区", "Xinjiang" }, { "71", "台湾省", "Taiwan" },
    { "81", "香港特别行政区", "Hong Kong" }, { "82", "澳门特别行政区", "Macao" },
    { "83", "台湾居民", "Taiwan residents" },
    { NULL, NULL, NULL },
};

bool province_has_hukou(const char *code) { return code[0] < '7'; }

const struct province *province_find(const char *code)
{
    for (const struct province *province = provinces; code != NULL && province->code != NULL; province++) {
        if (strncmp(province->code, code, 2) == 0)
            return province;
    }
    return NULL;
}

static bool is_blank(uint32_t code)
{
    return code == ' ' || code == '\t' || code == '\n' || code == '\r' || code == 0xA0 || code == 0x3000
        || (code >= 0x2000 && code <= 0x200B) || code == 0xFEFF;
}

void identity_normalise(const char *number, char normal[IDENTITY_NUMBER_SIZE])
{
    size_t size = 0, step;
    for (; *number; number += step) {
        step = text_character_size(number);
        uint32_t code = text_code_point(number);
        if (is_blank(code))
            continue;
        if (code >= 0xFF01 && code <= 0xFF5E) /* full-width ASCII */
            code -= 0xFEE0;
        bool ascii = code < 0x80;
        if (size + (ascii ? 1 : step) >= IDENTITY_NUMBER_SIZE)
            break;
        if (ascii)
            normal[size++] = (char)(code >= 'a' && code <= 'z' ? code - 'a' + 'A' : code);
        else
            memcpy(normal + size, number, step);
        size += ascii ? 0 : step;
    }
    normal[size] = '\0';
}

/* The birth date in YYYYMMDD at `digits`, and that it is one; a code, or NULL. */
static const char *check_birth(const char *digits, int32_t today, int32_t *ret_birth)
{
    int parts[3] = { 0 };
    for (int i = 0; i < 8; i++) {
        int *part = &parts[i < 4 ? 0 : i < 6 ? 1 : 2];
        *part = *part * 10 + (digits[i] - '0');
    }
    int32_t birth;
    if (parts[0] < FIRST_BIRTH_YEAR || !day_from_parts(parts[0], parts[1], parts[2], &birth))
        return "id_birth_date";
    if (birth > today)
        return "id_birth_future";
    *ret_birth = birth;
    return NULL;
}

static bool has_17_digits_and_check(const char *number)
{
    size_t digits = strspn(number, "0123456789");
    return digits == RESIDENT_SIZE || (digits == RESIDENT_SIZE - 1 && number[RESIDENT_SIZE - 1] == 'X');
}

static bool check_digit_is_right(const char *number)
{
    return check_digit_mod_11_2(number, RESIDENT_SIZE - 1) == number[RESIDENT_SIZE - 1];
}

/* AAAAAA YYYYMMDD SSS C */
static const char *check_resident_18(const char *number, int32_t today, struct identity *identity)
{
    if (!has_17_digits_and_check(number))
        return "id_characters";
    identity->province = province_find(number);
    if (!identity->province)
        return "id_province";
    const char *fault = check_birth(number + 6, today, &identity->birth);
    if (fault)
        return fault;
    memcpy(identity->region, number, 6);
    identity->sex = (number[16] - '0') % 2 == 1 ? 1 : 2;
    return check_digit_is_right(number) ? NULL : "id_check_digit";
}

/* Fifteen digits until 1999: the century is 19, and there is no check digit. */
static const char *check_resident_15(const char *number, int32_t today, struct identity *identity)
{
    char longer[RESIDENT_SIZE + 1];
    if (strspn(number, "0123456789") != OLD_RESIDENT_SIZE)
        return "id_characters";
    memcpy(longer, number, 6);
    memcpy(longer + 6, "19", 2);
    memcpy(longer + 8, number + 6, 9);
    longer[17] = check_digit_mod_11_2(longer, 17);
    longer[18] = '\0';
    const char *fault = check_resident_18(longer, today, identity);
    if (fault)
        return fault;
    memcpy(identity->number, longer, sizeof(longer));
    identity->old_format = true;
    return "id_old_format";
}

/* Since December 2023: 9, province of the first grant, country (GB/T 2659), YYYYMMDD, serial, check digit. */
static const char *check_permanent_18(const char *number, int32_t today, struct identity *identity)
{
    if (!has_17_digits_and_check(number) || number[0] != '9')
        return "id_characters";
    identity->province = province_find(number + 1);
    if (!identity->province)
        return "id_province";
    const char *fault = check_birth(number + 6, today, &identity->birth);
    if (fault)
        return fault;
    memcpy(identity->region, identity->province->code, 2);
    memcpy(identity->region + 2, "0000", 4);
    return check_digit_is_right(number) ? NULL : "id_check_digit";
}

/* The edition of 2017: three letters of the country, twelve digits. */
static const char *check_permanent_15(const char *number, struct identity *identity)
{
    if (strspn(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3 || strspn(number + 3, "0123456789") != 12)
        return "id_characters";
    identity->old_format = true;
    return NULL;
}

/* Chinese and foreign passports: 5 to 17 letters and digits, at least one digit among them. */
static const char *check_passport(const char *number, size_t size)
{
    if (size < 5 || size > 17)
        return "id_length";
    bool plain = strspn(number, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == size;
    return plain && strcspn(number, "0123456789") < size ? NULL : "id_characters";
}

/* `letters` before eight digits, or ten with the number of issue. */
static const char *check_travel_permit(const char *number, size_t size, const char *letters)
{
    size_t head = letters[0] != '\0';
    if (size != head + 8 && size != head + 10)
        return "id_length";
    bool right_head = head == 0 || strchr(letters, number[0]);
    return right_head && strspn(number + head, "0123456789") == size - head ? NULL : "id_characters";
}

/* Anything a document may bear: letters of any script, digits, - / ( ) . and No signs; at least one letter or digit. */
static const char *check_other(const char *number)
{
    size_t characters = text_count_characters(number), meaning = 0;
    if (characters < 4 || characters > 30)
        return "id_length";
    for (size_t step; *number; number += step) {
        step = text_character_size(number);
        uint32_t code = text_code_point(number);
        bool letter = (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') || (code >= 0x3400 && code <= 0x9FFF);
        if (!letter && !(code < 0x80 && strchr("-/().", (int)code)))
            return "id_characters";
        meaning += letter;
    }
    return meaning > 0 ? NULL : "id_characters";
}

static const char *check_shape(enum shape shape, const char *number, int32_t today, struct identity *identity)
{
    size_t size = strlen(number);
    switch (shape) {
    case RESIDENT:
        return size == RESIDENT_SIZE ? check_resident_18(number, today, identity)
            : size == OLD_RESIDENT_SIZE ? check_resident_15(number, today, identity) : "id_length";
    case PERMANENT_RESIDENT:
        return size == RESIDENT_SIZE ? check_permanent_18(number, today, identity)
            : size == OLD_PERMANENT_SIZE ? check_permanent_15(number, identity) : "id_length";
    case PASSPORT:
        return check_passport(number, size);
    case TAIWAN_PASS:
        return check_travel_permit(number, size, "");
    case HK_MACAO_PASS:
        return check_travel_permit(number, size, "HM");
    case OTHER:
        return check_other(number);
    case ORGANISATION: {
        const char *fault = NULL;
        return uscc_check(number, identity->number, &fault) ? NULL : fault;
    }
    }
    return "id_type_unknown";
}

bool identity_check(const char *id_type, const char *number, int32_t today, struct identity *ret_identity,
                    const char **ret_code)
{
    const struct identity_type *type = identity_type_find(id_type);
    const char *fault = "id_type_unknown";
    struct identity identity = { .birth = DAY_NONE };
    if (type) {
        identity_normalise(number ? number : "", identity.number);
        fault = check_shape(shapes[type - identity_types], identity.number, today, &identity);
    }
    if (ret_code && fault)
        *ret_code = fault;
    if (!fault || strcmp(fault, "id_old_format") == 0)
        *ret_identity = identity;
    return fault == NULL;
}

static bool has_shape(const char *id_type, enum shape shape)
{
    const struct identity_type *type = identity_type_find(id_type);
    return type != NULL && shapes[type - identity_types] == shape;
}

bool identity_is_organisation(const char *id_type)
{
    return has_shape(id_type, ORGANISATION);
}

bool identity_is_same_series(const char *id_type, const char *other_type)
{
    const struct identity_type *type = identity_type_find(id_type), *other = identity_type_find(other_type);
    if (type == NULL || other == NULL)
        return false;
    enum shape shape = shapes[type - identity_types];
    return type == other || (shape == shapes[other - identity_types] && (shape == RESIDENT || shape == PERMANENT_RESIDENT));
}

bool identity_is_without_hukou(const char *id_type, const char *number)
{
    return has_shape(id_type, PASSPORT) || has_shape(id_type, TAIWAN_PASS) || has_shape(id_type, HK_MACAO_PASS) ||
           has_shape(id_type, PERMANENT_RESIDENT) ||
           (has_shape(id_type, RESIDENT) && number != NULL && number[0] == '8');
}

bool identity_number_is_valid(const char *number, int32_t today)
{
    struct identity identity;
    return identity_check("111", number, today, &identity, NULL) || identity_check("553", number, today, &identity, NULL);
}
