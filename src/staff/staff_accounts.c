/* Accounts, kept by administrators. What is changed ends the account's sessions, so that nobody works on with rights of before. */
#include "staff/staff_use.h"

#include <string.h>

#include "act/sessions.h"
#include "base/text.h"
#include "calendar/calendar.h"
#include "identity/identity_rules.h"
#include "places/places.h"

const struct problem problem_username_taken = {
    "username_taken", 409, "用户名已被使用。", "This user name is taken."};
const struct problem problem_own_account = {
    "own_account", 409, "不能停用自己的账号、改变自己的角色或重置自己的密码；要换密码，请凭原密码修改。",
    "You cannot disable your own account, change your own role or reset your own password; change it with the one you have."};

void initial_password_make(char password[INITIAL_PASSWORD_SIZE])
{
    /* one class a group: upper, lower, digits, upper, so that the policy's three are there; no I l 1 O o 0 */
    static const char *const alphabets[] = {"ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789", "ABCDEFGHJKLMNPQRSTUVWXYZ"};
    uint8_t random[INITIAL_PASSWORD_SIZE];
    crypto_random(random, sizeof(random));
    for (size_t i = 0; i < INITIAL_PASSWORD_SIZE - 1; i++) {
        const char *alphabet = alphabets[i / 5];
        password[i] = i % 5 == 4 ? '-' : alphabet[random[i] % strlen(alphabet)];
    }
    password[INITIAL_PASSWORD_SIZE - 1] = '\0';
    crypto_wipe(random, sizeof(random));
}

static void check_place(const struct places *places, int32_t day, struct staff *staff, struct field_errors *errors)
{
    enum scope_level scope = role_scope(staff->role);
    const struct place_centre *centre = place_centre(places, staff->centre);
    if (scope == SCOPE_CENTRE) {
        if (centre == NULL || !place_centre_is_valid(centre, day))
            field_error_add(errors, "centre", "unknown_centre", "没有这个受理中心。", "There is no such centre.");
        else if (centre->kind == CENTRE_SUB && staff->role != ROLE_CLERK) /* it receives for its centre, and decides nothing */
            field_error_add(errors, "centre", "clerks_only", "分中心只设收件人员，其他角色属于所属中心。",
                            "A sub-centre has clerks only; other roles belong to its centre.");
        else
            staff->district = centre->district->code;
        return;
    }
    if (staff->centre != NULL)
        field_error_add(errors, "centre", "not_of_role", "该角色不属于受理中心。", "This role belongs to no centre.");
    if (scope == SCOPE_DISTRICT && place_district(places, staff->district) == NULL)
        field_error_add(errors, "district", "unknown_district", "没有这个区。", "There is no such district.");
    if (scope != SCOPE_DISTRICT && staff->district != NULL)
        field_error_add(errors, "district", "not_of_role", "该角色不属于区。", "This role belongs to no district.");
}

bool account_check(const struct places *places, int32_t day, struct staff *staff, struct field_errors *errors)
{
    size_t before = errors->count;
    char name[PERSON_NAME_SIZE];
    const char *code = NULL, *zh, *en;
    if (!username_is_valid(staff->username))
        field_error_add(errors, "username", "username_format", "用户名由2至64个小写字母、数字、点、下划线或短横线组成，以字母开头。",
                        "A user name has 2 to 64 lower case letters, digits, dots, underscores or hyphens and begins with a letter.");
    if (person_name_check(staff->name, name, &code))
        staff->name = arena_copy_text(errors->arena, name);
    else if (identity_explain(code, &zh, &en))
        field_error_add(errors, "name", code, zh, en);
    if (places != NULL)
        check_place(places, day, staff, errors);
    return errors->count == before && staff->name != NULL;
}

void staff_write(struct json_writer *json, const char *key, const struct staff *staff, const struct places *places)
{
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

/* What prepare hands to commit. */
struct account_work {
    bool has_password;
    char password[INITIAL_PASSWORD_SIZE];
    char hash[PASSWORD_HASH_SIZE];
};

static enum result hash_password(struct request *request)
{
    struct account_work *work = request->state;
    return crypto_password_hash(work->password, work->hash);
}

static enum result make_password(struct request *request, bool wanted)
{
    struct account_work *work = arena_alloc(request->act.arena, sizeof(*work));
    if (work == NULL)
        return RESULT_NO_MEMORY;
    request->state = work;
    if (!wanted)
        return RESULT_OK;
    initial_password_make(work->password);
    work->has_password = true;
    request->work = hash_password;
    return RESULT_OK;
}

static void write_account(struct request *request, const struct staff *staff)
{
    const struct account_work *work = request->state;
    json_open_object(&request->json, NULL);
    staff_write(&request->json, "staff", staff, request->act.context->places);
    json_add_text(&request->json, "initial_password", work->has_password ? work->password : NULL);
    json_close_object(&request->json);
}

static struct staff staff_from_body(const struct request *request)
{
    const struct account_body *body = request->body;
    struct staff staff = {
        .username = body->username,
        .name = body->name,
        .role = role_parse(body->role),
        .centre = identity_code(request->act.arena, body->centre),
        .active = true,
        .must_change_password = true,
    };
    if (role_scope(staff.role) != SCOPE_CENTRE) /* a centre knows its district */
        staff.district = identity_code(request->act.arena, body->district);
    return staff;
}

enum result account_create_prepare(struct request *request)
{
    struct staff staff = staff_from_body(request);
    if (!account_check(request->act.context->places, day_of_ms(request->act.now_ms), &staff, &request->act.errors))
        return act_refuse_fields(&request->act);
    return make_password(request, true);
}

enum result account_create_commit(struct request *request, struct db_session *session)
{
    const struct account_work *work = request->state;
    struct account account = {.staff = staff_from_body(request), .password = work->hash};
    (void)account_check(request->act.context->places, day_of_ms(request->act.now_ms), &account.staff, &request->act.errors);
    enum result result = account_insert(session, &account, request->act.now_ms);
    if (result == RESULT_CONFLICT)
        return act_refuse(&request->act, &problem_username_taken);
    if (result != RESULT_OK)
        return result;
    write_account(request, &account.staff);
    request->location = arena_format(request->act.arena, "/v1/staff/%s", account.staff.username);
    return RESULT_OK;
}

enum result account_change_prepare(struct request *request)
{
    const struct account_body *body = request->body;
    return make_password(request, body->reset_password);
}

/* The account as the body wants it. Of a new role the place must be given anew. */
static struct staff changed(const struct staff *before, const struct account_body *body, struct arena *arena)
{
    struct staff staff = *before;
    if (body->name != NULL)
        staff.name = body->name;
    if (body->role != NULL) {
        staff.role = role_parse(body->role);
        if (role_scope(staff.role) != role_scope(before->role))
            staff.centre = staff.district = NULL;
    }
    if (body->centre != NULL)
        staff.centre = identity_code(arena, body->centre);
    if (body->district != NULL && role_scope(staff.role) != SCOPE_CENTRE)
        staff.district = identity_code(arena, body->district);
    if (body->active != ANSWER_UNKNOWN)
        staff.active = body->active == ANSWER_YES;
    return staff;
}

/* Whoever stays where they are, or is switched off, is not asked whether their centre still exists: it may have
 * closed. */
static bool is_placed_anew(const struct staff *now, const struct staff *before)
{
    return now->role != before->role || !text_equal(now->centre, before->centre) || !text_equal(now->district, before->district) ||
           (now->active && !before->active);
}

static bool differs(const struct staff *a, const struct staff *b)
{
    return a->role != b->role || a->active != b->active || !text_equal(a->centre, b->centre) ||
           !text_equal(a->district, b->district) || !text_equal(a->name, b->name);
}

enum result account_change_commit(struct request *request, struct db_session *session)
{
    const struct account_body *body = request->body;
    const struct account_work *work = request->state;
    struct account account;
    enum result result = account_read(session, request->act.arena, request->path[0], &account);
    if (result != RESULT_OK)
        return result;
    struct staff staff = changed(&account.staff, body, request->act.arena);
    if (text_equal(staff.username, request->act.principal.id) && (staff.role != account.staff.role || !staff.active || work->has_password))
        return act_refuse(&request->act, &problem_own_account);
    bool different = differs(&staff, &account.staff);
    const struct places *places = is_placed_anew(&staff, &account.staff) ? request->act.context->places : NULL;
    if (different && !account_check(places, day_of_ms(request->act.now_ms), &staff, &request->act.errors))
        return act_refuse_fields(&request->act);
    staff.must_change_password = account.staff.must_change_password || work->has_password;
    if (different)
        result = account_update(session, &staff, request->act.now_ms);
    if (result == RESULT_OK && work->has_password)
        result = account_set_password(session, staff.username, work->hash, true, request->act.now_ms);
    if (result == RESULT_OK && (work->has_password || body->unlock))
        result = failures_forget(session, staff.username);
    if (result == RESULT_OK && (work->has_password || !staff.active))
        result = devices_forget(session, staff.username);
    if (result == RESULT_OK && (different || work->has_password))
        result = sessions_end_of(&request->act, session, PRINCIPAL_STAFF, staff.username, NULL, 0);
    if (result == RESULT_OK)
        write_account(request, &staff);
    return result;
}
