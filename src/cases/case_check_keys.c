/* For `tongban check`: the keys of requests, each with its answer, sealed. There can be more of them
 * than events: they are read in the order in which they lie, a page at a time, and the threads judge what they have read. */
#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"
#include "cases/case_check.h"
#include "cases/case_use.h"
#include "crypto/crypto.h"
#include "http/idempotency.h"

#define PAGE_BYTES ((size_t)4 * 1024 * 1024)

struct keys {
    struct case_check *check;       /* its lock covers the place too */
    struct idempotency_place place;
    enum result result;
};

/* What one thread has read. */
struct page { struct arena *arena; struct idempotency_record records[IDEMPOTENCY_PAGE]; size_t count; bool failed; };

static void take_record(void *context, const struct idempotency_record *record)
{
    struct page *page = context;
    struct idempotency_record *copy = &page->records[page->count++];
    *copy = *record;
    copy->key = (const uint8_t *)arena_copy_bytes(page->arena, record->key, IDEMPOTENCY_KEY_SIZE);
    copy->answer = record->answer != NULL ? arena_copy_bytes(page->arena, record->answer, record->answer_size) : NULL;
    page->failed = page->failed || copy->key == NULL || (record->answer != NULL && copy->answer == NULL);
}

static bool next_page(struct keys *keys, struct db_session *session, struct page *page)
{
    arena_reset(page->arena);
    page->count = 0;
    (void)pthread_mutex_lock(&keys->check->lock);
    bool more = keys->result == RESULT_OK && !keys->place.ended;
    if (more)
        keys->result = idempotency_page(session, &keys->place, take_record, page);
    if (keys->result == RESULT_OK && page->failed)
        keys->result = RESULT_NO_MEMORY;
    more = more && keys->result == RESULT_OK;
    keys->check->counts.keys += more ? (int64_t)page->count : 0;
    (void)pthread_mutex_unlock(&keys->check->lock);
    return more;
}

static const char *check_answer(struct case_checker *checker, const struct idempotency_record *record)
{
    const struct keyring *keyring = checker->act.context->keyring;
    char hex[2 * IDEMPOTENCY_KEY_SIZE + 1], *opened = NULL;
    size_t size = 0;
    if (record->answer == NULL || record->answer_size == 0 || record->status < 200 || record->status > 599)
        return "holds no answer";
    text_hex(hex, record->key, IDEMPOTENCY_KEY_SIZE);
    bool opens = keyring == NULL || crypto_open(keyring, checker->act.arena, hex, record->answer, record->answer_size, &opened, &size) == RESULT_OK;
    return opens ? NULL : "its sealed answer does not open";
}

static void check_key(struct case_checker *checker, const struct idempotency_record *record)
{
    char name[80], hex[2 * IDEMPOTENCY_KEY_SIZE + 1];
    arena_reset(checker->act.arena);
    const char *fault = check_answer(checker, record);
    if (fault == NULL)
        return;
    text_hex(hex, record->key, IDEMPOTENCY_KEY_SIZE);
    (void)snprintf(name, sizeof(name), "the key %lld %s of a request", (long long)record->district, hex);
    case_check_tell(checker->check, name, fault);
}

static void check_keys(void *context, struct case_checker *checker)
{
    struct keys *keys = context;
    struct page page = {.arena = arena_new(PAGE_BYTES)};
    while (page.arena != NULL && next_page(keys, checker->session, &page))
        for (size_t i = 0; i < page.count; i++)
            check_key(checker, &page.records[i]);
    arena_free(page.arena);
}

void case_check_keys(struct case_checker *checker)
{
    struct keys keys = {.check = checker->check};
    case_check_together(checker, check_keys, &keys);
    if (keys.result != RESULT_OK || !keys.place.ended)
        case_check_tell(checker->check, "the keys of requests", "could not be read to their end");
}
