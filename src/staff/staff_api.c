/* The staff room's rows of the route table. */
#include "staff/staff_api.h"

#define REPLY_TEXT_MAX 200
#include "base/reply_fields.h"
#include "base/settings.h"
#include "act/page.h"
#include "places/places.h"
#include "staff/staff_use.h"

#define NAME_MAX_CHARACTERS 50

static const struct field staff_fields[] = {
    TEXT("username"), TEXT("name"), CHOICE("role", staff_role_names),
    TEXT_OR_NULL("centre", "code of the centre, for centre roles"), TEXT_OR_NULL("centre_name"),
    TEXT_OR_NULL("centre_name_en"), TEXT_OR_NULL("district", "6 digits, for centre and district roles"),
    TEXT_OR_NULL("district_name"), TEXT_OR_NULL("district_name_en"),
    FLAG("must_change_password", "until it is done, nothing else is allowed"), FLAG("active", "false: may not sign in"),
    FLAG("demo", "exists only in the demonstration"), {0}};

static void write_staff(struct request *request, const char *key, const struct staff *staff)
{
    struct json_writer *json = &request->json;
    const struct places *places = request->act.context->places;
    const struct place_centre *centre = place_centre(places, staff->centre);
    const struct place_district *district = place_district(places, staff->district);
    json_open_object(json, key);
    json_add_text(json, "username", staff->username);
    json_add_text(json, "name", staff->name);
    json_add_text(json, "role", role_name(staff->role));
    json_add_text(json, "centre", staff->centre);
    json_add_text(json, "centre_name", centre == NULL ? NULL : centre->name);
    json_add_text(json, "centre_name_en", centre == NULL ? NULL : centre->name_en);
    json_add_text(json, "district", staff->district);
    json_add_text(json, "district_name", district == NULL ? NULL : district->name);
    json_add_text(json, "district_name_en", district == NULL ? NULL : district->name_en);
    json_add_bool(json, "must_change_password", staff->must_change_password);
    json_add_bool(json, "active", staff->active);
    json_add_bool(json, "demo", staff->demo);
    json_close_object(json);
}

/* ---- sessions and password ---- */

static const struct field sign_in_body[] = {
    {"username", FIELD_TEXT, FIELD_REQUIRED, .min = 1, .max = USERNAME_MAX, AT(sign_in_order, username)},
    {"password", FIELD_TEXT, FIELD_REQUIRED | FIELD_SECRET, .min = 1, .max = PASSWORD_MAX, AT(sign_in_order, password)},
    {"device_token", FIELD_TEXT, FIELD_EMPTY_OK | FIELD_SECRET, 0, 128,
     .description = "of an earlier sign-in from here: a known device is slowed by its own failures only",
     AT(sign_in_order, device_token)},
    {0},
};
static const struct field sign_in_reply[] = {
    {"token", FIELD_TEXT, FIELD_REQUIRED | FIELD_SECRET, .description = "for the header Authorization: Bearer"},
    NUMBER("expires_idle_seconds", "the session ends when it is not used for so long"),
    {"device_token", FIELD_TEXT, FIELD_REQUIRED | FIELD_SECRET,
     .description = "to be kept on this device and sent at the next sign-in; known for 90 days after the last one"},
    OBJECT("staff", staff_fields), {0}};
static const struct field session_reply[] = {OBJECT("staff", staff_fields), {0}};
static const struct field password_body[] = {
    {"old_password", FIELD_TEXT, FIELD_REQUIRED | FIELD_SECRET, .min = 1, .max = PASSWORD_MAX,
     AT(password_order, old_password)},
    {"new_password", FIELD_TEXT, FIELD_REQUIRED | FIELD_SECRET, 1, PASSWORD_MAX,
     .description = "8 characters or more (administrators 12), 3 of 4 classes, without the user name, none of the last five",
     AT(password_order, new_password)},
    {0},
};

static struct tries_from source_of(const struct request *request)
{
    return (struct tries_from){.name = request_key_of_source(request, "name"),
                               .source = request_key_of_source(request, "sign_in"),
                               .network = request_key_of_network(request, "sign_in")};
}

static enum result enter_work(struct request *request) { return sign_in_work(&request->act, request->state); }

static enum result enter_prepare(struct request *request)
{
    struct sign_in_order order = *(const struct sign_in_order *)request->body;
    struct sign_in *sign_in = NULL;
    order.from = source_of(request);
    enum result result = sign_in_prepare(&request->act, &order, &sign_in);
    request->state = sign_in;
    request->work = enter_work;
    request->goes_first = result == RESULT_OK && sign_in->tries.known;
    return result;
}

static enum result enter_commit(struct request *request, struct db_session *session)
{
    const struct sign_in *sign_in = request->state;
    enum result result = sign_in_commit(&request->act, session, request->state);
    if (result != RESULT_OK || request->act.problem != NULL)
        return result;
    json_open_object(&request->json, NULL);
    json_add_text(&request->json, "token", sign_in->token);
    json_add_integer(&request->json, "expires_idle_seconds", request->act.context->settings->session_idle);
    json_add_text(&request->json, "device_token", sign_in->device_token);
    write_staff(request, "staff", &sign_in->account.staff);
    json_close_object(&request->json);
    return RESULT_OK;
}

static enum result leave_commit(struct request *request, struct db_session *session)
{
    return sessions_end(&request->act, session, request->session_key);
}

static enum result read_session(struct request *request)
{
    struct staff staff;
    enum result result = account_read_own(&request->act, &staff);
    if (result != RESULT_OK)
        return result;
    json_open_object(&request->json, NULL);
    write_staff(request, "staff", &staff);
    json_close_object(&request->json);
    return RESULT_OK;
}

static enum result change_password_work(struct request *request)
{
    return password_work(&request->act, request->state);
}

static enum result change_password_prepare(struct request *request)
{
    struct password_order order = *(const struct password_order *)request->body;
    struct password_change *change = NULL;
    order.from = source_of(request);
    order.session_key = request->session_key;
    enum result result = password_prepare(&request->act, &order, &change);
    request->state = change;
    request->work = change_password_work;
    return result;
}

static enum result change_password_commit(struct request *request, struct db_session *session)
{
    return password_commit(&request->act, session, request->state);
}

/* ---- accounts ---- */

static const struct field list_query[] = {
    {"q", FIELD_TEXT, 0, 0, 100, .description = "part of the user name or the name", AT(account_filter, words)},
    CENTRE_CODE_FIELD("centre", 0, .description = "code of a centre", AT(account_filter, centre)),
    {"role", FIELD_TEXT, .choices = staff_role_names, AT(account_filter, role)},
    {"limit", FIELD_INTEGER, 0, 1, 200, .description = "50 when absent", .otherwise = 50, AT(account_filter, limit)},
    {"cursor", FIELD_TEXT, 0, 0, USERNAME_MAX, .description = "next of the page before", AT(account_filter, after)},
    {0},
};
static const struct field list_reply[] = {LIST("items", 200, ITEMS(staff_fields)), PAGE_REPLY, {0}};
static const struct field create_body[] = {
    {"username", FIELD_TEXT, FIELD_REQUIRED, 2, USERNAME_MAX,
     .description = "lower case letters, digits, . _ -", AT(account_order, username)},
    {"name", FIELD_TEXT, FIELD_REQUIRED, .min = 1, .max = NAME_MAX_CHARACTERS, AT(account_order, name)},
    {"role", FIELD_TEXT, FIELD_REQUIRED, .choices = staff_role_names, AT(account_order, role)},
    CENTRE_CODE_FIELD("centre", FIELD_EMPTY_OK, .description = "for centre roles", AT(account_order, centre)),
    {"district", FIELD_TEXT, FIELD_EMPTY_OK, 0, 6, .description = "for the role district", AT(account_order, district)},
    {0},
};
static const struct field change_body[] = {
    {"name", FIELD_TEXT, 0, .min = 1, .max = NAME_MAX_CHARACTERS, AT(account_order, name)},
    {"role", FIELD_TEXT, .choices = staff_role_names, AT(account_order, role)},
    CENTRE_CODE_FIELD("centre", FIELD_EMPTY_OK, .description = NULL, AT(account_order, centre)),
    {"district", FIELD_TEXT, FIELD_EMPTY_OK, .max = 6, AT(account_order, district)},
    {"active", FIELD_BOOL, .flags = 0, AT(account_order, active)},
    {"unlock", FIELD_BOOL, .description = "forgets wrong passwords", AT(account_order, unlock)},
    {"reset_password", FIELD_BOOL, .description = "gives a new first password", AT(account_order, reset_password)},
    {0},
};
static const struct field account_reply[] = {
    OBJECT("staff", staff_fields),
    {"initial_password", FIELD_TEXT, MAY_BE_NULL | FIELD_SECRET,
     .description = "shown this once; must be changed at the first sign-in"}, {0}};

static enum result list_accounts(struct request *request)
{
    struct account_page page;
    enum result result = account_list_page(&request->act, request->query, &page);
    if (result != RESULT_OK)
        return result;
    json_open_object(&request->json, NULL);
    json_open_array(&request->json, "items");
    for (size_t i = 0; i < page.count; i++)
        write_staff(request, NULL, &page.items[i]);
    json_close_array(&request->json);
    json_add_text(&request->json, "next", page.next);
    json_close_object(&request->json);
    return RESULT_OK;
}

static enum result hash(struct request *request) { return account_hash(request->state); }

static enum result hand_on(struct request *request, struct account_change *change, enum result result)
{
    request->state = change;
    request->work = result == RESULT_OK && change->has_password ? hash : NULL;
    return result;
}

static enum result answer(struct request *request, enum result result)
{
    const struct account_change *change = request->state;
    if (result != RESULT_OK)
        return result;
    json_open_object(&request->json, NULL);
    write_staff(request, "staff", &change->staff);
    json_add_text(&request->json, "initial_password", change->has_password ? change->password : NULL);
    json_close_object(&request->json);
    return RESULT_OK;
}

static enum result create_prepare(struct request *request)
{
    struct account_change *change = NULL;
    enum result result = account_create_prepare(&request->act, request->body, &change);
    return hand_on(request, change, result);
}

static enum result create_commit(struct request *request, struct db_session *session)
{
    struct account_change *change = request->state;
    request->location = arena_format(request->act.arena, "/v1/staff/%s", change->staff.username);
    return answer(request, account_create_commit(&request->act, session, change));
}

static enum result change_prepare(struct request *request)
{
    struct account_order order = *(const struct account_order *)request->body;
    struct account_change *change = NULL;
    order.username = request->path[0];
    enum result result = account_change_prepare(&request->act, &order, &change);
    return hand_on(request, change, result);
}

static enum result change_commit(struct request *request, struct db_session *session)
{
    return answer(request, account_change_commit(&request->act, session, request->state));
}

/* ---- routes ---- */

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
     .callers = ANYBODY, .flags = ROUTE_NO_STORE | ROUTE_WORKS, .refusals = sign_in_refusals,
     BODY_OF(sign_in_body, sign_in_order),
     .reply = sign_in_reply, .status = 201, .prepare = enter_prepare, .commit = enter_commit},
    {.method = HTTP_GET, .path = "/v1/sessions/current", .operation = "get_current_session",
     .summary = "Who is signed in",
     .description = "The account behind the token: its role, where it works, and whether its first password still "
                    "has to be changed. Asking counts as use, and the session lives on.",
     .callers = STAFF_OF(ROLES_ALL), .flags = ROUTE_NO_STORE | ROUTE_FIRST_PASSWORD, .reply = session_reply,
     .status = 200, .read = read_session},
    {.method = HTTP_DELETE, .path = "/v1/sessions/current", .operation = "sign_out",
     .summary = "Sign out",
     .description = "Ends the session of the token at once. The device stays known.",
     .callers = STAFF_OF(ROLES_ALL), .flags = ROUTE_FIRST_PASSWORD, .status = 204, .commit = leave_commit},
    {.method = HTTP_POST, .path = "/v1/password", .operation = "change_password",
     .summary = "Change one's own password",
     .description = "Ends all other sessions of the account; this one goes on. With a first password nothing else is "
                    "allowed before this is done. A wrong old password counts as a failed sign-in.",
     .callers = STAFF_OF(ROLES_ALL), .flags = ROUTE_WORKS | ROUTE_FIRST_PASSWORD, .refusals = password_refusals,
     BODY_OF(password_body, password_order), .status = 204, .prepare = change_password_prepare,
     .commit = change_password_commit},
    {.method = HTTP_GET, .path = "/v1/staff", .operation = "list_staff",
     .summary = "Accounts",
     .description = "All accounts of those who work here, by user name, a page at a time: pass `next` as `cursor`.",
     .callers = STAFF_OF(ROLE_ADMIN), .flags = ROUTE_NO_STORE, QUERY_OF(list_query, account_filter),
     .reply = list_reply,
     .status = 200, .read = list_accounts},
    /* no Idempotency-Key: the kept answer would hold the first password; a repetition is refused by the user name */
    {.method = HTTP_POST, .path = "/v1/staff", .operation = "create_staff",
     .summary = "Make an account",
     .description = "The answer has the first password, shown this once; its owner must change it at the first "
                    "sign-in. There is no Idempotency-Key here, because a kept answer would keep the password: a "
                    "repeat is refused by its user name.",
     .callers = STAFF_OF(ROLE_ADMIN), .flags = ROUTE_NO_STORE | ROUTE_WORKS, .refusals = create_refusals,
     BODY_OF(create_body, account_order), .reply = account_reply, .status = 201, .prepare = create_prepare,
     .commit = create_commit},
    {.method = HTTP_POST, .path = "/v1/staff/{username}", .operation = "change_staff", .named = account_named,
     .summary = "Change an account",
     .description = "Changes only what is given: name, role, place; switches it off or on; forgets wrong passwords "
                    "(`unlock`); gives a new first password (`reset_password`). A change ends the account's "
                    "sessions; a new first password, or switching it off, also forgets its devices.",
     .callers = STAFF_OF(ROLE_ADMIN), .flags = ROUTE_NO_STORE | ROUTE_WORKS, .refusals = change_refusals,
     BODY_OF(change_body, account_order), .reply = account_reply, .status = 200, .prepare = change_prepare,
     .commit = change_commit},
    {0},
};
