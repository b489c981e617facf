/* tongban check: recounts what must always hold. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "crypto/crypto.h"
#include "main/commands.h"
#include "main/program.h"

#define LINES_MAX 1000 /* of a database that is broken everywhere, nobody reads more */

#define LONG_BYTES ((int64_t)500 * 1024 * 1024) /* that much takes longer than anybody waits without a word */

struct finding { int64_t faults; char counted[1000]; };

static void say(void *sink, const char *line)
{
    struct finding *finding = sink;
    if (++finding->faults <= LINES_MAX)
        (void)printf("%s\n", line);
    if (finding->faults == LINES_MAX)
        (void)printf("… more are counted, not told\n");
}

/* What was counted is told behind the faults. */
static void say_at_end(void *sink, const char *line)
{
    struct finding *finding = sink;
    size_t size = strlen(finding->counted);
    (void)snprintf(finding->counted + size, sizeof(finding->counted) - size, "%s\n", line);
}

static void say_where(void *sink, const char *line)
{
    (void)sink;
    (void)fprintf(stderr, "  %s\n", line);
}

static enum result check_rooms(const struct settings *settings, struct db *db, struct finding *finding)
{
    struct context context = {.settings = settings, .db = db};
    const struct room_report report = {.fault = say, .progress = say_where, .counted = say_at_end, .sink = finding};
    struct db_session *session = NULL;
    struct keyring *keyring = NULL;
    char path[PATH_MAX], fault[300] = "";
    enum result result = program_verify(db, fault, sizeof(fault));
    if (result != RESULT_OK && fault[0] != '\0') {
        say(finding, fault);
        return RESULT_OK; /* looked at, and found wrong */
    }
    if (result == RESULT_OK)
        result = program_open_rooms(&context, db, fault, sizeof(fault));
    if (result == RESULT_OK && (!program_key_path(settings, path) || keyring_open(path, false, &keyring) != RESULT_OK))
        (void)printf("the file of keys is not here: seals and clocks are not checked\n");
    context.keyring = keyring;
    if (result == RESULT_OK)
        result = db_session_open(db, DB_READ, &session);
    if (result != RESULT_OK)
        (void)fprintf(stderr, "tongban: %s\n", fault[0] != '\0' ? fault : result_name(result));
    for (const struct room *const *room = context.rooms; room != NULL && *room != NULL && result == RESULT_OK; room++)
        if ((*room)->check != NULL)
            (*room)->check(&context, session, &report);
    db_session_close(session);
    program_close_rooms(&context);
    keyring_free(keyring);
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
    struct finding finding = {0};
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
        result = db_check(db, say, &finding);
    if (result == RESULT_OK)
        result = check_rooms(settings, db, &finding);
    (void)fputs(finding.counted, stdout);
    if (finding.faults > 0)
        (void)printf("%lld fault%s\n", (long long)finding.faults, finding.faults == 1 ? "" : "s");
    else if (result == RESULT_OK)
        (void)printf("everything holds\n");
    else if (begun)
        (void)fprintf(stderr, "tongban: the check could not be finished (%s)\n", result_name(result));
    db_close(db);
    return result == RESULT_OK && finding.faults == 0 ? 0 : 1;
}
