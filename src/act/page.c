#include "act/page.h"

#include "base/text.h"

enum result page_open(struct act *act, const struct page_query *query, size_t total, struct page *ret_page)
{
    const char *cursor = query->cursor;
    size_t limit = (size_t)query->limit;
    int64_t first = 0;
    if (cursor != NULL && (!text_is_digits(cursor, 0) || cursor[0] == '0' || !text_parse_int64(cursor, &first))) {
        field_error_add(&act->errors, "cursor", "cursor", "翻页标记不对，请从第一页重新开始。",
                        "This is no cursor of a page; begin again with the first one.");
        return act_refuse_fields(act);
    }
    struct page page = {.first = (size_t)first < total ? (size_t)first : total};
    page.end = total - page.first > limit ? page.first + limit : total;
    if (page.end < total)
        page.next = arena_format(act->arena, "%zu", page.end);
    *ret_page = page;
    return RESULT_OK;
}
