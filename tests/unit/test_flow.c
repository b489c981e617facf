/* The engine of flows (src/flow) by a small life of its own: a loan of a book. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/json_write.h"
#include "base/text.h"
#include "flow/flow.h"

enum { SHELF, LENT, LOST };
enum { LEND, BRING_BACK, GIVE_UP, MISS };
enum { DESK = 1, READER = 2 };
enum { CLERK = 1, HEAD = 2 };
enum { FREE, NOT_RESERVED, WITH_WEEKS };

struct book { bool reserved, rare; };
struct loan { int weeks; };

static const char *const states[] = {"shelf", "lent", "lost", NULL};
static const char *const conditions[] = {"good", "torn", NULL};
static const struct field condition_fields[] = {
    {"condition", FIELD_TEXT, FIELD_REQUIRED, .choices = conditions}, {"page", FIELD_INTEGER, FIELD_NULLABLE, .min = 1}, {0}};
static const struct field condition_item[] = {{"item", FIELD_OBJECT, .fields = condition_fields}, {0}};
static const struct field lend_inputs[] = {{"weeks", FIELD_INTEGER, FIELD_NULLABLE | FIELD_ASKED, .min = 1, .max = 4}, {0}};
static const struct field rare_inputs[] = {{"room", FIELD_TEXT, 0, .max = 20}, {0}};
static const struct field back_inputs[] = {
    {"marks", FIELD_LIST, FIELD_NULLABLE, 0, 9, .fields = condition_item}, {"note", FIELD_TEXT, FIELD_NULLABLE | FIELD_EMPTY_OK, .max = 50}, {0}};
static const struct field actions[] = {
    {"lend", FIELD_OBJECT, .fields = lend_inputs}, {"bring_back", FIELD_OBJECT, .fields = back_inputs},
    {"give_up", FIELD_OBJECT, .fields = back_inputs}, {"miss", FIELD_OBJECT, .flags = 0}, {0}};
static const struct flow_move moves[] = {
    {SHELF, LEND, {PRINCIPAL_STAFF, CLERK | HEAD, DESK}, NOT_RESERVED, 0, LENT},
    {LENT, BRING_BACK, {PRINCIPAL_STAFF | PRINCIPAL_RESIDENT, CLERK | HEAD, DESK | READER}, FREE, 0, SHELF},
    {LENT, GIVE_UP, {PRINCIPAL_STAFF, HEAD, DESK}, FREE, 0, LOST},
    {LENT, MISS, {PRINCIPAL_SYSTEM, 0, 0}, FREE, 0, LOST}};

static struct flow_who only_the_head_lends_what_is_rare(const struct flow_move *move, const void *thing)
{
    struct flow_who who = move->who;
    if (move->action == LEND && ((const struct book *)thing)->rare)
        who.roles = HEAD;
    return who;
}

static struct flow_verdict holds(const struct flow_move *move, const void *thing)
{
    if (move->guard == NOT_RESERVED && ((const struct book *)thing)->reserved)
        return (struct flow_verdict){.code = "reserved", .zh = "已预约", .en = "Reserved"};
    return (struct flow_verdict){.allowed = true, .move = move};
}

static struct flow_verdict fits(const struct flow_move *move, const void *thing, const void *order)
{
    (void)thing;
    if (move->action == LEND && ((const struct loan *)order)->weeks > 4)
        return (struct flow_verdict){.code = "too_long", .zh = "太长", .en = "Too long", .fault_field = "weeks"};
    return (struct flow_verdict){.allowed = true, .move = move};
}

static const struct field *inputs(const struct flow_move *move, const void *thing)
{
    return move->action == LEND && ((const struct book *)thing)->rare ? rare_inputs : NULL;
}

static const struct flow whole = {states, actions, moves, ARRAY_COUNT(moves), only_the_head_lends_what_is_rare, holds, fits, inputs};
static const struct flow bare = {states, actions, moves, ARRAY_COUNT(moves), NULL, NULL, NULL, NULL};

static const struct flow_actor clerk = {PRINCIPAL_STAFF, CLERK, DESK}, head = {PRINCIPAL_STAFF, HEAD, DESK}, away = {PRINCIPAL_STAFF, HEAD, 0},
                               reader = {PRINCIPAL_RESIDENT, 0, READER}, stranger = {PRINCIPAL_RESIDENT, ~0u, 0},
                               program = {PRINCIPAL_SYSTEM, 0, 0}, nobody = {(enum principal_kind)0, ~0u, ~0u};

static void who_may_do_what(void **state)
{
    (void)state;
    static const struct { unsigned in, action; const char *who; } rows[] = { /* c clerk, h head, r reader, s the program */
        {SHELF, LEND, "ch"}, {LENT, BRING_BACK, "chr"}, {LENT, GIVE_UP, "h"}, {LENT, MISS, "s"}};
    static const struct { char letter; const struct flow_actor *actor; } actors[] = {
        {'c', &clerk}, {'h', &head}, {'-', &away}, {'r', &reader}, {'-', &stranger}, {'s', &program}, {'-', &nobody}};
    struct book book = {false, false};
    struct loan loan = {2};
    for (unsigned in = SHELF; in <= LOST; in++)
        for (unsigned action = LEND; action <= MISS; action++)
            for (size_t a = 0; a < ARRAY_COUNT(actors); a++) {
                const char *who = NULL;
                for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
                    if (rows[i].in == in && rows[i].action == action)
                        who = rows[i].who;
                bool may = who != NULL && strchr(who, actors[a].letter) != NULL;
                for (size_t f = 0; f < 2; f++) {
                    struct flow_verdict verdict = flow_decide(f == 0 ? &whole : &bare, in, action, *actors[a].actor, &book, &loan);
                    assert_int_equal(verdict.allowed, may);
                    assert_int_equal(flow_may(f == 0 ? &whole : &bare, in, action, *actors[a].actor, &book), may);
                    if (!may)
                        assert_string_equal(verdict.code, who == NULL ? "action_not_possible" : "action_not_yours");
                    assert_int_equal(verdict.problem == &flow_not_yours, !may && who != NULL);
                    assert_true(may ? verdict.move->from == in && verdict.move->action == action : verdict.zh != NULL && verdict.en != NULL);
                }
            }
}

static void the_thing_and_what_comes_have_their_say(void **state)
{
    (void)state;
    struct book reserved = {true, false}, rare = {false, true}, plain = {false, false};
    struct loan long_one = {9};
    struct flow_verdict found[FLOW_ACTIONS_MAX];
    assert_string_equal(flow_decide(&whole, SHELF, LEND, clerk, &reserved, &long_one).code, "reserved");
    assert_false(flow_may(&whole, SHELF, LEND, clerk, &reserved));
    assert_string_equal(flow_decide(&whole, SHELF, LEND, clerk, &plain, &long_one).fault_field, "weeks");
    assert_true(flow_may(&whole, SHELF, LEND, clerk, &plain)); /* whatever comes with it */
    assert_ptr_equal(flow_decide(&whole, SHELF, LEND, clerk, &rare, &long_one).problem, &flow_not_yours);
    assert_true(flow_may(&whole, SHELF, LEND, head, &rare));
    assert_int_equal(flow_list(&whole, SHELF, clerk, &reserved, found), 1);
    assert_false(found[0].allowed);
    assert_string_equal(found[0].code, "reserved");
    assert_int_equal(found[0].move->action, LEND);
    assert_int_equal(flow_list(&whole, SHELF, reader, &reserved, found), 0); /* never theirs: nothing to explain */
    assert_int_equal(flow_list(&whole, LENT, head, &plain, found), 2);
    assert_true(found[0].allowed && found[1].allowed && found[0].move->action == BRING_BACK && found[1].move->action == GIVE_UP);
    assert_ptr_equal(flow_inputs(&whole, flow_find(&whole, SHELF, LEND), &rare), rare_inputs);
    assert_ptr_equal(flow_inputs(&whole, flow_find(&whole, SHELF, LEND), &plain), lend_inputs);
    assert_ptr_equal(flow_inputs(&bare, flow_find(&bare, SHELF, LEND), &rare), lend_inputs);
    assert_null(flow_find(&whole, LOST, LEND));
}

static void the_last_number_of_an_action_is_listed_too(void **state)
{
    (void)state;
    static const struct flow_move high[] = {
        {SHELF, FLOW_ACTIONS_MAX - 1, {PRINCIPAL_STAFF, CLERK, 0}, FREE, 0, LENT}, {SHELF, LEND, {PRINCIPAL_STAFF, CLERK, 0}, FREE, 0, LENT}};
    static const struct flow many = {.states = states, .moves = high, .move_count = ARRAY_COUNT(high)};
    struct flow_verdict found[FLOW_ACTIONS_MAX];
    assert_int_equal(flow_list(&many, SHELF, (struct flow_actor){PRINCIPAL_STAFF, CLERK, 0}, NULL, found), 2);
    assert_ptr_equal(found[0].move, &high[1]);
    assert_ptr_equal(found[1].move, &high[0]);
}

static const struct field asked_fields[] = {{"why", FIELD_TEXT, .flags = FIELD_NULLABLE | FIELD_EMPTY_OK | FIELD_ASKED, .max = 50}, {0}};

static void inputs_are_told_as_they_are_checked(void **state)
{
    (void)state;
    static const struct { const struct field *inputs; const char *told; } rows[] = {
        {lend_inputs, "{\"inputs\":[{\"name\":\"weeks\",\"type\":\"integer\",\"required\":true,\"min\":1,\"max\":4,\"choices\":null}]}"},
        {back_inputs, "{\"inputs\":[{\"name\":\"marks\",\"type\":\"list\",\"required\":false,\"min\":0,\"max\":9,\"choices\":[\"good\",\"torn\"]},"
                      "{\"name\":\"note\",\"type\":\"text\",\"required\":false,\"min\":0,\"max\":50,\"choices\":null}]}"},
        {condition_fields, "{\"inputs\":[{\"name\":\"condition\",\"type\":\"text\",\"required\":true,\"min\":null,\"max\":null,\"choices\":[\"good\",\"torn\"]},"
                           "{\"name\":\"page\",\"type\":\"integer\",\"required\":false,\"min\":1,\"max\":null,\"choices\":null}]}"},
        {asked_fields, "{\"inputs\":[{\"name\":\"why\",\"type\":\"text\",\"required\":true,\"min\":1,\"max\":50,\"choices\":null}]}"},
        {NULL, "{\"inputs\":[]}"}};
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct buffer text;
        struct json_writer json;
        buffer_init(&text, 4096);
        json_begin(&json, &text);
        json_open_object(&json, NULL);
        flow_write_inputs(&json, "inputs", rows[i].inputs);
        json_close_object(&json);
        buffer_add_format(&text, "%c", '\0');
        assert_string_equal(text.bytes, rows[i].told);
        buffer_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_may_do_what),
        cmocka_unit_test(the_last_number_of_an_action_is_listed_too),
        cmocka_unit_test(the_thing_and_what_comes_have_their_say),
        cmocka_unit_test(inputs_are_told_as_they_are_checked),
    };
    return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
