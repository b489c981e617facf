/* For `tongban check`: the keys of requests, each with its answer, sealed. There can be more of them than events: they are read in
 * the order in which they lie, a page at a time, and the threads judge what they have read. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "crypto/crypto.h"
#include "db/together.h"
#include "http/exchange.h"
#include "http/idempotency.h"
#include "http/server.h"

#define PAGE_BYTES ((size_t)4 * 1024 * 1024)
#define TOLD_EVERY 1000000 /* keys */

struct checking {
    const struct keyring *keyring; /* NULL: seals are not opened */
    const struct room_report *report;
    pthread_mutex_t lock;          /* of all that follows, and of the report */
    struct idempotency_place place;
    enum result result;
    int64_t count;
};

/* What one thread has read. */
struct page {
    struct arena *arena, *opened;
    struct idempotency_record records[IDEMPOTENCY_PAGE];
    size_t count;
    bool failed;
};

static void take_record(void *context, const struct idempotency_record *record)
{
    struct page *page = context;
    struct idempotency_record *copy = &page->records[page->count++];
    *copy = *record;
    copy->key = (const uint8_t *)arena_copy_bytes(page->arena, record->key, IDEMPOTENCY_KEY_SIZE);
    copy->answer = record->answer != NULL ? arena_copy_bytes(page->arena, record->answer, record->answer_size) : NULL;
    page->failed = page->failed || copy->key == NULL || (record->answer != NULL && copy->answer == NULL);
}

static void say_where(struct checking *checking, int64_t before)
{
    char line[80];
    if (checking->report->progress == NULL || checking->count / TOLD_EVERY == before / TOLD_EVERY)
        return;
    (void)snprintf(line, sizeof(line), "%lld keys of requests", (long long)checking->count);
    checking->report->progress(checking->report->sink, line);
}

static bool next_page(struct checking *checking, struct db_session *session, struct page *page)
{
    arena_reset(page->arena);
    page->count = 0;
    (void)pthread_mutex_lock(&checking->lock);
    bool more = checking->result == RESULT_OK && !checking->place.ended;
    if (more)
        checking->result = idempotency_page(session, &checking->place, take_record, page);
    if (checking->result == RESULT_OK && page->failed)
        checking->result = RESULT_NO_MEMORY;
    more = more && checking->result == RESULT_OK;
    int64_t before = checking->count;
    checking->count += more ? (int64_t)page->count : 0;
    say_where(checking, before);
    (void)pthread_mutex_unlock(&checking->lock);
    return more;
}

static const char *fault_of(const struct keyring *keyring, struct arena *arena, const struct idempotency_record *record)
{
    char hex[2 * IDEMPOTENCY_KEY_SIZE + 1], *opened = NULL;
    size_t size = 0;
    if (record->answer == NULL || record->answer_size == 0 || record->status < 200 || record->status > 599)
        return "holds no answer";
    if (keyring == NULL)
        return NULL;
    text_hex(hex, record->key, IDEMPOTENCY_KEY_SIZE);
    bool opens = crypto_open(keyring, arena, hex, record->answer, record->answer_size, &opened, &size) == RESULT_OK;
    return opens ? NULL : "its sealed answer does not open";
}

static void check_key(struct checking *checking, struct arena *arena, const struct idempotency_record *record)
{
    char line[200], hex[2 * IDEMPOTENCY_KEY_SIZE + 1];
    arena_reset(arena);
    const char *fault = fault_of(checking->keyring, arena, record);
    if (fault == NULL)
        return;
    text_hex(hex, record->key, IDEMPOTENCY_KEY_SIZE);
    (void)snprintf(line, sizeof(line), "the key %lld %s of a request: %s", (long long)record->district, hex, fault);
    (void)pthread_mutex_lock(&checking->lock);
    checking->report->fault(checking->report->sink, line);
    (void)pthread_mutex_unlock(&checking->lock);
}

static void check_pages(void *context, struct db_session *session)
{
    struct checking *checking = context;
    struct page page = {.arena = arena_new(PAGE_BYTES), .opened = arena_new(PAGE_BYTES)};
    while (page.arena != NULL && page.opened != NULL && next_page(checking, session, &page))
        for (size_t i = 0; i < page.count; i++)
            check_key(checking, page.opened, &page.records[i]);
    arena_free(page.opened);
    arena_free(page.arena);
}

void http_check(struct context *context, struct db_session *session, const struct room_report *report)
{
    struct checking checking = {.keyring = context->keyring, .report = report, .lock = PTHREAD_MUTEX_INITIALIZER};
    char line[80];
    db_together(context->db, session, check_pages, &checking);
    (void)pthread_mutex_destroy(&checking.lock);
    if (checking.result != RESULT_OK || !checking.place.ended)
        report->fault(report->sink, "the keys of requests could not be read to their end");
    (void)snprintf(line, sizeof(line), "%lld keys of requests", (long long)checking.count);
    if (checking.count > 0 && report->counted != NULL)
        report->counted(report->sink, line);
}
