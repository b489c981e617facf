/* tongban restore: a backup is checked beside the place where it belongs, and put there in one step. */
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "cases/cases.h"
#include "crypto/crypto.h"
#include "db/db_file.h"
#include "main/commands.h"
#include "main/keeping.h"
#include "main/program.h"

struct restoring {
    const struct settings *settings;
    const char *from, *keys_from; /* keys_from may be NULL */
    const char *path;             /* where it belongs */
    bool replace;
    char keys[PATH_MAX], aside[PATH_MAX], keys_aside[PATH_MAX], part[PATH_MAX];
    int hold;                     /* on the old database; -1: there is none */
    int version;
};

static int usage(void)
{
    (void)fputs("usage: tongban restore --from FILE [--keys-from FILE] [--replace] [--db sqlite:PATH]\n", stderr);
    return 2;
}

static bool refuse(const char *sentence, const char *path)
{
    (void)fprintf(stderr, "tongban: %s: %s\n", sentence, path);
    return false;
}

/* ---- before anything is touched ---- */

/* PATH.before-MOMENT, and when that is there already, -2, -3 … behind it. */
static bool aside_name(const char *path, const char *moment, char aside[PATH_MAX])
{
    int size = snprintf(aside, PATH_MAX, "%s.before-%s", path, moment);
    for (int k = 2; size < PATH_MAX && file_exists(aside); k++)
        size = snprintf(aside, PATH_MAX, "%s.before-%s-%d", path, moment, k);
    return size < PATH_MAX;
}

static bool name_all(struct restoring *r)
{
    char moment[MOMENT_SIZE];
    keeping_moment(moment);
    if (!program_key_path(r->settings, r->keys) || !aside_name(r->path, moment, r->aside) || !aside_name(r->keys, moment, r->keys_aside))
        return refuse("too long a name", r->path);
    return true;
}

/* What root puts there the server's own user could not open. */
static bool right_user(const struct restoring *r)
{
    char folder[PATH_MAX];
    struct stat facts;
    (void)text_copy(folder, sizeof(folder), r->path);
    char *slash = strrchr(folder, '/');
    if (slash != NULL)
        slash[slash == folder ? 1 : 0] = '\0';
    if (geteuid() != 0 || stat(slash != NULL ? folder : ".", &facts) != 0 || facts.st_uid == 0)
        return true;
    struct passwd entry, *owner = NULL;
    char names[4096];
    const char *name = getpwuid_r(facts.st_uid, &entry, names, sizeof(names), &owner) == 0 && owner != NULL ? owner->pw_name : "USER";
    (void)fprintf(stderr, "tongban: the folder of the database belongs to %s: run this as that user (runuser -u %s -- tongban restore …)\n", name, name);
    return false;
}

static bool is_backup(const char *from)
{
    char log[PATH_MAX];
    struct stat facts;
    if (!file_exists(from))
        return refuse("there is no such backup", from);
    if (snprintf(log, sizeof(log), "%s-wal", from) < PATH_MAX && stat(log, &facts) == 0 && facts.st_size > 0)
        return refuse("this is a database in use, or was copied from one by hand: half of it may be in its log; take a backup with tongban backup", from);
    return true;
}

static bool hold_old(struct restoring *r)
{
    long process = 0;
    r->hold = -1;
    enum result result = db_file_hold(r->path, &r->hold, &process);
    if (result == RESULT_NOT_FOUND)
        return true;
    if (result == RESULT_BUSY) {
        (void)fprintf(stderr, "tongban: a program has the database open (process %ld): stop the server first: %s\n", process, r->path);
        return false;
    }
    if (result != RESULT_OK)
        return refuse("the database that is there cannot be touched", r->path);
    return r->replace || refuse("a database is there already; --replace moves it aside (it is kept)", r->path);
}

/* ---- the copy beside the place ---- */

/* Do these keys open what is sealed in the backup? */
static enum result try_keys(const char *url, const char *keys)
{
    static const db_statement_list statements[] = {cases_keys_statements, NULL};
    struct db *db = NULL;
    struct db_session *session = NULL;
    struct keyring *keyring = NULL;
    enum result result = db_open(url, statements, &db, NULL, 0);
    if (result == RESULT_OK)
        result = db_session_open(db, DB_READ, &session);
    if (result == RESULT_OK)
        result = keyring_open(keys, false, &keyring);
    if (result == RESULT_OK || result == RESULT_NOT_FOUND)
        result = cases_keys_fit(session, keyring);
    keyring_free(keyring);
    db_session_close(session);
    db_close(db);
    return result;
}

static bool check_keys(const struct restoring *r, const char *url)
{
    const char *keys = r->keys_from != NULL ? r->keys_from : r->keys;
    enum result result = r->version >= CASES_VERSION ? try_keys(url, keys) : RESULT_OK;
    if (result == RESULT_OK)
        return true;
    if (result == RESULT_NOT_FOUND)
        return refuse("the backup holds cases, and their keys are not here; say with --keys-from where they are", keys);
    return refuse(result == RESULT_CORRUPT ? "these are not the keys of this backup" : "the file of keys cannot be used", keys);
}

static bool check_copy(struct restoring *r, const char *url)
{
    static const db_statement_list nothing[] = {NULL};
    struct db *db = NULL;
    int newest = db_migrations[db_migrations_count - 1].number;
    enum result result = db_open(url, nothing, &db, NULL, 0);
    if (result == RESULT_OK)
        result = db_version(db, &r->version);
    bool ours = result == RESULT_OK && r->version > 0, known = r->version <= newest;
    if (ours && known)
        result = db_quick_check(db);
    db_close(db);
    if (!ours)
        return refuse("this is no backup of a Tongban database, or it is damaged", r->from);
    if (!known)
        return refuse("this backup is from a newer version of tongban", r->from);
    if (result != RESULT_OK)
        return refuse("this backup is damaged", r->from);
    return check_keys(r, url);
}

static bool put_in_place(struct restoring *r)
{
    if (r->keys_from != NULL && !keeping_copy_keys(r->keys_from, r->keys, r->replace ? r->keys_aside : NULL))
        return false;
    if (db_file_put(r->part, r->path, r->aside) != RESULT_OK)
        return refuse("could not be put in place", r->path);
    return true;
}

static bool restore(struct restoring *r)
{
    char url[PATH_MAX + 8];
    int told = 0;
    if (file_begin_part(r->path, r->part) != RESULT_OK)
        return refuse("cannot write beside the database", r->path);
    (void)snprintf(url, sizeof(url), "sqlite:%s", r->part);
    bool done = false;
    if (file_copy(r->from, r->part, keeping_progress, &told) != RESULT_OK)
        (void)refuse("cannot be read to its end, or the disk is full", r->from);
    else
        done = check_copy(r, url) && put_in_place(r);
    if (!done)
        (void)unlink(r->part);
    return done;
}

int command_restore(const struct settings *settings, int argc, char **argv)
{
    struct restoring r = {.settings = settings, .hold = -1};
    r.from = command_flag(&argc, &argv, "from=");
    r.keys_from = command_flag(&argc, &argv, "keys-from=");
    r.replace = command_flag(&argc, &argv, "replace") != NULL;
    if (r.from == NULL || argc > 0)
        return usage();
    r.path = keeping_path(settings);
    if (r.path == NULL || !name_all(&r) || !right_user(&r) || !is_backup(r.from))
        return 1;
    bool done = hold_old(&r) && restore(&r);
    if (r.hold >= 0)
        db_file_let_go(r.hold);
    if (!done || !keeping_tell(r.path, r.version))
        return 1;
    if (file_exists(r.aside))
        (void)printf("  what was there before is kept: %s\n", r.aside);
    (void)puts("  next: tongban check, then start the server");
    return 0;
}
