/* For `tongban check`: every case once, in the order in which they were received. Rows lie in the database as commits wrote them:
 * so the events of all districts are read from the oldest on, a page of a district at a time, always of the district that is
 * furthest behind; and with each receipt among them its case is looked at. The walk goes once through the file, front to back,
 * and so do its threads, which take their pages from the same place.
 *
 * What a walk over receipts cannot meet (a case without one, events without a case) is missing in a count: a district's cases and
 * the end of its events are read in one statement, and what stands up to that end is never added to later. So the numbers must
 * agree while a server writes, too; where they do not, those that were not met are looked for. */
#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"
#include "cases/case_check.h"

#define NUMBER_BYTES 256 /* of a page, for each row */

struct district {
    struct check_district then;       /* when the walk began */
    int64_t after, at;                /* the newest event read */
    int64_t events;                   /* read so far */
    bool begun, gap, counter_met;
    bool taken, finished;             /* taken: a thread reads its next page, and it alone touches what stands above */
    int64_t cases_met, events_met;    /* cases looked at, and their events up to the end */
};

struct walk {
    struct case_check *check;         /* its lock covers the walk as well */
    pthread_cond_t given_back;        /* a district */
    struct district *districts;
    size_t count, begun;
    bool failed;
};

struct page { struct district *of; struct arena *arena; const char *numbers[CHECK_PAGE]; size_t count; bool last, failed; };

/* ---- a page of events ---- */

static void take_event(void *context, const struct check_event *event)
{
    struct page *page = context;
    struct district *district = page->of;
    district->gap = district->gap || event->position != district->events + 1;
    district->counter_met = district->counter_met || event->position == district->then.counter;
    district->after = event->position;
    district->at = event->at;
    district->events++;
    if (event->seq != 1)
        return;
    page->numbers[page->count] = arena_copy_text(page->arena, event->number);
    page->failed = page->failed || page->numbers[page->count] == NULL;
    page->count++;
}

static enum result begin_district(struct db_session *session, struct page *page)
{
    struct district *district = page->of;
    district->begun = true;
    district->after = INT64_MIN;
    enum result result = case_check_district(session, district->then.district, &district->then);
    page->last = district->then.last == INT64_MIN;
    return result;
}

static enum result read_page(struct db_session *session, struct page *page)
{
    struct district *district = page->of;
    size_t read = 0;
    enum result result = case_check_each_event(session, district->then.district, district->after, district->then.last, take_event, page, &read);
    page->last = read < CHECK_PAGE;
    return result == RESULT_OK && page->failed ? RESULT_NO_MEMORY : result;
}

/* ---- sharing the districts ---- */

/* The one furthest behind of those nobody reads; first each is begun. NULL: there is none now. */
static struct district *furthest_behind(struct walk *walk, bool *ret_all_finished)
{
    struct district *found = NULL;
    *ret_all_finished = true;
    for (size_t i = 0; i < walk->count; i++) {
        struct district *district = &walk->districts[i];
        *ret_all_finished = *ret_all_finished && district->finished;
        if (!district->taken && !district->finished && (found == NULL || district->at < found->at))
            found = district;
    }
    return found;
}

/* The lock is held. NULL when all is read. */
static struct district *take_district(struct walk *walk)
{
    bool all_finished = false;
    struct district *district = furthest_behind(walk, &all_finished);
    while (district == NULL && !all_finished && !walk->failed) {
        (void)pthread_cond_wait(&walk->given_back, &walk->check->lock);
        district = furthest_behind(walk, &all_finished);
    }
    if (district == NULL || walk->failed)
        return NULL;
    district->taken = true;
    return district;
}

/* The next receipts; false at the end. A page may hold none. */
static bool next_page(struct walk *walk, struct db_session *session, struct page *page)
{
    struct case_check *check = walk->check;
    arena_reset(page->arena);
    page->count = 0;
    (void)pthread_mutex_lock(&check->lock);
    page->of = take_district(walk);
    (void)pthread_mutex_unlock(&check->lock);
    if (page->of == NULL)
        return false;
    bool first = !page->of->begun;
    enum result result = first ? begin_district(session, page) : read_page(session, page);
    (void)pthread_mutex_lock(&check->lock);
    page->of->taken = false;
    page->of->finished = result == RESULT_OK && page->last;
    walk->failed = walk->failed || result != RESULT_OK;
    walk->begun += first;
    check->counts.cases += first ? page->of->then.cases : 0;
    (void)pthread_cond_broadcast(&walk->given_back);
    (void)pthread_mutex_unlock(&check->lock);
    return result == RESULT_OK;
}

/* The lock is held. True when it is time to say how far it is. */
static bool step_on(struct walk *walk, size_t cases, int64_t *ret_done, int64_t *ret_all)
{
    struct case_check *check = walk->check;
    check->done += (int64_t)cases;
    bool worth = walk->begun == walk->count && check->done >= check->told + check->counts.cases / 20;
    if (worth)
        check->told = check->done;
    *ret_done = check->done;
    *ret_all = check->counts.cases;
    return worth && cases > 0;
}

static void check_page(struct walk *walk, struct case_checker *checker, const struct page *page)
{
    struct district *district = page->of;
    int64_t met = 0, events_met = 0, done = 0, all = 0;
    for (size_t i = 0; i < page->count; i++) {
        bool there = false;
        int64_t events = 0;
        case_check_one(checker, district->then.district, page->numbers[i], district->then.last, &there, &events);
        met += there;
        events_met += events;
    }
    (void)pthread_mutex_lock(&walk->check->lock);
    district->cases_met += met;
    district->events_met += events_met;
    bool worth = step_on(walk, page->count, &done, &all);
    (void)pthread_mutex_unlock(&walk->check->lock);
    if (worth)
        case_check_say(walk->check, "%lld of %lld cases", (long long)done, (long long)all);
}

static void walk_on(void *context, struct case_checker *checker)
{
    struct walk *walk = context;
    struct page page = {.arena = arena_new(CHECK_PAGE * NUMBER_BYTES)};
    while (page.arena != NULL && next_page(walk, checker->session, &page))
        check_page(walk, checker, &page);
    arena_free(page.arena);
}

/* ---- what does not add up ---- */

static void tell_positions(struct case_check *check, const struct district *district)
{
    char name[24];
    (void)snprintf(name, sizeof(name), "%lld", (long long)district->then.district);
    if (district->events > 0 && (district->gap || district->then.counter != district->then.last))
        case_check_tell(check, name, "the events of the district are not 1 … the last one its counter tells");
    if (district->then.counter >= 0 && !district->counter_met)
        case_check_tell(check, name, "the event that the district's counter tells is not there");
}

/* They were not met, so they are looked at now. */
static void check_unreceived(struct case_checker *checker, const struct district *district, struct arena *arena)
{
    const char *numbers[CHECK_PAGE];
    char after[NUMBER_BYTES] = "";
    enum result result = RESULT_OK;
    case_check_say(checker->check, "looking for: cases of %lld without a receipt", (long long)district->then.district);
    for (size_t count = CHECK_PAGE; result == RESULT_OK && count == CHECK_PAGE;) {
        arena_reset(arena);
        result = case_check_unreceived(checker->session, arena, district->then.district, after, numbers, &count);
        for (size_t i = 0; result == RESULT_OK && i < count; i++) {
            bool there = false;
            int64_t events = 0;
            case_check_one(checker, district->then.district, numbers[i], district->then.last, &there, &events);
        }
        if (result == RESULT_OK && count > 0 && !text_copy(after, sizeof(after), numbers[count - 1]))
            result = RESULT_TOO_LARGE;
    }
    if (result != RESULT_OK)
        case_check_tell(checker->check, "cases", "could not be gone through to their end");
}

static void find_missed(struct walk *walk, struct case_checker *checker)
{
    struct arena *arena = arena_new(CHECK_PAGE * NUMBER_BYTES);
    for (size_t i = 0; i < walk->count && arena != NULL; i++) {
        const struct district *district = &walk->districts[i];
        walk->check->counts.events += district->events;
        tell_positions(walk->check, district);
        if (district->cases_met != district->then.cases)
            check_unreceived(checker, district, arena);
        if (district->events_met != district->events) {
            case_check_say(walk->check, "looking for: events of %lld without a case", (long long)district->then.district);
            case_check_tell_rows(walk->check, checker->session, &case_check_stray_events, district->then.district, "has events but is no case");
        }
    }
    walk->failed = walk->failed || arena == NULL;
    arena_free(arena);
}

static enum result begin_walk(struct walk *walk, struct db_session *session, struct arena *arena)
{
    int64_t *list = NULL;
    enum result result = case_check_districts(session, arena, &list, &walk->count);
    if (result != RESULT_OK)
        return result;
    walk->districts = arena_array(arena, walk->count + 1, sizeof(*walk->districts));
    for (size_t i = 0; walk->districts != NULL && i < walk->count; i++)
        walk->districts[i] = (struct district){.then = {.district = list[i]}, .at = INT64_MIN};
    return walk->districts != NULL ? RESULT_OK : RESULT_NO_MEMORY;
}

void case_check_walk(struct case_checker *checker)
{
    struct walk walk = {.check = checker->check, .given_back = PTHREAD_COND_INITIALIZER};
    struct arena *arena = arena_new(CHECK_ARENA);
    enum result result = arena != NULL ? begin_walk(&walk, checker->session, arena) : RESULT_NO_MEMORY;
    if (result == RESULT_OK) {
        case_check_together(checker, walk_on, &walk);
        find_missed(&walk, checker);
    }
    for (size_t i = 0; i < walk.count && walk.districts != NULL; i++)
        walk.failed = walk.failed || !walk.districts[i].finished;
    if (result != RESULT_OK || walk.failed)
        case_check_tell(checker->check, "cases", "could not be gone through to their end");
    (void)pthread_cond_destroy(&walk.given_back);
    arena_free(arena);
}
