#include "staff/staff_store.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "db/db_row.h"

/* An account as a row of its table. */
struct account_row { struct account account; const char *role; int64_t created_at, changed_at; };

enum {
    SHOWN = DB_GROUP,          /* struct staff */
    READ = DB_GROUP << 1,      /* struct account */
    INSERTED = DB_GROUP << 2,
    CHANGED = DB_GROUP << 3,   /* by account_update, and what says of which account */
    TOLD = SHOWN | READ
};
#define ACCOUNT(name, member, flags) DB_COLUMN(struct account_row, name, member, flags)
static const struct db_column staff_columns[] = {
    ACCOUNT(username, account.staff.username, DB_KEY | TOLD | INSERTED | CHANGED),
    ACCOUNT(name, account.staff.name, TOLD | INSERTED | CHANGED),
    ACCOUNT(role, role, TOLD | INSERTED | CHANGED),
    ACCOUNT(centre, account.staff.centre, TOLD | INSERTED | CHANGED),
    ACCOUNT(district, account.staff.district, TOLD | INSERTED | CHANGED),
    ACCOUNT(password, account.password, READ | INSERTED),
    ACCOUNT(active, account.staff.active, TOLD | INSERTED | CHANGED),
    ACCOUNT(must_change_password, account.staff.must_change_password, TOLD | INSERTED | CHANGED),
    ACCOUNT(demo, account.staff.demo, TOLD | INSERTED),
    ACCOUNT(created_at, created_at, INSERTED),
    ACCOUNT(changed_at, changed_at, INSERTED | CHANGED),
    ACCOUNT(former_districts, account.staff.former_districts, TOLD),
    {.name = NULL}};

#define INSERT_ACCOUNT "INSERT INTO staff ({columns}) VALUES ({values})"
/* The district that is left, once. */
#define FORMER(next)                                                                                            \
    "former_districts = CASE WHEN staff.district IS NULL OR staff.district = " next                             \
    " OR ' ' || staff.former_districts || ' ' LIKE '% ' || staff.district || ' %' THEN staff.former_districts"     \
    " ELSE trim(staff.former_districts || ' ' || staff.district) END"

static struct db_statement read_account = DB_STATEMENT_OF("staff.read_account", staff_columns, READ,
    "SELECT {columns} FROM staff WHERE username = $1");
static struct db_statement insert_account = DB_STATEMENT_OF("staff.insert_account", staff_columns, INSERTED, INSERT_ACCOUNT);
static struct db_statement put_demo = DB_STATEMENT_OF("staff.put_demo", staff_columns, INSERTED,
    INSERT_ACCOUNT " ON CONFLICT (username) DO UPDATE SET role = excluded.role, centre = excluded.centre,"
    " district = excluded.district, password = excluded.password, active = 1, must_change_password = 0,"
    " changed_at = excluded.changed_at, " FORMER("excluded.district") " WHERE staff.demo = 1 AND (staff.role <> excluded.role OR"
    " coalesce(staff.centre, '') <> coalesce(excluded.centre, '') OR"
    " coalesce(staff.district, '') <> coalesce(excluded.district, '') OR"
    " staff.password <> excluded.password OR staff.active = 0 OR staff.must_change_password = 1)");
static struct db_statement update_account = DB_STATEMENT_OF("staff.update_account", staff_columns, CHANGED,
    "UPDATE staff SET {changes}, " FORMER("{value:district}") " WHERE {matched}");
static struct db_statement update_password = DB_STATEMENT("staff.update_password",
    "UPDATE staff SET password = $2, must_change_password = $3, changed_at = $4 WHERE username = $1");
static struct db_statement list_accounts = DB_STATEMENT_OF("staff.list_accounts", staff_columns, SHOWN,
    "SELECT {columns} FROM staff WHERE username > $1"
    " AND ($2 = '' OR lower(username) LIKE $2 ESCAPE '!' OR lower(name) LIKE $2 ESCAPE '!')"
    " AND ($3 = '' OR centre = $3) AND ($4 = '' OR role = $4) ORDER BY username LIMIT $5");
static struct db_statement insert_history = DB_STATEMENT("staff.insert_history",
    "INSERT INTO passwords_used (username, set_at, password) VALUES ($1, $2, $3)"
    " ON CONFLICT (username, set_at) DO UPDATE SET password = excluded.password");
static struct db_statement trim_history = DB_STATEMENT("staff.trim_history",
    "DELETE FROM passwords_used WHERE username = $1 AND set_at NOT IN"
    " (SELECT set_at FROM passwords_used WHERE username = $1 ORDER BY set_at DESC LIMIT $2)");
static struct db_statement read_history = DB_STATEMENT("staff.read_history",
    "SELECT password FROM passwords_used WHERE username = $1 ORDER BY set_at DESC LIMIT $2");

static struct db_statement sweep_failures = DB_STATEMENT("staff.sweep_failures",
    "DELETE FROM sign_in_failures WHERE last_at < $1 AND locked_until < $1");

static struct db_statement sweep_failures_of_source = DB_STATEMENT("staff.sweep_failures_of_source",
    "DELETE FROM sign_in_failures_of_source WHERE last_at < $1 AND locked_until < $1");
static struct db_statement sweep_devices = DB_STATEMENT("staff.sweep_devices", "DELETE FROM devices WHERE used_at < $1");

#define DAY_MS (INT64_C(24) * 3600 * 1000)

static struct db_statement read_failures_of_source = DB_STATEMENT("staff.read_failures_of_source",
    "SELECT failures, last_at, locked_until FROM sign_in_failures_of_source WHERE name_sm3 = $1 AND source = $2");
static struct db_statement write_failures_of_source = DB_STATEMENT("staff.write_failures_of_source",
    "INSERT INTO sign_in_failures_of_source (name_sm3, source, failures, last_at, locked_until) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (name_sm3, source) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at,"
    " locked_until = excluded.locked_until");
static struct db_statement failures_wait = DB_STATEMENT("staff.failures_wait",
    "SELECT max(locked_until) FROM (SELECT locked_until FROM sign_in_failures_of_source WHERE name_sm3 = $1"
    " UNION ALL SELECT locked_until FROM sign_in_failures WHERE name_sm3 = $1) AS both_kinds");
static struct db_statement clear_failures_of_source = DB_STATEMENT("staff.clear_failures_of_source",
    "DELETE FROM sign_in_failures_of_source WHERE name_sm3 = $1 AND source = $2");
static struct db_statement forget_failures_of_source = DB_STATEMENT("staff.forget_failures_of_source",
    "DELETE FROM sign_in_failures_of_source WHERE name_sm3 = $1");

static struct db_statement read_device = DB_STATEMENT("staff.read_device",
    "SELECT failures, last_at, locked_until FROM devices WHERE token_sm3 = $1 AND username = $2 AND used_at >= $3");
static struct db_statement insert_device = DB_STATEMENT("staff.insert_device",
    "INSERT INTO devices (token_sm3, username, used_at, failures, last_at, locked_until) VALUES ($1, $2, $3, 0, 0, 0)");
static struct db_statement trim_devices = DB_STATEMENT("staff.trim_devices",
    "DELETE FROM devices WHERE token_sm3 IN (SELECT token_sm3 FROM devices WHERE username = $1"
    " ORDER BY used_at DESC LIMIT 100 OFFSET $2)");
static struct db_statement use_device = DB_STATEMENT("staff.use_device",
    "UPDATE devices SET used_at = $2, failures = 0, last_at = 0, locked_until = 0 WHERE token_sm3 = $1");
static struct db_statement count_device = DB_STATEMENT("staff.count_device",
    "UPDATE devices SET failures = $2, last_at = $3, locked_until = $4 WHERE token_sm3 = $1");
static struct db_statement unlock_devices = DB_STATEMENT("staff.unlock_devices",
    "UPDATE devices SET failures = 0, last_at = 0, locked_until = 0 WHERE username = $1");
static struct db_statement forget_devices = DB_STATEMENT("staff.forget_devices", "DELETE FROM devices WHERE username = $1");

static struct db_statement read_failures = DB_STATEMENT("staff.read_failures",
    "SELECT failures, last_at, locked_until FROM sign_in_failures WHERE name_sm3 = $1");
static struct db_statement write_failures = DB_STATEMENT("staff.write_failures",
    "INSERT INTO sign_in_failures (name_sm3, failures, last_at, locked_until) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (name_sm3) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at,"
    " locked_until = excluded.locked_until");
static struct db_statement clear_failures = DB_STATEMENT("staff.clear_failures",
    "DELETE FROM sign_in_failures WHERE name_sm3 = $1");

static struct db_statement has_account = DB_STATEMENT("staff.exists", "SELECT 1 FROM staff WHERE username = $1");
static struct db_statement count_demo = DB_STATEMENT("staff.count_demo",
    "SELECT count(*) FROM staff WHERE demo = 1");

struct db_statement *const staff_statements[] = {
    &read_account, &insert_account, &put_demo, &update_account, &update_password, &list_accounts,
    &insert_history, &trim_history, &read_history,
    &sweep_failures, &sweep_failures_of_source, &sweep_devices,
    &read_failures_of_source, &write_failures_of_source, &failures_wait, &clear_failures_of_source, &forget_failures_of_source,
    &read_device, &insert_device, &trim_devices, &use_device, &count_device, &unlock_devices, &forget_devices, &read_failures, &write_failures, &clear_failures,
    &count_demo, &has_account, NULL,
};

static struct account read_row(struct db_rows *rows, struct arena *arena)
{
    struct account_row row = {.role = NULL};
    db_read_row(rows, arena, &row);
    row.account.staff.role = role_parse(row.role);
    return row.account;
}

enum result account_read(struct db_session *session, struct arena *arena, const char *username, struct account *ret_account)
{
    struct db_rows rows;
    db_query(session, &read_account, DB_VALUES(db_text(username)), &rows);
    bool found = db_next(&rows);
    if (found)
        *ret_account = read_row(&rows, arena);
    enum result result = db_rows_close(&rows);
    if (result == RESULT_OK && arena_overflowed(arena))
        result = RESULT_NO_MEMORY;
    return result == RESULT_OK && !found ? RESULT_NOT_FOUND : result;
}

static enum result put_row(struct db_session *session, struct db_statement *statement, const struct account *account, int64_t now_ms)
{
    const struct account_row row = {*account, role_name(account->staff.role), now_ms, now_ms};
    return db_put_row(session, statement, &row);
}

static enum result remember_password(struct db_session *session, const char *username, const char *hash, int64_t now_ms)
{
    enum result result = db_run(session, &insert_history,
        DB_VALUES(db_text(username), db_integer(now_ms), db_text(hash)), NULL);
    if (result == RESULT_OK)
        result = db_run(session, &trim_history, DB_VALUES(db_text(username), db_integer(PASSWORDS_REMEMBERED)), NULL);
    return result;
}

enum result account_insert(struct db_session *session, const struct account *account, int64_t now_ms)
{
    enum result result = put_row(session, &insert_account, account, now_ms);
    if (result == RESULT_OK)
        result = db_flush(session); /* the caller wants to know now whether the name is taken */
    if (result == RESULT_OK)
        result = remember_password(session, account->staff.username, account->password, now_ms);
    return result;
}

enum result account_update(struct db_session *session, const struct staff *staff, int64_t now_ms)
{
    return put_row(session, &update_account, &(struct account){.staff = *staff}, now_ms);
}

enum result account_set_password(struct db_session *session, const char *username, const char *hash, bool must_change, int64_t now_ms)
{
    enum result result = db_run(session, &update_password,
        DB_VALUES(db_text(username), db_text(hash), db_integer(must_change), db_integer(now_ms)), NULL);
    if (result == RESULT_OK)
        result = remember_password(session, username, hash, now_ms);
    return result;
}

enum result account_read_history(struct db_session *session, struct arena *arena, const char *username,
                                 struct password_history *ret_history)
{
    struct db_rows rows;
    ret_history->count = 0;
    db_query(session, &read_history, DB_VALUES(db_text(username), db_integer(PASSWORDS_REMEMBERED)), &rows);
    while (ret_history->count < PASSWORDS_REMEMBERED && db_next(&rows))
        ret_history->hashes[ret_history->count++] = db_column_copy(&rows, 0, arena);
    return db_rows_close(&rows);
}

static const char *or_nothing(const char *text) { return text == NULL ? "" : text; }

/* %words% in lower case, with LIKE's own signs escaped; "" stays "". */
static char *like_pattern(struct arena *arena, const char *words)
{
    size_t size = strlen(words), end = 0;
    char *pattern = arena_alloc(arena, 2 * size + 3);
    if (pattern == NULL || size == 0)
        return pattern;
    pattern[end++] = '%';
    for (size_t i = 0; i < size; i++) {
        char c = words[i];
        if (c == '%' || c == '_' || c == '!')
            pattern[end++] = '!';
        pattern[end++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    pattern[end] = '%';
    return pattern;
}

enum result account_list(struct db_session *session, struct arena *arena, const struct account_filter *filter,
                         struct staff **ret_items, size_t *ret_count)
{
    struct staff *items = arena_array(arena, (size_t)filter->limit, sizeof(*items));
    char *pattern = like_pattern(arena, or_nothing(filter->words));
    if (items == NULL || pattern == NULL)
        return RESULT_NO_MEMORY;
    struct db_rows rows;
    size_t count = 0;
    db_query(session, &list_accounts,
        DB_VALUES(db_text(or_nothing(filter->after)), db_text(pattern), db_text(or_nothing(filter->centre)),
                  db_text(or_nothing(filter->role)), db_integer(filter->limit)), &rows);
    while (count < (size_t)filter->limit && db_next(&rows))
        items[count++] = read_row(&rows, arena).staff;
    *ret_items = items;
    *ret_count = count;
    return db_rows_close(&rows);
}

enum result staff_sweep(struct db_session *session, int64_t before_ms, int64_t now_ms)
{
    enum result result = db_run(session, &sweep_failures, DB_VALUES(db_integer(before_ms)), NULL);
    if (result == RESULT_OK)
        result = db_run(session, &sweep_failures_of_source, DB_VALUES(db_integer(before_ms)), NULL);
    if (result == RESULT_OK)
        result = db_run(session, &sweep_devices, DB_VALUES(db_integer(now_ms - DEVICE_DAYS * DAY_MS)), NULL);
    return result;
}

static struct db_value name_key(const char *username, uint8_t digest[SM3_SIZE])
{
    crypto_sm3(username, strlen(username), digest);
    return db_blob(digest, SM3_SIZE);
}

/* failures, last_at, locked_until. */
static enum result read_count(struct db_rows *rows, bool *ret_found, struct limit_count *ret_count)
{
    *ret_found = db_next(rows);
    *ret_count = *ret_found ? (struct limit_count){.failures = db_column_integer(rows, 0), .last_ms = db_column_integer(rows, 1),
                                                   .until_ms = db_column_integer(rows, 2)}
                            : (struct limit_count){0};
    return db_rows_close(rows);
}

enum result failures_read(struct db_session *session, const char *username, int64_t source, struct limit_count *ret_of_source,
                          struct limit_count *ret_everywhere)
{
    uint8_t digest[SM3_SIZE];
    struct db_rows rows;
    bool found;
    db_query(session, &read_failures_of_source, DB_VALUES(name_key(username, digest), db_integer(source)), &rows);
    enum result result = read_count(&rows, &found, ret_of_source);
    if (result != RESULT_OK)
        return result;
    db_query(session, &read_failures, DB_VALUES(name_key(username, digest)), &rows);
    return read_count(&rows, &found, ret_everywhere);
}

enum result failures_write(struct db_session *session, const char *username, int64_t source, const struct limit_count *of_source,
                           const struct limit_count *everywhere)
{
    uint8_t digest[SM3_SIZE];
    enum result result = db_run(session, &write_failures_of_source,
        DB_VALUES(name_key(username, digest), db_integer(source), db_integer(of_source->failures), db_integer(of_source->last_ms),
                  db_integer(of_source->until_ms)), NULL);
    if (result == RESULT_OK)
        result = db_run(session, &write_failures,
            DB_VALUES(name_key(username, digest), db_integer(everywhere->failures), db_integer(everywhere->last_ms),
                      db_integer(everywhere->until_ms)), NULL);
    return result;
}

enum result failures_until(struct db_session *session, const char *username, int64_t *ret_until_ms)
{
    uint8_t digest[SM3_SIZE];
    struct db_rows rows;
    db_query(session, &failures_wait, DB_VALUES(name_key(username, digest)), &rows);
    *ret_until_ms = db_next(&rows) && !db_column_is_null(&rows, 0) ? db_column_integer(&rows, 0) : 0;
    return db_rows_close(&rows);
}

enum result failures_clear(struct db_session *session, const char *username, int64_t source)
{
    uint8_t digest[SM3_SIZE];
    return db_run(session, &clear_failures_of_source, DB_VALUES(name_key(username, digest), db_integer(source)), NULL);
}

enum result failures_forget(struct db_session *session, const char *username)
{
    uint8_t digest[SM3_SIZE];
    enum result result = db_run(session, &forget_failures_of_source, DB_VALUES(name_key(username, digest)), NULL);
    if (result == RESULT_OK)
        result = db_run(session, &clear_failures, DB_VALUES(name_key(username, digest)), NULL);
    if (result == RESULT_OK)
        result = db_run(session, &unlock_devices, DB_VALUES(db_text(username)), NULL);
    return result;
}

enum result device_read(struct db_session *session, const uint8_t key[SM3_SIZE], const char *username, int64_t now_ms, bool *ret_known,
                        struct limit_count *ret_count)
{
    struct db_rows rows;
    db_query(session, &read_device, DB_VALUES(db_blob(key, SM3_SIZE), db_text(username), db_integer(now_ms - DEVICE_DAYS * DAY_MS)), &rows);
    return read_count(&rows, ret_known, ret_count);
}

enum result device_insert(struct db_session *session, const uint8_t key[SM3_SIZE], const char *username, int64_t now_ms)
{
    enum result result = db_run(session, &insert_device, DB_VALUES(db_blob(key, SM3_SIZE), db_text(username), db_integer(now_ms)), NULL);
    if (result == RESULT_OK)
        result = db_run(session, &trim_devices, DB_VALUES(db_text(username), db_integer(DEVICES_OF_ACCOUNT_MAX)), NULL);
    return result;
}

enum result device_used(struct db_session *session, const uint8_t key[SM3_SIZE], int64_t now_ms)
{
    return db_run(session, &use_device, DB_VALUES(db_blob(key, SM3_SIZE), db_integer(now_ms)), NULL);
}

enum result device_count(struct db_session *session, const uint8_t key[SM3_SIZE], const struct limit_count *count)
{
    return db_run(session, &count_device,
        DB_VALUES(db_blob(key, SM3_SIZE), db_integer(count->failures), db_integer(count->last_ms), db_integer(count->until_ms)), NULL);
}

enum result devices_forget(struct db_session *session, const char *username)
{
    return db_run(session, &forget_devices, DB_VALUES(db_text(username)), NULL);
}

enum result staff_exists(struct db_session *session, const char *username, bool *ret_exists)
{
    struct db_rows rows;
    db_query(session, &has_account, DB_VALUES(db_text(username)), &rows);
    *ret_exists = db_next(&rows);
    return db_rows_close(&rows);
}

enum result demo_count(struct db_session *session, int64_t *ret_count)
{
    struct db_rows rows;
    db_query(session, &count_demo, DB_NO_VALUES, &rows);
    *ret_count = db_next(&rows) ? db_column_integer(&rows, 0) : 0;
    return db_rows_close(&rows);
}

enum result demo_put(struct db_session *session, const struct account *account, int64_t now_ms)
{
    return put_row(session, &put_demo, account, now_ms);
}
