/* What may be done with a case, as it is told. */
#include <assert.h>
#include <stdlib.h>

#include "base/reply_fields.h"
#include "cases/case_use.h"
#include "cases/cases.h"

#define INPUTS_MAX ((size_t)64 * 1024)
#define SHAPES_MAX (ACTION_COUNT + 1) /* a supplement has two */

/* Inputs follow from the table alone: they are written once. */
struct cases {
    struct arena *arena;
    struct { unsigned action; const struct field *inputs; const char *members; } shapes[SHAPES_MAX];
    size_t count;
};

static bool add_shape(struct cases *cases, unsigned action, const struct field *inputs)
{
    struct buffer text;
    struct json_writer json;
    buffer_init(&text, INPUTS_MAX);
    json_begin(&json, &text);
    json_open_object(&json, NULL);
    json_add_text(&json, "action", case_action_names[action]);
    flow_write_inputs(&json, "inputs", inputs);
    json_close_object(&json);
    const char *members = text.failed ? NULL : arena_copy_bytes(cases->arena, text.bytes + 1, text.size - 2); /* without its braces */
    buffer_free(&text);
    cases->shapes[cases->count].action = action;
    cases->shapes[cases->count].inputs = inputs;
    cases->shapes[cases->count++].members = members;
    return members != NULL;
}

enum result cases_memory_open(struct context *context, struct db_session *session, char *fault, size_t fault_size)
{
    (void)session, (void)fault, (void)fault_size;
    struct cases *cases = calloc(1, sizeof(*cases));
    assert(spec_is_readable(case_kept_fields, sizeof(struct case_intake)));
    assert(spec_is_readable(case_written_fields, sizeof(struct case_order)));
    bool whole = cases != NULL && (cases->arena = arena_new(INPUTS_MAX)) != NULL;
    for (unsigned action = 0; whole && action < ACTION_COUNT; action++)
        if (case_actions[action].fields != NULL)
            whole = add_shape(cases, action, case_actions[action].fields);
    whole = whole && add_shape(cases, ACTION_supplement, case_supplement_inputs_fixed);
    *room_memory(context, &cases_room) = cases;
    return whole ? RESULT_OK : RESULT_NO_MEMORY;
}

void cases_memory_close(struct context *context)
{
    void **memory = room_memory(context, &cases_room);
    struct cases *cases = *memory;
    if (cases != NULL)
        arena_free(cases->arena);
    free(cases);
    *memory = NULL;
}

static const char *members_of(const struct cases *cases, unsigned action, const struct field *inputs)
{
    for (size_t i = 0; i < cases->count; i++)
        if (cases->shapes[i].action == action && cases->shapes[i].inputs == inputs)
            return cases->shapes[i].members;
    return "";
}

void case_write_actions(struct act *act, struct json_writer *json, const struct case_facts *facts, struct flow_actor actor)
{
    const struct cases *cases = *room_memory(act->context, &cases_room);
    int32_t today = day_of_ms(act->now_ms);
    struct flow_verdict found[FLOW_ACTIONS_MAX];
    size_t count = case_list_actions(facts, actor, today, found);
    json_open_array(json, "allowed_actions");
    for (size_t i = 0; i < count; i++) {
        if (!found[i].allowed)
            continue;
        const struct field *inputs = flow_inputs(&case_flow, found[i].move, &(struct case_thing){facts, today});
        json_open_object(json, NULL);
        json_add_members(json, members_of(cases, found[i].move->action, inputs));
        json_close_object(json);
    }
    json_close_array(json);
    json_open_array(json, "refused_actions");
    for (size_t i = 0; i < count; i++) {
        if (found[i].allowed)
            continue;
        json_open_object(json, NULL);
        json_add_text(json, "action", case_action_names[found[i].move->action]);
        json_add_text(json, "code", found[i].code);
        json_add_text(json, "zh", found[i].zh);
        json_add_text(json, "en", found[i].en);
        json_close_object(json);
    }
    json_close_array(json);
}

void case_write_action_names(struct act *act, struct json_writer *json, const struct case_facts *facts, struct flow_actor actor)
{
    struct flow_verdict found[FLOW_ACTIONS_MAX];
    size_t count = case_list_actions(facts, actor, day_of_ms(act->now_ms), found);
    json_open_array(json, "allowed_actions");
    for (size_t i = 0; i < count; i++)
        if (found[i].allowed)
            json_add_text(json, NULL, case_action_names[found[i].move->action]);
    json_close_array(json);
}

/* ---- shapes ---- */

#define ACTION_FIELD CHOICE("action", case_action_names)
static const struct field allowed_fields[] = {
    ACTION_FIELD, LIST("inputs", 20, flow_input_item, "what it takes; nothing else is accepted with it"), {0}};
const struct field case_allowed_item[] = {{"item", FIELD_OBJECT, .fields = allowed_fields}, {0}};
static const struct field refused_fields[] = {
    ACTION_FIELD, {"code", FIELD_TEXT, FIELD_REQUIRED, 0, 60, .description = "that of the refusal"}, TEXT("zh"),
    TEXT("en"), {0}};
const struct field case_refused_item[] = {{"item", FIELD_OBJECT, .fields = refused_fields}, {0}};
