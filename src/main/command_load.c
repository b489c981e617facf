#include "main/command_load.h"

#include <assert.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/settings.h"
#include "base/text.h"
#include "cases/cases.h"
#include "catalogue/catalogue_load.h"
#include "crypto/crypto.h"
#include "main/load_stranded.h"
#include "main/program.h"
#include "places/places_load.h"

#define LOAD_BYTES_MAX ((size_t)256 << 20)
#define SHEETS ((size_t)PLACES_SHEETS + CATALOGUE_SHEETS)

struct load {
    const struct settings *settings;
    struct arena *arena;
    struct pack pack;
    struct pack_sheet sheets[SHEETS]; /* places first */
    struct pack_counts counts[SHEETS];
    bool same; /* the database holds this very pack already */
    bool other; /* it held another one */
};

static bool read_pack(struct load *load)
{
    pack_read_counts(&load->pack);
    places_load(&load->pack, load->sheets);
    catalogue_load(&load->pack, &load->sheets[PLACES_TAKEN], load->sheets + PLACES_SHEETS);
    pack_check_counts(&load->pack);
    if (arena_overflowed(load->arena) || load->pack.digests.failed) {
        fprintf(stderr, "%s: the pack is too large\n", load->settings->data);
        return false;
    }
    if (load->pack.fault_count == 0)
        return true;
    pack_print_faults(&load->pack, stderr);
    fprintf(stderr, "%zu fault%s; nothing was changed\n", load->pack.fault_count, load->pack.fault_count == 1 ? "" : "s");
    return false;
}

static const char *city_code(const struct load *load)
{
    return load->sheets[PLACES_CITY].rows[0].values[0].bytes;
}

static enum result save(struct load *load, struct db_session *session)
{
    const char *revision = pack_revision(&load->pack);
    char stored[80] = "";
    enum result result = places_read_revision(session, city_code(load), stored, sizeof(stored));
    load->same = text_equal(stored, revision);
    load->other = stored[0] != '\0' && !load->same;
    for (size_t i = 0; i < SHEETS; i++)
        load->counts[i].total = (int64_t)load->sheets[i].count;
    if (result != RESULT_OK || load->same)
        return result;
    struct known_pack *known = NULL;
    result = load_known(session, load->arena, &known);
    for (size_t i = 0; result == RESULT_OK && i < SHEETS; i++)
        result = pack_sync(session, load->arena, &load->sheets[i], &load->counts[i]);
    if (result == RESULT_OK)
        result = load_find_stranded(session, load->arena, known, day_of_ms(clock_now_ms()));
    return result == RESULT_OK ? places_write_revision(session, city_code(load), revision, clock_now_ms()) : result;
}

static enum result save_in_transaction(struct load *load, struct db *db)
{
    struct db_session *session = NULL;
    enum result result = db_session_open(db, DB_WRITE, &session);
    if (result != RESULT_OK)
        return result;
    result = db_begin(session);
    if (result == RESULT_OK)
        result = save(load, session);
    if (result == RESULT_OK)
        result = db_commit(session);
    else
        db_rollback(session);
    db_session_close(session);
    return result;
}

static bool write_database(struct load *load)
{
    db_statement_list statements[PROGRAM_LISTS_MAX + 3 + 1] = {NULL};
    size_t count = 0;
    /* the program's own first, as it has them itself: when it loads beneath a database that it has open, a statement of both keeps
     * its place */
    for (const db_statement_list *list = program_statements(); *list != NULL; list++)
        statements[count++] = *list;
    statements[count++] = places_load_statements;
    statements[count++] = catalogue_load_statements;
    statements[count++] = cases_open_statements;
    struct db *db = NULL;
    char fault[300] = "";
    int applied = 0;
    program_make_folder(load->settings);
    enum result result = db_open(load->settings->db, statements, &db, fault, sizeof(fault));
    if (result == RESULT_OK)
        result = db_migrate(db, &applied, fault, sizeof(fault));
    if (result == RESULT_OK)
        result = program_verify(db, fault, sizeof(fault));
    if (result == RESULT_OK)
        result = save_in_transaction(load, db);
    if (result != RESULT_OK)
        fprintf(stderr, "tongban: %s; nothing was changed\n", fault[0] != '\0' ? fault : result_name(result));
    db_close(db);
    return result == RESULT_OK;
}

static void print_summary(const struct load *load)
{
    struct pack_counts sum = {0};
    for (size_t i = 0; i < SHEETS; i++) {
        const struct pack_counts *counts = &load->counts[i];
        sum.total += counts->total;
        sum.added += counts->added;
        sum.changed += counts->changed;
        sum.removed += counts->removed;
        if (counts->added + counts->changed + counts->removed > 0)
            printf("  %-20s %6lld rows %6lld added %6lld changed %6lld removed\n", load->sheets[i].table->name,
                   (long long)counts->total, (long long)counts->added, (long long)counts->changed, (long long)counts->removed);
    }
    printf("%s: %lld rows, %lld added, %lld changed, %lld removed\n", load->settings->data, (long long)sum.total,
           (long long)sum.added, (long long)sum.changed, (long long)sum.removed);
    int year = 0;
    const char *missing = places_load_begun_year(&load->sheets[PLACES_DAYS], load->arena, &year);
    if (missing != NULL)
        printf("calendar.tsv has single days of %d only (no day off for %s): limits in that year keep their warning until it is arranged\n"
               "calendar.tsv 只有 %d 年的个别日子，尚非全年放假安排：落在该年的期限仍提示可能变动\n", year, missing, year);
    if (load->other)
        printf("a server that is running still goes by the former city: restart it (every one of them)\n"
               "正在运行的服务仍在使用原来的城市数据，须重新启动（多台的，逐台重启）\n");
}

int command_load(const struct settings *settings, int argc, char **argv)
{
    if (argc > 0) {
        fprintf(stderr, "usage: tongban load [--data FOLDER] [--db DATABASE]\nunknown: %s\n", argv[0]);
        return 2;
    }
    struct load load = {.settings = settings, .arena = arena_new(LOAD_BYTES_MAX)};
    if (load.arena == NULL || crypto_start() != RESULT_OK) {
        fputs("no memory, or the cryptography library does not start\n", stderr);
        arena_free(load.arena);
        return 1;
    }
    pack_begin(&load.pack, load.arena, settings->data);
    bool done = read_pack(&load) && write_database(&load);
    if (done)
        print_summary(&load);
    pack_end(&load.pack);
    arena_free(load.arena);
    return done ? 0 : 1;
}
