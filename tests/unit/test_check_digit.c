#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "base/check_digit.h"

/* Synthetic numbers. */
static void identity_numbers(void **state)
{
    static const char *const numbers[] = {"310101199001010012", "310106195602290025", "310115197006303016",
                                          "810000198808080013", "830000197501010028", "931840198001010017"};
    (void)state;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        assert_int_equal(check_digit_mod_11_2(numbers[i], 17), numbers[i][17]);
        for (size_t k = 0; k < 17; k++) {
            char wrong[19];
            memcpy(wrong, numbers[i], sizeof(wrong));
            wrong[k] = (char)(wrong[k] == '9' ? '0' : wrong[k] + 1);
            assert_int_not_equal(check_digit_mod_11_2(wrong, 17), wrong[17]);
        }
    }
    assert_int_equal(check_digit_mod_11_2("", 0), '1');
    assert_int_equal(check_digit_mod_11_2("3101011990010100x", 17), '\0');
    char nines[58];
    unsigned sum = 0;
    memset(nines, '9', sizeof(nines));
    for (int i = 0; i < 56; i++)
        sum = (sum + 9) * 2 % 11;
    assert_int_equal(check_digit_mod_11_2(nines, 56), "0123456789X"[(12 - sum) % 11]);
    assert_int_equal(check_digit_mod_11_2(nines, 57), '\0');
}

static void social_credit_codes(void **state)
{
    static const char *const codes[] = {"11310000MB2F30661Y", "12441500196720244T", "11100000000013338W", "11430000006122244L"};
    (void)state;
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        assert_true(check_digit_uscc(codes[i]));
        for (size_t k = 0; k < 18; k++) {
            char wrong[19];
            memcpy(wrong, codes[i], sizeof(wrong));
            wrong[k] = wrong[k] == '7' ? '8' : '7';
            assert_false(check_digit_uscc(wrong));
        }
    }
    assert_false(check_digit_uscc(""));
    assert_false(check_digit_uscc("11310000MB2F30661"));
    assert_false(check_digit_uscc("11310000MB2F30661YY"));
    assert_false(check_digit_uscc("11310000mb2f30661y"));
    assert_false(check_digit_uscc("I1310000MB2F30661Y"));
}

static void licence_identifiers(void **state)
{
    static const struct { const char *text; char check; } cases[] = {
        {"", '1'}, {"0", '2'}, {"A12425GABC1234002", 'M'}, /* the example of ISO 7064 */
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(check_digit_mod_37_36(cases[i].text, strlen(cases[i].text)), cases[i].check);
    /* every single wrong character is noticed */
    char text[] = "11100000000013338W01111310000MB2F30661Y000000001001";
    char check = check_digit_mod_37_36(text, sizeof(text) - 1);
    for (size_t k = 0; k < sizeof(text) - 1; k++) {
        char right = text[k];
        for (const char *wrong = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"; *wrong != '\0'; wrong++) {
            text[k] = *wrong;
            assert_int_equal(check_digit_mod_37_36(text, sizeof(text) - 1) == check, *wrong == right);
        }
        text[k] = right;
    }
    assert_int_equal(check_digit_mod_37_36("a", 1), '\0');
    assert_int_equal(check_digit_mod_37_36("A", 2), '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(identity_numbers), cmocka_unit_test(social_credit_codes),
                                       cmocka_unit_test(licence_identifiers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
