#include "db/db_postgres_states.h"

#include <stddef.h>
#include <string.h>

#include "base/text.h"

bool state_in_class(const char *state, const char *class) { return strncmp(state, class, 2) == 0; }

static bool is_one_of(const char *state, const char *const *list)
{
    for (; *list != NULL; list++)
        if (text_equal(state, *list))
            return true;
    return false;
}

bool state_ends_connection(const char *state)
{
    static const char *const list[] = {"57P01", "57P02", "57P03", "57P05", "25006", "25P03", "26000", "0A000", NULL};
    return state_in_class(state, "08") || is_one_of(state, list);
}

bool state_passes(const char *state)
{
    static const char *const list[] = {"40001", "40P01", "55P03", NULL};
    return is_one_of(state, list);
}

enum result state_result(const char *state)
{
    static const char *const damaged[] = {"XX001", "XX002", NULL};
    static const char *const busy[] = {"57014", "25P02", NULL};
    static const char *const closed[] = {"28000", "28P01", "3D000", "42501", NULL};
    if (state_in_class(state, "23") || text_equal(state, "42804")) /* the latter: a value of another type than the column's */
        return RESULT_CONFLICT;
    if (state_passes(state) || state_ends_connection(state) || state_in_class(state, "53") || state_in_class(state, "58") || is_one_of(state, busy))
        return RESULT_BUSY;
    if (state_in_class(state, "22") || state_in_class(state, "54"))
        return RESULT_INVALID;
    if (is_one_of(state, damaged))
        return RESULT_CORRUPT;
    return is_one_of(state, closed) ? RESULT_IO : RESULT_INTERNAL;
}
