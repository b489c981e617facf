/* The list of rooms: all there is. */
#include "main/program.h"

#include <assert.h>
#include <stddef.h>

#include "act/sessions.h"
#include "cases/cases.h"
#include "catalogue/catalogue.h"
#include "places/places.h"
#include "staff/staff.h"

/* In the order in which they are opened: each finds those before it. */
const struct room *const program_rooms[] = {&sessions_room, &http_room, &places_room, &catalogue_room, &staff_room, &cases_room, NULL};

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
