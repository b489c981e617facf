/* For `tongban check`. */
#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"
#include "places/places.h"
#include "staff/staff.h"
#include "staff/staff_store.h"

/* NULL when the account is sound. A centre may have closed since. */
static const char *fault_of(const struct staff *staff, const struct places *places)
{
    enum scope_level scope = role_scope(staff->role);
    const struct place_centre *centre = place_centre(places, staff->centre);
    if (staff->role == 0)
        return "an unknown role";
    if (scope == SCOPE_CENTRE && centre == NULL)
        return "an unknown centre";
    if (scope == SCOPE_CENTRE && !text_equal(staff->district, centre->district->code))
        return "another district than the centre's";
    if (scope == SCOPE_DISTRICT && place_district(places, staff->district) == NULL)
        return "an unknown district";
    if (scope != SCOPE_CENTRE && staff->centre != NULL)
        return "a centre that the role does not have";
    return NULL;
}

int64_t staff_check(struct db_session *session, const struct places *places,
                     void (*report)(void *sink, const char *line), void *sink)
{
    struct account_filter filter = {.after = "", .words = "", .centre = "", .role = "", .limit = 200};
    struct arena *arena = arena_new(1 << 20);
    char after[USERNAME_MAX + 1] = "", line[200];
    size_t count = 0;
    int64_t faults = 0;
    enum result result = arena == NULL ? RESULT_NO_MEMORY : RESULT_OK;
    for (bool more = result == RESULT_OK; more; more = result == RESULT_OK && count == (size_t)filter.limit) {
        struct staff *items;
        count = 0;
        filter.after = after;
        arena_reset(arena);
        result = account_list(session, arena, &filter, &items, &count);
        for (size_t i = 0; i < count; i++) {
            const char *fault = fault_of(&items[i], places);
            if (fault == NULL)
                continue;
            (void)snprintf(line, sizeof(line), "account %s: %s", items[i].username, fault);
            report(sink, line);
            faults++;
        }
        if (count > 0)
            (void)text_copy(after, sizeof(after), items[count - 1].username);
    }
    int64_t lost = 0;
    if (result == RESULT_OK)
        result = account_count_lost_sessions(session, &lost);
    if (lost > 0) {
        (void)snprintf(line, sizeof(line), "%lld sessions belong to no account", (long long)lost);
        report(sink, line);
        faults++;
    }
    if (result != RESULT_OK) {
        report(sink, "the accounts cannot be read");
        faults++;
    }
    arena_free(arena);
    return faults;
}
