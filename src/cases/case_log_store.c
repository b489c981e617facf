#include "base/arena.h"
#include "cases/case_store.h"
#include "cases/cases.h"

static struct db_statement list_positions = DB_STATEMENT("cases.log_positions",
    "SELECT district, last FROM case_positions ORDER BY district");
static struct db_statement list_news = DB_STATEMENT("cases.log_news",
    "SELECT e.position, e.seq, e.number, e.action, e.to_state, c.item, c.receiving, c.responsible "
    "FROM case_events e JOIN cases c ON c.district = e.district AND c.number = e.number "
    "WHERE e.district = $1 AND e.position > $2 ORDER BY e.position LIMIT $3");
static struct db_statement any_case = DB_STATEMENT("cases.any", "SELECT 1 FROM case_positions LIMIT 1");

struct db_statement *const cases_log_statements[] = {&list_positions, &list_news, &any_case, NULL};

enum result case_log_positions(struct db_session *session, struct arena *arena, struct case_position **ret_list, size_t *ret_count)
{
    struct db_rows rows;
    struct case_position *list = NULL;
    size_t count = 0, room = 0;
    bool fits = true;
    db_query(session, &list_positions, DB_NO_VALUES, &rows);
    while (fits && db_next(&rows)) {
        if (count == room) {
            struct case_position *larger = arena_array(arena, room = room == 0 ? 32 : 2 * room, sizeof(*larger));
            fits = larger != NULL;
            for (size_t i = 0; fits && i < count; i++)
                larger[i] = list[i];
            list = larger;
        }
        if (fits)
            list[count++] = (struct case_position){db_column_integer(&rows, 0), db_column_integer(&rows, 1)};
    }
    enum result result = db_rows_close(&rows);
    *ret_list = list;
    *ret_count = count;
    return fits ? result : RESULT_NO_MEMORY;
}

enum result case_log_each(struct db_session *session, int64_t district, int64_t after, int64_t limit,
                          void (*each)(void *context, const struct case_news *news), void *context, size_t *ret_count)
{
    struct db_rows rows;
    *ret_count = 0;
    db_query(session, &list_news, DB_VALUES(db_integer(district), db_integer(after), db_integer(limit)), &rows);
    while (db_next(&rows)) {
        struct case_news news = {
            .position = db_column_integer(&rows, 0), .seq = db_column_integer(&rows, 1), .number = db_column_text(&rows, 2),
            .action = db_column_text(&rows, 3), .to_state = (int)db_column_integer(&rows, 4),
            .item = db_column_text(&rows, 5), .receiving = db_column_text(&rows, 6), .responsible = db_column_text(&rows, 7)};
        each(context, &news);
        (*ret_count)++;
    }
    return db_rows_close(&rows);
}

enum result cases_any(struct db_session *session, bool *ret_any)
{
    struct db_rows rows;
    db_query(session, &any_case, DB_NO_VALUES, &rows);
    *ret_any = db_next(&rows);
    return db_rows_close(&rows);
}
