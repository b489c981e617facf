#include "people/people_sessions.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/settings.h"
#include "base/text.h"
#include "db/writer.h"

#define SHARDS 16
#define BUCKETS 512
/* A session's use is written when it is this much newer than what was written before. */
#define FLUSH_AFTER_MS 60000
#define FLUSH_MAX 2048
/* Time in which a commit that ended a session surely came to its end. */
#define ENDED_KEPT_MS 60000
#define SWEEP_EVERY_MS 3600000
#define SWEEP_AFTER_MS 86400000

struct entry {
    struct entry *next;
    uint8_t key[SM3_SIZE];
    int64_t last_seen_ms;
    int64_t flushed_ms; /* last_seen_ms as the database has it */
    int64_t ended_ms;   /* 0 = alive */
    struct staff staff; /* its texts follow in the same allocation */
};

struct shard {
    pthread_mutex_t mutex;
    struct entry *buckets[BUCKETS];
};

struct people {
    const struct settings *settings;
    int64_t swept_ms; /* of the ticking thread only */
    struct shard shards[SHARDS];
};

enum result people_open(const struct settings *settings, struct people **ret_people)
{
    struct people *people = calloc(1, sizeof(*people));
    if (people == NULL)
        return RESULT_NO_MEMORY;
    people->settings = settings;
    for (size_t i = 0; i < SHARDS; i++)
        (void)pthread_mutex_init(&people->shards[i].mutex, NULL);
    *ret_people = people;
    return RESULT_OK;
}

void people_close(struct people *people)
{
    if (people == NULL)
        return;
    for (size_t i = 0; i < SHARDS; i++) {
        for (size_t k = 0; k < BUCKETS; k++) {
            for (struct entry *entry = people->shards[i].buckets[k], *next; entry != NULL; entry = next) {
                next = entry->next;
                free(entry);
            }
        }
        (void)pthread_mutex_destroy(&people->shards[i].mutex);
    }
    free(people);
}

void session_token_make(char token[SESSION_TOKEN_SIZE], uint8_t key[SM3_SIZE])
{
    uint8_t bytes[(SESSION_TOKEN_SIZE - 1) / 2];
    crypto_random(bytes, sizeof(bytes));
    text_hex(token, bytes, sizeof(bytes));
    crypto_sm3(bytes, sizeof(bytes), key);
    crypto_wipe(bytes, sizeof(bytes));
}

bool session_token_key(const char *token, uint8_t key[SM3_SIZE])
{
    uint8_t bytes[(SESSION_TOKEN_SIZE - 1) / 2];
    if (!text_unhex(bytes, sizeof(bytes), token))
        return false;
    crypto_sm3(bytes, sizeof(bytes), key); /* of the bytes, not of their digits: one block instead of two, for every request */
    crypto_wipe(bytes, sizeof(bytes));
    return true;
}

static struct shard *shard_of(struct people *people, const uint8_t *key)
{
    return &people->shards[key[0] % SHARDS];
}

/* Where the entry hangs, or where it would. The shard is locked. */
static struct entry **slot_of(struct shard *shard, const uint8_t *key)
{
    struct entry **slot = &shard->buckets[(size_t)(key[1] | key[2] << 8) % BUCKETS];
    while (*slot != NULL && memcmp((*slot)->key, key, SM3_SIZE) != 0)
        slot = &(*slot)->next;
    return slot;
}

static size_t text_size(const char *text)
{
    return text == NULL ? 0 : strlen(text) + 1;
}

static const char *append_text(char **at, const char *text)
{
    size_t size = text_size(text);
    if (size == 0)
        return NULL;
    char *copy = memcpy(*at, text, size);
    *at += size;
    return copy;
}

static size_t staff_texts_size(const struct staff *staff)
{
    return text_size(staff->username) + text_size(staff->name) + text_size(staff->centre) + text_size(staff->district);
}

/* Copies the staff with its texts at `at`, which has room for staff_texts_size. */
static struct staff copy_staff(const struct staff *staff, char *at)
{
    struct staff copy = *staff;
    copy.username = append_text(&at, staff->username);
    copy.name = append_text(&at, staff->name);
    copy.centre = append_text(&at, staff->centre);
    copy.district = append_text(&at, staff->district);
    return copy;
}

static struct entry *entry_make(const uint8_t key[SM3_SIZE], const struct staff *staff)
{
    struct entry *entry = calloc(1, sizeof(*entry) + staff_texts_size(staff));
    if (entry == NULL)
        return NULL;
    memcpy(entry->key, key, SM3_SIZE);
    entry->staff = copy_staff(staff, (char *)(entry + 1));
    return entry;
}

/* Puts a session that was read from the database, and is used now, into the table in place of what was there.
 * An ended one stays ended: what was read may be older than its end. False when it is ended. */
static bool sessions_remember(struct people *people, const uint8_t key[SM3_SIZE], const struct session_record *record, int64_t now_ms)
{
    struct entry *entry = entry_make(key, &record->staff), *old;
    if (entry == NULL)
        return true; /* works without memory, only slower */
    entry->last_seen_ms = now_ms;
    entry->flushed_ms = record->last_seen_ms;
    struct shard *shard = shard_of(people, key);
    (void)pthread_mutex_lock(&shard->mutex);
    struct entry **slot = slot_of(shard, key);
    old = *slot;
    bool ended = old != NULL && old->ended_ms != 0;
    if (ended) {
        old = entry;
    } else {
        entry->next = old == NULL ? NULL : old->next;
        *slot = entry;
    }
    (void)pthread_mutex_unlock(&shard->mutex);
    free(old);
    return !ended;
}

void sessions_forget(struct people *people, const uint8_t key[SM3_SIZE], int64_t now_ms)
{
    static const struct staff nobody = {0};
    struct shard *shard = shard_of(people, key);
    (void)pthread_mutex_lock(&shard->mutex);
    struct entry **slot = slot_of(shard, key);
    if (*slot == NULL)
        *slot = entry_make(key, &nobody);
    if (*slot != NULL && (*slot)->ended_ms == 0)
        (*slot)->ended_ms = now_ms;
    (void)pthread_mutex_unlock(&shard->mutex);
}

enum result sessions_end_of(struct people *people, struct db_session *session, const char *username,
                            const uint8_t *except, int64_t keep, int64_t now_ms)
{
    struct session_keys *keys = malloc(sizeof(*keys));
    if (keys == NULL)
        return RESULT_NO_MEMORY;
    enum result result = session_list_of(session, username, keep, keys);
    for (size_t i = 0; i < keys->count && result == RESULT_OK; i++) {
        if (except != NULL && memcmp(keys->keys[i], except, SM3_SIZE) == 0)
            continue;
        result = session_end(session, keys->keys[i], now_ms);
        if (people != NULL)
            sessions_forget(people, keys->keys[i], now_ms);
    }
    free(keys);
    return result;
}

static bool is_idle(const struct people *people, int64_t last_seen_ms, int64_t now_ms)
{
    return now_ms - last_seen_ms > people->settings->session_idle * 1000;
}

/* Looks into the table and marks the session as seen. RESULT_NOT_FOUND: the database must be asked. */
static enum result sessions_find(struct people *people, const uint8_t key[SM3_SIZE], int64_t now_ms, struct arena *arena, struct staff *ret_staff)
{
    enum result result = RESULT_NOT_FOUND;
    struct shard *shard = shard_of(people, key);
    (void)pthread_mutex_lock(&shard->mutex);
    struct entry *entry = *slot_of(shard, key);
    if (entry != NULL && (entry->ended_ms != 0 || is_idle(people, entry->last_seen_ms, now_ms))) {
        result = RESULT_UNAUTHENTICATED;
    } else if (entry != NULL) {
        char *texts = arena_alloc(arena, staff_texts_size(&entry->staff));
        result = texts == NULL ? RESULT_NO_MEMORY : RESULT_OK;
        if (texts != NULL)
            *ret_staff = copy_staff(&entry->staff, texts);
        if (entry->last_seen_ms < now_ms)
            entry->last_seen_ms = now_ms;
    }
    (void)pthread_mutex_unlock(&shard->mutex);
    return result;
}

/* Reads the session from the database and remembers it. */
static enum result sessions_load(struct request *request, const uint8_t key[SM3_SIZE], struct staff *ret_staff)
{
    struct people *people = request->context->people;
    struct session_record record;
    enum result result = session_read(request->session, request->arena, key, &record);
    if (result == RESULT_NOT_FOUND)
        return RESULT_UNAUTHENTICATED;
    if (result != RESULT_OK)
        return result;
    if (record.ended || !record.staff.active || (record.staff.demo && !people->settings->demo) ||
        is_idle(people, record.last_seen_ms, request->now_ms))
        return RESULT_UNAUTHENTICATED;
    *ret_staff = record.staff;
    return sessions_remember(people, key, &record, request->now_ms) ? RESULT_OK : RESULT_UNAUTHENTICATED;
}

/* What somebody may do whose first password is not changed yet; what the public may do, without the token. */
static bool is_open_before_change(const struct route *route)
{
    return text_starts_with(route->path, "/v1/sessions") || text_equal(route->path, "/v1/password");
}

static const struct problem password_change_required = {
    "password_change_required", 403, "请先修改初始密码。", "Change the first password before going on."};

enum result people_authenticate(struct request *request, const char *token, struct caller *ret_caller)
{
    uint8_t key[SM3_SIZE];
    if (!session_token_key(token, key))
        return RESULT_UNAUTHENTICATED;
    struct staff *staff = arena_alloc(request->arena, sizeof(*staff));
    if (staff == NULL)
        return RESULT_NO_MEMORY;
    enum result result = sessions_find(request->context->people, key, request->now_ms, request->arena, staff);
    /* whether a first password has been changed meanwhile only the database knows for sure */
    if (result == RESULT_NOT_FOUND || (result == RESULT_OK && staff->must_change_password))
        result = sessions_load(request, key, staff);
    if (result != RESULT_OK)
        return result;
    if (staff->must_change_password && !is_open_before_change(request->route))
        return request_refuse(request, &password_change_required);
    *ret_caller = (struct caller){.role = staff->role, .name = staff->username, .staff = staff, .keys_district = staff->keys_district};
    return RESULT_OK;
}

bool people_session_lives(struct context *context, const char *token, int64_t now_ms)
{
    uint8_t key[SM3_SIZE];
    if (!session_token_key(token, key))
        return false;
    struct shard *shard = shard_of(context->people, key);
    (void)pthread_mutex_lock(&shard->mutex);
    const struct entry *entry = *slot_of(shard, key);
    bool lives = entry != NULL && entry->ended_ms == 0 && !is_idle(context->people, entry->last_seen_ms, now_ms);
    (void)pthread_mutex_unlock(&shard->mutex);
    return lives;
}

const char *people_scope(const struct caller *caller)
{
    return staff_scope_text(caller->staff);
}

struct touch { uint8_t key[SM3_SIZE]; int64_t seen_ms; };

struct tick {
    struct command command; /* first: cast back */
    struct people *people;
    int64_t now_ms;
    bool sweep;
    size_t count;
    struct touch touches[FLUSH_MAX];
    struct session_keys ended;
};

/* Gathers what is to be written, drops what has ended or fallen idle. */
static void gather(struct people *people, struct tick *tick)
{
    int64_t flush_after = people->settings->session_idle * 1000 / 4;
    if (flush_after > FLUSH_AFTER_MS)
        flush_after = FLUSH_AFTER_MS;
    for (size_t i = 0; i < SHARDS * BUCKETS; i++) {
        struct shard *shard = &people->shards[i / BUCKETS];
        (void)pthread_mutex_lock(&shard->mutex);
        for (struct entry **slot = &shard->buckets[i % BUCKETS]; *slot != NULL;) {
            struct entry *entry = *slot;
            bool over = entry->ended_ms != 0 ? tick->now_ms - entry->ended_ms > ENDED_KEPT_MS
                                             : is_idle(people, entry->last_seen_ms, tick->now_ms);
            if (over) {
                *slot = entry->next;
                free(entry);
                continue;
            }
            if (entry->ended_ms == 0 && entry->last_seen_ms - entry->flushed_ms >= flush_after && tick->count < FLUSH_MAX) {
                struct touch *touch = &tick->touches[tick->count++];
                memcpy(touch->key, entry->key, SM3_SIZE);
                touch->seen_ms = entry->last_seen_ms;
            }
            slot = &entry->next;
        }
        (void)pthread_mutex_unlock(&shard->mutex);
    }
}

static enum result tick_run(struct command *command, struct db_session *session)
{
    struct tick *tick = (struct tick *)command;
    enum result result = RESULT_OK;
    for (size_t i = 0; i < tick->count && result == RESULT_OK; i++)
        result = session_touch(session, tick->touches[i].key, tick->touches[i].seen_ms);
    if (result == RESULT_OK && tick->sweep)
        result = session_sweep(session, tick->now_ms - SWEEP_AFTER_MS, tick->now_ms);
    if (result == RESULT_OK)
        result = session_list_ended(session, tick->now_ms - ENDED_KEPT_MS, &tick->ended);
    return result;
}

enum result people_tick(struct people *people, struct writer *writer, int64_t now_ms)
{
    struct tick *tick = calloc(1, sizeof(*tick));
    if (tick == NULL)
        return RESULT_NO_MEMORY;
    tick->command.run = tick_run;
    tick->now_ms = now_ms;
    tick->sweep = now_ms - people->swept_ms >= SWEEP_EVERY_MS;
    gather(people, tick);
    enum result result = writer_execute(writer, &tick->command);
    for (size_t i = 0; i < tick->count && result == RESULT_OK; i++) {
        struct shard *shard = shard_of(people, tick->touches[i].key);
        (void)pthread_mutex_lock(&shard->mutex);
        struct entry *entry = *slot_of(shard, tick->touches[i].key);
        if (entry != NULL)
            entry->flushed_ms = tick->touches[i].seen_ms;
        (void)pthread_mutex_unlock(&shard->mutex);
    }
    for (size_t i = 0; i < tick->ended.count && result == RESULT_OK; i++)
        sessions_forget(people, tick->ended.keys[i], now_ms);
    if (result == RESULT_OK && tick->sweep)
        people->swept_ms = now_ms;
    free(tick);
    return result;
}
