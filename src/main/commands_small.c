/* The commands of a few lines: migrate, settings, openapi. */
#include <stdio.h>

#include "main/commands.h"
#include "main/program.h"
#include "openapi/openapi.h"

int command_migrate(const struct settings *settings, int argc, char **argv)
{
    struct db *db = NULL;
    (void)argv;
    if (argc > 0)
        return 2;
    program_make_folder(settings);
    enum result result = program_open_db(settings, &db);
    if (result == RESULT_OK)
        result = program_migrate(db, true);
    db_close(db);
    return result == RESULT_OK ? 0 : 1;
}

int command_settings(const struct settings *settings, int argc, char **argv)
{
    (void)argv;
    if (argc > 0)
        return 2;
    settings_print(stdout, settings);
    return 0;
}

int command_openapi(const struct settings *settings, int argc, char **argv)
{
    struct buffer out;
    (void)settings;
    (void)argv;
    if (argc > 0)
        return 2;
    buffer_init(&out, (size_t)8 * 1024 * 1024);
    openapi_write(&out, program_rooms, "");
    bool written = !out.failed && fwrite(out.bytes, 1, out.size, stdout) == out.size && fputc('\n', stdout) != EOF;
    buffer_free(&out);
    return written ? 0 : 1;
}
