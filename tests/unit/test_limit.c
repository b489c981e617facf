/* How failing tries are slowed (src/base/limit.h), and the table in memory that counts them (limit_table.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limit.h"
#include "base/limit_table.h"

#define S INT64_C(1000)
static const struct limit lock = {.free = 5, .wait_s = 900, .wait_max_s = 900, .forget_s = 180};
static const struct limit rising = {.free = 3, .wait_s = 5, .wait_max_s = 60, .forget_s = 600};

static void the_fifth_failure_is_followed_by_a_wait(void **state)
{
    (void)state;
    struct limit_count count = {0};
    int64_t now = 1000000;
    for (int i = 1; i <= 4; i++) {
        assert_int_equal(limit_left(lock, &count), 5 - i + 1);
        count = limit_failed(lock, count, now += 1000);
        assert_int_equal(count.failures, i);
        assert_int_equal(limit_wait_s(&count, now), 0);
    }
    count = limit_failed(lock, count, now += 1000);
    assert_int_equal(limit_left(lock, &count), 0);
    assert_int_equal(limit_wait_s(&count, now), 900);
    assert_int_equal(limit_wait_s(&count, now + 1), 900);
    assert_int_equal(limit_wait_s(&count, now + 899001), 1);
    assert_int_equal(limit_wait_s(&count, now + 900000), 0);
    /* afterwards counting begins anew */
    count = limit_failed(lock, count, now + 900000);
    assert_int_equal(count.failures, 1);
    assert_int_equal(limit_wait_s(&count, now + 900000), 0);
}

static void failures_far_apart_do_not_add_up(void **state)
{
    (void)state;
    struct limit_count count = {0};
    int64_t now = 0;
    for (int i = 0; i < 20; i++) {
        count = limit_failed(lock, count, now += lock.forget_s * S);
        assert_int_equal(count.failures, 1);
    }
    assert_int_equal(limit_failed(lock, count, now + lock.forget_s * S - 1).failures, 2);
    const struct limit strict = {1, 60, 60, 60};
    count = limit_failed(strict, (struct limit_count){0}, 5000);
    assert_int_equal(limit_wait_s(&count, 5000), 60); /* one can be enough */
}

static void each_further_failure_doubles_the_wait(void **state)
{
    (void)state;
    static const int64_t waits[] = {0, 0, 5, 10, 20, 40, 60, 60, 60};
    struct limit_count count = {0};
    int64_t now = 0;
    for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
        count = limit_failed(rising, count, now);
        assert_int_equal(limit_wait_s(&count, now), waits[i]);
        now += waits[i] * S;
    }
}

static void failures_are_forgotten_one_after_the_other(void **state)
{
    (void)state;
    static const struct { int64_t after_s, failures; } rows[] = {{0, 4}, {599, 4}, {600, 3}, {1199, 3}, {1200, 2}, {1800, 1}, {2400, 0}, {9999999, 0}};
    struct limit_count count = {0};
    for (int i = 0; i < 4; i++)
        count = limit_failed(rising, count, 50 * S);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(limit_faded(rising, count, (50 + rows[i].after_s) * S).failures, rows[i].failures);
    /* looking in between changes nothing about when */
    struct limit_count looked = limit_faded(rising, limit_faded(rising, count, 50 * S + 1100 * S), 50 * S + 1200 * S);
    assert_int_equal(looked.failures, 2);
    /* the wait itself is not shortened */
    const struct limit quick = {.free = 1, .wait_s = 100, .wait_max_s = 100, .forget_s = 1};
    count = limit_faded(quick, limit_failed(quick, (struct limit_count){0}, 0), 50 * S);
    assert_int_equal(count.failures, 0);
    assert_int_equal(limit_wait_s(&count, 50 * S), 50);
    assert_int_equal(limit_faded(quick, count, 100 * S).until_ms, 0);
}

/* However the tries are spread, in the long run there are as many as are forgotten. */
static void who_goes_on_gets_no_more_than_is_forgotten(void **state)
{
    (void)state;
    struct limit_count count = {0};
    int64_t tries = 0, day_s = 86400;
    for (int64_t now_s = 0; now_s < 10 * day_s; now_s++) {
        count = limit_faded(rising, count, now_s * S);
        if (limit_wait_s(&count, now_s * S) > 0 || (now_s > day_s && now_s < 2 * day_s) || count.failures >= rising.free + 3)
            continue; /* a clever one keeps the waits short and saves up for a day */
        count = limit_failed(rising, count, now_s * S);
        tries++;
    }
    assert_in_range(tries, 1, 10 * day_s / rising.forget_s + 2 * rising.free + 6);
}

static void a_clock_that_goes_back_changes_nothing(void **state)
{
    (void)state;
    struct limit_count count = limit_failed(lock, (struct limit_count){.failures = 2, .last_ms = 500 * S}, 100 * S);
    assert_int_equal(count.failures, 3);
    assert_int_equal(count.last_ms, 100 * S);
}

static void the_table_is_not_emptied_by_more_keys(void **state)
{
    (void)state;
    static struct limit_table table = LIMIT_TABLE_EMPTY;
    const struct limit slow = {.free = 3, .wait_s = 900, .wait_max_s = 900, .forget_s = 86400};
    const uint64_t victim = 7;
    for (int i = 0; i < 3; i++)
        (void)limit_table_failed(&table, slow, victim, 0);
    struct limit_count count = limit_table_look(&table, slow, victim, 0);
    assert_int_equal(limit_wait_s(&count, 0), 900);
    /* a crowd of keys that fall on the same place: nobody can choose them, and it would not help */
    for (uint64_t other = 1; other < 400; other++) {
        (void)limit_table_failed(&table, slow, victim + other * LIMIT_SETS, 0);
        assert_true(limit_table_look(&table, slow, victim, 0).failures >= 3);
    }
    /* a key elsewhere has all its tries */
    assert_int_equal(limit_table_look(&table, slow, victim + 1, 0).failures, 0);
    /* what is forgotten gives its place away */
    assert_int_equal(limit_table_failed(&table, slow, 7 + 999 * LIMIT_SETS, INT64_C(86400) * 200 * S).failures, 1);
}

/* Strangers have filled every place, and each of them waits: who comes new is heard, and has tries of its own. */
static void nobody_waits_for_what_strangers_failed(void **state)
{
    (void)state;
    static struct limit_table table = LIMIT_TABLE_EMPTY;
    static const struct limit limits[] = {{5, 900, 86400, 3600}, {100, 60, 3600, 60}, {200, 3600, 3600, 432}, {2, 60, 60, 60}};
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        uint64_t set = 11 + i, fresh = set + LIMIT_WAYS * LIMIT_SETS;
        for (int64_t round = 0; round < 2 * limits[i].free; round++)
            for (uint64_t stranger = 0; stranger < LIMIT_WAYS; stranger++)
                (void)limit_table_failed(&table, limits[i], set + stranger * LIMIT_SETS, 0);
        struct limit_count count = limit_table_look(&table, limits[i], fresh, 1);
        assert_int_equal(count.failures, 0);
        assert_int_equal(limit_wait_s(&count, 1), 0);
        count = limit_table_failed(&table, limits[i], fresh, 1);
        assert_int_equal(limit_wait_s(&count, 1), 0);
        assert_true(limit_left(limits[i], &count) >= limits[i].free / 2);
        /* that it has failed is kept, and it waits in its turn */
        for (int64_t left = limit_left(limits[i], &count); left > 0; left--)
            count = limit_table_failed(&table, limits[i], fresh, 1);
        assert_true(limit_wait_s(&count, 1) > 0);
    }
}

static void many_who_share_have_so_many_times_as_much(void **state)
{
    (void)state;
    struct limit shared = limit_times((struct limit){100, 60, 3600, 60}, 16);
    assert_int_equal(shared.free, 1600);
    assert_int_equal(shared.forget_s, 3);
    assert_int_equal(limit_times(rising, 1000000).forget_s, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fifth_failure_is_followed_by_a_wait), cmocka_unit_test(failures_far_apart_do_not_add_up), cmocka_unit_test(each_further_failure_doubles_the_wait),
        cmocka_unit_test(failures_are_forgotten_one_after_the_other), cmocka_unit_test(who_goes_on_gets_no_more_than_is_forgotten),
        cmocka_unit_test(a_clock_that_goes_back_changes_nothing), cmocka_unit_test(the_table_is_not_emptied_by_more_keys),
        cmocka_unit_test(nobody_waits_for_what_strangers_failed), cmocka_unit_test(many_who_share_have_so_many_times_as_much)};
    return cmocka_run_group_tests_name("limit", tests, NULL, NULL);
}
