/* The outcome of a case in replies. What the decision said and when it was delivered stand in the events: the
 * application keeps only the last reasons. */
#define REPLY_TEXT_MAX 500
#include "base/reply_fields.h"
#include "base/text.h"
#include "cases/case_use.h"

struct walk {
    struct act *act;
    const struct case_record *record;
    enum case_came_to came_to;
    struct case_told *told;
    enum result result;
};

static void note_event(void *context, const struct case_event *event)
{
    struct walk *walk = context;
    enum case_action reasons_of = case_outcome_reasons_of(walk->came_to);
    if (reasons_of != ACTION_COUNT && text_equal(event->action, case_action_names[reasons_of])) {
        struct case_order written;
        enum result result = case_event_open(walk->act, walk->record->number, event, &written);
        if (result != RESULT_OK)
            walk->result = result;
        walk->told->reasons = written.reasons;
        walk->told->reason = written.reason;
    }
    if (text_equal(event->action, case_action_names[ACTION_deliver]))
        walk->told->delivered_on = day_of_ms(event->at);
}

enum result case_told_load(struct act *act, const struct case_record *record, struct case_told *ret_told)
{
    struct walk walk = {.act = act, .record = record, .came_to = case_came_to(record->facts.state, record->facts.outcome),
                        .told = ret_told, .result = RESULT_OK};
    *ret_told = (struct case_told){.delivered_on = DAY_NONE};
    if (case_outcome_reasons_of(walk.came_to) == ACTION_COUNT)
        return RESULT_OK;
    enum result result = case_each_event(act->session, record, note_event, &walk);
    return result != RESULT_OK ? result : walk.result;
}

/* ---- writing ---- */

static void write_sentence(struct json_writer *json, enum case_state state, enum case_outcome outcome)
{
    const char *zh, *en;
    case_outcome_explain(state, outcome, &zh, &en);
    json_add_text(json, "came_to", case_came_to_names[case_came_to(state, outcome)]);
    json_add_text(json, "sentence_zh", zh);
    json_add_text(json, "sentence_en", en);
}

void case_write_came_to(struct json_writer *json, enum case_state state, enum case_outcome outcome)
{
    json_open_object(json, "outcome");
    write_sentence(json, state, outcome);
    json_close_object(json);
}

/* What the guide promises; an item without one has only the sentence. */
static void write_result(struct json_writer *json, const struct catalogue_guide *guide, bool granted)
{
    if (!granted || guide == NULL || guide->result_zh == NULL) {
        json_add_null(json, "result");
        return;
    }
    json_open_object(json, "result");
    json_add_text(json, "name_zh", guide->result_zh);
    json_add_text(json, "name_en", guide->result_en);
    json_add_text(json, "kind", guide->result_kind);
    if (guide->result_delivery != NULL)
        json_add_value(json, "delivery", guide->result_delivery);
    else
        case_write_codes(json, "delivery", NULL);
    json_close_object(json);
}

static void write_remedies(struct json_writer *json, const struct case_remedy *remedies, size_t count)
{
    json_open_array(json, "remedies");
    for (size_t i = 0; i < count; i++) {
        const struct case_remedy *remedy = &remedies[i];
        json_open_object(json, NULL);
        json_add_text(json, "kind", remedy->kind);
        json_add_text(json, "name_zh", remedy->name_zh);
        json_add_text(json, "name_en", remedy->name_en);
        json_add_text(json, "to_zh", remedy->to_zh);
        json_add_text(json, "to_en", remedy->to_en);
        json_add_text(json, "within_zh", remedy->within_zh);
        json_add_text(json, "within_en", remedy->within_en);
        json_add_text(json, "law_zh", remedy->law_zh);
        json_add_text(json, "law_en", remedy->law_en);
        day_write(json, "from", remedy->from);
        day_write(json, "until", remedy->until);
        json_add_bool(json, "uncertain", remedy->uncertain);
        json_close_object(json);
    }
    json_close_array(json);
}

void case_write_outcome(struct act *act, struct json_writer *json, const struct case_record *record,
                        const struct case_application *application, const struct case_told *told)
{
    const struct case_facts *facts = &record->facts;
    enum case_came_to came_to = case_came_to(facts->state, facts->outcome);
    int32_t today = day_of_ms(act->now_ms);
    struct case_next_step next = case_next_step(facts, application->complete, today);
    struct case_remedy remedies[CASE_REMEDIES_MAX];
    int32_t delivered_on = facts->state == CASE_delivered ? told->delivered_on : DAY_NONE;
    size_t count = case_remedies(facts, delivered_on, today, places_calendar(act->context->places), remedies);
    json_open_object(json, "outcome");
    write_sentence(json, facts->state, facts->outcome);
    case_write_reasons(act, json, application, &told->reasons, told->reason, CASE_MASKED);
    write_result(json, application->version->guide, came_to == CAME_TO_GRANTED);
    write_remedies(json, remedies, count);
    json_open_object(json, "next_step");
    json_add_text(json, "who", case_next_who_names[next.who]);
    json_add_text(json, "what_zh", next.zh);
    json_add_text(json, "what_en", next.en);
    day_write(json, "until", next.until);
    json_add_bool(json, "overdue", next.overdue);
    json_close_object(json);
    json_close_object(json);
}

/* ---- shapes ---- */

#define SENTENCE                                                                                                       \
    CHOICE("came_to", case_came_to_names, "open until it is decided or ended"), TEXT("sentence_zh", "for the applicant"), \
    TEXT("sentence_en")

const struct field case_came_to_fields[] = {SENTENCE, {0}};
static const struct field result_fields[] = {
    TEXT("name_zh"), TEXT("name_en"), TEXT("kind", "certificate, decision, record or benefit"),
    LIST("delivery", 10, case_text_item, "the ways in which it can be delivered"), {0}};
static const struct field remedy_fields[] = {
    CHOICE("kind", case_remedy_kinds), TEXT("name_zh"), TEXT("name_en"), TEXT("to_zh", "where one turns"),
    TEXT("to_en"), TEXT("within_zh", "the time limit"), TEXT("within_en"), TEXT("law_zh"), TEXT("law_en"),
    DAY_OR_NULL("from",
     "the decision was delivered, or the legal limit ended, on this day; null: not delivered yet, or it" " was not "
     "recorded"), DAY_OR_NULL("until", "the last day, when `from` is known"),
    FLAG("uncertain", "`until` depends on a year whose arrangement of days off is not known yet: it may still move"),
    {0}};
static const struct field next_step_fields[] = {
    CHOICE("who", case_next_who_names, "who has to do it"), TEXT("what_zh", "for the applicant"), TEXT("what_en"),
    DAY_OR_NULL("until"), FLAG("overdue", "that day is over"), {0}};
const struct field case_outcome_fields[] = {
    SENTENCE,
    LIST("reasons", 200, case_reason_item,
     "of the denial, the refusal or the withdrawal; of a lapsed case: what was asked for"),
    {"reason", FIELD_TEXT, FIELD_REQUIRED | FIELD_NULLABLE, 0, 2000, .description = "the same in words"},
    OBJECT_OR_NULL("result", result_fields, "what one gets, when granted and the guide names it"),
    LIST("remedies", CASE_REMEDIES_MAX, ITEMS(remedy_fields),
     "where one can turn who was denied or not accepted, or is without a decision after the legal limit"),
    OBJECT("next_step", next_step_fields), {0}};
