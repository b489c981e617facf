/* The command line of Tongban. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/text.h"
#include "crypto/crypto.h"
#include "main/command_load.h"
#include "main/command_user.h"
#include "main/command_walk.h"
#include "main/commands.h"

#define ARGUMENTS_MAX 64

static const struct {
    const char *name;
    int (*run)(const struct settings *settings, int argc, char **argv);
    const char *meaning;
} commands[] = {
    {"serve", command_serve, "answer HTTP; loads the city first when the database is empty"},
    {"load", command_load, "check a city pack and bring the database to it"},
    {"walk", command_walk, "two cases through the running program, told step by step"},
    {"user", command_user, "staff accounts: add, list, disable, enable, unlock, password"},
    {"settings", command_settings, "print the settings, their values and meaning"},
    {"migrate", command_migrate, "bring the database to this version's tables"},
    {"check", command_check, "recount the invariants of the database"},
    {"openapi", command_openapi, "print the API's description (OpenAPI 3.1)"},
};

static int usage(FILE *out, int status)
{
    (void)fputs("usage: tongban COMMAND [--setting value …]\n\n", out);
    for (size_t i = 0; i < ARRAY_COUNT(commands); i++)
        (void)fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].meaning);
    return status;
}

int main(int argc, char **argv)
{
    struct settings settings;
    char *rest[ARGUMENTS_MAX], fault[300];
    enum log_level level = LOG_INFO;
    int rest_count = 0;
    (void)umask(umask(0) | 027); /* the database is not for everybody on the machine */
    if (argc == 2 && (text_equal(argv[1], "--help") || text_equal(argv[1], "-h") || text_equal(argv[1], "help")))
        return usage(stdout, 0);
    if (argc < 2 || argc > ARGUMENTS_MAX)
        return usage(stderr, 2);
    if (!settings_read(&settings, argc, argv, rest, &rest_count, fault, sizeof(fault))) {
        (void)fprintf(stderr, "tongban: %s\n", fault);
        return 2;
    }
    if (log_level_parse(settings.log_level, &level))
        log_set_level(level);
    if (crypto_start() != RESULT_OK) {
        (void)fputs("tongban: the cryptographic libraries do not start\n", stderr);
        return 1;
    }
    for (size_t i = 0; rest_count > 0 && i < ARRAY_COUNT(commands); i++)
        if (text_equal(rest[0], commands[i].name))
            return commands[i].run(&settings, rest_count - 1, rest + 1);
    return usage(stderr, 2);
}
