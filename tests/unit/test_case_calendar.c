/* Days of a case while calendars change and clocks stand still (src/cases/case_clock_rules.c). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "cases/case_rules.h"

static const struct calendar calendar; /* Monday to Friday */

static int32_t day(const char *text)
{
    int32_t parsed = 0;
    assert_true(day_parse(text, &parsed));
    return parsed;
}

static struct case_facts received(int32_t on, int legal, int promised)
{
    struct case_facts facts = {.state = CASE_received, .legal_days = legal, .promised_days = promised, .one_house = true};
    case_clock_receive(&facts, &calendar, on);
    return facts;
}

/* What becomes of the days when the calendar changes on Monday 9 March 2026. `stood` is what the case had, `counted` what its life
 * gives now; for what stands still, since Wednesday the 4th. */
static void test_days_that_move_with_the_calendar(void **state)
{
    (void)state;
    static const struct { enum case_state state; int due; const char *stood, *counted, *wanted; } rows[] = {
        {CASE_received, LIMIT_NOTICE, "2026-03-12", "2026-03-12", "2026-03-12"},
        {CASE_received, LIMIT_NOTICE, "2026-03-12", "2026-03-20", "2026-03-20"},  /* more days off */
        {CASE_received, LIMIT_NOTICE, "2026-03-06", "2026-03-12", "2026-03-12"},  /* had passed, and has not */
        {CASE_received, LIMIT_NOTICE, "2026-03-06", "2026-03-09", "2026-03-10"},  /* never before the next working day */
        {CASE_received, LIMIT_NOTICE, "2026-03-05", "2026-03-06", "2026-03-05"},  /* has passed either way */
        {CASE_received, LIMIT_NOTICE, "2026-03-20", "2026-03-17", "2026-03-17"},  /* fewer days off */
        {CASE_received, LIMIT_NOTICE, "2026-03-20", "2026-03-05", "2026-03-10"},  /* late nobody becomes by that */
        {CASE_received, LIMIT_NOTICE, "2026-03-09", "2026-03-05", "2026-03-09"},  /* the last day stays the last day */
        {CASE_received, LIMIT_NOTICE, "2026-03-06", "2026-03-05", "2026-03-06"},
        {CASE_under_review, LIMIT_PROMISED, "2026-03-20", "2026-03-04", "2026-03-10"},
        {CASE_issued, LIMIT_ISSUE, "2026-03-20", "2026-03-04", "2026-03-10"},
        {CASE_supplement_asked, LIMIT_SUPPLEMENT, "2026-03-20", "2026-03-04", "2026-03-10"},
        {CASE_supplement_asked, LIMIT_NOTICE, "2026-03-06", "2026-03-10", "2026-03-10"}, /* stands: what was left is counted from the stop */
        {CASE_supplement_asked, LIMIT_NOTICE, "2026-03-10", "2026-03-06", "2026-03-06"},
        {CASE_supplement_asked, LIMIT_NOTICE, "2026-03-10", "2026-03-02", "2026-03-05"},
        {CASE_suspended, LIMIT_PROMISED, "2026-03-10", "2026-03-02", "2026-03-05"},
        {CASE_suspended, LIMIT_PROMISED, "2026-03-02", "2026-03-03", "2026-03-02"},     /* was overdue when it stopped */
        {CASE_received, LIMIT_ISSUE, NULL, NULL, NULL},
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct case_facts facts = received(day("2026-03-02"), 20, 10);
        facts.state = rows[i].state;
        if (case_stage(facts.state) == STAGE_STOPPED)
            facts.stopped_on = day("2026-03-04");
        int32_t stood = rows[i].stood != NULL ? day(rows[i].stood) : DAY_NONE;
        int32_t *const places[] = {[LIMIT_NOTICE] = &facts.notice_due, [LIMIT_SUPPLEMENT] = &facts.supplement_due, [LIMIT_LEGAL] = &facts.legal_due,
                                   [LIMIT_PROMISED] = &facts.promised_due, [LIMIT_ISSUE] = &facts.issue_due};
        *places[rows[i].due] = stood;
        struct case_dues counted = case_dues(&facts);
        counted.on[rows[i].due] = rows[i].counted != NULL ? day(rows[i].counted) : DAY_NONE;
        struct case_dues dues = case_dues_moved(&facts, &counted, &calendar, day("2026-03-09"));
        char got[DAY_TEXT_SIZE];
        day_format(dues.on[rows[i].due], got);
        if (!text_equal(got, rows[i].wanted != NULL ? rows[i].wanted : ""))
            fail_msg("row %zu: %s, not %s", i, got, rows[i].wanted);
        dues.on[rows[i].due] = stood;
        struct case_dues others = case_dues(&facts);
        assert_true(case_dues_equal(&dues, &others)); /* the other days stay */
    }
}

/* On Monday 9 March 2026: what stands still since the 4th is told as if it went on on that day. */
static void test_days_that_stand_still_are_told_from_today(void **state)
{
    (void)state;
    static const struct { enum case_state state; bool immediate; int due; const char *stands, *told; } rows[] = {
        {CASE_received, false, LIMIT_NOTICE, "2026-03-06", "2026-03-06"},         /* runs, and has passed */
        {CASE_under_review, false, LIMIT_PROMISED, "2026-03-06", "2026-03-06"},
        {CASE_supplement_asked, false, LIMIT_NOTICE, "2026-03-10", "2026-03-13"}, /* four days were left */
        {CASE_supplement_asked, false, LIMIT_NOTICE, "2026-03-05", "2026-03-10"}, /* one */
        {CASE_supplement_asked, false, LIMIT_NOTICE, "2026-03-03", "2026-03-10"}, /* none: who examines has the next working day */
        {CASE_supplement_asked, false, LIMIT_LEGAL, "2026-03-06", "2026-03-11"},
        {CASE_supplement_asked, false, LIMIT_SUPPLEMENT, "2026-03-06", "2026-03-06"}, /* runs */
        {CASE_supplement_asked, true, LIMIT_PROMISED, "2026-03-04", "2026-03-09"},    /* on the spot: the day on which the rest comes */
        {CASE_suspended, false, LIMIT_PROMISED, "2026-03-06", "2026-03-11"},
        {CASE_suspended, false, LIMIT_NOTICE, "2026-03-06", "2026-03-06"},   /* is over since it was accepted */
        {CASE_suspended, false, LIMIT_PROMISED, "2026-03-03", "2026-03-03"}, /* was overdue when it stopped */
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct case_facts facts = received(day("2026-03-02"), 20, 10);
        facts.state = rows[i].state;
        facts.immediate = rows[i].immediate;
        if (case_stage(facts.state) == STAGE_STOPPED)
            facts.stopped_on = day("2026-03-04");
        int32_t *const places[] = {[LIMIT_NOTICE] = &facts.notice_due, [LIMIT_SUPPLEMENT] = &facts.supplement_due, [LIMIT_LEGAL] = &facts.legal_due,
                                   [LIMIT_PROMISED] = &facts.promised_due};
        *places[rows[i].due] = day(rows[i].stands);
        struct case_facts told = case_facts_told(&facts, &calendar, day("2026-03-09"));
        struct case_facts at_once = case_facts_told(&facts, &calendar, day("2026-03-04"));
        struct case_dues dues = case_dues(&told);
        char got[DAY_TEXT_SIZE];
        day_format(dues.on[rows[i].due], got);
        if (!text_equal(got, rows[i].told))
            fail_msg("row %zu: %s, not %s", i, got, rows[i].told);
        assert_true(told.state == facts.state && told.stopped_on == facts.stopped_on);
        assert_true(rows[i].immediate || (at_once.promised_due == facts.promised_due && at_once.legal_due == facts.legal_due));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days_that_move_with_the_calendar),
        cmocka_unit_test(test_days_that_stand_still_are_told_from_today),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
