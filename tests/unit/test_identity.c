/* Identity numbers, organisations, names, phones and masking (the rules of src/people). All numbers are synthetic. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"
#include "calendar/calendar.h"
#include "identity/identity_rules.h"

static int32_t today;

static int set_up(void **state)
{
    (void)state;
    return day_parse("2026-11-21", &today) ? 0 : -1;
}

static void expect(const char *type, const char *number, const char *code)
{
    struct identity identity;
    const char *got = NULL;
    bool valid = identity_check(type, number, today, &identity, &got);
    if (valid != (code == NULL) || !text_equal(got, code))
        fail_msg("%s %s gives %s, not %s", type, number, got ? got : "no fault", code ? code : "no fault");
    assert_int_equal(identity_check(type, number, today, &identity, NULL), valid);
}

static void numbers_tell_birth_sex_and_region(void **state)
{
    (void)state;
    static const struct {
        const char *type, *number, *normal, *birth;
        int sex;
        const char *region, *province;
        bool old_format;
    } cases[] = {
        { "111", "310101199001010012", "310101199001010012", "1990-01-01", 1, "310101", "Shanghai", false },
        { "111", "310106195602290025", "310106195602290025", "1956-02-29", 2, "310106", "Shanghai", false },
        { "111", "310115197006303016", "310115197006303016", "1970-06-30", 1, "310115", "Shanghai", false },
        { "112", "310115197006303016", "310115197006303016", "1970-06-30", 1, "310115", "Shanghai", false },
        { "113", "310115197006303016", "310115197006303016", "1970-06-30", 1, "310115", "Shanghai", false },
        { "111", "310103198802291019", "310103198802291019", "1988-02-29", 1, "310103", "Shanghai", false },
        { "111", "310230200012312043", "310230200012312043", "2000-12-31", 2, "310230", "Shanghai", false },
        { "111", "51099919650505007x", "51099919650505007X", "1965-05-05", 1, "510999", "Sichuan", false },
        { "111", " 3101 0119900101 0012\t", "310101199001010012", "1990-01-01", 1, "310101", "Shanghai", false },
        { "111", "３１０１０１１９９００１０１００１２", "310101199001010012", "1990-01-01", 1, "310101", "Shanghai", false },
        { "111", "51099919650505007ｘ", "51099919650505007X", "1965-05-05", 1, "510999", "Sichuan", false },
        { "111", "810000198808080013", "810000198808080013", "1988-08-08", 1, "810000", "Hong Kong", false },
        { "111", "830000197501010028", "830000197501010028", "1975-01-01", 2, "830000", "Taiwan residents", false },
        { "553", "931840198001010017", "931840198001010017", "1980-01-01", 0, "310000", "Shanghai", false },
        { "554", "931840198001010017", "931840198001010017", "1980-01-01", 0, "310000", "Shanghai", false },
        { "553", "abc310082060158", "ABC310082060158", "", 0, "", NULL, true },
        { "414", "e12345678", "E12345678", "", 0, "", NULL, false },
        { "516", "h12345678", "H12345678", "", 0, "", NULL, false },
        { "511", "12345678", "12345678", "", 0, "", NULL, false },
        { "990", "沪字第 00123 号", "沪字第00123号", "", 0, "", NULL, false },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        expect(cases[i].type, cases[i].number, NULL);
        struct identity identity;
        assert_true(identity_check(cases[i].type, cases[i].number, today, &identity, NULL));
        char birth[DAY_TEXT_SIZE];
        day_format(identity.birth, birth);
        assert_string_equal(identity.number, cases[i].normal);
        assert_string_equal(birth, cases[i].birth);
        assert_string_equal(identity.region, cases[i].region);
        assert_int_equal(identity.sex, cases[i].sex);
        assert_int_equal(identity.old_format, cases[i].old_format);
        assert_true(text_equal(identity.province ? identity.province->name_en : NULL, cases[i].province));
    }
}

static void faults_have_stable_codes(void **state)
{
    (void)state;
    static const struct {
        const char *type, *number, *code;
    } cases[] = {
        { "999", "310101199001010012", "id_type_unknown" },
        { "", "310101199001010012", "id_type_unknown" },
        { NULL, "310101199001010012", "id_type_unknown" },
        { "111", NULL, "id_length" },
        { "111", "", "id_length" },
        { "111", "31010119900101001", "id_length" },
        { "111", "3101011990010100122", "id_length" },
        { "111", "31010119900101001\xCE\xA7", "id_length" }, /* a Greek chi */
        { "111", "31010119900101001A", "id_characters" },
        { "111", "3101011990010X0012", "id_characters" },
        { "111", "310***********0012", "id_characters" },
        { "111", "X10101199001010012", "id_characters" },
        { "111", "001010199001010012", "id_province" },
        { "111", "840101199001010012", "id_province" },
        { "111", "310101199013010012", "id_birth_date" },
        { "111", "310101199002290012", "id_birth_date" },
        { "111", "310101199000010012", "id_birth_date" },
        { "111", "310101189912310012", "id_birth_date" },
        { "111", "310101202611220012", "id_birth_future" },
        { "111", "310101202611210012", "id_check_digit" },
        { "111", "310101199001010013", "id_check_digit" },
        { "111", "31010119900101001X", "id_check_digit" },
        { "111", "931840198001010017", "id_province" },
        { "111", "310101900101001", "id_old_format" },
        { "111", "310101900230001", "id_birth_date" },
        { "111", "31010190010100X", "id_characters" },
        { "553", "310101199001010012", "id_characters" },
        { "553", "931840198001010018", "id_check_digit" },
        { "553", "900840198001010017", "id_province" },
        { "553", "931840198013010017", "id_birth_date" },
        { "553", "931840202612010017", "id_birth_future" },
        { "553", "AB1310082060158", "id_characters" },
        { "553", "ABC31008206015X", "id_characters" },
        { "553", "ABC31008206015", "id_length" },
        { "414", "E123", "id_length" },
        { "414", "E12345678901234567", "id_length" },
        { "414", "ABCDEFGH", "id_characters" },
        { "414", "E1234-678", "id_characters" },
        { "516", "12345678", "id_length" },
        { "516", "X12345678", "id_characters" },
        { "516", "H1234567A", "id_characters" },
        { "516", "H123456789", "id_length" },
        { "511", "1234567", "id_length" },
        { "511", "A2345678", "id_characters" },
        { "990", "12", "id_length" },
        { "990", "----", "id_characters" },
        { "990", "<b>12</b>", "id_characters" },
        { "990", "1'; DROP TABLE cases", "id_characters" },
        { "990", "1234567890123456789012345678901", "id_length" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        expect(cases[i].type, cases[i].number, cases[i].code);
    expect("516", "M1234567890", NULL);
    expect("511", "1234567890", NULL);
    expect("414", "EA1234567", NULL);
    expect("414", "P<123"  /* of a machine-readable zone */, "id_characters");
}

/* A single wrong character is always noticed, whatever it is and wherever. */
static void every_flipped_digit_is_noticed(void **state)
{
    (void)state;
    static const struct {
        const char *type, *number;
    } cases[] = {
        { "111", "310101199001010012" }, { "111", "310106195602290025" }, { "111", "310115197006303016" },
        { "111", "810000198808080013" }, { "111", "830000197501010028" }, { "553", "931840198001010017" },
        { "111", "51099919650505007X" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct identity identity;
        char number[19];
        memcpy(number, cases[i].number, sizeof(number));
        for (size_t place = 0; place < 18; place++) {
            for (const char *wrong = "0123456789X"; *wrong; wrong++) {
                number[place] = *wrong;
                bool valid = identity_check(cases[i].type, number, today, &identity, NULL);
                if (valid != (*wrong == cases[i].number[place]))
                    fail_msg("%s", number);
            }
            number[place] = cases[i].number[place];
        }
        /* and every two neighbours exchanged */
        for (size_t place = 0; place < 17; place++) {
            if (number[place] == number[place + 1])
                continue;
            number[place] = cases[i].number[place + 1];
            number[place + 1] = cases[i].number[place];
            assert_false(identity_check(cases[i].type, number, today, &identity, NULL));
            memcpy(number, cases[i].number, sizeof(number));
        }
    }
}

static void numbers_of_fifteen_digits_give_their_eighteen(void **state)
{
    (void)state;
    struct identity identity;
    const char *code = NULL;
    assert_false(identity_check("111", "310101900101001", today, &identity, &code));
    assert_string_equal(code, "id_old_format");
    assert_string_equal(identity.number, "310101199001010012");
    assert_true(identity.old_format && identity.sex == 1);
    identity.birth = 42;
    assert_false(identity_check("111", "310101199001010013", today, &identity, &code));
    assert_int_equal(identity.birth, 42); /* untouched */
}

static void numbers_in_forms_are_of_residents(void **state)
{
    (void)state;
    assert_true(identity_number_is_valid("310101199001010012", today));
    assert_true(identity_number_is_valid("931840198001010017", today));
    assert_false(identity_number_is_valid("310101199001010013", today));
    assert_false(identity_number_is_valid("310101900101001", today));
    assert_false(identity_number_is_valid("E12345678", today));
    assert_false(identity_number_is_valid("", today));
    assert_false(identity_number_is_valid(NULL, today));
}

static void normalising_ends_in_its_room(void **state)
{
    (void)state;
    char many[400] = "", normal[IDENTITY_NUMBER_SIZE];
    for (int i = 0; i < 100; i++)
        memcpy(many + strlen(many), "号", 4);
    identity_normalise(many, normal);
    assert_int_equal(strlen(normal), 63);
    assert_true(text_is_clean_utf8(normal, strlen(normal)));
    identity_normalise("\xE3\x80\x80（ａ）\xC2\xA0-\xEF\xBB\xBF" "b\n", normal);
    assert_string_equal(normal, "(A)-B");
    identity_normalise("\xFF\xE5", normal); /* no UTF-8: kept, to be refused */
    assert_string_equal(normal, "\xFF\xE5");
}

static void organisations_and_people_without_hukou(void **state)
{
    (void)state;
    expect("001", " 1131 0000 mb2f3066 1y", NULL);
    expect("001", "11310000MB2F30661X", "uscc_check_digit");
    expect("001", "310101199001010012", "uscc_check_digit");
    expect("001", "", "uscc_length");
    expect("111", "11310000MB2F30661Y", "id_characters");
    assert_true(identity_is_organisation("001"));
    assert_true(identity_is_same_series("111", "113") && identity_is_same_series("553", "554") && identity_is_same_series("414", "414"));
    assert_false(identity_is_same_series("111", "553") || identity_is_same_series("114", "990") || identity_is_same_series(NULL, NULL));
    static const struct { const char *type, *number; bool without; } rows[] = {
        {"111", "310101199001010012", false}, {"111", "51099919650505007X", false}, {"111", "810000198808080013", true},
        {"112", "830000197501010028", true},  {"553", "931840198001010017", true},  {"554", "ABC310082060158", true},
        {"511", "12345678", true},            {"516", "H12345678", true},           {"414", "E12345678", true},
        {"990", "8", false},                  {"001", "11310000MB2F30661Y", false}, {"111", NULL, false}, {NULL, NULL, false}};
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        assert_int_equal(identity_is_without_hukou(rows[i].type, rows[i].number), rows[i].without);
        assert_int_equal(identity_is_organisation(rows[i].type), text_equal(rows[i].type, "001"));
    }
}

static void types_and_provinces_are_known(void **state)
{
    (void)state;
    int count = 0;
    for (const struct identity_type *type = identity_types; type->code; type++, count++)
        assert_ptr_equal(identity_type_find(type->code), type);
    assert_int_equal(count, 14);
    assert_null(identity_type_find("11"));
    assert_null(identity_type_find(NULL));
    count = 0;
    for (int number = 0; number < 100; number++) {
        char code[7];
        snprintf(code, sizeof(code), "%02d0000", number % 100);
        count += province_find(code) != NULL;
    }
    assert_int_equal(count, 35);
    assert_string_equal(province_find("310106")->name, "上海市");
    assert_null(province_find(""));
    assert_null(province_find("3"));
    assert_null(province_find(NULL));
}

static void social_credit_codes(void **state)
{
    (void)state;
    static const struct {
        const char *text, *code;
    } cases[] = {
        { "11310000MB2F30661Y", NULL },       { "12441500196720244T", NULL },
        { "11100000000013338W", NULL },       { "11430000006122244L", NULL },
        { "11310000mb2f30661y", NULL },       { " 1131 0000 MB2F3066 1Y", NULL },
        { "11310000MB2F30661", "uscc_length" }, { "", "uscc_length" },
        { NULL, "uscc_length" },              { "11310000MB2F30661I", "uscc_characters" },
        { "1131000OMB2F30661Y", "uscc_characters" }, { "11A10000MB2F30661Y", "uscc_characters" },
        { "11310000MB2F30661X", "uscc_check_digit" }, { "21310000MB2F30661Y", "uscc_check_digit" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        char normal[USCC_SIZE] = "";
        const char *code = NULL;
        assert_int_equal(uscc_check(cases[i].text, normal, &code), cases[i].code == NULL);
        assert_true(text_equal(code, cases[i].code));
        assert_int_equal(strlen(normal), cases[i].code ? 0 : 18);
    }
}

static void codes(void **state)
{
    static const struct { const char *typed, *code; } rows[] = {
        {"310106101-S1", "310106101-S1"}, {"310106101-s1", "310106101-S1"}, {" 310106101 -s1 ", "310106101-S1"},
        {"３１０１０６１０１－ｓ１", "310106101-S1"}, {"310106101–s1", "310106101-S1"}, {"310106101−S1", "310106101-S1"}, {"310106101—S1", "310106101-S1"},
        {"mz-003", "MZ-003"}, {"ｍｚ—００３", "MZ-003"}, {"310101013", "310101013"}, {"310115００４", "310115004"}, {"", ""},
        {"外滩", "外滩"}, {"\xff-s1", "\xff-s1"}, {NULL, NULL},
    };
    struct arena *arena = arena_new(4096);
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (!text_equal(identity_code(arena, rows[i].typed), rows[i].code))
            fail_msg("%s is %s", rows[i].typed, identity_code(arena, rows[i].typed));
    arena_free(arena);
}

static const struct {
    const char *text, *normal;
} written_phones[] = {
    { "13800001234", "13800001234" },
    { "138 0000 1234", "13800001234" },
    { "１３８００００１２３４", "13800001234" },
    { "+8613800001234", "13800001234" },
    { "0086 138 0000 1234", "13800001234" },
    { "+86-13800001234", "13800001234" },
    { "19912345678", "19912345678" },
    { "021-63212810", "021-63212810" },
    { "02163212810", "021-63212810" },
    /* as people write them */
    { "138-0013-8000", "13800138000" },
    { "138.0013.8000", "13800138000" },
    { "１３８－００１３－８０００", "13800138000" },
    { "138–0013–8000", "13800138000" },
    { "+86 138 0013 8000", "13800138000" },
    { "（+86）138 0013 8000", "13800138000" },
    { "+86-138-0013-8000", "13800138000" },
    { "86 138 0013 8000", "13800138000" },
    { "8613800138000", "13800138000" },
    { "013800138000", "13800138000" },
    { "(021)63212810", "021-63212810" },
    { "（０２１）６３２１２８１０", "021-63212810" },
    { "(021) 6321-2810", "021-63212810" },
    { "(021)-63212810", "021-63212810" },
    { "021 6321 2810", "021-63212810" },
    { "021-6321-2810", "021-63212810" },
    { "0216-3212810", "021-63212810" },
    { "021—63212810", "021-63212810" },
    { "+86 21 6321 2810", "021-63212810" },
    { "+86 (0)21 6321 2810", "021-63212810" },
    { "+86 021 63212810", "021-63212810" },
    { "0086-21-63212810", "021-63212810" },
    { "86-021-63212810", "021-63212810" },
    { "+86 10 6321 2810", "010-63212810" },
    { "+86 512 6321281", "0512-6321281" },
    { "0512 6321 2810", "0512-63212810" },
    { "0512-632-1281", "0512-6321281" },
    { "0512-6321281-1", "0512-6321281-1" },
    { "0512-63212810-1", "0512-63212810-1" },
    { "021-6321-2810-8001", "021-63212810-8001" },
    { "021-63212810转8001", "021-63212810-8001" },
    { "021-63212810 转分机 8001", "021-63212810-8001" },
    { "021 6321 2810 ext. 8001", "021-63212810-8001" },
    { "6321-2810", "63212810" },
    { "6321 2810", "63212810" },
    { "63212810-8001", "63212810-8001" },
    { "86212810-80011", "86212810-80011" },
    { "+852-9123-4567", "+85291234567" },
    { "+1 (202) 555-0123", "+12025550123" },
    { "(+852) 9123 4567", "+85291234567" },
    { "+44 (0)20 7946 0958", "+442079460958" },
    { "00852 9123 4567", "+85291234567" },
    { "00852-9123-4567", "+85291234567" },
    { "0044 20 7946 0018", "+442079460018" },
    { "（00852）91234567", "+85291234567" },
    { "86-21-63212810", "021-63212810" },
    { "86 21 6321 2810", "021-63212810" },
    { "86 (0)21 6321 2810", "021-63212810" },
    { "86-512-6321281", "0512-6321281" },
    { "86-21-63212810-801", "021-63212810-801" },
    { "86212810", "86212810" },
    /* services are nobody's phone */
    { "400-820-8820", NULL },
    { "4008208820", NULL },
    { "+86 400 820 8820", NULL },
    { "0086-400-8208820", NULL },
    { "86-400-820-8820", NULL },
    { "0400-8208820", NULL },
    { "800-820-8820", NULL },
    { "+86 800 820 8820", NULL },
    { "0800-8208820", NULL },
    { "+800 1234 5678", NULL },
    { "00800 1234 5678", NULL },
    { "95588", NULL },
    { "+86 95588", NULL },
    { "021-95588", NULL },
    { "95588000", NULL },
    { "021-95588000", NULL },
    { "12345", NULL },
    { "962200", NULL },
    /* two numbers, or none */
    { "138-0013-8000/139-0013-8000", NULL },
    { "13800138000,13900138000", NULL },
    { "63212810、63212811", NULL },
    { "021-63212810/11", NULL },
    { "0512-632-1281-1", NULL }, /* of 8 digits, or of 7 and an extension */
    { "138-0013-800", NULL },
    { "138-0013-80000", NULL },
    { "13800138000-1", NULL },
    { "13800138000转1", NULL },
    { "021-63212810转", NULL },
    { "021-63212810转转1", NULL },
    { "021-6321281转8001", NULL },
    { "6321-281", NULL },
    { "((021))63212810", NULL },
    { "(021-63212810", NULL },
    { "021)63212810", NULL },
    { "()63212810", NULL },
    { "-63212810", NULL },
    { "021-.63212810", NULL },
    { "86 63212810", NULL },
    { "+85291234567转1", NULL },
    { "+ 86", NULL },
    { "+(86)3321281", NULL },
    { "011-63212810", NULL },
    { "021-63212810-8001", "021-63212810-8001" },
    { "0512-6321281", "0512-6321281" },
    { "0512-63212810", "0512-63212810" },
    { "63212810", "63212810" },
    { "+852 9123 4567", "+85291234567" },
    { "+12025550123", "+12025550123" },
    { "", NULL },
    { NULL, NULL },
    { "12800001234", NULL },
    { "1380000123", NULL },
    { "138000012345", NULL },
    { "138****1234", NULL },
    { "1380000123a", NULL },
    { "13800001234;", NULL },
    { "021-6321281", NULL },
    { "021-13212810", NULL },
    { "00-63212810", NULL },
    { "021-63212810-", NULL },
    { "021-63212810-8001234", NULL },
    { "021--63212810", NULL },
    { "1321281", NULL },
    { "12345678", NULL },
    { "+0123456789", NULL },
    { "+123456", NULL },
    { "+1234567890123456", NULL },
    { "+86", NULL },
    { "+8663212810", NULL }, /* without its area */
    { "phone", NULL },
};

static void phones(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(written_phones); i++) {
        char normal[PHONE_SIZE] = "";
        const char *code = NULL;
        bool right = phone_check(written_phones[i].text, normal, &code);
        if (right != (written_phones[i].normal != NULL) || !text_equal(right ? normal : NULL, written_phones[i].normal))
            fail_msg("%s gives %s", written_phones[i].text ? written_phones[i].text : "NULL", right ? normal : code);
        assert_true(text_equal(code, right ? NULL : "phone_shape"));
    }
}

static void names(void **state)
{
    (void)state;
    static const struct {
        const char *text, *normal, *code;
    } cases[] = {
        { "张三", "张三", NULL },
        { "  欧阳\xE3\x80\x80 明 ", "欧阳 明", NULL },
        { "买买提•吐尔逊", "买买提·吐尔逊", NULL },
        { "买买提·吐尔逊", "买买提·吐尔逊", NULL },
        { "John  O'Brien, Jr.", "John O'Brien, Jr.", NULL },
        { "Anna-Lena Müller (née Şahin)", "Anna-Lena Müller (née Şahin)", NULL },
        { "𠮷野家", "𠮷野家", NULL },
        { "王2", "王2", NULL },
        { "X", "X", NULL },
        { "", NULL, "name_length" },
        { NULL, NULL, "name_length" },
        { " \xE3\x80\x80 ", NULL, "name_length" },
        { "12345", NULL, "name_characters" },
        { "...", NULL, "name_characters" },
        { "·", NULL, "name_characters" },
        { "・", NULL, "name_characters" }, /* among the kana, and no letter */
        { "110997・75", NULL, "name_characters" },
        { "张*", NULL, "name_characters" },
        { "<b>张</b>", NULL, "name_characters" },
        { "张\"三", NULL, "name_characters" },
        { "张;三", NULL, "name_characters" },
        { "张\n三", NULL, "name_characters" },
        { "张\x01三", NULL, "name_characters" },
        { "张\xE2\x80\xAE三", NULL, "name_characters" }, /* right-to-left override */
        { "张\xE2\x80\x8B三", NULL, "name_characters" }, /* zero-width */
        { "张\xF0\x9F\x98\x80", NULL, "name_characters" }, /* an emoji */
        { "张\xFF", NULL, "name_characters" },
        { "a@b.c", NULL, "name_characters" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        char normal[PERSON_NAME_SIZE] = "";
        const char *code = NULL;
        bool right = person_name_check(cases[i].text, normal, &code);
        if (right != (cases[i].normal != NULL) || !text_equal(right ? normal : NULL, cases[i].normal)
            || !text_equal(code, cases[i].code))
            fail_msg("%s gives %s", cases[i].text ? cases[i].text : "NULL", right ? normal : code);
    }
    /* fifty of the longest characters fit, one more does not */
    char text[4 * 51 + 1] = "", normal[PERSON_NAME_SIZE];
    for (int i = 0; i < 50; i++)
        memcpy(text + 4 * i, "𠮷", 5);
    assert_true(person_name_check(text, normal, NULL));
    assert_string_equal(normal, text);
    memcpy(text + 200, "𠮷", 5);
    const char *code = NULL;
    assert_false(person_name_check(text, normal, &code));
    assert_string_equal(code, "name_length");
}

static void every_fault_is_explained_in_both_languages(void **state)
{
    (void)state;
    static const char *const codes[] = {
        "id_type_unknown", "id_length", "id_characters", "id_province", "id_birth_date", "id_birth_future",
        "id_check_digit", "id_old_format", "uscc_length", "uscc_characters", "uscc_check_digit", "phone_shape",
        "name_length", "name_characters",
    };
    const char *zh = NULL, *en = NULL;
    for (size_t i = 0; i < ARRAY_COUNT(codes); i++) {
        assert_true(identity_explain(codes[i], &zh, &en));
        assert_true(strlen(zh) > 10 && strlen(en) > 10);
    }
    assert_false(identity_explain("id_unheard_of", &zh, &en));
    assert_false(identity_explain(NULL, &zh, &en));
}

static void masks_hide_what_they_should(void **state)
{
    (void)state;
    static const struct {
        const char *(*mask)(struct arena *arena, const char *text);
        const char *text, *masked;
    } cases[] = {
        { mask_id_number, "310101199001010012", "310***********0012" },
        { mask_id_number, "51099919650505007X", "510***********007X" },
        { mask_id_number, "931840198001010017", "931***********0017" },
        { mask_id_number, "E12345678", "E******78" },
        { mask_id_number, "H12345678", "H******78" },
        { mask_id_number, "12345678", "1******8" },
        { mask_id_number, "ABC310082060158", "AB**********158" },
        { mask_id_number, "沪字第00123号", "沪******3号" },
        { mask_id_number, "沪公字第甲号", "沪****号" }, /* eighteen bytes, six characters */
        { mask_id_number, "12", "**" },
        { mask_id_number, "", "" },
        { mask_name, "张", "*" },
        { mask_name, "张三", "张*" },
        { mask_name, "王小明", "王*明" },
        { mask_name, "欧阳明日", "欧**日" },
        { mask_name, "买买提·吐尔逊", "买*****逊" },
        { mask_name, "John Smith", "J********h" },
        { mask_name, "", "" },
        { mask_phone, "13800001234", "138****1234" },
        { mask_phone, "021-63212810", "02********10" },
        { mask_phone, "63212810", "6******0" },
        { mask_phone, "+85291234567", "+8********67" },
        { mask_phone, "110", "**0" },
        { mask_text, "长宁路1436号", "长******号" },
        { mask_text, "ab", "**" },
    };
    struct arena *arena = arena_new(64 * 1024);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_string_equal(cases[i].mask(arena, cases[i].text), cases[i].masked);
    assert_null(mask_written(arena, NULL));
    assert_null(mask_id_number(arena, NULL));
    assert_null(mask_name(arena, NULL));
    assert_null(mask_phone(arena, NULL));
    assert_null(mask_text(arena, NULL));
    arena_free(arena);
    arena = arena_new(0);
    assert_null(mask_name(arena, "张三"));
    arena_free(arena);
}

static const struct { const char *text, *masked; } texts_with_numbers[] = {
    /* identity numbers, with and without a good check digit, in any dress */
    { "身份证310101199001010012看不清", "身份证310***********0012看不清" },
    { "身份证51099919650505007x，请核对", "身份证510***********007x，请核对" },
    { "310101199013010012（月份有误）", "310***********0012（月份有误）" },
    { "310101 19900101 0012", "310*** ******** 0012" },
    { "310101-1990-0101-0012", "310***-****-****-0012" },
    { "3101 0119 9001 0100 1X", "310* **** **** **00 1X" },
    { "３１０１０１１９９００１０１００１２", "３１０***********００１２" },
    { "５１０９９９１９６５０５０５００７Ｘ ｘ", "５１０***********００７Ｘ ｘ" },
    { "31010119900101001", "310**********1001" },
    { "310101900101001", "310********1001" },
    { "310101 900101 001", "310*** *****1 001" },
    { "931840198001010017", "931***********0017" },
    { "残疾人证31010119900101001244", "残疾人证310*************1244" },
    { "账号6222020000000000000", "账号622************0000" },
    /* phones */
    { "请打13800138000", "请打138****8000" },
    { "138 0013 8000或139-0013-9000。", "138 **** 8000或139-****-9000。" },
    { "13800138000 13900139000", "138****8000 139****9000" },
    { "１３８００１３８０００", "１３８****８０００" },
    { "+8613800138000", "+861******8000" },
    { "+86 138-0013-8000", "+86 1**-****-8000" },
    { "＋852 9123 4567", "＋852 **** 4567" },
    { "008613800138000", "008********8000" },
    { "013800138000", "013*****8000" },
    { "021-63212810转2", "021-****2810转2" },
    { "（021）63212810", "（021）****2810" },
    { "0512 6321 2810", "051* **** 2810" },
    { "02163212810", "021****2810" },
    { "固话63212810转8001", "固话6*****10转8001" }, { "联系电话：6321 2810", "联系电话：6*** **10" }, { "座机(5888-1234)", "座机(5***-**34)" },
    { "Tel. 63212810", "Tel. 6*****10" }, { "phone: 6321-2810", "phone: 6***-**10" }, { "电话6321281", "电话6****81" },
    { "电话63212810、58881234", "电话6*****10、5*****34" }, { "电话20261130", "电话2*****30" },
    { "138、1234、5678", "138、****、5678" }, { "138~12345678", "138~****5678" }, { "138*1234*5678", "138******5678" },
    { "138～1234＊5678", "138～****＊5678" }, { "13800138000、13900139000", "138****8000、139****9000" },
    { "310101～19900101～0012", "310***～********～0012" },
    { "0013800138000", "001******8000" },
    { "6222 0212 3456 7890", "622* **** **** 7890" }, { "6222-0212-3456-7890-123", "622*-****-****-***0-123" },
    { "310101、19900101；0012", "310***、********；0012" }, { "310101|1990~0101。0012", "310***|****~****。0012" },
    { "310101\u00AD19900101\u20690012", "310***\u00AD********\u20690012" }, { "138\uFE0F0013\u20288000", "138\uFE0F****\u20288000" },
    { "13\u030180\u200E0138000", "13\u03018*\u200E***8000" },
    /* whatever stands between, and in whatever dress */
    { "138[5566]7788", "138[****]7788" }, { "138【5566】7788", "138【****】7788" }, { "138:5566:7788", "138:****:7788" },
    { "138：5566：7788", "138：****：7788" }, { "138+5566+7788", "138+****+7788" }, { "138→5566→7788", "138→****→7788" },
    { "138#5566#7788", "138#****#7788" }, { "138'5566'7788", "138'****'7788" }, { "138=5566=7788", "138=****=7788" },
    { "138\\5566\\7788", "138\\****\\7788" }, { "138----5566----7788", "138----****----7788" },
    { "①③⑧55667788", "①③⑧****7788" }, { "①13800138000", "①138****8000" }, { "13800138⓪⓪⓪", "138****8⓪⓪⓪" },
    { "310101[19850101]0013", "310***[********]0013" }, { "310101:19850101:0013", "310***:********:0013" },
    { "310101→198501010013", "310***→********0013" }, { "310101<19850101>0013", "310***<********>0013" },
    { "一三八零零一三八零零零", "一三八****八零零零" }, { "壹叁捌00138000", "壹叁捌****8000" }, { "13८००13८०००", "13८****८०००" },
    { "00852 91234567", "008** ****4567" }, { "00852-9123-4567", "008**-****-4567" },
    { "138 [5566] 7788", "138 [****] 7788" }, { "138 - 5566 - 7788", "138 - **** - 7788" }, { "138<5566>7788", "138<****>7788" },
    { "13800×138000", NULL }, { "138×55667788", "138×****7788" }, { "1380013+8000", "138****+8000" }, { "138\n5566\n7788", "138\n****\n7788" },
    { "13 800 138 000", "13 8** **8 000" }, { "1-380-013-8000", "1-38*-***-8000" }, { "13.80.01.38.00.0", "13.8*.**.*8.00.0" },
    { "1 3 8 0 0 1 3 8 0 0 0", "1 3 8 * * * * 8 0 0 0" }, { "1=3=8=0=0=1=3=8=0=0=0", "1=3=8=*=*=*=*=8=0=0=0" },
    { "86+138+5566+7788", "86+1**+****+7788" }, { "0512+6321+2810", "051*+****+2810" }, { "(0512)[6321]2810", "(051*)[****]2810" },
    { "138 5566 7788 元", "138 **** 7788 元" }, { "1³⁸00138000", "1³⁸****8000" }, { "138零零13八零零零", "138****八零零零" },
    { "1\uFE0F\u20E3" "3\uFE0F\u20E3" "8\uFE0F\u20E3" "00138000", "1\uFE0F\u20E3" "3\uFE0F\u20E3" "8\uFE0F\u20E3" "****8000" },
    { "㊀㊂㊇〇〇㊀㊂㊇〇〇〇", "㊀㊂㊇****㊇〇〇〇" }, { "㈠㈢㈧00138000", "㈠㈢㈧****8000" }, { "⑴⑶⑻00138000", "⑴⑶⑻****8000" },
    { "⒈⒊⒏00138000", "⒈⒊⒏****8000" }, { "①③⑧⓪⓪①③⑧⓪⓪⓪", "①③⑧****⑧⓪⓪⓪" },
    { "6222 0212 3456 7890 元", "622* **** **** 7890 元" }, { "4111 1111 1111 1111", "411* **** **** 1111" }, { "4111=1111=1111=1111", "411*=****=****=1111" },
    { "9558+8012+3456+7890=34", NULL }, { "310101=19900101=0012", "310***=********=0012" }, { "3101 01 1990 0101 0012", "310* ** **** **** 0012" },
    { "310[900101]101", NULL }, { "310101[900101]101", "310***[*****1]101" },
    /* sums, years, lists and numbers of documents: pieces that stand by themselves */
    { "三人收入合计 1380 + 1381 + 1382 = 4143 元，超过标准 4000 元。", NULL }, { "1380 + 1200 + 1500 = 4080", NULL }, { "1500×2+1380=4380", NULL },
    { "2024=1200、2025=1300、2026=1400", NULL }, { "3 × 1380 × 12 = 49680", NULL }, { "139 + 2001 * 1234 = 5", NULL }, { "5 = 139 + 2001 × 1234", NULL },
    { "139 － 1200 － 1300 ＝ 4", NULL }, { "1800-1380-100=320", NULL }, { "4143-1380-1000=1763", NULL }, { "4143 - 1380 - 1000 = 1763", NULL },
    { "138、1200、1300 元", NULL }, { "138 + 1200 + 1300 元", NULL }, { "139/2001/1234 人", NULL }, { "1380、1200、1500、4080", NULL },
    { "[2026]1380-1381-1382号", NULL }, { "2024 2025 2026 2027", NULL }, { "2024、2025、2026、2027 年", NULL },
    { "2019-2020-2021-2022", NULL }, { "1. 1200 2. 1300 3. 1400 4. 1500", NULL }, { "1 3800 2 1200 3 1300", NULL }, { "1) 3800 2) 1200 3) 1300", NULL },
    { "①3800②1200③1300", NULL }, { "㈠3800㈡1200㈢1300", NULL }, { "① 3800 ② 1200 ③ 1300", NULL }, { "（一）3800；（二）1200；（三）1300", NULL },
    { "1380 > 1290 < 13800", NULL }, { "1380%1381%1382", NULL }, { "+1380 + 1200 + 1500", NULL }, { "电话通知收入 2380 + 2381 = 4761", NULL },
    { "电话核实收入2380、2400元", NULL }, { "电话告知2024 2025年度", NULL }, { "2026.1.1 2026.2.1 2026.3.1", NULL },
    { "13800 元 + 13900 元 = 27700 元", NULL }, { "13800138000+13900139000=2", "138****8000+139****9000=2" },
    /* permits and passports */
    { "护照E 12345678", "护照E 1*****78" }, { "E-12345678", "E-1*****78" },
    { "H12345678、m1234567801", "H1*****78、m1*******01" },
    { "护照E12345678", "护照E1*****78" }, { "EA1234567", "EA1****67" },
    { "A123456(7)", "A1***56(7)" },
    { "台胞证12345678、87654321", "台胞证1*****78、8*****21" },
    { "台胞证号码：12345678", "台胞证号码：1*****78" }, { "permit no. 1234567801", "permit no. 1*******01" },
    /* what stays */
    { "2026-11-30 08:30 至 2026-12-15 17:00", NULL }, { "2026-11-30 2026-12-15", NULL }, { "2026/11/30，2026/12/1", NULL },
    { "2026年11月30日补交3份", NULL }, { "面积 89.50 平方米，1,234,567.00 元", NULL }, { "MZ-010、GB/T 2261.2", NULL },
    { "SQ310101013202603020000019", NULL }, { "见 SQ310101013202603020000019 2026-03-02", NULL }, { "20261130", NULL }, { "12345678", NULL },
    { "请于1.30 08:30-17:00来", NULL }, { "12月1日8:30～16:30，1月31日13:00", NULL }, { "2026-11-30 08:30：2026-12-15 17:00", NULL },
    { "一、二、三、四、五、六、七、八、九", NULL }, { "二〇二六年十一月三十日", NULL }, { "①身份证②户口簿③照片2张④申请表1份", NULL },
    { "63212810", NULL }, { "电话通知，2026-11-30前补交", NULL }, { "电话告知2026/1/30", NULL }, { "电话12345", NULL },
    { "138****8000", NULL }, { "138 **** 8000", NULL }, { "1、2、3、4、5", NULL },
    { "12345", NULL }, { "110", NULL }, { "", NULL }, { "没有数字 xX Ｘ", NULL }, { "310115004001", NULL },
    /* a number that only looks like a case's */
    { "SQ310101013202603020000018", "SQ310*****************0018" },
    { "SQ310101199001010012", "SQ310***********0012" },
    /* halves of characters and other nothings */
    { "\xEF", NULL }, { "1\xEF\xBC", NULL }, { "13800138000\xEF", "138****8000\xEF" },
};

static void numbers_in_what_people_write(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    for (size_t i = 0; i < ARRAY_COUNT(texts_with_numbers); i++) {
        const char *text = texts_with_numbers[i].text, *masked = texts_with_numbers[i].masked;
        assert_string_equal(mask_written(arena, text), masked != NULL ? masked : text);
    }
    assert_null(strstr(mask_written(arena, "1.310101 1990\t0101 0012"), "1990"));
    /* long and hostile: a page of digits, a page of pieces */
    char *page = arena_alloc(arena, 4001);
    for (size_t i = 0; i < 4000; i++)
        page[i] = "5 5-5"[i % 5];
    assert_string_equal(mask_written(arena, page), page);
    memset(page, '7', 4000);
    assert_int_equal(strspn(mask_written(arena, page) + 3, "*"), 4000 - 7);
    arena_free(arena);
}

/* Whatever kind of number it is: it is known. */
static void numbers_of_the_case_in_what_people_write(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    static const char *const known[] = {"CHN110101010101", "12345678", "\u519b\u5b57\u7b2c1234567\u53f7", "021-63212810-8001", "123", NULL};
    static const struct { const char *text, *masked; } cases[] = {
        {"553 CHN110101010101 \u5df2\u6838", "553 CHN********0101 \u5df2\u6838"}, {"chn 1101-0101 0101", "chn ****-**** 0101"},
        {"\uff23\uff28\uff2e\uff11\uff11\uff10\uff11\uff10\uff11\uff10\uff11\uff10\uff11\uff10\uff11", "\uff23\uff28\uff2e********\uff10\uff11\uff10\uff11"},
        {"\u53f0\u80de12345678", "\u53f0\u80de1*****78"}, {"12\u200b34\u00ad56\u0301\u206978", "1*\u200b**\u00ad**\u0301\u206978"}, {"12\u300134\uff1a56\u300278", "1*\u3001**\uff1a**\u300278"},
        {"\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668", "\u0661*****\u0667\u0668"}, {"\u2460\u2461\u2462\u2463\u2464\u2465\u2466\u2467", "\u2460*****\u2466\u2467"},
        {"\u519b\u5b98\u8bc11234567", "\u519b\u5b98\u8bc11****67"}, {"\u7535\u8bdd 021 6321 2810 \u8f6c 8001", NULL}, {"02163212810-8001", "021********-8001"},
        {"123\u4efd\u3001\u7b2c1234\u53f7", NULL}, {"1234\u540e5678", NULL}, {"2026-11-30", NULL}, {"", NULL}, {"\xEF", NULL}, {"12345678\xE3\x80", "1*****78\xE3\x80"}};
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_string_equal(mask_known(arena, cases[i].text, known), cases[i].masked != NULL ? cases[i].masked : cases[i].text);
    assert_null(mask_known(arena, NULL, known));
    assert_true(mask_may_hold_number("1-2\uff13\u56db E\u2465"));
    assert_false(mask_may_hold_number("12345 \u7b26\u5408\u6761\u4ef6") || mask_may_hold_number("") || mask_may_hold_number(NULL));
    const char *const none[] = {NULL};
    assert_string_equal(mask_known(arena, "12345678", none), "12345678");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_tell_birth_sex_and_region),
        cmocka_unit_test(faults_have_stable_codes),
        cmocka_unit_test(every_flipped_digit_is_noticed),
        cmocka_unit_test(numbers_of_fifteen_digits_give_their_eighteen),
        cmocka_unit_test(numbers_in_forms_are_of_residents),
        cmocka_unit_test(normalising_ends_in_its_room),
        cmocka_unit_test(types_and_provinces_are_known), cmocka_unit_test(numbers_of_the_case_in_what_people_write), cmocka_unit_test(organisations_and_people_without_hukou),
        cmocka_unit_test(social_credit_codes),
        cmocka_unit_test(codes),
        cmocka_unit_test(phones),
        cmocka_unit_test(names),
        cmocka_unit_test(every_fault_is_explained_in_both_languages),
        cmocka_unit_test(masks_hide_what_they_should),
        cmocka_unit_test(numbers_in_what_people_write),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
