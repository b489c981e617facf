/* The staff room's rows of the route table. */
#include <string.h>

#include "identity/identity_rules.h"
#include "places/places.h"
#include "staff/staff.h"
#include "staff/staff_use.h"

#define NAME_MAX_CHARACTERS 50

static const struct field staff_fields[] = {
    {"username", FIELD_TEXT, .flags = FIELD_REQUIRED},
    {"name", FIELD_TEXT, .flags = FIELD_REQUIRED},
    {"role", FIELD_TEXT, FIELD_REQUIRED, .choices = staff_role_names},
    {"centre", FIELD_TEXT, FIELD_REQUIRED | FIELD_NULLABLE, .description = "code of the centre, for centre roles"},
    {"centre_name", FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_NULLABLE},
    {"centre_name_en", FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_NULLABLE},
    {"district", FIELD_TEXT, FIELD_REQUIRED | FIELD_NULLABLE,
     .description = "6 digits, for centre and district roles"},
    {"district_name", FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_NULLABLE},
    {"district_name_en", FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_NULLABLE},
    {"must_change_password", FIELD_BOOL, FIELD_REQUIRED, .description = "until it is done, nothing else is allowed"},
    {"active", FIELD_BOOL, FIELD_REQUIRED, .description = "false: may not sign in"},
    {"demo", FIELD_BOOL, FIELD_REQUIRED, .description = "exists only in the demonstration"},
    {0},
};

/* ---- sessions and password ---- */

static const struct field sign_in_body[] = {
    {"username", FIELD_TEXT, FIELD_REQUIRED, .min = 1, .max = USERNAME_MAX, AT(sign_in_body, username)},
    {"password", FIELD_TEXT, FIELD_REQUIRED | FIELD_SECRET, .min = 1, .max = PASSWORD_MAX, AT(sign_in_body, password)},
    {"device_token", FIELD_TEXT, FIELD_EMPTY_OK | FIELD_SECRET, 0, 128,
     .description = "of an earlier sign-in from here: a known device is slowed by its own failures only",
     AT(sign_in_body, device_token)},
    {0},
};
static const struct field sign_in_reply[] = {
    {"token", FIELD_TEXT, FIELD_REQUIRED | FIELD_SECRET, .description = "for the header Authorization: Bearer"},
    {"expires_idle_seconds", FIELD_INTEGER, FIELD_REQUIRED,
     .description = "the session ends when it is not used for so long"},
    {"device_token", FIELD_TEXT, FIELD_REQUIRED | FIELD_SECRET,
     .description = "to be kept on this device and sent at the next sign-in; known for 90 days after the last one"},
    {"staff", FIELD_OBJECT, FIELD_REQUIRED, .fields = staff_fields},
    {0},
};
static const struct field session_reply[] = {
    {"staff", FIELD_OBJECT, FIELD_REQUIRED, .fields = staff_fields},
    {0},
};
static const struct field password_body[] = {
    {"old_password", FIELD_TEXT, FIELD_REQUIRED | FIELD_SECRET, .min = 1, .max = PASSWORD_MAX,
     AT(password_body, old_password)},
    {"new_password", FIELD_TEXT, FIELD_REQUIRED | FIELD_SECRET, 1, PASSWORD_MAX,
     .description = "8 characters or more (administrators 12), 3 of 4 classes, without the user name, none of the last five",
     AT(password_body, new_password)},
    {0},
};

static enum result read_session(struct request *request)
{
    struct account account;
    enum result result = account_read(request->act.session, request->act.arena, request->act.principal.id, &account);
    if (result != RESULT_OK)
        return result;
    json_open_object(&request->json, NULL);
    staff_write(&request->json, "staff", &account.staff, request->act.context->places);
    json_close_object(&request->json);
    return RESULT_OK;
}

/* ---- accounts ---- */

struct list_query { const char *words, *centre, *role, *cursor; int64_t limit; };
static const struct field list_query[] = {
    {"q", FIELD_TEXT, 0, 0, 100, .description = "part of the user name or the name", AT(list_query, words)},
    CENTRE_CODE_FIELD("centre", 0, .description = "code of a centre", AT(list_query, centre)),
    {"role", FIELD_TEXT, .choices = staff_role_names, AT(list_query, role)},
    {"limit", FIELD_INTEGER, 0, 1, 200, .description = "50 when absent", .otherwise = 50, AT(list_query, limit)},
    {"cursor", FIELD_TEXT, 0, 0, USERNAME_MAX, .description = "next of the page before", AT(list_query, cursor)},
    {0},
};
static const struct field list_item[] = {{"item", FIELD_OBJECT, .fields = staff_fields}, {0}};
static const struct field list_reply[] = {
    {"items", FIELD_LIST, FIELD_REQUIRED, 0, 200, .fields = list_item},
    {"next", FIELD_TEXT, FIELD_REQUIRED | FIELD_NULLABLE, .description = "cursor of the next page"},
    {0},
};
static const struct field create_body[] = {
    {"username", FIELD_TEXT, FIELD_REQUIRED, 2, USERNAME_MAX,
     .description = "lower case letters, digits, . _ -", AT(account_body, username)},
    {"name", FIELD_TEXT, FIELD_REQUIRED, .min = 1, .max = NAME_MAX_CHARACTERS, AT(account_body, name)},
    {"role", FIELD_TEXT, FIELD_REQUIRED, .choices = staff_role_names, AT(account_body, role)},
    CENTRE_CODE_FIELD("centre", FIELD_EMPTY_OK, .description = "for centre roles", AT(account_body, centre)),
    {"district", FIELD_TEXT, FIELD_EMPTY_OK, 0, 6, .description = "for the role district", AT(account_body, district)},
    {0},
};
static const struct field change_body[] = {
    {"name", FIELD_TEXT, 0, .min = 1, .max = NAME_MAX_CHARACTERS, AT(account_body, name)},
    {"role", FIELD_TEXT, .choices = staff_role_names, AT(account_body, role)},
    CENTRE_CODE_FIELD("centre", FIELD_EMPTY_OK, .description = NULL, AT(account_body, centre)),
    {"district", FIELD_TEXT, FIELD_EMPTY_OK, .max = 6, AT(account_body, district)},
    {"active", FIELD_BOOL, .flags = 0, AT(account_body, active)},
    {"unlock", FIELD_BOOL, .description = "forgets wrong passwords", AT(account_body, unlock)},
    {"reset_password", FIELD_BOOL, .description = "gives a new first password", AT(account_body, reset_password)},
    {0},
};
static const struct field account_reply[] = {
    {"staff", FIELD_OBJECT, FIELD_REQUIRED, .fields = staff_fields},
    {"initial_password", FIELD_TEXT, FIELD_REQUIRED | FIELD_NULLABLE | FIELD_SECRET,
     .description = "shown this once; must be changed at the first sign-in"},
    {0},
};

static const char *or_nothing(const char *text) { return text == NULL ? "" : text; }

static enum result list_accounts(struct request *request)
{
    const struct list_query *query = request->query;
    int64_t limit = query->limit;
    struct account_filter filter = {
        .after = or_nothing(query->cursor),
        .words = or_nothing(query->words),
        .centre = identity_code(request->act.arena, or_nothing(query->centre)),
        .role = or_nothing(query->role),
        .limit = limit + 1, /* one more tells whether there is another page */
    };
    struct staff *items;
    size_t count;
    enum result result = account_list(request->act.session, request->act.arena, &filter, &items, &count);
    if (result != RESULT_OK)
        return result;
    size_t shown = count > (size_t)limit ? (size_t)limit : count;
    json_open_object(&request->json, NULL);
    json_open_array(&request->json, "items");
    for (size_t i = 0; i < shown; i++)
        staff_write(&request->json, NULL, &items[i], request->act.context->places);
    json_close_array(&request->json);
    json_add_text(&request->json, "next", shown < count ? items[shown - 1].username : NULL);
    json_close_object(&request->json);
    return RESULT_OK;
}

static const struct problem *const sign_in_refusals[] = {
    &problem_sign_in_refused, &problem_account_locked, &problem_source_slowed, NULL};
static const struct problem *const password_refusals[] = {&problem_account_locked, NULL};
static const struct problem *const create_refusals[] = {&problem_username_taken, NULL};
static const struct problem *const change_refusals[] = {&problem_own_account, NULL};

static const struct field account_named[] = {
    {.name = "username", .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .description = "of the account"}, {0}};

const struct route staff_routes[] = {
    {.method = HTTP_POST, .path = "/v1/sessions", .operation = "sign_in",
     .summary = "Sign in",
     .description = "Gives the token for the header `Authorization: Bearer`. Keep `device_token` on this device and "
                    "send it next time: a known device is slowed by its own wrong passwords only. Unknown names, "
                    "switched-off accounts and wrong passwords get the same answer.",
     .callers = ANYBODY, .flags = ROUTE_NO_STORE | ROUTE_WORKS, .refusals = sign_in_refusals, BODY_OF(sign_in_body, sign_in_body),
     .reply = sign_in_reply, .status = 201, .prepare = sign_in_prepare, .commit = sign_in_commit},
    {.method = HTTP_GET, .path = "/v1/sessions/current", .operation = "get_current_session",
     .summary = "Who is signed in",
     .description = "The account behind the token: its role, where it works, and whether its first password still "
                    "has to be changed. Asking counts as use, and the session lives on.",
     .callers = STAFF_OF(ROLES_ALL), .flags = ROUTE_NO_STORE | ROUTE_FIRST_PASSWORD, .reply = session_reply,
     .status = 200, .read = read_session},
    {.method = HTTP_DELETE, .path = "/v1/sessions/current", .operation = "sign_out",
     .summary = "Sign out",
     .description = "Ends the session of the token at once. The device stays known.",
     .callers = STAFF_OF(ROLES_ALL), .flags = ROUTE_FIRST_PASSWORD, .status = 204, .commit = sign_out_commit},
    {.method = HTTP_POST, .path = "/v1/password", .operation = "change_password",
     .summary = "Change one's own password",
     .description = "Ends all other sessions of the account; this one goes on. With a first password nothing else is "
                    "allowed before this is done. A wrong old password counts as a failed sign-in.",
     .callers = STAFF_OF(ROLES_ALL), .flags = ROUTE_WORKS | ROUTE_FIRST_PASSWORD, .refusals = password_refusals,
     BODY_OF(password_body, password_body), .status = 204, .prepare = password_prepare, .commit = password_commit},
    {.method = HTTP_GET, .path = "/v1/staff", .operation = "list_staff",
     .summary = "Accounts",
     .description = "All accounts of those who work here, by user name, a page at a time: pass `next` as `cursor`.",
     .callers = STAFF_OF(ROLE_ADMIN), .flags = ROUTE_NO_STORE, QUERY_OF(list_query, list_query), .reply = list_reply,
     .status = 200, .read = list_accounts},
    /* no Idempotency-Key: the kept answer would hold the first password; a repetition is refused by the user name */
    {.method = HTTP_POST, .path = "/v1/staff", .operation = "create_staff",
     .summary = "Make an account",
     .description = "The answer has the first password, shown this once; its owner must change it at the first "
                    "sign-in. There is no Idempotency-Key here, because a kept answer would keep the password: a "
                    "repeat is refused by its user name.",
     .callers = STAFF_OF(ROLE_ADMIN), .flags = ROUTE_NO_STORE | ROUTE_WORKS, .refusals = create_refusals,
     BODY_OF(create_body, account_body), .reply = account_reply, .status = 201, .prepare = account_create_prepare,
     .commit = account_create_commit},
    {.method = HTTP_POST, .path = "/v1/staff/{username}", .operation = "change_staff", .named = account_named,
     .summary = "Change an account",
     .description = "Changes only what is given: name, role, place; switches it off or on; forgets wrong passwords "
                    "(`unlock`); gives a new first password (`reset_password`). A change ends the account's "
                    "sessions; a new first password, or switching it off, also forgets its devices.",
     .callers = STAFF_OF(ROLE_ADMIN), .flags = ROUTE_NO_STORE | ROUTE_WORKS, .refusals = change_refusals,
     BODY_OF(change_body, account_body), .reply = account_reply, .status = 200, .prepare = account_change_prepare,
     .commit = account_change_commit},
    {0},
};
