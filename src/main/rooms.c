/* The list of rooms: all there is, in the order in which they are opened. Each finds those before it. */
#include "main/program.h"

#include <assert.h>
#include <stddef.h>

#define ROOMS(ROOM) \
    ROOM(sessions)  \
    ROOM(events)    \
    ROOM(http)      \
    ROOM(places)    \
    ROOM(catalogue) \
    ROOM(staff)     \
    ROOM(cases)     \
    ROOM(openapi)

#define DECLARE(name) extern const struct room name##_room;
#define LIST(name) &name##_room,
ROOMS(DECLARE)
const struct room *const program_rooms[] = {ROOMS(LIST) NULL};

const db_statement_list *program_statements(void)
{
    static db_statement_list lists[PROGRAM_LISTS_MAX + 1];
    size_t count = 0;
    for (const struct room *const *room = program_rooms; *room != NULL; room++)
        for (const db_statement_list *list = (*room)->statements; list != NULL && *list != NULL; list++) {
            assert(count < PROGRAM_LISTS_MAX);
            lists[count++] = *list;
        }
    return lists;
}
