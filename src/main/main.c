/* The command line of Tongban. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/text.h"
#include "crypto/crypto.h"
#include "main/command_load.h"
#include "main/command_user.h"
#include "main/command_walk.h"
#include "main/commands.h"

#define ARGUMENTS_MAX 64

static const char *const backup_flags[] = {"to=", "keys-to=", NULL};
static const char *const restore_flags[] = {"from=", "keys-from=", "replace", NULL};
static const char *const move_flags[] = {"from=", "to=", NULL};

static const struct command {
    const char *name;
    int (*run)(const struct settings *settings, int argc, char **argv);
    const char *meaning;
    const char *const *flags; /* of its own, beside the settings; `name=` takes a value */
} commands[] = {
    {"serve", command_serve, "answer HTTP; loads the city first when the database is empty", NULL},
    {"load", command_load, "check a city pack and bring the database to it", NULL},
    {"walk", command_walk, "two cases through the running program, told step by step", NULL},
    {"user", command_user, "staff accounts: add, list, disable, enable, unlock, password", NULL},
    {"settings", command_settings, "print the settings, their values and meaning", NULL},
    {"migrate", command_migrate, "bring the database to this version's tables", NULL},
    {"backup", command_backup, "copy the database while the server runs: --to FILE|FOLDER [--keys-to FILE]", backup_flags},
    {"restore", command_restore, "put a backup in place: --from FILE [--keys-from FILE] [--replace]", restore_flags},
    {"move", command_move, "copy a whole database into an empty one: --from sqlite:PATH --to postgresql://…", move_flags},
    {"check", command_check, "recount the invariants of the database", NULL},
    {"openapi", command_openapi, "print the API's description (OpenAPI 3.1)", NULL},
};

static int usage(FILE *out, int status)
{
    (void)fputs("usage: tongban COMMAND [--setting value …]\n\n", out);
    for (size_t i = 0; i < ARRAY_COUNT(commands); i++)
        (void)fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].meaning);
    return status;
}

/* ---- flags of a command's own ---- */

/* Which of its flags is this? NULL: none of them. *ret_value: what stands behind its equals sign, or NULL. */
static const char *own_flag(const struct command *command, const char *word, const char **ret_value)
{
    if (!text_starts_with(word, "--"))
        return NULL;
    size_t size = strcspn(word + 2, "=");
    *ret_value = word[2 + size] == '=' ? word + 2 + size + 1 : NULL;
    for (const char *const *flag = command->flags; flag != NULL && *flag != NULL; flag++)
        if (strncmp(*flag, word + 2, size) == 0 && ((*flag)[size] == '\0' || (*flag)[size] == '='))
            return *flag;
    return NULL;
}

/* Takes them out of argv into `own` as NAME, VALUE, NAME, VALUE …; returns their number, -1 when one lacks its value. */
static int take_own_flags(const struct command *command, int *argc, char **argv, char **own)
{
    int kept = 2, count = 0;
    for (int i = 2; i < *argc; i++) {
        const char *value = NULL, *flag = own_flag(command, argv[i], &value);
        if (flag == NULL) {
            argv[kept++] = argv[i];
            continue;
        }
        bool takes = flag[strlen(flag) - 1] == '=';
        if (takes && value == NULL && i + 1 < *argc && !text_starts_with(argv[i + 1], "--"))
            value = argv[++i];
        if (takes != (value != NULL)) {
            (void)fprintf(stderr, "tongban: --%.*s %s\n", (int)strcspn(flag, "="), flag, takes ? "needs a value" : "takes no value");
            return -1;
        }
        own[count++] = (char *)(uintptr_t)flag;
        own[count++] = takes ? (char *)(uintptr_t)value : (char *)(uintptr_t)"";
    }
    *argc = kept;
    return count;
}

const char *command_flag(int *argc, char ***argv, const char *name)
{
    for (int i = 0; i + 1 < *argc; i += 2) {
        if (!text_equal((*argv)[i], name))
            continue;
        const char *value = (*argv)[i + 1];
        (*argv)[i] = (*argv)[0];
        (*argv)[i + 1] = (*argv)[1];
        *argv += 2;
        *argc -= 2;
        return value;
    }
    return NULL;
}

static const struct command *command_of(const char *name)
{
    for (size_t i = 0; i < ARRAY_COUNT(commands); i++)
        if (text_equal(name, commands[i].name))
            return &commands[i];
    return NULL;
}

/* A word that the command does not take: one behind a switch was meant as its value. False: the command itself says
 * what it takes. */
static bool refuse_word(const struct command *command, const char *word, int argc, char **argv)
{
    for (int i = 2; i < argc; i++) {
        if (argv[i] == word && settings_is_switch(argv[i - 1])) {
            (void)fprintf(stderr, "tongban: %s: say yes or no, not %.40s\n", argv[i - 1] + 2, word);
            return true;
        }
    }
    if (command->flags == NULL)
        (void)fprintf(stderr, "tongban: %s takes no word beside settings, but there is %.40s\n", command->name, word);
    return command->flags == NULL;
}

int main(int argc, char **argv)
{
    struct settings settings;
    char *words[3 * ARGUMENTS_MAX], fault[300];
    enum log_level level = LOG_INFO;
    int own = 0, rest = 0;
    (void)umask(umask(0) | 027); /* the database is not for everybody on the machine */
    if (argc == 2 && (text_equal(argv[1], "--help") || text_equal(argv[1], "-h") || text_equal(argv[1], "help")))
        return usage(stdout, 0);
    if (argc < 2 || argc > ARGUMENTS_MAX)
        return usage(stderr, 2);
    const struct command *command = command_of(argv[1]);
    if (command != NULL)
        own = take_own_flags(command, &argc, argv, words);
    if (own < 0)
        return 2;
    char **named = words + own; /* the command's name, then its own flags, then what follows */
    if (!settings_read(&settings, argc, argv, named, &rest, fault, sizeof(fault))) {
        (void)fprintf(stderr, "tongban: %s\n", fault);
        return 2;
    }
    if (log_level_parse(settings.log_level, &level))
        log_set_level(level);
    if (crypto_start() != RESULT_OK) {
        (void)fputs("tongban: the cryptographic libraries do not start\n", stderr);
        return 1;
    }
    command = rest > 0 ? command_of(named[0]) : NULL;
    if (command == NULL)
        return usage(stderr, 2);
    if (rest > 1 && command->run != command_user && refuse_word(command, named[1], argc, argv))
        return 2;
    memmove(named, named + 1, (size_t)(rest - 1) * sizeof(*named));
    return command->run(&settings, own + rest - 1, words);
}
