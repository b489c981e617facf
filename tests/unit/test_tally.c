/* Durations counted by size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/process.h"
#include "base/tally.h"

static void a_duration_is_counted_under_the_first_bound_that_holds_it(void **state)
{
    struct tally tally = {0};
    (void)state;
    for (size_t i = 0; i < TALLY_BOUNDS; i++) {
        assert_true(i == 0 || tally_bounds_us[i] > tally_bounds_us[i - 1]);
        tally_add(&tally, tally_bounds_us[i]);
        assert_int_equal(tally.counts[i], 1);
        tally_add(&tally, (int64_t)tally_bounds_us[i] + 1);
        assert_int_equal(tally.counts[i + 1], 1);
        tally.counts[i + 1] = 0;
    }
    assert_int_equal(tally_count(&tally), TALLY_BOUNDS);
}

static void a_clock_that_steps_back_costs_nothing(void **state)
{
    struct tally tally = {0};
    (void)state;
    tally_add(&tally, -5);
    tally_add(&tally, 7);
    assert_int_equal(tally.counts[0], 2);
    assert_int_equal(tally.microseconds, 7);
}

static void the_kernel_tells_of_this_process(void **state)
{
    struct process_figures figures;
    (void)state;
    assert_true(process_look(&figures));
    assert_true(figures.started_at > 1.6e9 && figures.processor_seconds >= 0);
    assert_true(figures.resident_bytes > 0 && figures.virtual_bytes >= figures.resident_bytes);
    assert_true(figures.threads >= 1 && figures.files >= 1 && figures.files_max > figures.files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_duration_is_counted_under_the_first_bound_that_holds_it),
        cmocka_unit_test(a_clock_that_steps_back_costs_nothing),
        cmocka_unit_test(the_kernel_tells_of_this_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
