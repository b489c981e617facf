#include "main/load_stranded.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "cases/cases.h"
#include "catalogue/catalogue_load.h"
#include "places/places_load.h"
#include "staff/staff.h"

struct known_pack {
    struct places_stored_centre *centres; size_t centre_count;
    const char **items; size_t item_count;
};

enum result load_known(struct db_session *session, struct arena *arena, struct known_pack **ret_known)
{
    struct known_pack *known = arena_alloc(arena, sizeof(*known));
    if (known == NULL)
        return RESULT_NO_MEMORY;
    *known = (struct known_pack){0};
    *ret_known = known;
    enum result result = places_stored_centres(session, arena, &known->centres, &known->centre_count);
    return result == RESULT_OK ? catalogue_stored_items(session, arena, &known->items, &known->item_count) : result;
}

/* ---- the list ---- */

#define NUMBERS_A_LINE 4

struct list { int64_t count; };

static void print_number(void *sink, const char *number)
{
    struct list *list = sink;
    fprintf(stderr, "%s%s", list->count == 0 ? "  " : list->count % NUMBERS_A_LINE == 0 ? "\n  " : " ", number);
    list->count++;
}

static enum result print_numbers(struct db_session *session, const struct cases_open_where *where)
{
    struct list list = {0};
    enum result result = cases_list_open(session, where, print_number, &list);
    if (list.count > 0)
        fputc('\n', stderr);
    return result;
}

static void print_count(int64_t open)
{
    if (open == 0)
        fputs("; no case is open there now\n", stderr);
    else
        fprintf(stderr, " but has %lld open case%s:\n", (long long)open, open == 1 ? "" : "s");
}

/* ---- centres ---- */

/* The first day from `day` on on which nobody open is in charge of a centre's cases; DAY_NONE: there always is
 * somebody. */
static int32_t left_alone_on(const struct places *places, const struct place_centre *centre, int32_t day)
{
    for (;;) {
        const struct place_centre *charge = place_centre_in_charge(places, centre, day);
        if (!place_centre_is_valid(charge, day))
            return day;
        if (charge->valid_to == DAY_NONE)
            return DAY_NONE;
        day = charge->valid_to;
    }
}

static enum result check_centre(struct db_session *session, const struct places *places, const struct places_stored_centre *stored,
                                int32_t today, int64_t *stranded)
{
    const struct place_centre *centre = place_centre(places, stored->code);
    int32_t alone = centre != NULL ? left_alone_on(places, centre, today) : today;
    const struct cases_open_where where = {.centre = stored->code};
    int64_t open = 0;
    if (alone == DAY_NONE)
        return RESULT_OK;
    enum result result = cases_count_open(session, &where, &open);
    bool receives = !stored->is_sub && day_in_period(today, stored->valid_from, stored->valid_to);
    if (result != RESULT_OK || (open == 0 && !receives))
        return result;
    ++*stranded;
    fprintf(stderr, "%s: centre %s ", places_tables[PLACES_CENTRES].file, stored->code);
    if (centre == NULL)
        fputs("is gone", stderr);
    else {
        char day[DAY_TEXT_SIZE];
        day_format(alone, day);
        fprintf(stderr, "has nobody in charge of it from %s on", day);
    }
    print_count(open);
    return print_numbers(session, &where);
}

static enum result check_centres(struct db_session *session, const struct places *places, const struct known_pack *known,
                                 int32_t today, int64_t *stranded)
{
    enum result result = RESULT_OK;
    for (size_t i = 0; result == RESULT_OK && i < known->centre_count; i++)
        result = check_centre(session, places, &known->centres[i], today, stranded);
    if (*stranded > 0)
        fprintf(stderr, "%lld centre%s with nobody in charge: one that closes stays in the pack with a valid_to, while another of its"
                        " district is open; it may leave the pack once it is closed and its cases have ended\n",
                (long long)*stranded, *stranded == 1 ? "" : "s");
    return result;
}

/* ---- staff ---- */

static void print_lost(void *sink, const struct staff *staff)
{
    int64_t *lost = sink;
    bool of_centre = staff->centre != NULL;
    ++*lost;
    fprintf(stderr, "%s: %s %s is gone, but %s works there\n", places_tables[of_centre ? PLACES_CENTRES : PLACES_DISTRICTS].file,
            of_centre ? "centre" : "district", of_centre ? staff->centre : staff->district, staff->username);
}

static enum result check_staff(struct db_session *session, const struct places *places, int64_t *stranded)
{
    enum result result = staff_list_lost(session, places, print_lost, stranded);
    if (*stranded > 0)
        fprintf(stderr, "%lld account%s with no place of work: move or switch off each of them first, or let their places stay in the"
                        " pack with a valid_to\n",
                (long long)*stranded, *stranded == 1 ? "" : "s");
    return result;
}

/* ---- items ---- */

static enum result check_items(struct db_session *session, struct arena *arena, const struct known_pack *known,
                               int64_t *stranded)
{
    const char **left = NULL;
    size_t left_count = 0, at = 0;
    enum result result = catalogue_stored_items(session, arena, &left, &left_count);
    for (size_t i = 0; result == RESULT_OK && i < known->item_count; i++) { /* both by code */
        const struct cases_open_where where = {.item = known->items[i]};
        int64_t open = 0;
        while (at < left_count && strcmp(left[at], known->items[i]) < 0)
            at++;
        if (at < left_count && strcmp(left[at], known->items[i]) == 0)
            continue;
        result = cases_count_open(session, &where, &open);
        if (result != RESULT_OK)
            break;
        ++*stranded;
        fprintf(stderr, "%s: item %s is gone", catalogue_tables[CATALOGUE_ITEMS].file, known->items[i]);
        print_count(open);
        result = print_numbers(session, &where);
    }
    if (*stranded > 0)
        fprintf(stderr, "%lld item%s gone: cases are read by their item for ever; let it stay, and end its last period with a valid_to\n",
                (long long)*stranded, *stranded == 1 ? "" : "s");
    return result;
}

enum result load_find_stranded(struct db_session *session, struct arena *arena, const struct known_pack *known,
                               int32_t today)
{
    struct places *places = NULL;
    char fault[300] = "";
    bool cases = false;
    int64_t centres = 0, items = 0, staff = 0;
    enum result result = places_open(session, &places, fault, sizeof(fault));
    if (result != RESULT_OK && fault[0] != '\0')
        fprintf(stderr, "%s\n", fault);
    if (result == RESULT_OK)
        result = cases_any(session, &cases);
    if (result == RESULT_OK && cases)
        result = check_centres(session, places, known, today, &centres);
    if (result == RESULT_OK && cases)
        result = check_items(session, arena, known, &items);
    if (result == RESULT_OK)
        result = check_staff(session, places, &staff);
    places_close(places);
    return result == RESULT_OK && centres + items + staff > 0 ? RESULT_INVALID : result;
}
