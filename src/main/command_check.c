/* tongban check: recounts what must always hold. */
#include <limits.h>
#include <stdio.h>

#include "cases/cases.h"
#include "catalogue/catalogue.h"
#include "crypto/crypto.h"
#include "main/commands.h"
#include "main/program.h"
#include "people/people.h"
#include "places/places.h"

static void say(void *sink, const char *line)
{
    int64_t *faults = sink;
    (*faults)++;
    (void)printf("%s\n", line);
}

static enum result check_rooms(const struct settings *settings, struct db *db, int64_t *faults)
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
        (void)printf("the file of keys is not here: seals are not checked\n");
    context.keyring = keyring;
    context.places = places;
    context.catalogue = catalogue;
    if (result == RESULT_OK) {
        (void)people_check(session, places, say, faults);
        (void)cases_check(&context, session, say, faults);
    } else {
        (void)fprintf(stderr, "tongban: %s\n", fault[0] != '\0' ? fault : result_name(result));
    }
    keyring_free(keyring);
    catalogue_close(catalogue);
    places_close(places);
    db_session_close(session);
    return result;
}

int command_check(const struct settings *settings, int argc, char **argv)
{
    struct db *db = NULL;
    int64_t faults = 0;
    int version = 0;
    (void)argv;
    if (argc > 0)
        return 2;
    enum result result = program_open_db(settings, &db);
    if (result == RESULT_OK)
        result = db_version(db, &version);
    if (result == RESULT_OK && version == 0) {
        (void)fputs("tongban: the database is empty\n", stderr);
        result = RESULT_NOT_FOUND;
    }
    if (result == RESULT_OK)
        result = db_check(db, say, &faults);
    if (result == RESULT_OK)
        result = check_rooms(settings, db, &faults);
    if (result == RESULT_OK || result == RESULT_CORRUPT)
        (void)printf(faults == 0 ? "everything holds\n" : "%lld faults\n", (long long)faults);
    db_close(db);
    return result == RESULT_OK && faults == 0 ? 0 : 1;
}
