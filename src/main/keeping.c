#include "main/keeping.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "calendar/calendar.h"
#include "crypto/crypto.h"

#define KEYS_BYTES_MAX 4096

const char *keeping_path(const struct settings *settings)
{
    static const char scheme[] = "sqlite:";
    if (text_starts_with(settings->db, scheme) && settings->db[strlen(scheme)] != '\0')
        return settings->db + strlen(scheme);
    (void)fputs("tongban: backup and restore are for sqlite:PATH. A PostgreSQL database is kept with the server's own tools: "
                "pg_basebackup and the archive of its write-ahead log (docs/operations.md tells how)\n", stderr);
    return NULL;
}

void keeping_progress(void *told, int percent)
{
    int *last = told;
    for (; percent >= *last + 10; *last += 10)
        (void)fprintf(stderr, "  %3d %%\n", *last + 10);
}

void keeping_moment(char text[MOMENT_SIZE])
{
    char moment[TIME_TEXT_SIZE];
    size_t used = 0;
    time_format(clock_now_ms(), moment);
    for (const char *at = moment; *at != '\0' && used < MOMENT_SIZE - 1; at++) {
        if (*at >= '0' && *at <= '9')
            text[used++] = *at;
        else if (*at == 'T')
            text[used++] = '-';
    }
    text[used] = '\0';
}

bool keeping_tell(const char *path, int version)
{
    struct stat facts;
    uint8_t digest[SM3_SIZE];
    char hex[2 * SM3_SIZE + 1];
    if (stat(path, &facts) != 0 || crypto_sm3_file(path, digest) != RESULT_OK) {
        (void)fprintf(stderr, "tongban: cannot be read again: %s\n", path);
        return false;
    }
    text_hex(hex, digest, SM3_SIZE);
    (void)printf("%s\n  version %d, %lld bytes, checked\n  SM3 %s\n", path, version, (long long)facts.st_size, hex);
    return true;
}

/* ---- keys ---- */

static bool usable(const char *path)
{
    struct keyring *keyring = NULL;
    enum result result = keyring_open(path, false, &keyring);
    keyring_free(keyring);
    if (result == RESULT_NOT_FOUND)
        (void)fprintf(stderr, "tongban: the file of keys is missing: %s\n", path);
    else if (result == RESULT_FORBIDDEN)
        (void)fprintf(stderr, "tongban: others may read the file of keys (chmod 600 it): %s\n", path);
    else if (result != RESULT_OK)
        (void)fprintf(stderr, "tongban: the file of keys cannot be used (%s): %s\n", result_name(result), path);
    return result == RESULT_OK;
}

static bool same(const char *a, size_t a_size, const char *b, size_t b_size)
{
    return a_size == b_size && crypto_equal(a, b, a_size);
}

static bool copy_keys(struct arena *arena, const char *from, const char *to, const char *aside)
{
    char *bytes = NULL, *there = NULL;
    size_t size = 0, there_size = 0;
    if (file_read(arena, from, KEYS_BYTES_MAX, &bytes, &size) != RESULT_OK)
        return false;
    enum result result = file_create(to, bytes, size, 0600);
    if (result == RESULT_CONFLICT && file_read(arena, to, KEYS_BYTES_MAX, &there, &there_size) == RESULT_OK &&
        same(bytes, size, there, there_size))
        result = RESULT_OK;
    if (result == RESULT_CONFLICT && aside != NULL && link(to, aside) == 0 && unlink(to) == 0)
        result = file_create(to, bytes, size, 0600);
    crypto_wipe(bytes, size);
    if (there != NULL)
        crypto_wipe(there, there_size);
    if (result == RESULT_CONFLICT)
        (void)fprintf(stderr, "tongban: other keys are there already, and were left alone: %s\n", to);
    else if (result != RESULT_OK)
        (void)fprintf(stderr, "tongban: the keys cannot be written (%s): %s\n", result_name(result), to);
    return result == RESULT_OK;
}

bool keeping_copy_keys(const char *from, const char *to, const char *aside)
{
    if (!usable(from))
        return false;
    struct arena *arena = arena_new(4 * KEYS_BYTES_MAX);
    bool copied = arena != NULL && copy_keys(arena, from, to, aside);
    arena_free(arena);
    return copied;
}
