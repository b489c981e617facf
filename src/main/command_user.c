/* tongban user: staff accounts from the command line, also while the server runs (it hears of ended sessions within seconds). */
#include "main/command_user.h"

#include <stdio.h>
#include <string.h>

#include "act/sessions.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "calendar/calendar.h"
#include "db/writer.h"
#include "identity/identity_rules.h"
#include "main/commands.h"
#include "main/program.h"
#include "places/places.h"
#include "staff/staff.h"
#include "staff/staff_store.h"
#include "staff/staff_use.h"

struct user_task {
    struct command command; /* first: cast back */
    const struct user_verb *verb;
    struct db *db;
    struct db_session *session; /* for reads; in `act` the writer's */
    struct arena *arena;
    int64_t now_ms;
    int argc; /* of argv: what follows the verb */
    char **argv;
    struct account account;
    char password[INITIAL_PASSWORD_SIZE];
    char hash[PASSWORD_HASH_SIZE];
};

struct user_verb {
    const char *name;
    int arguments_min, arguments_max;
    bool gives_password;
    enum result (*prepare)(struct user_task *task); /* before the transaction; says itself what is wrong */
    enum result (*act)(struct user_task *task, struct db_session *session);
    const char *done; /* what is told afterwards, behind the user name */
};

static const char usage[] =
    "usage: tongban user list [WORD]                                accounts, or those with WORD in their name\n"
    "       tongban user add USERNAME ROLE [CENTRE|DISTRICT] [NAME] a new account; prints its first password\n"
    "       tongban user password USERNAME                          a new first password\n"
    "       tongban user disable USERNAME                           may not sign in any more; its sessions end\n"
    "       tongban user enable USERNAME\n"
    "       tongban user unlock USERNAME                            forgets wrong passwords\n"
    "roles: clerk, reviewer, lead (with the code of a centre), district (with its 6 digits), city, keeper, auditor, admin\n";

/* ---- list ---- */

static void print_account(struct user_task *task, const struct staff *staff)
{
    int64_t until_ms = 0;
    (void)failures_until(task->session, staff->username, &until_ms);
    const char *place = staff->centre != NULL ? staff->centre : staff->district != NULL ? staff->district : "-";
    printf("%-24s %-9s %-12s %s%s%s%s%s\n", staff->username, role_name(staff->role), place, staff->name,
           staff->active ? "" : "  [disabled]", staff->must_change_password ? "  [first password]" : "",
           until_ms > task->now_ms ? "  [locked]" : "", staff->demo ? "  [demonstration]" : "");
}

static enum result list(struct user_task *task)
{
    struct account_filter filter = {
        .after = "", .words = task->argc > 0 ? task->argv[0] : "", .centre = "", .role = "", .limit = 200};
    struct staff *items;
    size_t count = 0, total = 0;
    char after[USERNAME_MAX + 1] = "";
    do {
        arena_reset(task->arena);
        filter.after = after;
        enum result result = account_list(task->session, task->arena, &filter, &items, &count);
        if (result != RESULT_OK)
            return result;
        for (size_t i = 0; i < count; i++)
            print_account(task, &items[i]);
        if (count > 0)
            (void)text_copy(after, sizeof(after), items[count - 1].username);
        total += count;
    } while (count == (size_t)filter.limit);
    printf("%zu account%s\n", total, total == 1 ? "" : "s");
    return RESULT_OK;
}

/* ---- add, and who comes back ---- */

static enum result check_staff(struct user_task *task, struct staff *staff)
{
    struct places *places = NULL;
    char fault[200] = "";
    enum result result = places_open(task->session, &places, fault, sizeof(fault));
    if (result != RESULT_OK) {
        fprintf(stderr, "%s\n", fault[0] != '\0' ? fault : "The city cannot be read; load it first: tongban load");
        return RESULT_INVALID;
    }
    struct field_errors errors = {.arena = task->arena};
    (void)account_check(places, day_of_ms(task->now_ms), staff, &errors);
    for (size_t i = 0; i < errors.count; i++)
        fprintf(stderr, "%s: %s\n", errors.items[i].field, errors.items[i].en);
    staff->district = arena_copy_text(task->arena, staff->district);
    places_close(places);
    return errors.count > 0 ? RESULT_INVALID : RESULT_OK;
}

static enum result prepare_add(struct user_task *task)
{
    struct staff *staff = &task->account.staff;
    int next = 2;
    *staff = (struct staff){.username = task->argv[0], .name = task->argv[0], .role = role_parse(task->argv[1]),
                            .active = true, .must_change_password = true};
    if (staff->role == 0) {
        fprintf(stderr, "There is no role %s.\n%s", task->argv[1], usage);
        return RESULT_INVALID;
    }
    if (role_scope(staff->role) == SCOPE_CENTRE && next < task->argc)
        staff->centre = identity_code(task->arena, task->argv[next++]);
    else if (role_scope(staff->role) == SCOPE_DISTRICT && next < task->argc)
        staff->district = identity_code(task->arena, task->argv[next++]);
    if (next < task->argc)
        staff->name = task->argv[next++];
    if (next < task->argc) {
        fputs("A name of several words is quoted.\n", stderr);
        return RESULT_INVALID;
    }
    return check_staff(task, staff);
}

static enum result add(struct user_task *task, struct db_session *session)
{
    task->account.password = task->hash;
    return account_insert(session, &task->account, task->now_ms);
}

/* ---- the others: an account that exists ---- */

static enum result prepare_existing(struct user_task *task)
{
    enum result result = account_read(task->session, task->arena, task->argv[0], &task->account);
    if (result == RESULT_NOT_FOUND)
        fprintf(stderr, "There is no account %s.\n", task->argv[0]);
    return result == RESULT_NOT_FOUND ? RESULT_INVALID : result;
}

/* Where somebody goes on working must exist, and be open. */
static enum result prepare_enable(struct user_task *task)
{
    enum result result = prepare_existing(task);
    return result == RESULT_OK ? check_staff(task, &task->account.staff) : result;
}

/* A server that runs beside hears of it within seconds. */
static enum result end_sessions(struct user_task *task, struct db_session *session)
{
    struct context context = {0};
    struct act act = {.context = &context, .arena = task->arena, .now_ms = task->now_ms, .principal = principal_system};
    return sessions_end_of(&act, session, PRINCIPAL_STAFF, task->account.staff.username, NULL, 0);
}

static enum result set_active(struct user_task *task, struct db_session *session, bool active)
{
    const char *username = task->account.staff.username;
    task->account.staff.active = active;
    enum result result = account_update(session, &task->account.staff, task->now_ms);
    if (result == RESULT_OK && !active)
        result = devices_forget(session, username);
    return result == RESULT_OK ? end_sessions(task, session) : result;
}

static enum result enable(struct user_task *task, struct db_session *session)
{
    return set_active(task, session, true);
}

static enum result disable(struct user_task *task, struct db_session *session)
{
    return set_active(task, session, false);
}

static enum result unlock(struct user_task *task, struct db_session *session)
{
    return failures_forget(session, task->account.staff.username);
}

static enum result new_password(struct user_task *task, struct db_session *session)
{
    const char *username = task->account.staff.username;
    enum result result = account_set_password(session, username, task->hash, true, task->now_ms);
    if (result == RESULT_OK)
        result = failures_forget(session, username);
    if (result == RESULT_OK)
        result = devices_forget(session, username);
    if (result == RESULT_OK)
        result = end_sessions(task, session);
    return result;
}

static const struct user_verb verbs[] = {
    {"list", 0, 1, false, list, NULL, NULL},
    {"add", 2, 4, true, prepare_add, add, "the account exists now"},
    {"password", 1, 1, true, prepare_existing, new_password, "has a new password; sessions of before have ended"},
    {"disable", 1, 1, false, prepare_existing, disable, "may not sign in any more; sessions of before have ended"},
    {"enable", 1, 1, false, prepare_enable, enable, "may sign in"},
    {"unlock", 1, 1, false, prepare_existing, unlock, "wrong passwords are forgotten"},
};

/* ---- running one ---- */

static enum result task_run(struct command *command, struct db_session *session)
{
    struct user_task *task = (struct user_task *)command;
    return task->verb->act(task, session);
}

static enum result change(struct user_task *task)
{
    struct writer *writer = NULL;
    if (task->verb->gives_password) {
        initial_password_make(task->password);
        enum result result = crypto_password_hash(task->password, task->hash);
        if (result != RESULT_OK)
            return result;
    }
    enum result result = writer_start(task->db, (struct writer_limits){.queue_max = 1, .batch_max = 1}, &writer);
    if (result != RESULT_OK)
        return result;
    task->command.run = task_run;
    result = writer_execute(writer, &task->command);
    writer_stop(writer);
    if (result != RESULT_OK)
        return result;
    printf("%s: %s.\n", task->account.staff.username, task->verb->done);
    if (task->verb->gives_password)
        printf("First password, shown only now, to be changed at the first sign-in: %s\n", task->password);
    return RESULT_OK;
}

/* *ret_said: it was said already what is wrong. */
static enum result run(struct user_task *task, const struct settings *settings, bool *ret_said)
{
    enum result result = program_has_database(settings) ? program_open_db(settings, &task->db) : RESULT_NOT_FOUND;
    if (result == RESULT_OK)
        result = program_migrate(task->db, false);
    *ret_said = result != RESULT_OK;
    if (result == RESULT_OK)
        result = db_session_open(task->db, DB_READ, &task->session);
    if (result == RESULT_OK)
        result = task->verb->prepare(task);
    if (result == RESULT_OK && task->verb->act != NULL)
        result = change(task);
    *ret_said = *ret_said || result == RESULT_INVALID;
    db_session_close(task->session);
    db_close(task->db);
    return result;
}

int command_user(const struct settings *settings, int argc, char **argv)
{
    struct user_task task = {.now_ms = clock_now_ms(), .argc = argc - 1, .argv = argv + 1};
    for (size_t i = 0; i < ARRAY_COUNT(verbs) && argc > 0; i++)
        if (text_equal(argv[0], verbs[i].name))
            task.verb = &verbs[i];
    if (task.verb == NULL || task.argc < task.verb->arguments_min || task.argc > task.verb->arguments_max) {
        fputs(usage, stderr);
        return 2;
    }
    bool said = false;
    task.arena = arena_new(1 << 20);
    enum result result = task.arena == NULL ? RESULT_NO_MEMORY : run(&task, settings, &said);
    if (said)
        result = RESULT_INVALID;
    else if (result == RESULT_CONFLICT)
        fprintf(stderr, "The user name %s is taken.\n", argv[1]);
    else if (result == RESULT_BUSY)
        fputs("The database is busy or full; nothing was changed.\n", stderr);
    else if (result != RESULT_OK)
        fprintf(stderr, "This did not work: %s.\n", result_name(result));
    arena_free(task.arena);
    crypto_wipe(task.password, sizeof(task.password));
    return result == RESULT_OK ? 0 : 1;
}
