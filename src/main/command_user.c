/* tongban user: staff accounts from the command line, also while the server runs (it hears of ended sessions within seconds). */
#include "main/command_user.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "db/writer.h"
#include "main/commands.h"
#include "main/program.h"
#include "places/places.h"
#include "staff/staff.h"
#include "staff/staff_store.h"

struct user_task {
    struct command command; /* first: cast back */
    const struct user_verb *verb;
    struct db *db;
    struct act act;
    int argc; /* of argv: what follows the verb */
    char **argv;
    struct account_order order;
    struct account_change *change;
};

struct user_verb {
    const char *name;
    int arguments_min, arguments_max;
    bool places_somebody;
    enum result (*prepare)(struct user_task *task); /* before the transaction; says itself what is wrong */
    enum result (*commit)(struct act *act, struct db_session *session, struct account_change *change);
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
    (void)failures_until(task->act.session, staff->username, &until_ms);
    const char *place = staff->centre != NULL ? staff->centre : staff->district != NULL ? staff->district : "-";
    printf("%-24s %-9s %-12s %s%s%s%s%s\n", staff->username, role_name(staff->role), place, staff->name,
           staff->active ? "" : "  [disabled]", staff->must_change_password ? "  [first password]" : "",
           until_ms > task->act.now_ms ? "  [locked]" : "", staff->demo ? "  [demonstration]" : "");
}

static enum result list(struct user_task *task)
{
    struct account_filter filter = {.words = task->argc > 0 ? task->argv[0] : NULL, .limit = 200};
    struct account_page page;
    size_t total = 0;
    char after[USERNAME_MAX + 1] = "";
    do {
        arena_reset(task->act.arena);
        filter.after = after;
        enum result result = account_list_page(&task->act, &filter, &page);
        if (result != RESULT_OK)
            return result;
        for (size_t i = 0; i < page.count; i++)
            print_account(task, &page.items[i]);
        (void)text_copy(after, sizeof(after), page.next != NULL ? page.next : "");
        total += page.count;
    } while (page.next != NULL);
    printf("%zu account%s\n", total, total == 1 ? "" : "s");
    return RESULT_OK;
}

/* ---- changes: what the order is ---- */

static enum result add(struct user_task *task)
{
    struct account_order *order = &task->order;
    enum scope_level scope = role_scope(role_parse(task->argv[1]));
    int next = 2;
    order->role = task->argv[1];
    order->name = task->argv[0];
    if (role_parse(order->role) == 0) {
        fprintf(stderr, "There is no role %s.\n%s", order->role, usage);
        return RESULT_INVALID;
    }
    if (scope == SCOPE_CENTRE && next < task->argc)
        order->centre = task->argv[next++];
    else if (scope == SCOPE_DISTRICT && next < task->argc)
        order->district = task->argv[next++];
    if (next < task->argc)
        order->name = task->argv[next++];
    if (next < task->argc) {
        fputs("A name of several words is quoted.\n", stderr);
        return RESULT_INVALID;
    }
    return account_create_prepare(&task->act, order, &task->change);
}

static enum result change(struct user_task *task)
{
    return account_change_prepare(&task->act, &task->order, &task->change);
}

static enum result give_password(struct user_task *task)
{
    task->order.reset_password = true;
    return change(task);
}

static enum result disable(struct user_task *task)
{
    task->order.active = ANSWER_NO;
    return change(task);
}

static enum result enable(struct user_task *task)
{
    task->order.active = ANSWER_YES;
    return change(task);
}

static enum result unlock(struct user_task *task)
{
    task->order.unlock = true;
    return change(task);
}

static const struct user_verb verbs[] = {
    {"list", 0, 1, false, list, NULL, NULL},
    {"add", 2, 4, true, add, account_create_commit, "the account exists now"},
    {"password", 1, 1, false, give_password, account_change_commit,
     "has a new password; sessions of before have ended"},
    {"disable", 1, 1, false, disable, account_change_commit, "may not sign in any more; sessions of before have ended"},
    {"enable", 1, 1, true, enable, account_change_commit, "may sign in"},
    {"unlock", 1, 1, false, unlock, account_change_commit, "wrong passwords are forgotten"},
};

/* ---- running one ---- */

static enum result task_run(struct command *command, struct db_session *session)
{
    struct user_task *task = (struct user_task *)command;
    task->act.errors.count = 0; /* it may run again */
    return task->verb->commit(&task->act, session, task->change);
}

static enum result commit(struct user_task *task)
{
    struct writer *writer = NULL;
    enum result result = task->change->has_password ? account_hash(task->change) : RESULT_OK;
    if (result == RESULT_OK)
        result = writer_start(task->db, (struct writer_limits){.queue_max = 1, .batch_max = 1}, &writer);
    if (result != RESULT_OK)
        return result;
    task->command.run = task_run;
    result = writer_execute(writer, &task->command);
    writer_stop(writer);
    if (result == RESULT_NOT_FOUND) {
        fprintf(stderr, "There is no account %s.\n", task->order.username);
        return RESULT_INVALID;
    }
    if (result != RESULT_OK)
        return result;
    printf("%s: %s.\n", task->order.username, task->verb->done);
    if (task->change->has_password)
        printf("First password, shown only now, to be changed at the first sign-in: %s\n", task->change->password);
    return RESULT_OK;
}

/* Where somebody is to work must exist, and be open. */
static enum result open_places(struct user_task *task, struct places **ret_places)
{
    char fault[200] = "";
    if (!task->verb->places_somebody || places_open(task->act.session, ret_places, fault, sizeof(fault)) == RESULT_OK)
        return RESULT_OK;
    fprintf(stderr, "%s\n", fault[0] != '\0' ? fault : "The city cannot be read; load it first: tongban load");
    return RESULT_INVALID;
}

/* *ret_said: it was said already what is wrong. */
static enum result run(struct user_task *task, const struct settings *settings, bool *ret_said)
{
    struct context context = {.settings = settings};
    enum result result = program_has_database(settings) ? program_open_db(settings, &task->db) : RESULT_NOT_FOUND;
    if (result == RESULT_OK)
        result = program_migrate(task->db, false);
    *ret_said = result != RESULT_OK;
    task->act.context = &context;
    if (result == RESULT_OK)
        result = db_session_open(task->db, DB_READ, &task->act.session);
    if (result == RESULT_OK)
        result = open_places(task, &context.places);
    if (result == RESULT_OK)
        result = task->verb->prepare(task);
    if (result == RESULT_OK && task->verb->commit != NULL)
        result = commit(task);
    for (size_t i = 0; i < task->act.errors.count; i++)
        fprintf(stderr, "%s: %s\n", task->act.errors.items[i].field, task->act.errors.items[i].en);
    *ret_said = *ret_said || result == RESULT_INVALID;
    places_close(context.places);
    db_session_close(task->act.session);
    db_close(task->db);
    return result;
}

int command_user(const struct settings *settings, int argc, char **argv)
{
    struct user_task task = {.argc = argc - 1, .argv = argv + 1};
    for (size_t i = 0; i < ARRAY_COUNT(verbs) && argc > 0; i++)
        if (text_equal(argv[0], verbs[i].name))
            task.verb = &verbs[i];
    if (task.verb == NULL || task.argc < task.verb->arguments_min || task.argc > task.verb->arguments_max) {
        fputs(usage, stderr);
        return 2;
    }
    struct arena *arena = arena_new(1 << 20);
    bool said = false;
    task.order.username = task.argc > 0 ? task.argv[0] : NULL;
    task.act = (struct act){.arena = arena, .principal = principal_system, .now_ms = clock_now_ms(),
                            .errors.arena = arena};
    enum result result = arena == NULL ? RESULT_NO_MEMORY : run(&task, settings, &said);
    if (said)
        result = RESULT_INVALID;
    else if (result == RESULT_CONFLICT)
        fprintf(stderr, "The user name %s is taken.\n", task.order.username);
    else if (result == RESULT_BUSY)
        fputs("The database is busy or full; nothing was changed.\n", stderr);
    else if (result != RESULT_OK)
        fprintf(stderr, "This did not work: %s.\n", result_name(result));
    if (task.change != NULL)
        crypto_wipe(task.change->password, sizeof(task.change->password));
    arena_free(arena);
    return result == RESULT_OK ? 0 : 1;
}
