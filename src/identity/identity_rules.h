/* 身份核验: numbers of identity documents and organisations, names and phones, and how they are shown masked. Pure.
 * Every check tells the first fault as a stable code; identity_explain gives its sentences. */
#ifndef TONGBAN_IDENTITY_IDENTITY_RULES_H
#define TONGBAN_IDENTITY_IDENTITY_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* 证件类型, GA/T 2000.156 (three digits). Residence permits of Hong Kong, Macao and Taiwan residents are 111 too:
 * their numbers begin with 81, 82, 83. */
#define IDENTITY_TYPES(X)                                                                                           \
    X("111", RESIDENT, "居民身份证", "Resident identity card")                                                      \
    X("112", RESIDENT, "临时居民身份证", "Temporary identity card")                                                 \
    X("113", RESIDENT, "户口簿", "Household register")                                                              \
    X("414", PASSPORT, "普通护照", "Passport")                                                                      \
    X("511", TAIWAN_PASS, "台湾居民来往大陆通行证", "Mainland travel permit for Taiwan residents")                  \
    X("516", HK_MACAO_PASS, "港澳居民来往内地通行证", "Mainland travel permit for Hong Kong and Macao residents")   \
    X("553", PERMANENT_RESIDENT, "外国人永久居留身份证", "Foreign permanent resident identity card")                \
    X("554", PERMANENT_RESIDENT, "外国人永久居留证", "Foreigner's permanent residence card")                        \
    X("114", OTHER, "军官证", "Officer's card")                                                                     \
    X("123", OTHER, "警官证", "Police officer's card")                                                              \
    X("133", OTHER, "学生证", "Student card")                                                                       \
    X("335", OTHER, "机动车驾驶证", "Driving licence")                                                              \
    X("990", OTHER, "其他证件", "Other document")                                                                   \
    X("001", ORGANISATION, "统一社会信用代码", "Unified social credit code") /* ours: GA/T 2000.156 has none for organisations */

struct identity_type { const char *code, *name, *name_en; };
/* The types in this order, closed by a type whose code is NULL. */
extern const struct identity_type identity_types[];
/* NULL when unknown. */
const struct identity_type *identity_type_find(const char *code);

/* GB/T 2260: a province, by its first two digits; 81 to 83 stand for Hong Kong, Macao and Taiwan residents. */
struct province { const char *code, *name, *name_en; };
/* All of them, closed by one whose code is NULL. */
extern const struct province provinces[];
/* Of any code that begins with two digits; NULL when there is no such province. */
const struct province *province_find(const char *code);
/* Does the province of this code keep household registers 户籍? 71 Taiwan, 81 Hong Kong, 82 Macao (83 on permits for residents of Taiwan)
 * keep none. */
bool province_has_hukou(const char *code);

#define IDENTITY_NUMBER_SIZE 64 /* bytes with the closing NUL */
/* Without blanks, letters in capitals, full-width characters as ASCII; what does not fit is cut. */
void identity_normalise(const char *number, char normal[IDENTITY_NUMBER_SIZE]);

/* The same, with every dash as a hyphen. */
void identity_normalise_dashes(const char *text, char normal[IDENTITY_NUMBER_SIZE]);
/* A code as somebody types it, of a centre (310106101-S1), an item (MZ-003), a division: as above, with every dash as a hyphen. NULL for
 * NULL and without memory; what is no clean UTF-8 stays as it is. */
const char *identity_code(struct arena *arena, const char *text);

struct identity {
    char number[IDENTITY_NUMBER_SIZE]; /* as normalised */
    int sex;                           /* GB/T 2261.1: 1 male, 2 female, 0 not told by the number */
    int32_t birth;                     /* DAY_NONE when the number does not tell */
    char region[7];                    /* the 6 digits of first registration, abolished ones too; "" when not told */
    const struct province *province;   /* of `region`; NULL when not told */
    bool old_format;                   /* a form no longer issued: 15 characters */
};

/* Is this a number of such a document? `today` bounds the birth date.
 * 111, 112, 113: 18 digits of GB 11643 (province strictly, the other four digits leniently); 553, 554: 18 digits that
 * begin with 9, or 15 characters of the edition of 2017; passports, travel permits and others by their shape.
 * False with a code: id_type_unknown, id_length, id_characters, id_province, id_birth_date, id_birth_future,
 * id_check_digit, or id_old_format (a resident number of 15 digits, no longer valid: *ret_identity then holds its
 * 18 digits, for archives). Otherwise *ret_identity is set only on success. ret_code may be NULL. */
bool identity_check(const char *id_type, const char *number, int32_t today, struct identity *ret_identity,
                    const char **ret_code);
/* A type of organisations, not of people. */
bool identity_is_organisation(const char *id_type);
/* Do numbers of these two types come from one series, so that the same number is the same holder? */
bool identity_is_same_series(const char *id_type, const char *other_type);
/* Does this document say that its holder is in no household register of the mainland? Passports too: whoever is in one shows an
 * identity card or the register itself. */
bool identity_is_without_hukou(const char *id_type, const char *number);
/* A form field that holds the number of a resident or permanent resident of whatever document. */
bool identity_number_is_valid(const char *number, int32_t today);

#define USCC_SIZE 19
/* 统一社会信用代码, GB 32100: 18 characters. uscc_length, uscc_characters, uscc_check_digit. */
bool uscc_check(const char *text, char normal[USCC_SIZE], const char **ret_code);

#define PHONE_SIZE 24
/* A mobile number of the mainland (11 digits), a fixed line with its area (021-63212810, 021-63212810-8001), eight digits of the same
 * city, or +country and number. As people write them: blanks, hyphens, points or brackets between the digits, +86, a 0 before a mobile
 * number, 00 or 86 without a plus, 转 or ext. before an extension; what could be two numbers is refused, and services (400, 800, 95588)
 * are nobody's phone. Normal form: as above, +852… without hyphens. phone_shape. */
bool phone_check(const char *text, char normal[PHONE_SIZE], const char **ret_code);
#define PHONE_MOBILE_DIGITS 11
/* Digits alone: those of a mobile number of the mainland? */
bool phone_is_mobile(const char *digits, size_t count);
/* How many digits the area code has that begins here, behind its 0: 10, 2x, or three that begin with 3 to 9; 0: it is none. */
size_t phone_area_digits(const char *digits);
/* Those of a line in an area whose code has so many digits? */
bool phone_is_line(const char *digits, size_t count, size_t area);

#define PERSON_NAME_CHARACTERS_MAX 50
#define PERSON_NAME_SIZE (4 * PERSON_NAME_CHARACTERS_MAX + 1)
/* 1 to 50 characters with at least one letter: no control or direction characters, no mark-up, no masking stars.
 * Normal form: single blanks, none at the ends, the dot of minority names as U+00B7. name_length, name_characters. */
bool person_name_check(const char *text, char normal[PERSON_NAME_SIZE], const char **ret_code);

/* The sentences of a code from any check of this header; false when unknown. */
bool identity_explain(const char *code, const char **ret_zh, const char **ret_en);
/* Adds them as a fault of a member of `who` (NULL: of the document): id_number (id_type, where that is at fault), name or phone. */
struct field_errors;
void identity_refuse(struct field_errors *errors, const char *who, const char *member, const char *code);

/* 脱敏: what is shown without need and without a logged look. Of 18 digits the first 3 and last 4, of a mobile number
 * the first 3 and last 4, of a name the first character (and the last of three or more); of anything else at most a third.
 * The length stays. NULL for NULL, or when the arena is full. */
const char *mask_id_number(struct arena *arena, const char *number);
const char *mask_name(struct arena *arena, const char *name);
const char *mask_phone(struct arena *arena, const char *phone);
const char *mask_text(struct arena *arena, const char *text);
/* What people wrote, with the identity, permit, account and phone numbers in it masked. NULL for NULL and without
 * memory. Linear. */
const char *mask_written(struct arena *arena, const char *text);
/* Are there as many letters and digits in it as the shortest number has that is masked? Most texts have fewer. */
bool mask_may_hold_number(const char *text);
/* What people wrote, with these numbers (closed by NULL) in it masked, whatever they are and however they are written; shorter ones than
 * six letters and digits are too common. The text itself where none is in it; NULL for NULL and without memory. Text times numbers. */
const char *mask_known(struct arena *arena, const char *text, const char *const *numbers);
/* The digit or capital letter that a character is, in whatever dress: full width, other scripts, raised, circled, in brackets; NUL for any other. */
char mask_number_sign(uint32_t code);
/* Says that there is something, and nothing of it, not even how long it is. */
#define MASK_WHOLE "******"

#endif
