/*
 * Runs a fuzz target over the files of a folder: replay FOLDER
 * Used where the compiler has no libFuzzer; a crash or a failed assert is the failure.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_BYTES_MAX = 1 << 20, FILES_MAX = 100000 };

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return -1;
    }
    uint8_t *data = malloc(INPUT_BYTES_MAX);
    if (!data) {
        fclose(file);
        return -1;
    }
    size_t size = fread(data, 1, INPUT_BYTES_MAX, file);
    fclose(file);

    /* an exact copy, so that reading one byte too far is seen by the sanitizers */
    uint8_t *exact = malloc(size > 0 ? size : 1);
    if (exact) {
        memcpy(exact, data, size);
        LLVMFuzzerTestOneInput(exact, size);
    }
    free(exact);
    free(data);
    return exact ? 0 : -1;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: replay FOLDER\n", stderr);
        return 2;
    }
    DIR *folder = opendir(argv[1]);
    if (!folder) {
        perror(argv[1]);
        return 1;
    }
    int failed = 0;
    int count = 0;
    const struct dirent *entry;
    while ((entry = readdir(folder)) && count < FILES_MAX) {
        if (entry->d_name[0] == '.')
            continue;
        char path[4096];
        int length = snprintf(path, sizeof(path), "%s/%s", argv[1], entry->d_name);
        if (length < 0 || (size_t)length >= sizeof(path) || replay_file(path) != 0)
            failed++;
        count++;
    }
    closedir(folder);
    printf("%d inputs replayed\n", count);
    return failed || count == 0;
}
