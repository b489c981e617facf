#include "act/sessions.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "act/room.h"
#include "act/sessions_store.h"
#include "base/arena.h"
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
    struct principal principal; /* its texts follow in the same allocation */
};

struct shard {
    pthread_mutex_t mutex;
    struct entry *buckets[BUCKETS];
};

struct sessions {
    const struct settings *settings;
    const struct room *const *rooms;
    int64_t swept_ms; /* of the ticking thread only */
    struct shard shards[SHARDS];
};

enum result sessions_open(const struct settings *settings, const struct room *const *rooms, struct sessions **ret_sessions)
{
    struct sessions *sessions = calloc(1, sizeof(*sessions));
    if (sessions == NULL)
        return RESULT_NO_MEMORY;
    sessions->settings = settings;
    sessions->rooms = rooms;
    for (size_t i = 0; i < SHARDS; i++)
        (void)pthread_mutex_init(&sessions->shards[i].mutex, NULL);
    *ret_sessions = sessions;
    return RESULT_OK;
}

void sessions_close(struct sessions *sessions)
{
    if (sessions == NULL)
        return;
    for (size_t i = 0; i < SHARDS; i++) {
        for (size_t k = 0; k < BUCKETS; k++) {
            for (struct entry *entry = sessions->shards[i].buckets[k], *next; entry != NULL; entry = next) {
                next = entry->next;
                free(entry);
            }
        }
        (void)pthread_mutex_destroy(&sessions->shards[i].mutex);
    }
    free(sessions);
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

static struct shard *shard_of(struct sessions *sessions, const uint8_t *key)
{
    return &sessions->shards[key[0] % SHARDS];
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

static size_t texts_size(const struct principal *principal)
{
    return text_size(principal->id) + text_size(principal->name) + text_size(principal->scope.code) + text_size(principal->former_districts);
}

/* Copies the principal with its texts at `at`, which has room for texts_size. */
static struct principal copy_principal(const struct principal *principal, char *at)
{
    struct principal copy = *principal;
    copy.id = append_text(&at, principal->id);
    copy.name = append_text(&at, principal->name);
    copy.scope.code = append_text(&at, principal->scope.code);
    copy.former_districts = append_text(&at, principal->former_districts);
    return copy;
}

static struct entry *entry_make(const uint8_t key[SM3_SIZE], const struct principal *principal)
{
    struct entry *entry = calloc(1, sizeof(*entry) + texts_size(principal));
    if (entry == NULL)
        return NULL;
    memcpy(entry->key, key, SM3_SIZE);
    entry->principal = copy_principal(principal, (char *)(entry + 1));
    return entry;
}

/* Puts a session that was read from the database, and is used now, into the table in place of what was there.
 * An ended one stays ended: what was read may be older than its end. False when it is ended. */
static bool remember(struct sessions *sessions, const uint8_t key[SM3_SIZE], const struct principal *principal, int64_t flushed_ms, int64_t now_ms)
{
    struct entry *entry = entry_make(key, principal), *old;
    if (entry == NULL)
        return true; /* works without memory, only slower */
    entry->last_seen_ms = now_ms;
    entry->flushed_ms = flushed_ms;
    struct shard *shard = shard_of(sessions, key);
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

static void forget(struct sessions *sessions, const uint8_t key[SM3_SIZE], int64_t now_ms)
{
    static const struct principal nobody = {0};
    struct shard *shard = shard_of(sessions, key);
    (void)pthread_mutex_lock(&shard->mutex);
    struct entry **slot = slot_of(shard, key);
    if (*slot == NULL)
        *slot = entry_make(key, &nobody);
    if (*slot != NULL && (*slot)->ended_ms == 0)
        (*slot)->ended_ms = now_ms;
    (void)pthread_mutex_unlock(&shard->mutex);
}

enum result sessions_begin(struct act *act, struct db_session *session, enum principal_kind kind, const char *id,
                           char token[SESSION_TOKEN_SIZE])
{
    uint8_t key[SM3_SIZE];
    session_token_make(token, key);
    enum result result = sessions_end_of(act, session, kind, id, NULL, SESSIONS_OF_PRINCIPAL_MAX - 1);
    return result == RESULT_OK ? session_insert(session, key, kind, id, act->now_ms) : result;
}

/* What memory forgets once it is durable that they have ended. */
struct ended { struct act_after after; /* first: cast back */ size_t count; uint8_t keys[][SM3_SIZE]; };

static void forget_ended(struct act_after *after, struct act *act)
{
    const struct ended *ended = (struct ended *)after;
    for (size_t i = 0; i < ended->count; i++)
        forget(act->context->sessions, ended->keys[i], act->now_ms);
}

static struct ended *ended_new(struct act *act, size_t room)
{
    struct ended *ended = arena_alloc(act->arena, sizeof(*ended) + room * SM3_SIZE);
    if (ended == NULL)
        return NULL;
    ended->after.run = forget_ended;
    if (act->context->sessions != NULL) /* a command beside the server has no memory of them */
        act_after(act, &ended->after);
    return ended;
}

static enum result end(struct act *act, struct db_session *session, const uint8_t key[SM3_SIZE], struct ended *ended)
{
    memcpy(ended->keys[ended->count++], key, SM3_SIZE);
    return session_end(session, key, act->now_ms);
}

enum result sessions_end(struct act *act, struct db_session *session, const uint8_t key[SM3_SIZE])
{
    struct ended *ended = ended_new(act, 1);
    return ended != NULL ? end(act, session, key, ended) : RESULT_NO_MEMORY;
}

enum result sessions_end_of(struct act *act, struct db_session *session, enum principal_kind kind, const char *id, const uint8_t *except,
                            int64_t keep)
{
    struct session_keys *keys = malloc(sizeof(*keys));
    if (keys == NULL)
        return RESULT_NO_MEMORY;
    enum result result = session_list_of(session, kind, id, keep, keys);
    struct ended *ended = result == RESULT_OK ? ended_new(act, keys->count) : NULL;
    if (result == RESULT_OK && ended == NULL)
        result = RESULT_NO_MEMORY;
    for (size_t i = 0; i < keys->count && result == RESULT_OK; i++)
        if (except == NULL || memcmp(keys->keys[i], except, SM3_SIZE) != 0)
            result = end(act, session, keys->keys[i], ended);
    free(keys);
    return result;
}

static bool is_idle(const struct sessions *sessions, int64_t last_seen_ms, int64_t now_ms)
{
    return now_ms - last_seen_ms > sessions->settings->session_idle * 1000;
}

/* Looks into the table and marks the session as seen. RESULT_NOT_FOUND: the database must be asked. */
static enum result find(struct sessions *sessions, const uint8_t key[SM3_SIZE], int64_t now_ms, struct arena *arena,
                        struct principal *ret_principal)
{
    enum result result = RESULT_NOT_FOUND;
    struct shard *shard = shard_of(sessions, key);
    (void)pthread_mutex_lock(&shard->mutex);
    struct entry *entry = *slot_of(shard, key);
    if (entry != NULL && (entry->ended_ms != 0 || is_idle(sessions, entry->last_seen_ms, now_ms))) {
        result = RESULT_UNAUTHENTICATED;
    } else if (entry != NULL) {
        char *texts = arena_alloc(arena, texts_size(&entry->principal));
        result = texts == NULL ? RESULT_NO_MEMORY : RESULT_OK;
        if (texts != NULL)
            *ret_principal = copy_principal(&entry->principal, texts);
        if (entry->last_seen_ms < now_ms)
            entry->last_seen_ms = now_ms;
    }
    (void)pthread_mutex_unlock(&shard->mutex);
    return result;
}

static enum result read_principal(const struct sessions *sessions, struct db_session *session, struct arena *arena,
                                  const struct session_record *record, struct principal *ret_principal)
{
    for (const struct room *const *room = sessions->rooms; *room != NULL; room++)
        if ((*room)->authenticator != NULL && (*room)->authenticator->kind == record->kind)
            return (*room)->authenticator->read(sessions->settings, session, arena, record->id, ret_principal);
    return RESULT_NOT_FOUND;
}

/* Reads the session from the database and remembers it. */
static enum result load(struct sessions *sessions, struct db_session *session, struct arena *arena, const uint8_t key[SM3_SIZE],
                        int64_t now_ms, struct principal *ret_principal)
{
    struct session_record record;
    enum result result = session_read(session, arena, key, &record);
    if (result == RESULT_OK && (record.ended || is_idle(sessions, record.last_seen_ms, now_ms)))
        return RESULT_UNAUTHENTICATED;
    if (result == RESULT_OK)
        result = read_principal(sessions, session, arena, &record, ret_principal);
    if (result != RESULT_OK)
        return result == RESULT_NOT_FOUND ? RESULT_UNAUTHENTICATED : result;
    return remember(sessions, key, ret_principal, record.last_seen_ms, now_ms) ? RESULT_OK : RESULT_UNAUTHENTICATED;
}

enum result sessions_authenticate(struct sessions *sessions, struct db_session *session, struct arena *arena, const uint8_t key[SM3_SIZE],
                                  int64_t now_ms, struct principal *ret_principal)
{
    enum result result = find(sessions, key, now_ms, arena, ret_principal);
    /* whether a first password has been changed meanwhile only the database knows for sure */
    if (result == RESULT_NOT_FOUND || (result == RESULT_OK && ret_principal->assurance == ASSURANCE_FIRST_PASSWORD))
        result = load(sessions, session, arena, key, now_ms, ret_principal);
    return result;
}

bool sessions_live(struct sessions *sessions, const uint8_t key[SM3_SIZE], int64_t now_ms)
{
    struct shard *shard = shard_of(sessions, key);
    (void)pthread_mutex_lock(&shard->mutex);
    const struct entry *entry = *slot_of(shard, key);
    bool lives = entry != NULL && entry->ended_ms == 0 && !is_idle(sessions, entry->last_seen_ms, now_ms);
    (void)pthread_mutex_unlock(&shard->mutex);
    return lives;
}

struct touch { uint8_t key[SM3_SIZE]; int64_t seen_ms; };

struct tick {
    struct command command; /* first: cast back */
    int64_t now_ms;
    bool sweep;
    size_t count;
    struct touch touches[FLUSH_MAX];
    struct session_keys ended;
};

/* Gathers what is to be written, drops what has ended or fallen idle. */
static void gather(struct sessions *sessions, struct tick *tick)
{
    int64_t flush_after = sessions->settings->session_idle * 1000 / 4;
    if (flush_after > FLUSH_AFTER_MS)
        flush_after = FLUSH_AFTER_MS;
    for (size_t i = 0; i < SHARDS * BUCKETS; i++) {
        struct shard *shard = &sessions->shards[i / BUCKETS];
        (void)pthread_mutex_lock(&shard->mutex);
        for (struct entry **slot = &shard->buckets[i % BUCKETS]; *slot != NULL;) {
            struct entry *entry = *slot;
            bool over = entry->ended_ms != 0 ? tick->now_ms - entry->ended_ms > ENDED_KEPT_MS
                                             : is_idle(sessions, entry->last_seen_ms, tick->now_ms);
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
        result = session_sweep(session, tick->now_ms - SWEEP_AFTER_MS);
    if (result == RESULT_OK)
        result = session_list_ended(session, tick->now_ms - ENDED_KEPT_MS, &tick->ended);
    return result;
}

enum result sessions_tick(struct sessions *sessions, struct writer *writer, int64_t now_ms)
{
    struct tick *tick = calloc(1, sizeof(*tick));
    if (tick == NULL)
        return RESULT_NO_MEMORY;
    tick->command.run = tick_run;
    tick->now_ms = now_ms;
    tick->sweep = now_ms - sessions->swept_ms >= SWEEP_EVERY_MS;
    gather(sessions, tick);
    enum result result = writer_execute(writer, &tick->command);
    for (size_t i = 0; i < tick->count && result == RESULT_OK; i++) {
        struct shard *shard = shard_of(sessions, tick->touches[i].key);
        (void)pthread_mutex_lock(&shard->mutex);
        struct entry *entry = *slot_of(shard, tick->touches[i].key);
        if (entry != NULL)
            entry->flushed_ms = tick->touches[i].seen_ms;
        (void)pthread_mutex_unlock(&shard->mutex);
    }
    for (size_t i = 0; i < tick->ended.count && result == RESULT_OK; i++)
        forget(sessions, tick->ended.keys[i], now_ms);
    if (result == RESULT_OK && tick->sweep)
        sessions->swept_ms = now_ms;
    free(tick);
    return result;
}

/* ---- as a part of the program ---- */

static const struct room_table tables[] = {{"sessions", NULL}, {0}};
static const db_statement_list statements[] = {sessions_statements, NULL};

static enum result open_room(struct context *context, struct db_session *session, char *fault, size_t fault_size)
{
    (void)session;
    (void)fault;
    (void)fault_size;
    return sessions_open(context->settings, context->rooms, &context->sessions);
}

static void close_room(struct context *context) { sessions_close(context->sessions); }

static enum result routine(struct context *context, struct db_session *session, int64_t now_ms)
{
    (void)session;
    return sessions_tick(context->sessions, context->writer, now_ms);
}

static const struct room_routine routines[] = {{"sessions", 5000, false, true, routine}, {0}};

const struct room sessions_room = {
    .name = "act", .tables = tables, .statements = statements, .routines = routines, .open = open_room, .close = close_room};
