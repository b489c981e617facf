/* A folder of its own for a store test, with a database in it. Each test is one program: everything here is static. */
#ifndef TONGBAN_TESTS_SCRATCH_H
#define TONGBAN_TESTS_SCRATCH_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "crypto/crypto.h"

static char scratch_folder[] = "/tmp/tongban-store-XXXXXX";
static char scratch_path[64], scratch_url[80];

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
}

static inline int scratch_begin(void **state)
{
    (void)state;
    if (mkdtemp(scratch_folder) == NULL || crypto_start() != RESULT_OK)
        return -1;
    (void)snprintf(scratch_path, sizeof(scratch_path), "%s/test.db", scratch_folder);
    (void)snprintf(scratch_url, sizeof(scratch_url), "sqlite:%s", scratch_path);
    return 0;
}

static inline int scratch_end(void **state)
{
    (void)state;
    scratch_clear();
    return rmdir(scratch_folder);
}

#endif
