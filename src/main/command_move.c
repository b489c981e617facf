/* tongban move: a whole database copied into an empty one of another engine, compared, and recounted. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "db/db_file.h"
#include "db/db_move.h"
#include "main/commands.h"
#include "main/program.h"

#define LOOKS 50
#define LOOK_EVERY_US 100000

static int usage(void)
{
    (void)fputs("usage: tongban move --from sqlite:PATH --to postgresql://… [--key-file PATH]\n"
                "  (or the other way round) --to names an empty database; the file of keys stays where it is\n", stderr);
    return 2;
}

/* ---- nobody writes to the source, nobody serves the target ---- */

static bool file_is_free(const char *path)
{
    long process = 0;
    int hold = -1;
    enum result result = db_file_hold(path, &hold, &process);
    if (result == RESULT_OK) {
        db_file_let_go(hold); /* the move takes the lock of a writer next */
        return true;
    }
    if (result == RESULT_BUSY)
        (void)fprintf(stderr, "tongban: a program has the database open (process %ld): stop the server first: %s\n", process, path);
    else if (result == RESULT_NOT_FOUND)
        (void)fprintf(stderr, "tongban: there is no database: %s\n", path);
    else
        (void)fprintf(stderr, "tongban: the database cannot be touched: %s\n", path);
    return false;
}

/* Servers of this machine or another that are connected to the database. The cluster needs a moment to forget one that has
 * ended: it is asked again for a while. */
static bool nobody_is_connected(struct db *db, const char *which)
{
    int64_t others = db_others(db);
    for (int i = 1; i < LOOKS && others > 0; i++) {
        (void)usleep(LOOK_EVERY_US);
        others = db_others(db);
    }
    if (others > 0)
        (void)fprintf(stderr, "tongban: a server is connected to the %s: stop it first\n", which);
    return others <= 0;
}

static bool source_is_free(const struct settings *source)
{
    static const char scheme[] = "sqlite:";
    struct db *db = NULL;
    if (text_starts_with(source->db, scheme) && !file_is_free(source->db + strlen(scheme)))
        return false;
    bool is_free = program_open_db(source, &db) == RESULT_OK && nobody_is_connected(db, "source");
    db_close(db);
    return is_free;
}

static bool prepare_target(const struct settings *target)
{
    struct db *db = NULL;
    program_make_folder(target);
    bool ready = program_open_db(target, &db) == RESULT_OK && nobody_is_connected(db, "target") && program_migrate(db, false) == RESULT_OK;
    db_close(db);
    return ready;
}

/* ---- what is told ---- */

static void tell_copied(void *unused, const char *table, int64_t rows)
{
    (void)unused;
    (void)printf("  %-24s %12lld rows so far\n", table, (long long)rows);
    (void)fflush(stdout);
}

static void tell_verified(void *total, const char *table, int64_t rows)
{
    *(int64_t *)total += rows;
    (void)printf("  %-24s %12lld rows the same on both sides\n", table, (long long)rows);
    (void)fflush(stdout);
}

static bool move(const char *from, const char *to)
{
    char fault[300] = "";
    int64_t total = 0;
    struct db_move_listener listener = {.copied = tell_copied, .verified = tell_verified, .context = &total};
    enum result result = db_move(from, to, &listener, fault, sizeof(fault));
    if (result != RESULT_OK)
        (void)fprintf(stderr, "tongban: %s; nothing was moved, the target is as it was\n", fault);
    else
        (void)printf("%lld rows moved\n", (long long)total);
    return result == RESULT_OK;
}

int command_move(const struct settings *settings, int argc, char **argv)
{
    const char *from = command_flag(&argc, &argv, "from="), *to = command_flag(&argc, &argv, "to=");
    char keys[PATH_MAX];
    if (from == NULL || to == NULL || argc > 0)
        return usage();
    struct settings source = *settings, target = *settings;
    source.db = from;
    target.db = to;
    if (!source_is_free(&source) || !prepare_target(&target) || !move(from, to))
        return 1;
    if (program_key_path(&source, keys))
        target.key_file = keys; /* what was sealed is opened with the same keys */
    if (command_check(&target, 0, NULL) != 0)
        return 1;
    (void)printf("The old database is as it was; serve the new one with the same file of keys (--key-file %s).\n",
                 program_key_path(&target, keys) ? keys : "PATH");
    return 0;
}
