/* tongban backup: the database as it is now, copied while the server goes on. SQLite's backup API rather than VACUUM INTO: it
 * reads the file once from front to end, knows how far it is, and its copy has the pages of the original. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "main/commands.h"
#include "main/keeping.h"
#include "main/program.h"

static int usage(void)
{
    (void)fputs("usage: tongban backup --to FILE|FOLDER [--keys-to FILE|FOLDER] [--db sqlite:PATH]\n", stderr);
    return 2;
}

static bool is_folder(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

/* A folder gets a file of its own: FOLDER/tongban-MOMENT.ending. */
static bool name_target(const char *to, const char *moment, const char *ending, char path[PATH_MAX])
{
    int size = is_folder(to) ? snprintf(path, PATH_MAX, "%s/tongban-%s.%s", to, moment, ending) : snprintf(path, PATH_MAX, "%s", to);
    return size > 0 && size < PATH_MAX;
}

/* Told before hours are spent on it. */
static bool has_room(const char *part, int64_t size)
{
    struct statvfs facts;
    if (statvfs(part, &facts) != 0 || (uint64_t)facts.f_bavail * facts.f_frsize >= (uint64_t)size)
        return true;
    (void)fprintf(stderr, "tongban: %lld MB are needed there, %llu are free\n", (long long)(size >> 20),
                  (unsigned long long)((uint64_t)facts.f_bavail * facts.f_frsize >> 20));
    return false;
}

static enum result copy(struct db *db, const char *path, char part[PATH_MAX], int *ret_version)
{
    int told = 0;
    struct db *made = NULL;
    static const db_statement_list nothing[] = {NULL};
    char url[PATH_MAX + 8];
    enum result result = has_room(part, db_size(db)) ? db_copy(db, part, keeping_progress, &told) : RESULT_BUSY;
    (void)snprintf(url, sizeof(url), "sqlite:%s", part);
    if (result == RESULT_OK)
        result = db_open(url, nothing, &made, NULL, 0); /* is it ours? */
    if (result == RESULT_OK)
        result = db_version(made, ret_version);
    db_close(made);
    return result == RESULT_OK ? file_finish_part(part, path, false) : result;
}

static bool back_up(struct db *db, const char *path, int *ret_version)
{
    char part[PATH_MAX];
    enum result result = file_begin_part(path, part);
    if (result == RESULT_OK) {
        result = copy(db, path, part, ret_version);
        if (result != RESULT_OK)
            (void)unlink(part);
    }
    if (result == RESULT_CORRUPT)
        (void)fputs("tongban: the database is damaged: what was copied does not hold, and was thrown away. Run tongban check\n", stderr);
    else if (result != RESULT_OK)
        (void)fprintf(stderr, "tongban: the backup could not be made (%s): %s\n", result_name(result), path);
    return result == RESULT_OK;
}

/* The keys go first: where the database is there its keys are too. */
static bool back_up_keys(const struct settings *settings, const char *keys_to, const char *moment)
{
    char from[PATH_MAX], to[PATH_MAX];
    if (!program_key_path(settings, from) || !name_target(keys_to, moment, "key", to))
        return false;
    if (!keeping_copy_keys(from, to, NULL))
        return false;
    (void)printf("%s\n  the keys: keep them away from the backup, whoever has both can read everything\n", to);
    return true;
}

int command_backup(const struct settings *settings, int argc, char **argv)
{
    char moment[MOMENT_SIZE], target[PATH_MAX], keys[PATH_MAX];
    const char *to = command_flag(&argc, &argv, "to="), *keys_to = command_flag(&argc, &argv, "keys-to=");
    struct db *db = NULL;
    int version = 0;
    if (to == NULL || argc > 0)
        return usage();
    const char *path = keeping_path(settings);
    keeping_moment(moment);
    if (path == NULL || !name_target(to, moment, "db", target))
        return 1;
    if (!file_exists(path)) { /* opening would make it */
        (void)fprintf(stderr, "tongban: there is no database: %s\n", path);
        return 1;
    }
    if (file_exists(target)) {
        (void)fprintf(stderr, "tongban: it exists, and a backup never replaces anything: %s\n", target);
        return 1;
    }
    if (keys_to != NULL && !back_up_keys(settings, keys_to, moment))
        return 1;
    bool made = program_open_db(settings, &db) == RESULT_OK && back_up(db, target, &version);
    db_close(db);
    if (!made || !keeping_tell(target, version))
        return 1;
    if (keys_to == NULL && program_key_path(settings, keys))
        (void)printf("  its keys are not in it: without %s nobody can read the applications (--keys-to copies it)\n", keys);
    return 0;
}
