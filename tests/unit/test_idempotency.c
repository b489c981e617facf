/* Under what an idempotency key is kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "http/idempotency.h"

#define MOMENT INT64_C(0x017f22e279b0) /* of the example in RFC 9562, A.6: 2022-02-22T19:22:22Z */
#define UUID "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"

static const uint8_t digest[SM3_SIZE] = {0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xde, 0xdf, 0xee};
#define SCATTERED "d0d1d2d3d4d5d6d7d8d9dadbdcdddedf"
#define IN_ORDER "017f22e279b0d0d1d2d3d4d5d6d7d8d9"

static void test_keys(void **state)
{
    static const struct { const char *key; int64_t since; const char *kept; } rows[] = {
        {UUID, 0, IN_ORDER},
        {UUID, MOMENT, IN_ORDER},
        {UUID, MOMENT + 1, SCATTERED},
        {"017F22E2-79B0-7CC3-98C4-DC0C0C07398F", 0, IN_ORDER},
        {"00000000-0000-7000-8000-000000000000", 0, "000000000000d0d1d2d3d4d5d6d7d8d9"},
        {"ffffffff-ffff-7fff-bfff-ffffffffffff", INT64_MAX, SCATTERED},
        {"ffffffff-ffff-7fff-bfff-ffffffffffff", 0, "ffffffffffffd0d1d2d3d4d5d6d7d8d9"},
        {"017f22e2-79b0-4cc3-98c4-dc0c0c07398f", 0, SCATTERED}, /* version 4: its first digits are no moment */
        {"017f22e2-79b0-6cc3-98c4-dc0c0c07398f", 0, SCATTERED},
        {"017f22e2-79b0-7cc3-98c4-dc0c0c07398", 0, SCATTERED},
        {"017f22e2-79b0-7cc3-98c4-dc0c0c07398f0", 0, SCATTERED},
        {"017f22e2079b0-7cc3-98c4-dc0c0c07398f", 0, SCATTERED},
        {"017f22e2-79b007cc3-98c4-dc0c0c07398f", 0, SCATTERED},
        {"017f22e2-79b0-7cc3098c4-dc0c0c07398f", 0, SCATTERED},
        {"017f22e2-79b0-7cc3-98c40dc0c0c07398f", 0, SCATTERED},
        {"017f22g2-79b0-7cc3-98c4-dc0c0c07398f", 0, SCATTERED},
        {"017f22e2-79b -7cc3-98c4-dc0c0c07398f", 0, SCATTERED},
        {"018f22e279b07cc398c4dc0c0c07398f", 0, SCATTERED},
        {"", 0, SCATTERED},
        {"x", 0, SCATTERED},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        uint8_t key[IDEMPOTENCY_KEY_SIZE];
        char hex[2 * IDEMPOTENCY_KEY_SIZE + 1];
        idempotency_key(digest, rows[i].key, rows[i].since, key);
        text_hex(hex, key, sizeof(key));
        if (strcmp(hex, rows[i].kept) != 0)
            fail_msg("%s since %lld: %s, not %s", rows[i].key, (long long)rows[i].since, hex, rows[i].kept);
    }
}

/* Later keys stand behind earlier ones, whatever their digests are. */
static void test_order(void **state)
{
    uint8_t before[IDEMPOTENCY_KEY_SIZE] = {0}, other[SM3_SIZE];
    (void)state;
    for (int64_t moment = 1; moment < INT64_C(1) << 48; moment = moment * 3 + 1) {
        char key[37];
        uint8_t kept[IDEMPOTENCY_KEY_SIZE];
        memset(other, (int)(moment & 1 ? 0xff - moment % 100 : moment % 100), sizeof(other));
        (void)snprintf(key, sizeof(key), "%08llx-%04llx-7000-8000-000000000000", (unsigned long long)moment >> 16, (unsigned long long)moment & 0xffff);
        idempotency_key(other, key, 0, kept);
        assert_true(memcmp(before, kept, sizeof(kept)) < 0);
        memcpy(before, kept, sizeof(kept));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_keys), cmocka_unit_test(test_order)};
    return cmocka_run_group_tests_name("idempotency", tests, NULL, NULL);
}
