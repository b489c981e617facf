/* The life of a case (src/cases/case_rules.c, case_clock_rules.c, case_number.c): every state × action × role × side against
 * a second, hand-written table; every guard; the clocks and lights over the calendar of the city pack. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/check_digit.h"
#include "base/text.h"
#include "cases/case_rules.h"

#define PACK_CALENDAR "data/shanghai/calendar.tsv"

/* ---- what is expected ----
 * One line a state: "action who@where > next", separated by "; ". Who: c clerk, r reviewer, l lead, p the applicant, i a clerk too when the
 * item is decided on the spot; s the system. Where: A, B, P (it is their own). BACK: see test_back. */
static const struct { const char *state, *moves; } expected[] = {
    {"received", "accept crl@B > accepted; ask_supplement crl@B > supplement_asked; refuse crl@B > refused; "
                 "withdraw crlp@ABP > withdrawn; deem_accepted s > accepted; "
     "calendar_changed s > received"},
    {"in_transit", "arrive s > waiting; take_over crl@B > taken_over; return_to_receiver crl@B > returned; "
                   "withdraw crlp@ABP > withdrawn; deem_accepted s > accepted; "
     "calendar_changed s > in_transit"},
    {"waiting", "take_over crl@B > taken_over; return_to_receiver crl@B > returned; withdraw crlp@ABP > withdrawn; "
                "deem_accepted s > accepted; "
     "calendar_changed s > waiting"},
    {"taken_over", "accept crl@B > accepted; ask_supplement crl@B > supplement_asked; return_to_receiver crl@B > returned; "
                   "refuse crl@B > refused; withdraw crlp@ABP > withdrawn; deem_accepted s > accepted; "
     "calendar_changed s > taken_over"},
    {"returned", "supplement crl@A > in_transit; ask_supplement crl@A > supplement_asked; withdraw crlp@ABP > withdrawn; "
                 "deem_accepted s > accepted; "
     "calendar_changed s > returned"},
    {"supplement_asked", "supplement crlp@ABP > in_transit; withdraw crlp@ABP > withdrawn; lapse s > lapsed; "
     "calendar_changed s > supplement_asked"},
    {"accepted", "review rl@B > under_review; decide irl@B > decided; suspend rl@B > suspended; extend l@B > under_review; "
                 "withdraw crlp@ABP > withdrawn; "
     "calendar_changed s > accepted"},
    {"refused", ""},
    {"under_review", "decide irl@B > decided; suspend rl@B > suspended; extend l@B > under_review; withdraw crlp@ABP > withdrawn; "
     "calendar_changed s > under_review"},
    {"suspended", "resume rl@B > under_review; withdraw crlp@ABP > withdrawn; "
     "calendar_changed s > suspended"},
    {"decided", "issue crl@B > issued; "
     "calendar_changed s > decided"},
    {"issued", "deliver crl@B > delivered; "
     "calendar_changed s > issued"},
    {"delivered", ""},
    {"withdrawn", ""},
    {"lapsed", ""},
};

struct rule { bool possible; char who[8], where[8], next[24]; };

/* The rule of one state and action out of the table above. */
static struct rule rule_of(const char *state, const char *action)
{
    struct rule rule = {0};
    const char *moves = NULL;
    for (size_t i = 0; i < ARRAY_COUNT(expected); i++)
        if (text_equal(expected[i].state, state))
            moves = expected[i].moves;
    assert_non_null(moves);
    while (*moves != '\0') {
        char name[24], whom[16];
        int size = 0;
        assert_int_equal(sscanf(moves, "%23s %15s > %23[a-z_]%n", name, whom, rule.next, &size), 3);
        if (text_equal(name, action)) {
            rule.possible = true;
            (void)sscanf(whom, "%7[a-z]@%7s", rule.who, rule.where);
            return rule;
        }
        moves += size;
        moves += strspn(moves, "; ");
    }
    return rule;
}

/* Everything an action could want. */
static const struct case_request everything = {
    .outcome = OUTCOME_GRANTED, .has_reason = true, .has_procedure = true, .mends = true, .complete = true, .days = 5};

/* Nobody but staff gains anything by the bits of roles: of other kinds they mean something else. */
static const struct { enum principal_kind kind; unsigned roles; char letter; } actors[] = {
    {PRINCIPAL_STAFF, ROLE_CLERK, 'c'}, {PRINCIPAL_STAFF, ROLE_REVIEWER, 'r'}, {PRINCIPAL_STAFF, ROLE_LEAD, 'l'},
    {PRINCIPAL_STAFF, ROLE_DISTRICT, '-'}, {PRINCIPAL_STAFF, ROLE_CITY, '-'}, {PRINCIPAL_STAFF, ROLE_KEEPER, '-'},
    {PRINCIPAL_STAFF, ROLE_AUDITOR, '-'}, {PRINCIPAL_STAFF, ROLE_ADMIN, '-'}, {PRINCIPAL_STAFF, 0, '-'},
    {PRINCIPAL_PUBLIC, ~0u, '-'}, {PRINCIPAL_RESIDENT, ~0u, 'p'}, {PRINCIPAL_DEVICE, ~0u, '-'}, {PRINCIPAL_PARTNER, ~0u, '-'},
    {(enum principal_kind)0, ~0u, '-'}, {PRINCIPAL_SYSTEM, 0, 's'}};

static bool is_allowed(const struct rule *rule, char letter, unsigned sides, bool immediate)
{
    if (!rule->possible)
        return false;
    if (letter == 's')
        return text_equal(rule->who, "s");
    if (strchr(rule->who, letter) == NULL && !(letter == 'c' && immediate && strchr(rule->who, 'i') != NULL))
        return false;
    return ((sides & SIDE_A) && strchr(rule->where, 'A')) || ((sides & SIDE_B) && strchr(rule->where, 'B')) ||
           ((sides & SIDE_APPLICANT) && strchr(rule->where, 'P'));
}

static void check_one(const struct case_facts *facts, enum case_action action, struct flow_actor actor, char letter)
{
    struct rule rule = rule_of(case_state_names[facts->state], case_action_names[action]);
    /* what is done on the spot is not accepted by silence, and has no limit that could be extended */
    bool silence = (action == ACTION_deem_accepted || action == ACTION_extend) && facts->immediate;
    bool allowed = !silence && is_allowed(&rule, letter, actor.sides, facts->immediate);
    struct flow_verdict decision = case_decide(facts, action, actor, DAY_NONE, &everything);
    struct flow_verdict list[FLOW_ACTIONS_MAX];
    size_t count = case_list_actions(facts, actor, DAY_NONE, list);
    bool listed = false;
    for (size_t i = 0; i < count; i++)
        listed = listed || (list[i].allowed && list[i].move->action == (unsigned)action);
    if (decision.allowed != allowed || listed != allowed || case_may(facts, action, actor, DAY_NONE) != allowed)
        fail_msg("%s %s by %c at %u: %s, though it should%s be", case_state_names[facts->state], case_action_names[action], letter,
                 actor.sides, decision.allowed ? "allowed" : "refused", allowed ? "" : " not");
    if (allowed)
        return;
    if (silence && rule.possible && is_allowed(&rule, letter, actor.sides, facts->immediate)) {
        assert_string_equal(decision.code, "done_on_the_spot");
        return;
    }
    assert_true((decision.problem == &flow_not_yours) == rule.possible);
    assert_string_equal(decision.code, rule.possible ? "action_not_yours" : "action_not_possible");
    assert_true(strlen(decision.zh) > 0 && strlen(decision.en) > 0);
}

static void test_every_state_action_actor_side(void **state)
{
    (void)state;
    int checked = 0;
    for (int s = 0; s < CASE_STATE_COUNT; s++)
        for (int action = 0; action < ACTION_COUNT; action++)
            for (size_t a = 0; a < ARRAY_COUNT(actors); a++)
                for (unsigned sides = 0; sides <= SIDE_ANY; sides++)
                    for (int immediate = 0; immediate <= 1; immediate++, checked++) {
                        struct case_facts facts = {.state = (enum case_state)s, .immediate = immediate != 0};
                        check_one(&facts, (enum case_action)action, (struct flow_actor){actors[a].kind, actors[a].roles, sides}, actors[a].letter);
                    }
    assert_int_equal(checked, 15 * 19 * 15 * 8 * 2);
    assert_int_equal(CASE_STATE_COUNT, ARRAY_COUNT(expected));
}

/* ---- the calendar of the pack, and the other way round: a list of working days ---- */

enum { DAYS = 9 * 365 + 2 };
static struct calendar calendar;
static bool working[DAYS];
static int32_t first_day;

static int32_t day(const char *text)
{
    int32_t number = DAY_NONE;
    assert_true(day_parse(text, &number));
    return number;
}

static int read_pack(void **state)
{
    (void)state;
    first_day = day("2018-01-01"); /* a Monday */
    for (int i = 0; i < DAYS; i++)
        working[i] = i % 7 < 5;
    FILE *file = fopen(PACK_CALENDAR, "r");
    assert_non_null(file);
    char line[400];
    assert_non_null(fgets(line, sizeof(line), file));
    while (fgets(line, sizeof(line), file) != NULL) {
        line[10] = '\0';
        bool off = strncmp(line + 11, "off\t", 4) == 0;
        assert_true(calendar_mark(&calendar, day(line), off ? CALENDAR_OFF : CALENDAR_WORK));
        working[day(line) - first_day] = !off;
    }
    (void)fclose(file);
    return 0;
}

/* The n-th working day after `start`, counted on the fingers. */
static int32_t after(int32_t start, int n)
{
    int32_t at = start;
    while (n > 0)
        if (working[++at - first_day])
            n--;
    return at;
}

/* Working days in (start, end]. */
static int between(int32_t start, int32_t end)
{
    int count = 0;
    for (int32_t at = start + 1; at <= end; at++)
        count += working[at - first_day] ? 1 : 0;
    return count;
}

static const int32_t LAST = DAYS - 200; /* far enough from the end of the calendar for every limit */

static struct case_facts received(int32_t on, int legal, int promised)
{
    struct case_facts facts = {.state = CASE_received, .legal_days = legal, .promised_days = promised, .one_house = true};
    case_clock_receive(&facts, &calendar, on);
    assert_false(case_calendar_warning(&facts, &calendar));
    return facts;
}

static void take(struct case_facts *facts, enum case_action action, const struct case_request *request, int32_t on)
{
    bool system = action > ACTION_withdraw;
    struct flow_actor actor = {system ? PRINCIPAL_SYSTEM : PRINCIPAL_STAFF, system ? 0 : (unsigned)ROLE_LEAD, SIDE_AB};
    struct flow_verdict decision = case_decide(facts, action, actor, on, request);
    if (!decision.allowed)
        fail_msg("%s in %s: %s", case_action_names[action], case_state_names[facts->state], decision.en);
    case_apply(facts, &calendar, decision.move, request, on);
}

/* ---- next states ---- */

static void test_next_states(void **state)
{
    (void)state;
    for (size_t i = 0; i < case_flow.move_count; i++) {
        const struct flow_move *move = &case_flow.moves[i];
        struct rule rule = rule_of(case_state_names[move->from], case_action_names[move->action]);
        struct case_facts facts = received(day("2026-03-02"), 20, 10);
        facts.state = move->from;
        facts.one_house = false;
        facts.accepted_on = facts.decided_on = facts.stopped_on = facts.supplement_due = facts.received_on;
        case_apply(&facts, &calendar, move, &everything, day("2026-03-03"));
        assert_string_equal(case_state_names[facts.state], rule.next);
    }
}

/* Where a supplement leads: to the house itself, back to who has it in hand, or on its way. */
static void test_back(void **state)
{
    (void)state;
    static const struct { enum case_state from; bool one_house, taken_over; enum case_state to; } rows[] = {
        {CASE_supplement_asked, true, false, CASE_received},    {CASE_supplement_asked, false, true, CASE_taken_over},
        {CASE_supplement_asked, false, false, CASE_in_transit}, {CASE_returned, true, false, CASE_received},
        {CASE_returned, false, false, CASE_in_transit},         {CASE_returned, false, true, CASE_in_transit}};
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct case_facts facts = received(day("2026-03-02"), 20, 10);
        facts.state = rows[i].from;
        facts.one_house = rows[i].one_house;
        facts.taken_over = rows[i].taken_over;
        facts.stopped_on = facts.received_on;
        take(&facts, ACTION_supplement, &everything, day("2026-03-03"));
        assert_int_equal(facts.state, rows[i].to);
    }
}

/* ---- guards ---- */

static void test_guards(void **state)
{
    (void)state;
    struct case_request bare = {0}, reason = {.has_reason = true}, long_time = {.has_reason = true, .days = 61},
        sixty = {.has_reason = true, .days = 60}, whole = {.complete = true}, mended = {.mends = true}, named = {.has_procedure = true},
        granted = {.outcome = OUTCOME_GRANTED}, denied = {.outcome = OUTCOME_DENIED}, denied_why = {.outcome = OUTCOME_DENIED, .has_reason = true},
        eleven = {.has_reason = true, .days = 11}, ten = {.has_reason = true, .days = 10}, silent_ten = {.days = 10}, none = {.has_reason = true, .days = -1};
    const struct { enum case_state state; enum case_action action; const struct case_request *request; const char *code, *field; } rows[] = {
        {CASE_received, ACTION_accept, &bare, "materials_missing", NULL},
        {CASE_received, ACTION_accept, &whole, NULL, NULL},
        {CASE_received, ACTION_refuse, &bare, "reason_required", "reasons"},
        {CASE_received, ACTION_refuse, &reason, NULL, NULL},
        {CASE_waiting, ACTION_return_to_receiver, &bare, "reason_required", "reasons"},
        {CASE_waiting, ACTION_return_to_receiver, &reason, NULL, NULL},
        {CASE_taken_over, ACTION_ask_supplement, &bare, "list_required", "reasons"},
        {CASE_taken_over, ACTION_ask_supplement, &long_time, "days_out_of_range", "days"},
        {CASE_taken_over, ACTION_ask_supplement, &none, "days_out_of_range", "days"},
        {CASE_taken_over, ACTION_ask_supplement, &sixty, NULL, NULL},
        {CASE_taken_over, ACTION_ask_supplement, &reason, "days_out_of_range", "days"},
        {CASE_taken_over, ACTION_ask_supplement, &ten, NULL, NULL},
        {CASE_supplement_asked, ACTION_supplement, &bare, "still_missing", "materials"},
        {CASE_supplement_asked, ACTION_supplement, &mended, NULL, NULL},
        {CASE_accepted, ACTION_suspend, &bare, "procedure_required", "procedure"},
        {CASE_accepted, ACTION_suspend, &named, NULL, NULL},
        {CASE_accepted, ACTION_extend, &reason, "days_out_of_range", "days"},
        {CASE_accepted, ACTION_extend, &eleven, "days_out_of_range", "days"},
        {CASE_accepted, ACTION_extend, &silent_ten, "reason_required", "reason"},
        {CASE_accepted, ACTION_extend, &ten, NULL, NULL},
        {CASE_under_review, ACTION_decide, &bare, "outcome_required", "outcome"},
        {CASE_under_review, ACTION_decide, &denied, "reason_required", "reason"},
        {CASE_under_review, ACTION_decide, &granted, NULL, NULL},
        {CASE_under_review, ACTION_decide, &denied_why, NULL, NULL},
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct case_facts facts = {.state = rows[i].state};
        struct flow_verdict decision = case_decide(&facts, rows[i].action, (struct flow_actor){PRINCIPAL_STAFF, ROLE_LEAD, SIDE_AB}, DAY_NONE, rows[i].request);
        assert_int_equal(decision.allowed, rows[i].code == NULL);
        assert_true(decision.problem == NULL || decision.problem->status == 409);
        if (rows[i].code != NULL)
            assert_string_equal(decision.code, rows[i].code);
        if (rows[i].field != NULL)
            assert_string_equal(decision.fault_field, rows[i].field);
        else
            assert_null(decision.fault_field);
    }
}

/* The action is told as refused, for this reason; without a code it is not among them. */
static void assert_refused(const struct case_facts *facts, enum case_action action, struct flow_actor actor, int32_t today, const char *code)
{
    struct flow_verdict refusals[FLOW_ACTIONS_MAX];
    const char *found = NULL;
    size_t count = case_list_actions(facts, actor, today, refusals);
    for (size_t i = 0; i < count; i++)
        if (!refusals[i].allowed && refusals[i].move->action == (unsigned)action)
            found = refusals[i].code;
    assert_int_equal(found == NULL, code == NULL);
    if (code != NULL)
        assert_string_equal(found, code);
}

/* What happens once: told what is missing, extended. It is not even offered again. */
static void test_only_once(void **state)
{
    (void)state;
    static const struct { enum case_state state; enum case_action action; const char *code; } rows[] = {
        {CASE_received, ACTION_ask_supplement, "supplement_asked_before"}, {CASE_taken_over, ACTION_ask_supplement, "supplement_asked_before"},
        {CASE_returned, ACTION_ask_supplement, "supplement_asked_before"}, {CASE_accepted, ACTION_extend, "extended_before"},
        {CASE_under_review, ACTION_extend, "extended_before"}};
    struct flow_actor lead = {PRINCIPAL_STAFF, ROLE_LEAD, SIDE_AB};
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct case_facts facts = {.state = rows[i].state};
        assert_true(case_may(&facts, rows[i].action, lead, DAY_NONE));
        facts.supplement_asked = facts.extended = true;
        assert_false(case_may(&facts, rows[i].action, lead, DAY_NONE));
        assert_string_equal(case_decide(&facts, rows[i].action, lead, DAY_NONE, &everything).code, rows[i].code);
        assert_refused(&facts, rows[i].action, lead, DAY_NONE, rows[i].code);
        struct flow_verdict refusals[FLOW_ACTIONS_MAX]; /* to whom it never belonged nothing is explained */
        assert_int_equal(case_list_actions(&facts, (struct flow_actor){PRINCIPAL_STAFF, ROLE_CITY, SIDE_AB}, DAY_NONE, refusals), 0);
        assert_int_equal(case_list_actions(&facts, (struct flow_actor){.kind = PRINCIPAL_PUBLIC}, DAY_NONE, refusals), 0);
    }
}

/* 行政许可法 art. 42: while the limit runs, its last day included; whatever light it had, an extension makes no red case yellow. */
static void test_extended_only_while_the_limit_runs(void **state)
{
    (void)state;
    static const struct { enum case_state state; const char *today; const char *code; } rows[] = {
        {CASE_accepted, "2026-03-02", NULL},             {CASE_accepted, "2026-03-16", NULL},
        {CASE_accepted, "2026-03-17", "limit_passed"},   {CASE_accepted, "2026-03-30", "limit_passed"}, /* the legal limit's last day */
        {CASE_accepted, "2026-03-31", "limit_passed"},   {CASE_under_review, "2026-03-16", NULL},
        {CASE_under_review, "2026-03-17", "limit_passed"}, {CASE_suspended, "2026-03-02", "action_not_possible"}};
    struct flow_actor lead = {PRINCIPAL_STAFF, ROLE_LEAD, SIDE_B};
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        int32_t today = day(rows[i].today);
        struct case_facts facts = received(day("2026-03-02"), 20, 10); /* promised until the 16th */
        take(&facts, ACTION_accept, &everything, day("2026-03-02"));
        facts.state = rows[i].state;
        struct flow_verdict decision = case_decide(&facts, ACTION_extend, lead, today, &everything);
        assert_int_equal(decision.allowed, rows[i].code == NULL);
        assert_int_equal(case_may(&facts, ACTION_extend, lead, today), rows[i].code == NULL);
        if (rows[i].code != NULL)
            assert_string_equal(decision.code, rows[i].code);
        if (facts.state != CASE_suspended)
            assert_refused(&facts, ACTION_extend, lead, today, rows[i].code);
        struct case_lights lights = case_lights(&facts, &calendar);
        if (decision.allowed)
            assert_true(case_light_on(lights.blue_on, lights.yellow_on, lights.red_on, today) != LIGHT_RED);
    }
}

/* ---- clocks ---- */

static void test_receiving_on_every_day(void **state)
{
    (void)state;
    for (int32_t i = 0; i < LAST; i++) {
        int32_t on = first_day + i;
        struct case_facts facts = received(on, 20, 10);
        assert_int_equal(facts.notice_due, after(on, 5));
        assert_int_equal(facts.legal_due, after(on, 20));
        assert_int_equal(facts.promised_due, after(on, 10));
        /* silence: the day after the last day, whatever day that is, the case counts as accepted on the day of receipt */
        int64_t last_moment = day_start_ms(facts.notice_due + 1) - 1;
        assert_int_equal(case_due_action(&facts, last_moment), ACTION_COUNT);
        assert_int_equal(case_due_action(&facts, last_moment + 1), ACTION_deem_accepted);
        assert_true(case_wake_at(&facts, 0) == last_moment + 1);
        take(&facts, ACTION_deem_accepted, &everything, facts.notice_due + 1);
        assert_true(facts.deemed && facts.accepted_on == on);
        assert_int_equal(facts.promised_due, after(on, 10));
        assert_int_equal(facts.legal_due, after(on, 20));
        assert_true(case_wake_at(&facts, 0) == INT64_MAX);
    }
}

static void test_accepting_starts_the_promise(void **state)
{
    (void)state;
    for (int32_t i = 0; i < LAST; i += 3)
        for (int wait = 0; wait < 8; wait++) {
            int32_t on = first_day + i, accepted = on + wait;
            struct case_facts facts = received(on, 30, 20);
            take(&facts, ACTION_accept, &everything, accepted);
            assert_int_equal(facts.promised_due, after(accepted, 20));
            assert_int_equal(facts.legal_due, after(accepted, 30));
            assert_false(facts.deemed);
        }
}

/* domain rule: on resume due = resume + (promise − working days in (accepted, suspended]). */
static void test_suspending_and_resuming(void **state)
{
    (void)state;
    for (int32_t i = 0; i < LAST; i += 5)
        for (int used_days = 0; used_days < 16; used_days += 3)
            for (int stood = 0; stood < 60; stood += 7) {
                int32_t on = first_day + i, stopped = on + used_days, resumed = stopped + stood;
                struct case_facts facts = received(on, 30, 20);
                take(&facts, ACTION_accept, &everything, on);
                take(&facts, ACTION_suspend, &everything, stopped);
                assert_int_equal(facts.state, CASE_suspended);
                assert_true(case_wake_at(&facts, 0) == INT64_MAX);
                assert_string_equal(case_lights(&facts, &calendar).kind, "none");
                take(&facts, ACTION_resume, &everything, resumed);
                int used = between(on, stopped);
                assert_int_equal(facts.promised_due, after(resumed, 20 - used));
                assert_int_equal(facts.legal_due, after(resumed, 30 - used));
                assert_int_equal(facts.stopped_on, DAY_NONE);
            }
}

/* Twice stopped is twice added; what was overdue when it stopped stays overdue. */
static void test_suspending_again_and_too_late(void **state)
{
    (void)state;
    int32_t on = day("2026-02-09"); /* Spring Festival: 15 to 23 February; 14 and 28 February are worked */
    struct case_facts facts = received(on, 20, 10);
    take(&facts, ACTION_accept, &everything, on);
    take(&facts, ACTION_suspend, &everything, on + 2);
    take(&facts, ACTION_resume, &everything, day("2026-03-02"));
    assert_int_equal(facts.promised_due, after(day("2026-03-02"), 8));
    take(&facts, ACTION_suspend, &everything, day("2026-03-04"));
    take(&facts, ACTION_resume, &everything, day("2026-04-07"));
    assert_int_equal(facts.promised_due, after(day("2026-04-07"), 6));
    facts = received(on, 20, 10);
    take(&facts, ACTION_accept, &everything, on);
    int32_t due = facts.promised_due;
    take(&facts, ACTION_suspend, &everything, due + 3);
    take(&facts, ACTION_resume, &everything, due + 30);
    assert_int_equal(facts.promised_due, due);
}

static void test_supplement_stops_the_notice_clock(void **state)
{
    (void)state;
    for (int32_t i = 0; i < LAST; i += 2)
        for (int asked_after = 0; asked_after < 7; asked_after++)
            for (int brought_after = 0; brought_after < 30; brought_after += 4) {
                int32_t on = first_day + i, asked = on + asked_after, brought = asked + brought_after;
                struct case_facts facts = received(on, 20, 10);
                if (asked > facts.notice_due)
                    continue;
                struct case_request ask = {.has_reason = true, .days = 15};
                take(&facts, ACTION_ask_supplement, &ask, asked);
                assert_int_equal(facts.supplement_due, after(asked, 15));
                assert_int_equal(case_due_action(&facts, day_start_ms(facts.supplement_due + 1) - 1), ACTION_COUNT);
                assert_int_equal(case_due_action(&facts, day_start_ms(facts.supplement_due + 1)), ACTION_lapse);
                assert_true(case_wake_at(&facts, 0) == day_start_ms(facts.supplement_due + 1));
                take(&facts, ACTION_supplement, &everything, brought);
                int left = 5 - between(on, asked);
                assert_int_equal(facts.notice_due, after(brought, left > 0 ? left : 1));
                assert_true(facts.supplement_asked);
            }
}

/* By the definition: red when the due day is past, yellow when one working day or a fifth is left, blue when half is used. */
static enum case_light light_by_hand(int32_t start, int32_t due, int days, int32_t on)
{
    int left = on <= due ? between(on, due) : 0, reserve = days / 5 > 1 ? days / 5 : 1;
    if (on > due)
        return LIGHT_RED;
    if (days == 0)
        return LIGHT_YELLOW;
    if (left <= reserve && on > start)
        return LIGHT_YELLOW;
    return 2 * (days - left) >= days ? LIGHT_BLUE : LIGHT_GREEN;
}

static void test_extension_and_issue(void **state)
{
    (void)state;
    for (int32_t i = 0; i < LAST; i += 3)
        for (int days = 1; days <= 10; days++) {
            int32_t on = first_day + i;
            struct case_request more = {.has_reason = true, .days = days};
            struct case_facts facts = received(on, 20, 10);
            take(&facts, ACTION_accept, &everything, on);
            take(&facts, ACTION_extend, &more, on + 1);
            assert_int_equal(facts.promised_due, after(on, 10 + days));
            assert_int_equal(facts.legal_due, after(on, 20 + days));
            assert_true(facts.extended);
            struct case_lights lights = case_lights(&facts, &calendar);
            assert_int_equal(lights.days, 10 + days);
            assert_int_equal(case_light_on(lights.blue_on, lights.yellow_on, lights.red_on, on + 1), light_by_hand(on, facts.promised_due, 10 + days, on + 1));
            take(&facts, ACTION_decide, &everything, on + 2);
            assert_int_equal(facts.issue_due, after(on + 2, 10));
            assert_int_equal(facts.outcome, OUTCOME_GRANTED);
        }
}

/* Days worth looking at by name. */
static void test_known_days(void **state)
{
    (void)state;
    static const struct { const char *received, *notice, *twenty; } rows[] = {
        {"2026-02-13", "2026-02-27", "2026-03-19"}, /* 14 February worked, 15 to 23 off, 28 worked */
        {"2026-02-14", "2026-02-28", "2026-03-20"},
        {"2025-01-24", "2025-02-07", "2025-02-27"}, /* 26 January and 8 February worked, 28 January to 4 February off */
        {"2026-09-30", "2026-10-13", "2026-11-03"}, /* 1 to 7 October off, 10 October worked */
        {"2024-09-27", "2024-10-10", "2024-10-30"}, /* 29 September and 12 October worked */
        {"2026-10-03", "2026-10-13", "2026-11-03"}, /* received on a day off */
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct case_facts facts = received(day(rows[i].received), 20, 20);
        char notice[DAY_TEXT_SIZE], twenty[DAY_TEXT_SIZE];
        day_format(facts.notice_due, notice);
        day_format(facts.promised_due, twenty);
        assert_string_equal(notice, rows[i].notice);
        assert_string_equal(twenty, rows[i].twenty);
    }
}

static void test_calendar_that_ends(void **state)
{
    (void)state;
    struct case_facts facts = {.state = CASE_received, .legal_days = 20, .promised_days = 10};
    case_clock_receive(&facts, &calendar, day("2026-12-20"));
    assert_true(case_calendar_warning(&facts, &calendar));
    case_clock_receive(&facts, &calendar, day("2026-11-02"));
    assert_false(case_calendar_warning(&facts, &calendar));
    /* it stays as long as a limit that runs, stands or is foretold reaches there, and no longer */
    facts.legal_due = day("2027-01-04");
    for (int s = 0; s < CASE_STATE_COUNT; s++) {
        facts.state = (enum case_state)s;
        bool over = case_stage(facts.state) == STAGE_END || case_stage(facts.state) == STAGE_ISSUE;
        facts.decided_on = day("2026-11-03");
        facts.issue_due = day("2026-11-17");
        assert_int_equal(case_calendar_warning(&facts, &calendar), !over);
        facts.issue_due = day("2027-01-05");
        assert_int_equal(case_calendar_warning(&facts, &calendar), case_stage(facts.state) != STAGE_END);
    }
}

static void test_in_transit_arrives_at_once(void **state)
{
    (void)state;
    struct case_facts facts = received(day("2026-03-02"), 20, 10);
    facts.state = CASE_in_transit;
    assert_true(case_wake_at(&facts, 777) == 777);
    assert_int_equal(case_due_action(&facts, day_start_ms(day("2026-03-02"))), ACTION_arrive);
    assert_int_equal(case_due_action(&facts, day_start_ms(facts.notice_due + 1)), ACTION_deem_accepted);
}

/* ---- lights ---- */

static void test_lights_day_by_day(void **state)
{
    (void)state;
    static const int limits[] = {0, 1, 2, 3, 4, 5, 7, 10, 15, 20, 30};
    for (size_t k = 0; k < ARRAY_COUNT(limits); k++)
        for (int32_t i = 0; i < LAST; i += 2) {
            int32_t on = first_day + i;
            struct case_facts facts = received(on, 60, limits[k]);
            take(&facts, ACTION_accept, &everything, on);
            struct case_lights lights = case_lights(&facts, &calendar);
            assert_string_equal(lights.kind, "promise");
            assert_int_equal(lights.days, limits[k]);
            for (int32_t at = on; at <= facts.promised_due + 3; at++) {
                enum case_light wanted = light_by_hand(on, facts.promised_due, limits[k], at);
                enum case_light shown = case_light_on(lights.blue_on, lights.yellow_on, lights.red_on, at);
                if (shown != wanted)
                    fail_msg("%d days from %d, day %d: %s, not %s", limits[k], (int)(on - first_day), (int)(at - on),
                             case_light_names[shown], case_light_names[wanted]);
            }
        }
}

/* After it stood still a case has the light of the days it really used. */
static void test_lights_after_a_stop(void **state)
{
    (void)state;
    for (int32_t i = 0; i < LAST; i += 7)
        for (int stood = 0; stood < 90; stood += 11) {
            int32_t on = first_day + i, stopped = on + 3, resumed = stopped + stood;
            struct case_facts facts = received(on, 60, 20);
            take(&facts, ACTION_accept, &everything, on);
            take(&facts, ACTION_suspend, &everything, stopped);
            take(&facts, ACTION_resume, &everything, resumed);
            struct case_lights lights = case_lights(&facts, &calendar);
            assert_int_equal(lights.days, 20);
            for (int32_t at = resumed; at <= facts.promised_due + 2; at++)
                assert_int_equal(case_light_on(lights.blue_on, lights.yellow_on, lights.red_on, at),
                                 light_by_hand(on, facts.promised_due, 20, at));
        }
}

/* 当场办结: promised for the day of receipt, in whatever state; yellow that day and red from its end, never silent acceptance. */
static void test_done_on_the_spot(void **state)
{
    (void)state;
    for (int32_t i = 0; i < LAST; i += 2) {
        int32_t on = first_day + i;
        struct case_facts facts = {.state = CASE_received, .immediate = true, .one_house = true};
        case_clock_receive(&facts, &calendar, on);
        for (int s = 0; s < CASE_STATE_COUNT; s++) {
            facts.state = (enum case_state)s;
            if (case_stage(facts.state) != STAGE_NOTICE)
                continue;
            struct case_lights lights = case_lights(&facts, &calendar);
            assert_string_equal(lights.kind, "promise");
            assert_int_equal(lights.due, on);
            assert_int_equal(case_light_on(lights.blue_on, lights.yellow_on, lights.red_on, on), LIGHT_YELLOW);
            for (int later = 1; later < 12; later++)
                assert_int_equal(case_light_on(lights.blue_on, lights.yellow_on, lights.red_on, on + later), LIGHT_RED);
            bool travels = s == CASE_in_transit;
            assert_int_equal(case_due_action(&facts, day_start_ms(on + 60)), travels ? ACTION_arrive : ACTION_COUNT);
            assert_true(case_wake_at(&facts, 777) == (travels ? 777 : INT64_MAX));
        }
        /* accepted late it is as late as before; what it was asked for and came back with is due the same day */
        facts.state = CASE_received;
        struct case_facts late = facts, asked = facts;
        take(&late, ACTION_accept, &everything, on + 2);
        assert_int_equal(late.promised_due, on);
        struct case_lights lights = case_lights(&late, &calendar);
        assert_int_equal(case_light_on(lights.blue_on, lights.yellow_on, lights.red_on, on + 2), LIGHT_RED);
        take(&asked, ACTION_ask_supplement, &(struct case_request){.has_reason = true, .days = 15}, on);
        take(&asked, ACTION_supplement, &everything, on + 9);
        assert_int_equal(asked.promised_due, on + 9);
        lights = case_lights(&asked, &calendar);
        assert_int_equal(case_light_on(lights.blue_on, lights.yellow_on, lights.red_on, on + 9), LIGHT_YELLOW);
        asked = facts; /* what was overdue when it stopped stays overdue */
        take(&asked, ACTION_ask_supplement, &(struct case_request){.has_reason = true, .days = 15}, on + 1);
        lights = case_lights(&asked, &calendar);
        assert_int_equal(case_light_on(lights.blue_on, lights.yellow_on, lights.red_on, on + 1), LIGHT_RED);
        take(&asked, ACTION_supplement, &everything, on + 9);
        assert_int_equal(asked.promised_due, on);
    }
}

static void test_a_stop_does_not_hide_that_it_is_late(void **state)
{
    (void)state;
    struct case_facts facts = received(day("2026-03-02"), 20, 10);
    take(&facts, ACTION_accept, &everything, day("2026-03-02"));
    assert_int_equal(facts.promised_due, day("2026-03-16"));
    for (int late = 0; late <= 1; late++) {
        struct case_facts suspended = facts;
        take(&suspended, ACTION_suspend, &(struct case_request){.has_procedure = true}, facts.promised_due + late);
        struct case_lights lights = case_lights(&suspended, &calendar);
        assert_int_equal(case_light_on(lights.blue_on, lights.yellow_on, lights.red_on, day("2026-05-06")), late ? LIGHT_RED : LIGHT_GREY);
    }
}

static void test_which_clock_runs(void **state)
{
    (void)state;
    static const char *const kinds[] = {
        [CASE_received] = "notice", [CASE_in_transit] = "notice", [CASE_waiting] = "notice", [CASE_taken_over] = "notice",
        [CASE_returned] = "notice", [CASE_supplement_asked] = "supplement", [CASE_accepted] = "promise", [CASE_refused] = "none",
        [CASE_under_review] = "promise", [CASE_suspended] = "none", [CASE_decided] = "issue", [CASE_issued] = "issue",
        [CASE_delivered] = "none", [CASE_withdrawn] = "none", [CASE_lapsed] = "none"};
    struct case_facts facts = received(day("2026-03-02"), 20, 10);
    take(&facts, ACTION_accept, &everything, day("2026-03-02"));
    take(&facts, ACTION_decide, &everything, day("2026-03-03"));
    facts.supplement_due = day("2026-03-20");
    for (int s = 0; s < CASE_STATE_COUNT; s++) {
        facts.state = (enum case_state)s;
        struct case_lights lights = case_lights(&facts, &calendar);
        assert_string_equal(lights.kind, kinds[s]);
        bool grey = text_equal(kinds[s], "none") || text_equal(kinds[s], "supplement");
        assert_int_equal(case_light_on(lights.blue_on, lights.yellow_on, lights.red_on, day("2026-03-03")) == LIGHT_GREY, grey);
    }
}

/* ---- numbers ---- */

static void test_numbers(void **state)
{
    (void)state;
    static const int serials[] = {1, 2, 10, 999, 123456, 999999};
    static const char *const centres[] = {"310101013", "310115004", "310151501-2"};
    for (size_t c = 0; c < ARRAY_COUNT(centres); c++)
        for (size_t k = 0; k < ARRAY_COUNT(serials); k++)
            for (int32_t i = 0; i < DAYS; i += 97) {
                char number[CASE_NUMBER_SIZE], head[20], date[DAY_TEXT_SIZE];
                case_number_make(number, centres[c], first_day + i, serials[k]);
                assert_int_equal(strlen(number), 26);
                assert_true(case_number_is_valid(number));
                day_format(first_day + i, date);
                (void)snprintf(head, sizeof(head), "SQ%.9s%.4s%.2s%.2s", centres[c], date, date + 5, date + 8);
                assert_memory_equal(number, head, 19);
                assert_int_equal(case_number_district(number), c == 0 ? 310101 : c == 1 ? 310115 : 310151);
                assert_int_equal(number[25], check_digit_mod_11_2(number + 2, 23));
            }
}

static void test_every_wrong_character_is_refused(void **state)
{
    (void)state;
    static const char characters[] = "0123456789XxSQsq -";
    char number[CASE_NUMBER_SIZE], wrong[CASE_NUMBER_SIZE + 1];
    case_number_make(number, "310101013", day("2026-03-02"), 17);
    for (size_t place = 0; place < 26; place++)
        for (size_t k = 0; characters[k] != '\0'; k++) {
            memcpy(wrong, number, sizeof(number));
            wrong[place] = characters[k];
            assert_int_equal(case_number_is_valid(wrong), characters[k] == number[place]);
        }
    for (size_t place = 2; place + 1 < 25; place++) { /* neighbours changed places */
        memcpy(wrong, number, sizeof(number));
        wrong[place] = number[place + 1];
        wrong[place + 1] = number[place];
        assert_int_equal(case_number_is_valid(wrong), number[place] == number[place + 1]);
    }
    memcpy(wrong, number, sizeof(number));
    memcpy(wrong + 26, "0", 2);
    assert_false(case_number_is_valid(wrong)); /* one too many */
    wrong[25] = '\0';
    assert_false(case_number_is_valid(wrong));
    assert_false(case_number_is_valid(""));
    assert_false(case_number_is_valid(NULL));
}

static void test_names(void **state)
{
    (void)state;
    for (int s = 0; s < CASE_STATE_COUNT; s++) {
        const char *zh = NULL, *en = NULL;
        case_state_explain((enum case_state)s, &zh, &en);
        assert_true(strlen(zh) > 0 && strlen(en) > 0);
    }
    for (int action = 0; action < ACTION_COUNT; action++)
        assert_int_equal(case_action_parse(case_action_names[action]), action);
    assert_null(case_state_names[CASE_STATE_COUNT]);
    assert_null(case_action_names[ACTION_COUNT]);
    assert_int_equal(case_action_parse(""), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_state_action_actor_side),
        cmocka_unit_test(test_next_states),
        cmocka_unit_test(test_back),
        cmocka_unit_test(test_guards),
        cmocka_unit_test(test_only_once),
        cmocka_unit_test(test_extended_only_while_the_limit_runs),
        cmocka_unit_test(test_receiving_on_every_day),
        cmocka_unit_test(test_accepting_starts_the_promise),
        cmocka_unit_test(test_suspending_and_resuming),
        cmocka_unit_test(test_suspending_again_and_too_late),
        cmocka_unit_test(test_supplement_stops_the_notice_clock),
        cmocka_unit_test(test_extension_and_issue),
        cmocka_unit_test(test_known_days),
        cmocka_unit_test(test_calendar_that_ends),
        cmocka_unit_test(test_in_transit_arrives_at_once),
        cmocka_unit_test(test_lights_day_by_day),
        cmocka_unit_test(test_lights_after_a_stop),
        cmocka_unit_test(test_done_on_the_spot),
        cmocka_unit_test(test_a_stop_does_not_hide_that_it_is_late),
        cmocka_unit_test(test_which_clock_runs),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_every_wrong_character_is_refused),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, read_pack, NULL);
}
