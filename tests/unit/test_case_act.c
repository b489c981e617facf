/* What somebody wants done with a case (src/cases/case_act_rules.c): orders against what is refused of them, and where
 * they lead. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"
#include "cases/case_act_rules.h"

#define TODAY 20000
static const struct flow_actor clerk = {PRINCIPAL_STAFF, ROLE_CLERK, SIDE_B}, lead = {PRINCIPAL_STAFF, ROLE_LEAD, SIDE_B},
                               sender = {PRINCIPAL_STAFF, ROLE_CLERK, SIDE_A}, by_time = {PRINCIPAL_SYSTEM, 0, 0};
static const int64_t none = 0, five = 5, many = 61, less = -1;

static const struct case_reason plain[] = {{"incomplete_form", NULL, NULL}}, other[] = {{"other", NULL, NULL}},
                                other_said[] = {{"other", NULL, "in words"}}, no_paper[] = {{"missing_material", NULL, NULL}},
                                paper_said[] = {{"missing_material", NULL, "the lease"}},
                                own[] = {{"invalid_material", "own-1", NULL}};
static const struct case_reason strange[] = {
    {"incomplete_form", NULL, NULL}, {"missing_material", "nothing", NULL}, {"other", NULL, NULL}};
#define REASONS(of) .reasons = {of, ARRAY_COUNT(of)}

static const struct {
    enum case_state state;
    const struct flow_actor *actor;
    struct case_order order;
    const char *refused; /* the code of the refusal, and of each fault its member and code; NULL: it is done */
    enum case_state to;
    bool changed;        /* the application tells from then on why */
} rows[] = {
    {CASE_waiting, &clerk, {.action = ACTION_take_over}, NULL, CASE_taken_over, false},
    {CASE_waiting, &clerk, {.action = ACTION_take_over, .note = "n"}, NULL, CASE_taken_over, false},
    {CASE_waiting, &sender, {.action = ACTION_take_over}, "action_not_yours", 0, false},
    {CASE_delivered, &clerk, {.action = ACTION_take_over}, "action_not_possible", 0, false},
    {CASE_in_transit, &by_time, {.action = ACTION_arrive}, NULL, CASE_waiting, false},
    {CASE_in_transit, &clerk, {.action = ACTION_arrive}, "action_not_yours", 0, false},
    {CASE_taken_over, &by_time, {.action = ACTION_deem_accepted}, NULL, CASE_accepted, false},
    /* reasons */
    {CASE_taken_over, &clerk, {.action = ACTION_refuse}, "invalid_fields reasons reason_required", 0, false},
    {CASE_taken_over, &clerk, {.action = ACTION_refuse, .reason = "why"}, NULL, CASE_refused, true},
    {CASE_taken_over, &clerk, {.action = ACTION_return_to_receiver, REASONS(plain)}, NULL, CASE_returned, true},
    {CASE_taken_over, &clerk, {.action = ACTION_return_to_receiver, REASONS(other)},
     "invalid_fields reasons.0.note note_required", 0, false},
    {CASE_taken_over, &clerk, {.action = ACTION_return_to_receiver, REASONS(other_said)}, NULL, CASE_returned, true},
    {CASE_taken_over, &clerk, {.action = ACTION_ask_supplement, REASONS(no_paper)},
     "invalid_fields reasons.0.material_code material_required", 0, false},
    {CASE_taken_over, &clerk, {.action = ACTION_ask_supplement, REASONS(paper_said)},
     NULL, CASE_supplement_asked, true},
    {CASE_taken_over, &clerk, {.action = ACTION_ask_supplement, REASONS(own)}, NULL, CASE_supplement_asked, true},
    {CASE_taken_over, &clerk, {.action = ACTION_ask_supplement, REASONS(strange)},
     "invalid_fields reasons.1.material_code unknown_material reasons.2.note note_required", 0, false},
    {CASE_taken_over, &clerk, {.action = ACTION_ask_supplement}, "invalid_fields reasons list_required", 0, false},
    {CASE_taken_over, &clerk, {.action = ACTION_ask_supplement, REASONS(plain), .days = &five},
     NULL, CASE_supplement_asked, true},
    {CASE_taken_over, &clerk, {.action = ACTION_ask_supplement, REASONS(plain), .days = &many},
     "invalid_fields days days_out_of_range", 0, false},
    {CASE_taken_over, &clerk, {.action = ACTION_ask_supplement, REASONS(plain), .days = &none},
     "invalid_fields days days_out_of_range", 0, false},
    {CASE_taken_over, &clerk, {.action = ACTION_ask_supplement, REASONS(plain), .days = &less},
     "invalid_fields days days_out_of_range", 0, false},
    /* days left away are the usual ones; given, they are what was given */
    {CASE_accepted, &lead, {.action = ACTION_extend, .reason = "why"}, NULL, CASE_under_review, true},
    {CASE_accepted, &lead, {.action = ACTION_extend, .reason = "why", .days = &five}, NULL, CASE_under_review, true},
    {CASE_accepted, &lead, {.action = ACTION_extend, .reason = "why", .days = &none},
     "invalid_fields days days_out_of_range", 0, false},
    {CASE_accepted, &lead, {.action = ACTION_extend}, "invalid_fields reason reason_required", 0, false},
    /* procedures, outcomes */
    {CASE_accepted, &lead, {.action = ACTION_suspend}, "invalid_fields procedure procedure_required", 0, false},
    {CASE_accepted, &lead, {.action = ACTION_suspend, .procedure = "hearing"}, NULL, CASE_suspended, true},
    {CASE_accepted, &lead, {.action = ACTION_suspend, .procedure = "other"},
     "invalid_fields procedure procedure_required", 0, false},
    {CASE_accepted, &lead, {.action = ACTION_suspend, .procedure = "other", .reason = "why"},
     NULL, CASE_suspended, true},
    {CASE_accepted, &lead, {.action = ACTION_decide}, "invalid_fields outcome outcome_required", 0, false},
    {CASE_accepted, &lead, {.action = ACTION_decide, .outcome = "granted"}, NULL, CASE_decided, false},
    {CASE_accepted, &lead, {.action = ACTION_decide, .outcome = "denied"},
     "invalid_fields reason reason_required", 0, false},
    {CASE_accepted, &lead, {.action = ACTION_decide, .outcome = "denied", .reason = "why"}, NULL, CASE_decided, true},
    {CASE_accepted, &clerk, {.action = ACTION_decide, .outcome = "granted"}, "action_not_yours", 0, false},
    {CASE_issued, &clerk, {.action = ACTION_deliver, .delivery = "courier"}, NULL, CASE_delivered, false},
};

static const char *refusal_of(const struct act *act)
{
    static char text[1024];
    int size = snprintf(text, sizeof(text), "%s", act->problem->code);
    for (size_t i = 0; i < act->errors.count; i++)
        size += snprintf(text + size, sizeof(text) - (size_t)size, " %s %s", act->errors.items[i].field,
                         act->errors.items[i].code);
    return text;
}

static void test_orders(void **state)
{
    (void)state;
    struct case_material materials[] = {{.code = "own-1", .name = "lease", .copies = 1}};
    struct catalogue catalogue = {.material_count = 0};
    struct context context = {.catalogue = &catalogue};
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct arena *arena = arena_new(1 << 16);
        struct act act = {.context = &context, .arena = arena, .now_ms = day_start_ms(TODAY), .errors.arena = arena};
        const struct flow_move *move = NULL;
        struct case_acting *acting = arena_alloc(arena, sizeof(*acting));
        assert_non_null(acting);
        acting->order = &rows[i].order;
        acting->stored = (struct case_record){.complete = true, .facts = {.state = rows[i].state, .promised_due = TODAY}};
        acting->before = (struct case_application){.materials = materials, .material_count = ARRAY_COUNT(materials)};
        enum result result = case_order_judge(&act, acting, *rows[i].actor, &move);
        bool as_said = rows[i].refused == NULL ? act.problem == NULL
                                               : act.problem != NULL && strcmp(refusal_of(&act), rows[i].refused) == 0;
        if (!as_said)
            fail_msg("row %zu: %s", i, act.problem != NULL ? refusal_of(&act) : "done");
        assert_int_equal(result == RESULT_OK, rows[i].refused == NULL);
        if (rows[i].refused == NULL) {
            assert_int_equal(move->to, rows[i].to);
            assert_int_equal(acting->changed, rows[i].changed);
            assert_int_equal(case_order_says_why(acting->order), rows[i].changed);
            assert_ptr_equal(acting->after.reason, rows[i].order.reason);
            assert_int_equal(acting->after.reasons.count, rows[i].order.reasons.count);
            if (rows[i].order.action == ACTION_extend || rows[i].order.action == ACTION_ask_supplement) {
                int64_t usual = rows[i].order.action == ACTION_extend ? EXTENSION_MAX : SUPPLEMENT_DAYS;
                assert_int_equal(acting->request.days, rows[i].order.days != NULL ? *rows[i].order.days : usual);
            }
        }
        arena_free(arena);
    }
}

/* What a case waits for is told whatever comes with the order. */
static void test_an_incomplete_case_is_not_accepted(void **state)
{
    (void)state;
    struct context context = {0};
    struct arena *arena = arena_new(1 << 16);
    struct act act = {.context = &context, .arena = arena, .now_ms = day_start_ms(TODAY), .errors.arena = arena};
    const struct case_order order = {.action = ACTION_accept};
    struct case_acting acting = {.order = &order, .stored = {.facts = {.state = CASE_taken_over}}};
    const struct flow_move *move = NULL;
    assert_int_equal(case_order_judge(&act, &acting, clerk, &move), RESULT_CONFLICT);
    assert_ptr_equal(act.problem, &case_materials_missing);
    acting.stored.complete = true;
    act.problem = NULL;
    assert_int_equal(case_order_judge(&act, &acting, clerk, &move), RESULT_OK);
    assert_int_equal(move->to, CASE_accepted);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_orders), cmocka_unit_test(test_an_incomplete_case_is_not_accepted)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
