/* Pages over a list that is in memory as a whole: the cursor is where the next page begins. */
#ifndef TONGBAN_ACT_PAGE_H
#define TONGBAN_ACT_PAGE_H

#include "act/act.h"

struct page {
    size_t first, end; /* items[first] … items[end - 1] are on this page */
    const char *next;  /* cursor of the next page, or NULL */
};

/* Of a query: which page is asked for. */
struct page_query { int64_t limit; const char *cursor; };

/* Its rows, for a struct of a query that has it as `page`. */
#define PAGE_LIMIT_MAX 500
#define PAGE_QUERY(of) \
    {.name = "limit", .type = FIELD_INTEGER, .min = 1, .max = PAGE_LIMIT_MAX, \
     .description = "items of a page; 50 when absent", .otherwise = 50, AT(of, page.limit)}, \
    {.name = "cursor", .type = FIELD_TEXT, .min = 1, .max = 9, .description = "next of the page before", \
     AT(of, page.cursor)}
#define PAGE_REPLY \
    {.name = "next", .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .description = "cursor of the next page"}

/* Where the asked page lies in a list of `total` items. Refuses (422) a cursor that no page gave. */
enum result page_open(struct act *act, const struct page_query *query, size_t total, struct page *ret_page);

#endif
