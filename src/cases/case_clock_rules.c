/* Clocks and lights of a case. */
#include "cases/case_rules.h"

#include <assert.h>

const char *const case_light_names[] = {"green", "blue", "yellow", "red", "grey", NULL};
const char *const case_due_names[] = {"notice_due", "supplement_due", "legal_due", "promised_due", "issue_due", NULL};

static int32_t add(const struct calendar *calendar, int32_t day, int n) { return calendar_add_working_days(calendar, day, n, NULL); }

void case_clock_receive(struct case_facts *facts, const struct calendar *calendar, int32_t day)
{
    facts->received_on = day;
    facts->accepted_on = facts->decided_on = facts->supplement_due = facts->issue_due = facts->stopped_on = DAY_NONE;
    facts->notice_due = add(calendar, day, NOTICE_DAYS);
    facts->legal_due = add(calendar, day, facts->legal_days);
    facts->promised_due = add(calendar, day, facts->promised_days);
}

/* The day of the stop counts as used, the day of going on does not: due moves by the working days that stood still. */
static int32_t resumed(const struct calendar *calendar, int32_t due, int32_t stopped_on, int32_t day)
{
    int left = due == DAY_NONE ? 0 : calendar_working_days_between(calendar, stopped_on, due);
    return left <= 0 ? due : add(calendar, day, left);
}

/* What is done on the spot was promised for the day of receipt: accepting it later does not make it in time. */
static void accept_as_of(struct case_facts *facts, const struct calendar *calendar, int32_t day, bool former)
{
    facts->accepted_on = day;
    if (facts->immediate && !former)
        return;
    facts->legal_due = add(calendar, day, facts->legal_days);
    facts->promised_due = add(calendar, day, facts->promised_days);
}

static void go_on(struct case_facts *facts, const struct calendar *calendar, int32_t day, bool former)
{
    /* on the spot: on the day on which the rest came, when its own day was not over yet at the stop */
    bool today = facts->immediate && !former && facts->stopped_on <= facts->promised_due;
    if (facts->state == CASE_supplement_asked) {
        int left = calendar_working_days_between(calendar, facts->stopped_on, facts->notice_due);
        facts->notice_due = add(calendar, day, left > 0 ? left : 1); /* whoever examines has at least the next working day */
    }
    facts->legal_due = today ? day : resumed(calendar, facts->legal_due, facts->stopped_on, day);
    facts->promised_due = today ? day : resumed(calendar, facts->promised_due, facts->stopped_on, day);
    facts->stopped_on = DAY_NONE;
}

/* ---- the days together ---- */

struct case_dues case_dues(const struct case_facts *facts)
{
    return (struct case_dues){{[LIMIT_NOTICE] = facts->notice_due, [LIMIT_SUPPLEMENT] = facts->supplement_due, [LIMIT_LEGAL] = facts->legal_due,
                               [LIMIT_PROMISED] = facts->promised_due, [LIMIT_ISSUE] = facts->issue_due}};
}

static void set_dues(struct case_facts *facts, const struct case_dues *dues)
{
    facts->notice_due = dues->on[LIMIT_NOTICE];
    facts->supplement_due = dues->on[LIMIT_SUPPLEMENT];
    facts->legal_due = dues->on[LIMIT_LEGAL];
    facts->promised_due = dues->on[LIMIT_PROMISED];
    facts->issue_due = dues->on[LIMIT_ISSUE];
}

bool case_dues_equal(const struct case_dues *one, const struct case_dues *other)
{
    for (int due = 0; due < LIMIT_COUNT; due++)
        if (one->on[due] != other->on[due])
            return false;
    return true;
}

/* ---- moves ---- */

static enum case_state back_from(const struct case_facts *facts)
{
    if (facts->one_house)
        return CASE_received;
    return facts->state == CASE_supplement_asked && facts->taken_over ? CASE_taken_over : CASE_in_transit;
}

static void run_effect(struct case_facts *facts, const struct calendar *calendar, const struct flow_move *move,
                       const struct case_request *request, int32_t day)
{
    switch (move->effect) {
    case EFFECT_NONE:
    case EFFECT_END: break;
    case EFFECT_STOP: facts->stopped_on = day; break;
    case EFFECT_GO: go_on(facts, calendar, day, request->former); break;
    case EFFECT_ACCEPT: accept_as_of(facts, calendar, day, request->former); break;
    case EFFECT_DEEM:
        accept_as_of(facts, calendar, facts->received_on, request->former);
        facts->deemed = true;
        break;
    case EFFECT_EXTEND:
        facts->extended = true;
        facts->legal_days += request->days;
        facts->promised_days += request->days;
        facts->legal_due = add(calendar, facts->legal_due, request->days);
        facts->promised_due = add(calendar, facts->promised_due, request->days);
        break;
    case EFFECT_RECOUNT:
        if (request->dues != NULL)
            set_dues(facts, request->dues);
        break;
    case EFFECT_DECIDE:
        facts->decided_on = day;
        facts->outcome = request->outcome;
        facts->issue_due = add(calendar, day, ISSUE_DAYS);
        break;
    }
}

void case_apply(struct case_facts *facts, const struct calendar *calendar, const struct flow_move *move,
                const struct case_request *request, int32_t day)
{
    assert(facts->state == move->from);
    enum case_state next = move->to == CASE_BACK ? back_from(facts) : (enum case_state)move->to;
    run_effect(facts, calendar, move, request, day);
    if (move->action == ACTION_ask_supplement) {
        facts->supplement_asked = true;
        facts->supplement_due = add(calendar, day, request->days);
    }
    if (move->action == ACTION_take_over)
        facts->taken_over = true;
    if (move->action == ACTION_return_to_receiver)
        facts->taken_over = false;
    facts->state = next;
}

/* ---- a calendar that changes ---- */

static int32_t later(int32_t one, int32_t other) { return one > other ? one : other; }

/* `from` is the day of the change, or of the stop of what stands still; `next` the working day after it. */
static int32_t moved(int32_t stood, int32_t counted, int32_t from, int32_t next)
{
    if (stood == DAY_NONE || counted == DAY_NONE || counted == stood)
        return counted;
    if (counted > stood)
        return counted < from ? stood : later(counted, next);
    return stood <= from || stood < next ? stood : later(counted, next);
}

/* A supplement asked for stops the notice and what is foretold, a special procedure the limits; what the applicant was
 * given runs. */
static bool stands_still(const struct case_facts *facts, int due)
{
    return facts->stopped_on != DAY_NONE && due != LIMIT_SUPPLEMENT && due != LIMIT_ISSUE &&
           (facts->state == CASE_supplement_asked || (facts->state == CASE_suspended && due != LIMIT_NOTICE));
}

struct case_dues case_dues_moved(const struct case_facts *facts, const struct case_dues *counted,
                                 const struct calendar *calendar, int32_t today)
{
    struct case_dues stood = case_dues(facts), dues;
    for (int due = 0; due < LIMIT_COUNT; due++) {
        int32_t from = stands_still(facts, due) ? facts->stopped_on : today;
        dues.on[due] = moved(stood.on[due], counted->on[due], from, add(calendar, from, 1));
    }
    return dues;
}

struct case_facts case_facts_told(const struct case_facts *facts, const struct calendar *calendar, int32_t today)
{
    struct case_facts told = *facts;
    if (case_stage(facts->state) == STAGE_STOPPED && facts->stopped_on != DAY_NONE)
        go_on(&told, calendar, later(today, facts->stopped_on), false);
    told.stopped_on = facts->stopped_on;
    return told;
}

bool case_due_is_uncertain(const struct calendar *calendar, int32_t from, int32_t due)
{
    int first = 0, last = 0, month, day;
    if (due == DAY_NONE)
        return false;
    day_to_parts(from, &first, &month, &day);
    day_to_parts(due, &last, &month, &day);
    for (int year = first; year <= last; year++)
        if (!calendar_year_is_known(calendar, year))
            return true;
    return false;
}

bool case_calendar_warning(const struct case_facts *facts, const struct calendar *calendar)
{
    bool noticing = case_stage(facts->state) == STAGE_NOTICE || facts->state == CASE_supplement_asked;
    switch (case_stage(facts->state)) {
    case STAGE_END: return false;
    case STAGE_ISSUE: return case_due_is_uncertain(calendar, facts->decided_on, facts->issue_due);
    default:
        return case_due_is_uncertain(calendar, facts->received_on, facts->legal_due) ||
               (noticing && case_due_is_uncertain(calendar, facts->received_on, facts->notice_due)) ||
               (facts->state == CASE_supplement_asked && case_due_is_uncertain(calendar, facts->received_on, facts->supplement_due));
    }
}

/* ---- lights: domain practice of e-supervision 电子监察 ---- */

/* Counted back from the end, so that days on which the clock stood still are not taken for used ones. */
static struct case_lights running(const struct calendar *calendar, const char *kind, int32_t start, int32_t due, int days)
{
    struct case_lights lights = {.kind = kind, .start = start, .due = due, .days = days, .red_on = due + 1};
    int reserve = days / 5 > 1 ? days / 5 : 1;
    if (days <= 0) { /* to be done the same day: its last day is its first */
        lights.blue_on = lights.yellow_on = start;
        return lights;
    }
    lights.blue_on = calendar_subtract_working_days(calendar, due, days / 2);
    lights.yellow_on = calendar_subtract_working_days(calendar, due, reserve);
    if (lights.yellow_on <= start)
        lights.yellow_on = start + 1;
    if (lights.blue_on > lights.yellow_on)
        lights.blue_on = lights.yellow_on;
    return lights;
}

/* A stop mends nothing: the limit that ran and had passed before the clock stood still leaves the case red. */
static struct case_lights late_before_stop(struct case_lights stopped, const struct case_facts *facts)
{
    bool noticing = facts->state == CASE_supplement_asked && !facts->immediate;
    int32_t due = noticing ? facts->notice_due : facts->promised_due;
    if (due != DAY_NONE && facts->stopped_on > due)
        stopped.blue_on = stopped.yellow_on = stopped.red_on = due + 1;
    return stopped;
}

enum case_due case_limit_running(enum case_state state, bool immediate)
{
    switch (case_stage(state)) {
    case STAGE_NOTICE: return immediate ? LIMIT_PROMISED : LIMIT_NOTICE;
    case STAGE_PROMISE: return LIMIT_PROMISED;
    case STAGE_ISSUE: return LIMIT_ISSUE;
    case STAGE_STOPPED: return state == CASE_supplement_asked ? LIMIT_SUPPLEMENT : LIMIT_COUNT;
    default: return LIMIT_COUNT;
    }
}

struct case_lights case_lights(const struct case_facts *facts, const struct calendar *calendar)
{
    struct case_lights none = {.kind = "none", .start = DAY_NONE, .due = DAY_NONE, .blue_on = DAY_NONE, .yellow_on = DAY_NONE, .red_on = DAY_NONE};
    enum case_stage stage = case_stage(facts->state);
    switch (case_limit_running(facts->state, facts->immediate)) {
    case LIMIT_NOTICE: return running(calendar, "notice", facts->received_on, facts->notice_due, NOTICE_DAYS);
    case LIMIT_PROMISED:
        return running(calendar, "promise", stage == STAGE_NOTICE ? facts->received_on : facts->accepted_on, facts->promised_due,
                       facts->promised_days);
    case LIMIT_ISSUE: return running(calendar, "issue", facts->decided_on, facts->issue_due, ISSUE_DAYS);
    case LIMIT_SUPPLEMENT:
        none.kind = "supplement";
        none.due = facts->supplement_due;
        return late_before_stop(none, facts);
    default: return stage == STAGE_STOPPED ? late_before_stop(none, facts) : none;
    }
}

enum case_light case_light_on(int32_t blue_on, int32_t yellow_on, int32_t red_on, int32_t day)
{
    if (red_on == DAY_NONE)
        return LIGHT_GREY;
    return day >= red_on ? LIGHT_RED : day >= yellow_on ? LIGHT_YELLOW : day >= blue_on ? LIGHT_BLUE : LIGHT_GREEN;
}

/* ---- what time itself does ---- */

int64_t case_wake_at(const struct case_facts *facts, int64_t now_ms)
{
    if (facts->state == CASE_in_transit)
        return now_ms;
    if (facts->state == CASE_supplement_asked)
        return day_start_ms(facts->supplement_due + 1);
    if (case_stage(facts->state) == STAGE_NOTICE && !facts->immediate)
        return day_start_ms(facts->notice_due + 1);
    return INT64_MAX;
}

enum case_action case_due_action(const struct case_facts *facts, int64_t now_ms)
{
    int32_t today = day_of_ms(now_ms);
    if (facts->state == CASE_supplement_asked)
        return today > facts->supplement_due ? ACTION_lapse : ACTION_COUNT;
    if (case_stage(facts->state) == STAGE_NOTICE && !facts->immediate && today > facts->notice_due)
        return ACTION_deem_accepted;
    return facts->state == CASE_in_transit ? ACTION_arrive : ACTION_COUNT;
}
