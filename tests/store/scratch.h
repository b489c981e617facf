/* A folder of its own for a store test, with a database in it; with TONGBAN_TEST_ENGINE=postgres a database of its own in the
 * cluster at TONGBAN_TEST_POSTGRES (postgresql://…/postgres). Each test is one program: everything here is static. */
#ifndef TONGBAN_TESTS_SCRATCH_H
#define TONGBAN_TESTS_SCRATCH_H

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "crypto/crypto.h"
#include "db/engine.h"

static char scratch_folder[] = "/tmp/tongban-store-XXXXXX";
static char scratch_path[64], scratch_url[300];

#ifndef SCRATCH_IS_SQLITE /* a test of SQLite's own says true before it includes this */
#define SCRATCH_IS_SQLITE false
#endif

static inline bool scratch_on_postgres(void)
{
    const char *engine = getenv("TONGBAN_TEST_ENGINE");
    return !SCRATCH_IS_SQLITE && engine != NULL && strcmp(engine, "postgres") == 0;
}

static inline const struct db_engine *scratch_engine(void) { return scratch_on_postgres() ? &db_engine_postgres : &db_engine_sqlite; }

/* Plain SQL past the interface, as the newest connection of the given address: false when it is refused. */
static inline bool scratch_run_plain(const char *url, const char *const *texts, size_t count, bool as_migration)
{
    const struct db_engine *engine = scratch_engine();
    void *state = NULL, *connection = NULL;
    char fault[300];
    bool good = engine->open(strchr(url, ':') + 1, &state, fault, sizeof(fault)) == RESULT_OK &&
                engine->connect(state, DB_WRITE, &connection) == RESULT_OK;
    for (size_t i = 0; good && i < count; i++)
        good = (as_migration ? engine->migrate : engine->execute)(connection, texts[i]) == RESULT_OK;
    if (connection != NULL)
        engine->disconnect(connection);
    if (state != NULL)
        engine->close(state);
    return good;
}

/* The database's name is that of the folder. */
static inline bool scratch_database(const char *before, const char *after)
{
    char sql[120];
    const char *texts[] = {sql};
    (void)snprintf(sql, sizeof(sql), "%s \"%s\" %s", before, strrchr(scratch_url, '/') + 1, after);
    return scratch_run_plain(getenv("TONGBAN_TEST_POSTGRES"), texts, 1, false);
}

/* An empty database again. */
static inline void scratch_clear(void)
{
    char path[400];
    DIR *folder = opendir(scratch_folder);
    for (struct dirent *file; folder != NULL && (file = readdir(folder)) != NULL;) {
        (void)snprintf(path, sizeof(path), "%s/%s", scratch_folder, file->d_name);
        if (file->d_name[0] != '.')
            (void)unlink(path);
    }
    if (folder != NULL)
        (void)closedir(folder);
    if (scratch_on_postgres() && !(scratch_database("DROP DATABASE IF EXISTS", "WITH (FORCE)") && scratch_database("CREATE DATABASE", "")))
        abort();
}

static inline int scratch_begin(void **state)
{
    const char *cluster = getenv("TONGBAN_TEST_POSTGRES");
    (void)state;
    if (mkdtemp(scratch_folder) == NULL || crypto_start() != RESULT_OK || (scratch_on_postgres() && cluster == NULL))
        return -1;
    (void)snprintf(scratch_path, sizeof(scratch_path), "%s/test.db", scratch_folder);
    if (scratch_on_postgres())
        (void)snprintf(scratch_url, sizeof(scratch_url), "%.*s/%s", (int)(strrchr(cluster, '/') - cluster), cluster, strrchr(scratch_folder, '/') + 1);
    else
        (void)snprintf(scratch_url, sizeof(scratch_url), "sqlite:%s", scratch_path);
    scratch_clear();
    return 0;
}

static inline int scratch_end(void **state)
{
    (void)state;
    scratch_clear();
    if (scratch_on_postgres() && !scratch_database("DROP DATABASE", "WITH (FORCE)"))
        return -1;
    return rmdir(scratch_folder);
}

#endif
