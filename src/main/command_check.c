/* tongban check: recounts what must always hold. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cases/cases.h"
#include "catalogue/catalogue.h"
#include "crypto/crypto.h"
#include "main/commands.h"
#include "main/program.h"
#include "people/people.h"
#include "places/places.h"

#define LINES_MAX 1000 /* of a database that is broken everywhere, nobody reads more */

#define LONG_BYTES ((int64_t)500 * 1024 * 1024) /* that much takes longer than anybody waits without a word */

static void say(void *sink, const char *line)
{
    int64_t *faults = sink;
    if (++*faults <= LINES_MAX)
        (void)printf("%s\n", line);
    if (*faults == LINES_MAX)
        (void)printf("… more are counted, not told\n");
}

static void say_where(void *sink, const char *line)
{
    (void)sink;
    (void)fprintf(stderr, "  %s\n", line);
}

static enum result check_rooms(const struct settings *settings, struct db *db, int64_t *faults, struct cases_counts *counts)
{
    struct context context = {.settings = settings, .db = db};
    struct db_session *session = NULL;
    struct keyring *keyring = NULL;
    struct places *places = NULL;
    struct catalogue *catalogue = NULL;
    char path[PATH_MAX], fault[300] = "";
    enum result result = db_session_open(db, DB_READ, &session);
    if (result == RESULT_OK)
        result = places_open(session, &places, fault, sizeof(fault));
    if (result == RESULT_OK)
        result = catalogue_open(session, &catalogue, fault, sizeof(fault));
    if (result == RESULT_OK && (!program_key_path(settings, path) || keyring_open(path, false, &keyring) != RESULT_OK))
        (void)printf("the file of keys is not here: seals and clocks are not checked\n");
    context.keyring = keyring;
    context.places = places;
    context.catalogue = catalogue;
    if (result == RESULT_OK) {
        (void)people_check(session, places, say, faults);
        (void)cases_check(&context, session, &(struct cases_check_report){.line = say, .progress = say_where, .sink = faults}, counts);
    } else {
        (void)fprintf(stderr, "tongban: %s\n", fault[0] != '\0' ? fault : result_name(result));
    }
    keyring_free(keyring);
    catalogue_close(catalogue);
    places_close(places);
    db_session_close(session);
    return result;
}

/* Only what this version of the program has made can be recounted by it. */
static enum result check_version(struct db *db)
{
    int version = 0, newest = db_migrations[db_migrations_count - 1].number;
    enum result result = db_version(db, &version);
    if (result != RESULT_OK || version == newest)
        return result;
    if (version == 0)
        (void)fputs("tongban: the database is empty\n", stderr);
    else if (version < newest)
        (void)fprintf(stderr, "tongban: the database is at version %d, not %d: run tongban migrate first\n", version, newest);
    else
        (void)fputs("tongban: the database is from a newer version of tongban\n", stderr);
    return RESULT_CONFLICT;
}

int command_check(const struct settings *settings, int argc, char **argv)
{
    struct db *db = NULL;
    int64_t faults = 0;
    struct cases_counts counts = {0};
    (void)argv;
    if (argc > 0)
        return 2;
    if (!program_has_database(settings))
        return 1;
    enum result result = program_open_db(settings, &db);
    if (result == RESULT_OK)
        result = check_version(db);
    bool begun = result == RESULT_OK;
    if (begun)
        db_read_ahead(db);
    if (begun && db_size(db) > LONG_BYTES)
        say_where(NULL, "pages and indexes");
    if (begun)
        result = db_check(db, say, &faults);
    if (result == RESULT_OK)
        result = check_rooms(settings, db, &faults, &counts);
    if (counts.cases > 0)
        (void)printf("%lld cases with %lld events, %lld rows of worklists, %lld keys of requests, %lld disclosures\n", (long long)counts.cases,
                     (long long)counts.events, (long long)counts.work, (long long)counts.keys, (long long)counts.disclosures);
    if (faults > 0)
        (void)printf("%lld fault%s\n", (long long)faults, faults == 1 ? "" : "s");
    else if (result == RESULT_OK)
        (void)printf("everything holds\n");
    else if (begun)
        (void)fprintf(stderr, "tongban: the check could not be finished (%s)\n", result_name(result));
    db_close(db);
    return result == RESULT_OK && faults == 0 ? 0 : 1;
}
