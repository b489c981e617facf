#include "cases/case_outcome_rules.h"

#include "base/text.h"

#define RECONSIDERATION_DAYS 60
#define LITIGATION_MONTHS 6
/* Where no law lays a limit down: 行政复议法实施条例 art. 16, 行政诉讼法 art. 47. */
#define UNLIMITED_DAYS 60
#define UNLIMITED_MONTHS 2

const char *const case_came_to_names[] = {"open", "granted", "denied", "not_accepted", "withdrawn", "lapsed", NULL};
const char *const case_next_who_names[] = {"nobody", "applicant", "receiving_centre", "responsible_centre", NULL};
const char *const case_remedy_kinds[] = {"reconsideration", "litigation", NULL};

enum case_came_to case_came_to(enum case_state state, enum case_outcome outcome)
{
    switch (state) {
    case CASE_refused: return CAME_TO_NOT_ACCEPTED;
    case CASE_withdrawn: return CAME_TO_WITHDRAWN;
    case CASE_lapsed: return CAME_TO_LAPSED;
    case CASE_decided:
    case CASE_issued:
    case CASE_delivered:
        return outcome == OUTCOME_GRANTED ? CAME_TO_GRANTED : outcome == OUTCOME_DENIED ? CAME_TO_DENIED : CAME_TO_OPEN;
    default: return CAME_TO_OPEN;
    }
}

enum case_action case_outcome_reasons_of(enum case_came_to came_to)
{
    switch (came_to) {
    case CAME_TO_DENIED: return ACTION_decide;
    case CAME_TO_NOT_ACCEPTED: return ACTION_refuse;
    case CAME_TO_WITHDRAWN: return ACTION_withdraw;
    case CAME_TO_LAPSED: return ACTION_ask_supplement; /* what was asked for and did not come */
    default: return ACTION_COUNT;
    }
}

/* ---- what is said ---- */

/* One row a state, two where the decision makes the difference. `due`: the day of the facts until which the next step
 * is due. */
enum due { DUE_NONE, DUE_NOTICE, DUE_SUPPLEMENT, DUE_PROMISE, DUE_ISSUE };
static const struct telling {
    enum case_state state;
    enum case_came_to came_to;
    const char *zh, *en;
    enum case_next_who who;
    enum due due;
    const char *next_zh, *next_en;
} tellings[] = {
    {CASE_received, CAME_TO_OPEN, "申请已经收下", "We have your application",
     NEXT_RESPONSIBLE_CENTRE, DUE_NOTICE, "中心正在核对，接下来告诉您是否受理。",
     "The centre is checking it and will tell you whether the case is accepted."},
    {CASE_in_transit, CAME_TO_OPEN, "正在转给负责办理的中心", "On its way to the centre that handles it",
     NEXT_RESPONSIBLE_CENTRE, DUE_NOTICE, "申请正在通过网上转送，您不用跑过去。",
     "Your application is being passed on electronically. You need not go there."},
    {CASE_waiting, CAME_TO_OPEN, "已经送到负责办理的中心", "It has reached the centre that handles it",
     NEXT_RESPONSIBLE_CENTRE, DUE_NOTICE, "负责办理的中心接收后核对材料，告诉您是否受理。",
     "That centre takes it over, checks your papers and tells you whether the case is accepted."},
    {CASE_taken_over, CAME_TO_OPEN, "负责办理的中心已经接收", "The centre that handles it has taken it over",
     NEXT_RESPONSIBLE_CENTRE, DUE_NOTICE, "正在核对您的材料，接下来告诉您是否受理。",
     "It is checking your papers and will tell you whether the case is accepted."},
    {CASE_returned, CAME_TO_OPEN, "收件的中心正在更正", "The receiving centre is correcting something",
     NEXT_RECEIVING_CENTRE, DUE_NOTICE, "送出去的材料有地方要更正，由收件的中心处理。",
     "Something that was sent on has to be corrected; the receiving centre does it."},
    {CASE_supplement_asked, CAME_TO_OPEN, "请您补材料", "Please bring more papers",
     NEXT_APPLICANT, DUE_SUPPLEMENT, "请把缺的材料一次补齐，补齐后继续办。到期没有补，申请就视为放弃。",
     "Please bring everything that is missing, all at once; then the case goes on."
     " If it does not come in time, the application lapses."},
    {CASE_accepted, CAME_TO_OPEN, "已经受理", "Accepted for review",
     NEXT_RESPONSIBLE_CENTRE, DUE_PROMISE, "中心审核后作出决定。", "The centre reviews the case and decides."},
    {CASE_under_review, CAME_TO_OPEN, "正在审核", "Under review",
     NEXT_RESPONSIBLE_CENTRE, DUE_PROMISE, "审核完就作出决定。", "The decision follows."},
    {CASE_suspended, CAME_TO_OPEN, "正在等一个必要的程序", "Waiting for a required procedure",
     NEXT_RESPONSIBLE_CENTRE, DUE_NONE, "等待的时间不算在办理期限里，程序结束后继续办。",
     "This time does not count towards the limit; the case goes on when the procedure is over."},
    {CASE_decided, CAME_TO_GRANTED, "准予您的申请", "Your application has been granted",
     NEXT_RESPONSIBLE_CENTRE, DUE_ISSUE, "中心准备结果，备好后交给您。", "The centre prepares the result and hands it to you."},
    {CASE_issued, CAME_TO_GRANTED, "准予您的申请，结果已经备好", "Your application has been granted; the result is ready",
     NEXT_APPLICANT, DUE_NONE, "请带身份证件来领取；选了送达的，请等送达。",
     "Please collect it with your identity document, or wait for it if you asked to have it sent."},
    {CASE_delivered, CAME_TO_GRANTED, "准予您的申请，结果已经送达",
     "Your application has been granted; the result has been delivered",
     NEXT_NOBODY, DUE_NONE, "这件事办完了，您不用再做什么。", "This is finished; there is nothing more for you to do."},
    {CASE_decided, CAME_TO_DENIED, "不予批准您的申请", "Your application has been denied",
     NEXT_RESPONSIBLE_CENTRE, DUE_ISSUE, "中心制作决定书，送达给您，写明理由和救济途径。",
     "The centre draws up the written decision and delivers it to you, with the reasons and how to appeal."},
    {CASE_issued, CAME_TO_DENIED, "不予批准您的申请，决定书已经制成", "Your application has been denied; the written decision is ready",
     NEXT_APPLICANT, DUE_NONE, "请带身份证件来领取决定书；选了送达的，请等送达。",
     "Please collect the decision with your identity document, or wait for it if you asked to have it sent."},
    {CASE_delivered, CAME_TO_DENIED, "不予批准您的申请，决定书已经送达",
     "Your application has been denied; the written decision has been delivered",
     NEXT_NOBODY, DUE_NONE, "不服决定的，可以在期限内申请复议或者起诉；情况有变化的，可以重新申请。",
     "If you disagree, you can appeal within the time limits; if your circumstances change, you can apply again."},
    {CASE_refused, CAME_TO_NOT_ACCEPTED, "不予受理您的申请", "Your application was not accepted",
     NEXT_NOBODY, DUE_NONE, "不服的，可以在期限内申请复议或者起诉；原因消除的，可以重新申请。",
     "If you disagree, you can appeal within the time limits; once the reason no longer holds, you can apply again."},
    {CASE_withdrawn, CAME_TO_WITHDRAWN, "申请已经撤回，没有作出决定", "The application was withdrawn; nothing was decided",
     NEXT_NOBODY, DUE_NONE, "需要时可以重新申请。", "You can apply again whenever you need to."},
    {CASE_lapsed, CAME_TO_LAPSED, "没有按时补正，申请视为放弃", "What was missing did not come in time; the application has lapsed",
     NEXT_NOBODY, DUE_NONE, "材料备齐后可以重新申请。", "Once you have everything, you can apply again."},
};

/* A decided case without an outcome does not exist; it would be told as one under review. */
static const struct telling *telling_of(enum case_state state, enum case_outcome outcome)
{
    enum case_came_to came_to = case_came_to(state, outcome);
    const struct telling *fallback = &tellings[0];
    for (size_t i = 0; i < ARRAY_COUNT(tellings); i++) {
        if (tellings[i].state == state && tellings[i].came_to == came_to)
            return &tellings[i];
        if (tellings[i].state == CASE_under_review)
            fallback = &tellings[i];
    }
    return fallback;
}

void case_outcome_explain(enum case_state state, enum case_outcome outcome, const char **ret_zh, const char **ret_en)
{
    const struct telling *telling = telling_of(state, outcome);
    *ret_zh = telling->zh;
    *ret_en = telling->en;
}

static int32_t due_of(const struct case_facts *facts, enum due due)
{
    switch (due) {
    case DUE_NOTICE: return facts->notice_due;
    case DUE_SUPPLEMENT: return facts->supplement_due;
    case DUE_PROMISE: return facts->promised_due;
    case DUE_ISSUE: return facts->issue_due;
    default: return DAY_NONE;
    }
}

/* What is said once the day is over. */
static const struct { const char *zh, *en; } over[] = {
    [DUE_NOTICE] = {"该告诉您是否受理的日期已经过了，中心应当马上答复您。",
                    "The day for telling you whether the case is accepted has passed; the centre owes you an answer now."},
    [DUE_SUPPLEMENT] = {"补材料的日期已经过了，申请会视为放弃。要继续办的，请马上联系收件的中心。",
                        "The day for bringing your papers has passed and the application will lapse."
                        " To go on, get in touch with the receiving centre now."},
    [DUE_PROMISE] = {"该办好的日期已经过了，中心应当马上作出决定。", "The day for the decision has passed; the centre must decide now."},
    [DUE_ISSUE] = {"该把结果或者决定书交给您的日期已经过了，中心应当马上交给您。",
                   "The day for handing you the result or the written decision has passed; the centre must do so now."}};
static const char on_the_spot_zh[] = "这件事当场办结，中心当天就办好。",
    on_the_spot_en[] = "This is done on the spot: the centre finishes it the same day.";
static const char on_the_spot_once_whole_zh[] = "还缺材料或者填写的内容，请尽快补齐；补齐后当场办结。",
                  on_the_spot_once_whole_en[] = "Papers or entries are still missing. Please bring them soon: then it is finished on the spot.";
static const char not_whole_zh[] = "还缺的材料或者内容，中心核对后一次告诉您；补齐后继续办。",
                  not_whole_en[] = "The centre tells you, all at once, what is still missing; the case goes on when it is there.";
static const char no_longer_on_the_spot_zh[] = "这件事应当在收件当天办好，日期已经过了，中心应当马上办。",
                  no_longer_on_the_spot_en[] = "This should have been finished on the day it was received; that day has passed"
                                                " and the centre must do it now.";
static const char late_before_procedure_zh[] = "该办好的日期在停止计时以前就已经过了；程序结束后，中心应当马上作出决定。",
                  late_before_procedure_en[] = "The day for the decision had passed before the clock stopped; the centre must decide"
                                               " as soon as the procedure is over.";
static const char late_before_asking_zh[] = "中心要您补材料的时候，该答复您的日期已经过了。请把缺的材料一次补齐，补齐后中心应当马上办。"
                                            "到期没有补，申请就视为放弃。",
                  late_before_asking_en[] = "When the centre asked for more papers, the day on which it owed you an answer had passed."
                                            " Please bring everything that is missing, all at once; then the centre must go on at once."
                                            " If it does not come in time, the application lapses.";

/* A stop mends nothing: who was late before it stays late, by the limit that had passed then (as the lights do). DAY_NONE:
 * it stopped in time. */
static int32_t late_before_stop(const struct case_facts *facts)
{
    bool noticing = facts->state == CASE_supplement_asked && !facts->immediate;
    int32_t due = noticing ? facts->notice_due : facts->promised_due;
    bool late = case_stage(facts->state) == STAGE_STOPPED && due != DAY_NONE && facts->stopped_on > due;
    return late ? due : DAY_NONE;
}

struct case_next_step case_next_step(const struct case_facts *facts, bool complete, int32_t today)
{
    const struct telling *telling = telling_of(facts->state, facts->outcome);
    /* 即办件: promised for the day itself, whatever is still to be said */
    bool on_the_spot = facts->immediate && case_stage(facts->state) == STAGE_NOTICE;
    int32_t until = on_the_spot ? facts->promised_due : due_of(facts, telling->due);
    bool overdue = until != DAY_NONE && today > until;
    int32_t late_by = late_before_stop(facts);
    if (late_by != DAY_NONE && facts->state == CASE_suspended)
        return (struct case_next_step){telling->who, late_before_procedure_zh, late_before_procedure_en, late_by, true};
    if (late_by != DAY_NONE && !overdue) /* the day told is that of the applicant, and not over */
        return (struct case_next_step){telling->who, late_before_asking_zh, late_before_asking_en, until, false};
    if (!complete && !overdue && case_stage(facts->state) == STAGE_NOTICE)
        return (struct case_next_step){telling->who, on_the_spot ? on_the_spot_once_whole_zh : not_whole_zh,
                                       on_the_spot ? on_the_spot_once_whole_en : not_whole_en, until, overdue};
    if (on_the_spot)
        return (struct case_next_step){telling->who, overdue ? no_longer_on_the_spot_zh : on_the_spot_zh,
                                       overdue ? no_longer_on_the_spot_en : on_the_spot_en, until, overdue};
    return (struct case_next_step){telling->who, overdue ? over[telling->due].zh : telling->next_zh,
                                   overdue ? over[telling->due].en : telling->next_en, until, overdue};
}

/* ---- remedies ---- */

enum { RECONSIDERATION, LITIGATION };

/* Which organ reconsiders depends on who decided (行政复议法 arts. 24 to 29), which court on where it sits (行政诉讼法
 * arts. 14 to 18): the written decision names both (行政复议法 art. 20, 行政诉讼法 art. 46 count from what it told), so
 * nothing narrower is said. */
static const struct case_remedy against_refusal[CASE_REMEDIES_MAX] = {
    {.name_zh = "申请行政复议", .name_en = "Administrative reconsideration",
     .to_zh = "向行政复议机关申请，一般是本级人民政府，以决定书写明的为准",
     .to_en = "the reconsideration organ named in the written decision, as a rule the people's government of that level",
     .within_zh = "自知道决定之日起 60 日内", .within_en = "within 60 days of learning of the decision",
     .law_zh = "《行政复议法》第二十条", .law_en = "Administrative Reconsideration Law, art. 20"},
    {.name_zh = "提起行政诉讼", .name_en = "Administrative litigation",
     .to_zh = "向人民法院起诉，以决定书写明的法院为准", .to_en = "the people's court named in the written decision",
     .within_zh = "自知道决定之日起 6 个月内", .within_en = "within six months of learning of the decision",
     .law_zh = "《行政诉讼法》第四十六条", .law_en = "Administrative Litigation Law, art. 46"},
};
/* Nothing in writing names the organ or the court. */
static const struct case_remedy against_silence[CASE_REMEDIES_MAX] = {
    {.name_zh = "申请行政复议", .name_en = "Administrative reconsideration",
     .to_zh = "向行政复议机关申请，一般是办理机关的本级人民政府",
     .to_en = "the reconsideration organ, as a rule the people's government at the level of the organ that owes the decision",
     .within_zh = "自法定期限届满之日起 60 日内", .within_en = "within 60 days of the end of the legal limit",
     .law_zh = "《行政复议法》第十一条、第二十条", .law_en = "Administrative Reconsideration Law, arts. 11 and 20"},
    {.name_zh = "提起行政诉讼", .name_en = "Administrative litigation",
     .to_zh = "向办理机关所在地的人民法院起诉", .to_en = "the people's court where the organ that owes the decision has its seat",
     .within_zh = "自法定期限届满之日起 6 个月内", .within_en = "within six months of the end of the legal limit",
     .law_zh = "《行政诉讼法》第四十七条", .law_en = "Administrative Litigation Law, art. 47"},
};

/* The last day is the day itself, or the first working day after it. */
static struct case_remedy counted_from(const struct case_remedy *told, int remedy, int32_t from,
                                       const struct calendar *calendar)
{
    bool silence = told == &against_silence[remedy];
    struct case_remedy counted = *told;
    int32_t last = DAY_NONE;
    if (from != DAY_NONE)
        last = remedy == RECONSIDERATION ? from + RECONSIDERATION_DAYS : day_add_months(from, LITIGATION_MONTHS);
    counted.kind = case_remedy_kinds[remedy];
    counted.from = from;
    counted.until = last == DAY_NONE ? DAY_NONE : calendar_add_working_days(calendar, last - 1, 1, NULL);
    /* the day of a delivery is a fact; that of a limit was counted in working days itself */
    counted.uncertain = case_due_is_uncertain(calendar, silence ? from : last, counted.until);
    return counted;
}

/* The last day on which the law lets the centre leave the case as it is; DAY_NONE: it owes nothing now. */
static int32_t lawful_until(const struct case_facts *facts, int remedy)
{
    enum case_stage stage = case_stage(facts->state);
    int32_t due = facts->legal_due;
    if (stage == STAGE_ISSUE) /* who was denied turns against the denial */
        return facts->state == CASE_decided && facts->outcome == OUTCOME_GRANTED ? facts->issue_due : DAY_NONE;
    if (stage == STAGE_END || due == DAY_NONE || facts->state == CASE_supplement_asked)
        return DAY_NONE;
    if (facts->immediate) /* the day itself is promised, not laid down */
        due = remedy == RECONSIDERATION ? due + UNLIMITED_DAYS : day_add_months(due, UNLIMITED_MONTHS);
    else if (stage == STAGE_NOTICE) /* silence accepts it */
        return DAY_NONE;
    return facts->state == CASE_suspended && facts->stopped_on <= due ? DAY_NONE : due;
}

size_t case_remedies(const struct case_facts *facts, int32_t delivered_on, int32_t today,
                     const struct calendar *calendar, struct case_remedy remedies[CASE_REMEDIES_MAX])
{
    enum case_came_to came_to = case_came_to(facts->state, facts->outcome);
    bool refused = came_to == CAME_TO_DENIED || came_to == CAME_TO_NOT_ACCEPTED;
    size_t count = 0;
    for (int i = 0; i < CASE_REMEDIES_MAX; i++) {
        int32_t until = lawful_until(facts, i);
        if (refused)
            remedies[count++] = counted_from(&against_refusal[i], i, delivered_on, calendar);
        else if (until != DAY_NONE && today > until)
            remedies[count++] = counted_from(&against_silence[i], i, until, calendar);
    }
    return count;
}
