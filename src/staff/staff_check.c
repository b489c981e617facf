/* Accounts against the places that are loaded: for `tongban check` and `tongban load`. */
#include <stdio.h>
#include <string.h>

#include "act/sessions.h"
#include "base/arena.h"
#include "base/sorted.h"
#include "base/text.h"
#include "places/places.h"
#include "staff/staff_store.h"

#define SESSIONS_BYTES ((size_t)32 * 1024 * 1024) /* of some hundred thousand accounts */

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

/* The sessions of one principal, in an array in the order of identifiers. */
struct signed_in { const char *id; int64_t count; bool known; };

struct checking {
    const struct places *places;
    struct arena *arena;
    struct signed_in *signed_in;
    size_t signed_in_count, signed_in_room;
    void (*report)(void *sink, const char *line);
    void *sink;
    int64_t faults;
};

static void note_sessions(void *sink, const char *id, int64_t count)
{
    struct checking *checking = sink;
    if (checking->signed_in_count == checking->signed_in_room) {
        size_t room = checking->signed_in_room == 0 ? 256 : 2 * checking->signed_in_room;
        struct signed_in *larger = arena_array(checking->arena, room, sizeof(*larger));
        if (larger == NULL)
            return;
        if (checking->signed_in_count > 0)
            memcpy(larger, checking->signed_in, checking->signed_in_count * sizeof(*larger));
        checking->signed_in = larger;
        checking->signed_in_room = room;
    }
    checking->signed_in[checking->signed_in_count++] = (struct signed_in){arena_copy_text(checking->arena, id), count, false};
}

static void know_sessions(struct checking *checking, const char *username)
{
    size_t at = sorted_seek(checking->signed_in, checking->signed_in_count, sizeof(*checking->signed_in), username);
    if (at < checking->signed_in_count && text_equal(checking->signed_in[at].id, username))
        checking->signed_in[at].known = true;
}

static int64_t count_lost_sessions(const struct checking *checking)
{
    int64_t lost = 0;
    for (size_t i = 0; i < checking->signed_in_count; i++)
        lost += checking->signed_in[i].known ? 0 : checking->signed_in[i].count;
    return lost;
}

static void check_account(void *sink, const struct staff *staff)
{
    struct checking *checking = sink;
    know_sessions(checking, staff->username);
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
    struct checking checking = {.places = places, .arena = arena_new(SESSIONS_BYTES), .report = report, .sink = sink};
    enum result result = checking.arena != NULL ? sessions_count(session, PRINCIPAL_STAFF, note_sessions, &checking) : RESULT_NO_MEMORY;
    if (result == RESULT_OK && arena_overflowed(checking.arena))
        result = RESULT_NO_MEMORY;
    if (result == RESULT_OK)
        result = each_account(session, check_account, &checking);
    int64_t lost = result == RESULT_OK ? count_lost_sessions(&checking) : 0;
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
    arena_free(checking.arena);
    return checking.faults;
}
