/* Staff as principals, and what is forgotten of them in time. */
#include "staff/staff.h"

#include "base/settings.h"
#include "db/writer.h"
#include "staff/staff_store.h"

#define FORGET_AFTER_MS 86400000

enum result staff_read_principal(const struct settings *settings, struct db_session *session, struct arena *arena, const char *id,
                                  struct principal *ret_principal)
{
    struct account account;
    enum result result = account_read(session, arena, id, &account);
    if (result == RESULT_OK && (!account.staff.active || (account.staff.demo && !settings->demo)))
        return RESULT_NOT_FOUND;
    if (result == RESULT_OK)
        *ret_principal = staff_principal(&account.staff);
    return result;
}

struct forgetting { struct command command; /* first: cast back */ int64_t now_ms; };

static enum result forget_run(struct command *command, struct db_session *session)
{
    const struct forgetting *forgetting = (struct forgetting *)command;
    return staff_sweep(session, forgetting->now_ms - FORGET_AFTER_MS, forgetting->now_ms);
}

enum result staff_tick(struct writer *writer, int64_t now_ms)
{
    struct forgetting forgetting = {.command = {.run = forget_run}, .now_ms = now_ms};
    return writer_execute(writer, &forgetting.command);
}
