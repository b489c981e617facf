/* Accounts against the places that are loaded: for `tongban check` and `tongban load`. */
#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"
#include "places/places.h"
#include "staff/staff_store.h"

/* Visits every account, in the order of user names. */
static enum result each_account(struct db_session *session, void (*visit)(void *sink, const struct staff *staff), void *sink)
{
    struct account_filter filter = {.limit = 200};
    struct arena *arena = arena_new(1 << 20);
    char after[USERNAME_MAX + 1] = "";
    size_t count = 0;
    enum result result = arena == NULL ? RESULT_NO_MEMORY : RESULT_OK;
    for (bool more = result == RESULT_OK; more; more = result == RESULT_OK && count == (size_t)filter.limit) {
        struct staff *items;
        count = 0;
        filter.after = after;
        arena_reset(arena);
        result = account_list(session, arena, &filter, &items, &count);
        for (size_t i = 0; i < count; i++)
            visit(sink, &items[i]);
        if (count > 0)
            (void)text_copy(after, sizeof(after), items[count - 1].username);
    }
    arena_free(arena);
    return result;
}

struct looking_for_lost {
    const struct places *places;
    void (*found)(void *sink, const struct staff *staff);
    void *sink;
};

static void visit_lost(void *sink, const struct staff *staff)
{
    const struct looking_for_lost *looking = sink;
    if (staff_is_lost(staff, looking->places))
        looking->found(looking->sink, staff);
}

enum result staff_list_lost(struct db_session *session, const struct places *places,
                            void (*found)(void *sink, const struct staff *staff), void *sink)
{
    struct looking_for_lost looking = {.places = places, .found = found, .sink = sink};
    return each_account(session, visit_lost, &looking);
}

struct checking {
    const struct places *places;
    void (*report)(void *sink, const char *line);
    void *sink;
    int64_t faults;
};

static void check_account(void *sink, const struct staff *staff)
{
    struct checking *checking = sink;
    const char *fault = staff_fault(staff, checking->places);
    char line[200];
    if (fault == NULL)
        return;
    (void)snprintf(line, sizeof(line), "account %s: %s", staff->username, fault);
    checking->report(checking->sink, line);
    checking->faults++;
}

int64_t staff_check(struct db_session *session, const struct places *places,
                     void (*report)(void *sink, const char *line), void *sink)
{
    struct checking checking = {.places = places, .report = report, .sink = sink};
    int64_t lost = 0;
    enum result result = each_account(session, check_account, &checking);
    if (result == RESULT_OK)
        result = account_count_lost_sessions(session, &lost);
    if (lost > 0) {
        char line[100];
        (void)snprintf(line, sizeof(line), "%lld sessions belong to no account", (long long)lost);
        report(sink, line);
        checking.faults++;
    }
    if (result != RESULT_OK) {
        report(sink, "the accounts cannot be read");
        checking.faults++;
    }
    return checking.faults;
}
