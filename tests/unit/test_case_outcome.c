/* What a case came to (src/cases/case_outcome_rules.c): every state × outcome × (accepted by silence or not) against a
 * hand-written table; remedies and their last days over the calendar of the city pack; the limit that runs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "cases/case_outcome_rules.h"

#define PACK_CALENDAR "data/shanghai/calendar.tsv"

static struct calendar calendar;

static int32_t day(const char *text)
{
    int32_t number = DAY_NONE;
    assert_true(day_parse(text, &number));
    return number;
}

static int read_pack(void **state)
{
    char line[400], date[16], kind[8];
    (void)state;
    FILE *file = fopen(PACK_CALENDAR, "r");
    if (file == NULL)
        return -1;
    while (fgets(line, sizeof(line), file) != NULL)
        if (sscanf(line, "%15[^\t]\t%7[^\t]", date, kind) == 2 && text_in_list(kind, (const char *const[]){"off", "work", NULL}))
            (void)calendar_mark(&calendar, day(date), text_equal(kind, "off") ? CALENDAR_OFF : CALENDAR_WORK);
    return fclose(file);
}

/* due: n notice, s supplement, p promised, i issue, - none. who: - nobody, c applicant, a receiving, b responsible centre. */
static const struct { const char *state, *outcome, *came_to, *reasons_of; char who, due; size_t remedies; const char *zh; } expected[] = {
    {"received", "none", "open", "", 'b', 'n', 0, "收下"},
    {"in_transit", "none", "open", "", 'b', 'n', 0, "转给"},
    {"waiting", "none", "open", "", 'b', 'n', 0, "送到"},
    {"taken_over", "none", "open", "", 'b', 'n', 0, "接收"},
    {"returned", "none", "open", "", 'a', 'n', 0, "更正"},
    {"supplement_asked", "none", "open", "", 'c', 's', 0, "补材料"},
    {"accepted", "none", "open", "", 'b', 'p', 0, "受理"},
    {"under_review", "none", "open", "", 'b', 'p', 0, "审核"},
    {"suspended", "none", "open", "", 'b', '-', 0, "程序"},
    {"refused", "none", "not_accepted", "refuse", '-', '-', 2, "不予受理"},
    {"decided", "granted", "granted", "", 'b', 'i', 0, "准予"},
    {"issued", "granted", "granted", "", 'c', '-', 0, "准予"},
    {"delivered", "granted", "granted", "", '-', '-', 0, "准予"},
    {"decided", "denied", "denied", "decide", 'b', 'i', 2, "不予批准"},
    {"issued", "denied", "denied", "decide", 'c', '-', 2, "不予批准"},
    {"delivered", "denied", "denied", "decide", '-', '-', 2, "不予批准"},
    {"withdrawn", "none", "withdrawn", "withdraw", '-', '-', 0, "撤回"},
    {"lapsed", "none", "lapsed", "ask_supplement", '-', '-', 0, "视为放弃"},
};

static char letter_of_who(enum case_next_who who) { return "-cab"[who]; }

static int32_t due_named(const struct case_facts *facts, char due)
{
    switch (due) {
    case 'n': return facts->notice_due;
    case 's': return facts->supplement_due;
    case 'p': return facts->promised_due;
    case 'i': return facts->issue_due;
    default: return DAY_NONE;
    }
}

/* Up to its last day a case is told as ever; after it, that the day has passed, and nothing is promised for it. */
static void check_overdue(const struct case_facts *facts)
{
    for (int immediate = 0; immediate <= 1; immediate++) {
        struct case_facts now = *facts;
        now.immediate = immediate;
        struct case_next_step in_time = case_next_step(&now, true, 20000), last_day, late;
        bool limited = in_time.until != DAY_NONE;
        last_day = case_next_step(&now, true, limited ? in_time.until : 30000);
        late = case_next_step(&now, true, limited ? in_time.until + 1 : 30000);
        assert_false(last_day.overdue);
        assert_string_equal(last_day.zh, in_time.zh);
        assert_true(late.overdue == limited && late.until == in_time.until && late.who == in_time.who);
        assert_true((strstr(late.zh, "已经过了") != NULL) == limited);
        assert_true((strstr(late.en, "has passed") != NULL) == limited);
        if (limited) {
            assert_null(strstr(late.zh, "就办好"));
            assert_null(strstr(late.en, "the same day"));
        }
    }
}

static void check_row(size_t i, bool deemed)
{
    int state = 0;
    while (!text_equal(case_state_names[state], expected[i].state))
        state++;
    struct case_facts facts = {.state = (enum case_state)state, .outcome = case_outcome_parse(expected[i].outcome), .deemed = deemed,
                               .notice_due = 20001, .legal_due = 20005, .supplement_due = 20002, .promised_due = 20003, .issue_due = 20004};
    struct case_remedy remedies[CASE_REMEDIES_MAX];
    const char *zh = NULL, *en = NULL;
    enum case_came_to came_to = case_came_to(facts.state, facts.outcome);
    struct case_next_step next = case_next_step(&facts, false, 20000);
    if (case_stage(facts.state) == STAGE_NOTICE) { /* what is missing comes first: nothing is promised for today */
        assert_non_null(strstr(next.en, "missing"));
        assert_null(strstr(next.zh, "当天"));
    }
    next = case_next_step(&facts, true, 20000);
    case_outcome_explain(facts.state, facts.outcome, &zh, &en);
    enum case_action reasons_of = case_outcome_reasons_of(came_to);
    assert_string_equal(case_came_to_names[came_to], expected[i].came_to);
    assert_string_equal(reasons_of == ACTION_COUNT ? "" : case_action_names[reasons_of], expected[i].reasons_of);
    assert_int_equal(letter_of_who(next.who), expected[i].who);
    assert_int_equal(next.until, due_named(&facts, expected[i].due));
    assert_true(next.zh[0] != '\0' && next.en[0] != '\0' && en[0] != '\0');
    assert_false(next.overdue);
    check_overdue(&facts);
    assert_non_null(strstr(zh, expected[i].zh));
    assert_int_equal(case_remedies(&facts, day("2026-03-02"), 20000, &calendar, remedies), expected[i].remedies);
    /* what is no grant never sounds like one, and a grant never like a refusal */
    if (came_to != CAME_TO_GRANTED) {
        assert_null(strstr(zh, "准予"));
        assert_null(strstr(zh, "办完"));
        assert_null(strstr(zh, came_to == CAME_TO_OPEN ? "不予" : "准予"));
        assert_null(strstr(next.zh, "办完"));
        assert_null(strstr(en, "granted"));
    } else {
        assert_null(strstr(zh, "不予"));
        assert_null(strstr(en, "denied"));
    }
}

static void test_every_state_and_outcome(void **state)
{
    bool seen[CASE_STATE_COUNT] = {false};
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(expected); i++) {
        check_row(i, false);
        check_row(i, true);
        for (int s = 0; s < CASE_STATE_COUNT; s++)
            seen[s] = seen[s] || text_equal(case_state_names[s], expected[i].state);
    }
    for (int s = 0; s < CASE_STATE_COUNT; s++)
        assert_true(seen[s]);
    /* an outcome counts from the decision on, whatever stands in the facts before */
    for (int s = 0; s < CASE_STATE_COUNT; s++)
        if (case_stage((enum case_state)s) != STAGE_ISSUE && s != CASE_delivered)
            assert_int_equal(case_came_to((enum case_state)s, OUTCOME_GRANTED), case_came_to((enum case_state)s, OUTCOME_NONE));
}

static void test_last_days(void **state)
{
    static const struct { const char *delivered, *reconsideration, *litigation; } rows[] = {
        {"2026-03-02", "2026-05-06", "2026-09-02"}, /* 60 days: 1 May, off until the 5th */
        {"2026-03-10", "2026-05-09", "2026-09-10"}, /* Saturday 9 May is worked */
        {"2026-03-11", "2026-05-11", "2026-09-11"}, /* Sunday 10 May */
        {"2025-08-29", "2025-10-28", "2026-02-28"}, /* no 29 February in 2026; the 28th is worked */
        {"2025-08-31", "2025-10-30", "2026-02-28"},
        {"2023-08-31", "2023-10-30", "2024-02-29"},
        {"2026-04-01", "2026-06-01", "2026-10-08"}, /* Sunday 31 May; 1 October, off until the 7th */
        {"2026-01-01", "2026-03-02", "2026-07-01"},
    };
    static const struct case_facts refused[] = {{.state = CASE_delivered, .outcome = OUTCOME_DENIED}, {.state = CASE_refused}};
    struct case_remedy remedies[CASE_REMEDIES_MAX];
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        for (size_t r = 0; r < ARRAY_COUNT(refused); r++) {
            assert_int_equal(case_remedies(&refused[r], day(rows[i].delivered), 30000, &calendar, remedies), 2);
            assert_string_equal(remedies[0].kind, "reconsideration");
            assert_string_equal(remedies[1].kind, "litigation");
            if (remedies[0].until != day(rows[i].reconsideration) || remedies[1].until != day(rows[i].litigation))
                fail_msg("delivered on %s: another last day", rows[i].delivered);
            assert_true(remedies[0].from == day(rows[i].delivered) && remedies[1].from == remedies[0].from);
        }
    assert_int_equal(case_remedies(&refused[0], DAY_NONE, 30000, &calendar, remedies), 2);
    for (size_t i = 0; i < CASE_REMEDIES_MAX; i++) {
        assert_true(remedies[i].from == DAY_NONE && remedies[i].until == DAY_NONE);
        assert_non_null(strstr(remedies[i].law_zh, i == 0 ? "行政复议法" : "行政诉讼法"));
    }
}

/* Left without a decision: from the day after the legal limit, counted from its last day. The promise, which ends before
 * it, gives no remedy. */
static void test_silence(void **state)
{
    static const struct {
        enum case_state state; bool immediate; enum case_outcome outcome;
        const char *due, *stopped, *today; size_t count; const char *from, *reconsideration, *litigation;
    } rows[] = {
        {CASE_accepted, false, OUTCOME_NONE, "2026-03-02", NULL, "2026-03-02", 0, NULL, NULL, NULL}, /* its last day */
        {CASE_accepted, false, OUTCOME_NONE, "2026-03-02", NULL, "2026-03-03", 2, "2026-03-02", "2026-05-06", "2026-09-02"},
        {CASE_under_review, false, OUTCOME_NONE, "2026-03-11", NULL, "2026-12-01", 2, "2026-03-11", "2026-05-11", "2026-09-11"},
        {CASE_suspended, false, OUTCOME_NONE, "2026-03-02", "2026-03-02", "2026-03-20", 0, NULL, NULL, NULL}, /* stands still */
        {CASE_suspended, false, OUTCOME_NONE, "2026-03-02", "2026-03-03", "2026-03-20", 2, "2026-03-02", "2026-05-06", "2026-09-02"},
        {CASE_supplement_asked, true, OUTCOME_NONE, "2026-03-02", "2026-03-02", "2026-12-01", 0, NULL, NULL, NULL},
        {CASE_received, false, OUTCOME_NONE, "2026-03-02", NULL, "2026-12-01", 0, NULL, NULL, NULL}, /* silence accepts it */
        /* on the spot: no limit is laid down, 60 days or two months */
        {CASE_received, true, OUTCOME_NONE, "2026-03-02", NULL, "2026-05-01", 0, NULL, NULL, NULL},
        {CASE_received, true, OUTCOME_NONE, "2026-03-02", NULL, "2026-05-02", 1, "2026-05-01", "2026-06-30", NULL},
        {CASE_accepted, true, OUTCOME_NONE, "2026-03-02", NULL, "2026-05-03", 2, "2026-05-01", "2026-06-30", "2026-11-02"},
        /* granted, and nothing drawn up within ten days */
        {CASE_decided, false, OUTCOME_GRANTED, "2026-03-02", NULL, "2026-03-02", 0, NULL, NULL, NULL},
        {CASE_decided, false, OUTCOME_GRANTED, "2026-03-02", NULL, "2026-03-03", 2, "2026-03-02", "2026-05-06", "2026-09-02"},
        {CASE_issued, false, OUTCOME_GRANTED, "2026-03-02", NULL, "2026-12-01", 0, NULL, NULL, NULL},
        {CASE_delivered, false, OUTCOME_GRANTED, "2026-03-02", NULL, "2026-12-01", 0, NULL, NULL, NULL},
        {CASE_withdrawn, false, OUTCOME_NONE, "2026-03-02", NULL, "2026-12-01", 0, NULL, NULL, NULL},
        {CASE_lapsed, false, OUTCOME_NONE, "2026-03-02", NULL, "2026-12-01", 0, NULL, NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        int32_t due = day(rows[i].due);
        struct case_facts facts = {.state = rows[i].state, .immediate = rows[i].immediate, .outcome = rows[i].outcome,
                                   .promised_due = due - 10, .legal_due = due, .issue_due = due,
                                   .stopped_on = rows[i].stopped == NULL ? DAY_NONE : day(rows[i].stopped)};
        struct case_remedy remedies[CASE_REMEDIES_MAX];
        size_t count = case_remedies(&facts, DAY_NONE, day(rows[i].today), &calendar, remedies);
        if (count != rows[i].count)
            fail_msg("row %zu: %zu remedies", i, count);
        for (size_t r = 0; r < count; r++) {
            assert_string_equal(remedies[r].kind, r == 0 ? "reconsideration" : "litigation");
            assert_int_equal(remedies[r].until, day(r == 0 ? rows[i].reconsideration : rows[i].litigation));
            assert_non_null(strstr(remedies[r].within_zh, "法定期限届满"));
            assert_non_null(strstr(remedies[r].law_zh, r == 0 ? "行政复议法" : "行政诉讼法"));
            assert_null(strstr(remedies[r].to_zh, "决定书"));
        }
        if (count > 0)
            assert_int_equal(remedies[0].from, day(rows[i].from));
    }
}

/* A last day that lies where nobody has arranged the days off yet is told as one that may move. */
static void test_uncertain_last_days(void **state)
{
    static const struct { enum case_state state; const char *from; bool reconsideration, litigation; } rows[] = {
        {CASE_refused, "2026-03-02", false, false},
        {CASE_refused, "2026-10-10", false, true}, /* in December, and on 10 April 2027 */
        {CASE_refused, "2026-11-20", true, true},
        {CASE_accepted, "2026-03-02", false, false},
        {CASE_accepted, "2026-10-10", false, true},
        {CASE_accepted, "2027-01-13", true, true},
    };
    struct case_remedy remedies[CASE_REMEDIES_MAX];
    (void)state;
    assert_true(calendar_year_is_known(&calendar, 2026) && !calendar_year_is_known(&calendar, 2027));
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        int32_t from = day(rows[i].from);
        struct case_facts facts = {.state = rows[i].state, .legal_due = from, .promised_due = from - 5};
        assert_int_equal(case_remedies(&facts, from, from + 1, &calendar, remedies), 2);
        if (remedies[0].uncertain != rows[i].reconsideration || remedies[1].uncertain != rows[i].litigation)
            fail_msg("row %zu", i);
    }
    assert_int_equal(case_remedies(&(struct case_facts){.state = CASE_refused}, DAY_NONE, 20000, &calendar, remedies), 2);
    assert_false(remedies[0].uncertain || remedies[1].uncertain);
}

/* A stop mends nothing: who was late before it stays late. */
static void test_late_before_a_stop(void **state)
{
    static const struct { enum case_state state; bool immediate; int32_t stopped_on, today, until; bool overdue; const char *zh; } rows[] = {
        {CASE_suspended, false, 20003, 20010, DAY_NONE, false, "不算"}, /* stopped on the last day of the promise */
        {CASE_suspended, false, 20004, 20004, 20003, true, "就已经过了"},
        {CASE_suspended, false, 20004, 20900, 20003, true, "就已经过了"},
        {CASE_suspended, true, 20004, 20004, 20003, true, "就已经过了"},
        {CASE_supplement_asked, false, 20001, 20005, 20008, false, "补齐后继续办"},
        {CASE_supplement_asked, false, 20002, 20005, 20008, false, "中心应当马上办"}, /* the applicant's day is not over */
        {CASE_supplement_asked, false, 20002, 20009, 20008, true, "会视为放弃"},
        {CASE_supplement_asked, true, 20003, 20005, 20008, false, "补齐后继续办"}, /* on the spot: the promise counts */
        {CASE_supplement_asked, true, 20004, 20005, 20008, false, "中心应当马上办"},
        {CASE_under_review, false, 20004, 20003, 20003, false, "决定"}, /* only while it stands still */
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct case_facts facts = {.state = rows[i].state, .immediate = rows[i].immediate, .stopped_on = rows[i].stopped_on,
                                   .notice_due = 20001, .promised_due = 20003, .legal_due = 20005, .supplement_due = 20008, .issue_due = DAY_NONE};
        struct case_next_step next = case_next_step(&facts, true, rows[i].today);
        if (next.overdue != rows[i].overdue || next.until != rows[i].until || strstr(next.zh, rows[i].zh) == NULL)
            fail_msg("row %zu: %s", i, next.zh);
    }
}

static void test_limit_that_runs(void **state)
{
    (void)state;
    static const struct { enum case_state state; bool immediate; enum case_due due; } rows[] = {
        {CASE_received, false, LIMIT_NOTICE}, {CASE_returned, false, LIMIT_NOTICE}, {CASE_received, true, LIMIT_PROMISED},
        {CASE_accepted, false, LIMIT_PROMISED}, {CASE_under_review, false, LIMIT_PROMISED}, {CASE_accepted, true, LIMIT_PROMISED},
        {CASE_supplement_asked, false, LIMIT_SUPPLEMENT}, {CASE_supplement_asked, true, LIMIT_SUPPLEMENT},
        {CASE_suspended, false, LIMIT_COUNT}, {CASE_decided, false, LIMIT_ISSUE}, {CASE_issued, true, LIMIT_ISSUE},
        {CASE_delivered, false, LIMIT_COUNT}, {CASE_refused, true, LIMIT_COUNT}};
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        assert_int_equal(case_limit_running(rows[i].state, rows[i].immediate), rows[i].due);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_state_and_outcome),
        cmocka_unit_test(test_last_days),
        cmocka_unit_test(test_silence),
        cmocka_unit_test(test_uncertain_last_days),
        cmocka_unit_test(test_late_before_a_stop),
        cmocka_unit_test(test_limit_that_runs),
    };
    return cmocka_run_group_tests(tests, read_pack, NULL);
}
