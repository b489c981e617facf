/* For `tongban check`: the worklists from their own side. There are as many rows as there are cases on their way; each must stand
 * where the task of its case is, or with the other centre that follows it, and show what the case is. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "cases/case_check.h"

#define ROW_BYTES 2048

/* The first row there could be is after this one. */
static const struct case_row before_all = {.district = INT64_MIN, .centre = "", .number = ""};

/* Is the row with whoever has the task of its case, or with the other centre, which follows it? */
static bool belongs(const struct case_row *row, const struct case_record *of)
{
    if (of->task_centre == NULL || row->red_on != of->task_red_on || row->state != of->facts.state)
        return false;
    if (row->side == WORK_TO_DO)
        return text_equal(row->centre, of->task_centre);
    return row->side == WORK_SENT && !text_equal(of->receiving, of->responsible) &&
           text_equal(row->centre, text_equal(of->task_centre, of->receiving) ? of->responsible : of->receiving);
}

static bool shows(const struct case_row *row, const struct case_record *of)
{
    return row->state == of->facts.state && row->mode == of->mode && row->immediate == of->facts.immediate &&
           row->marks == case_row_marks(of) && row->received_at == of->received_at && text_equal(row->item, of->item) &&
           text_equal(row->applicant, of->applicant) && text_equal(row->receiving, of->receiving) &&
           text_equal(row->responsible, of->responsible);
}

/* The case of a row; without one *ret_of has no task and shows nothing. */
static enum result find_case(struct case_checker *checker, const struct case_row *row, struct case_record *ret_of)
{
    *ret_of = (struct case_record){0};
    if (strlen(row->number) < 8)
        return RESULT_OK;
    enum result result = case_check_listed(checker->session, checker->act.arena, case_number_district(row->number),
                                           row->number, ret_of);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

static void judge(struct case_checker *checker, const struct case_row *row, const struct case_record *of)
{
    if (!belongs(row, of))
        case_check_tell(checker->check, row->number, "stands in a worklist it should not");
    if (!shows(row, of))
        case_check_tell(checker->check, row->number, "its row of the worklist shows something else than it is");
}

/* Row and case are read one after the other: what was found counts when the case stood still and the row is there meanwhile. */
static enum result look_again(struct case_checker *checker, const struct case_row *row, struct case_record before)
{
    struct arena *arena = checker->act.arena;
    for (int tries = 0; tries < CHECK_LOOKS_MAX; tries++) {
        struct case_row now;
        struct case_record after;
        enum result result = case_check_work_row(checker->session, arena, row, &now);
        if (result == RESULT_NOT_FOUND)
            return RESULT_OK;
        if (result == RESULT_OK)
            result = find_case(checker, row, &after);
        if (result != RESULT_OK)
            return result;
        if (after.revision == before.revision) {
            judge(checker, &now, &after);
            return RESULT_OK;
        }
        before = after;
    }
    return RESULT_OK;
}

static enum result check_row(struct case_checker *checker, const struct case_row *row)
{
    struct case_record of;
    arena_reset(checker->act.arena);
    if (row->district != case_centre_district(row->centre))
        case_check_tell(checker->check, row->number, "stands in the worklist of another district than its centre's");
    enum result result = find_case(checker, row, &of);
    return result != RESULT_OK || (belongs(row, &of) && shows(row, &of)) ? result : look_again(checker, row, of);
}

static enum result check_pages(struct case_checker *checker, struct arena *page, struct arena *other)
{
    struct case_row after = before_all;
    enum result result = RESULT_OK;
    for (size_t count = CHECK_PAGE; result == RESULT_OK && count == CHECK_PAGE;) {
        struct case_row *list = arena_array(page, CHECK_PAGE, sizeof(*list));
        result = list == NULL ? RESULT_NO_MEMORY : case_check_list_work(checker->session, page, &after, list, &count);
        if (arena_overflowed(page))
            result = RESULT_NO_MEMORY;
        for (size_t i = 0; result == RESULT_OK && i < count; i++)
            result = check_row(checker, &list[i]);
        if (result == RESULT_OK && count > 0)
            after = list[count - 1]; /* its page stays until the next one is read */
        struct arena *read = page;
        page = other;
        other = read;
        arena_reset(page);
    }
    return result;
}

enum result case_check_work(struct case_checker *checker)
{
    struct arena *page = arena_new(CHECK_PAGE * ROW_BYTES), *other = arena_new(CHECK_PAGE * ROW_BYTES);
    enum result result = page != NULL && other != NULL ? check_pages(checker, page, other) : RESULT_NO_MEMORY;
    arena_free(page);
    arena_free(other);
    return result;
}
