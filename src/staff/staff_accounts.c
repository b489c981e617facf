/* Accounts, kept by administrators. What is changed ends the account's sessions, so that nobody works on with rights of before. */
#include "staff/staff_use.h"

#include <string.h>

#include "base/text.h"
#include "calendar/calendar.h"
#include "identity/identity_rules.h"
#include "places/places.h"

const struct problem problem_username_taken = {
    "username_taken", 409, "用户名已被使用。", "This user name is taken."};
const struct problem problem_own_account = {
    "own_account", 409, "不能停用自己的账号、改变自己的角色或重置自己的密码；要换密码，请凭原密码修改。",
    "You cannot disable your own account, change your own role or reset your own password; change it with the one you have."};

/* Letters and digits that cannot be mistaken, in groups. */
static void make_initial_password(char password[INITIAL_PASSWORD_SIZE])
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

/* User name, name (normalised in the arena of `errors`), and where the role works: centre roles need a full centre
 * that is open on `day` and get its district; district roles need a district; the others have neither. Every fault is
 * added under its member. */
static bool account_check(const struct places *places, int32_t day, struct staff *staff, struct field_errors *errors)
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

static enum result begin_change(struct act *act, const struct account_order *order, bool gives_password,
                                struct account_change **ret_change)
{
    struct account_change *change = *ret_change = arena_alloc(act->arena, sizeof(*change));
    if (change == NULL)
        return RESULT_NO_MEMORY;
    change->order = *order;
    change->has_password = gives_password;
    if (gives_password)
        make_initial_password(change->password);
    return RESULT_OK;
}

enum result account_hash(struct account_change *change) { return crypto_password_hash(change->password, change->hash); }

/* ---- making one ---- */

enum result account_create_prepare(struct act *act, const struct account_order *order,
                                   struct account_change **ret_change)
{
    enum result result = begin_change(act, order, true, ret_change);
    if (result != RESULT_OK)
        return result;
    struct staff *staff = &(*ret_change)->staff;
    *staff = (struct staff){.username = order->username, .name = order->name, .role = role_parse(order->role),
                            .centre = identity_code(act->arena, order->centre), .active = true,
                            .must_change_password = true};
    if (role_scope(staff->role) != SCOPE_CENTRE) /* a centre knows its district */
        staff->district = identity_code(act->arena, order->district);
    bool sound = account_check(act->context->places, day_of_ms(act->now_ms), staff, &act->errors);
    return sound ? RESULT_OK : act_refuse_fields(act);
}

enum result account_create_commit(struct act *act, struct db_session *session, struct account_change *change)
{
    struct account account = {.staff = change->staff, .password = change->hash};
    enum result result = account_insert(session, &account, act->now_ms);
    return result == RESULT_CONFLICT ? act_refuse(act, &problem_username_taken) : result;
}

/* ---- changing one ---- */

enum result account_change_prepare(struct act *act, const struct account_order *order,
                                   struct account_change **ret_change)
{
    return begin_change(act, order, order->reset_password, ret_change);
}

/* The account as the order wants it. Of a new role the place must be given anew. */
static struct staff changed(const struct staff *before, const struct account_order *order, struct arena *arena)
{
    struct staff staff = *before;
    if (order->name != NULL)
        staff.name = order->name;
    if (order->role != NULL) {
        staff.role = role_parse(order->role);
        if (role_scope(staff.role) != role_scope(before->role))
            staff.centre = staff.district = NULL;
    }
    if (order->centre != NULL)
        staff.centre = identity_code(arena, order->centre);
    if (order->district != NULL && role_scope(staff.role) != SCOPE_CENTRE)
        staff.district = identity_code(arena, order->district);
    if (order->active != ANSWER_UNKNOWN)
        staff.active = order->active == ANSWER_YES;
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

enum result account_change_commit(struct act *act, struct db_session *session, struct account_change *change)
{
    const struct account_order *order = &change->order;
    struct staff *staff = &change->staff;
    struct account account;
    enum result result = account_read(session, act->arena, order->username, &account);
    if (result != RESULT_OK)
        return result;
    *staff = changed(&account.staff, order, act->arena);
    if (text_equal(staff->username, act->principal.id) &&
        (staff->role != account.staff.role || !staff->active || change->has_password))
        return act_refuse(act, &problem_own_account);
    bool different = differs(staff, &account.staff);
    const struct places *places = is_placed_anew(staff, &account.staff) ? act->context->places : NULL;
    if (different && !account_check(places, day_of_ms(act->now_ms), staff, &act->errors))
        return act_refuse_fields(act);
    staff->must_change_password = account.staff.must_change_password || change->has_password;
    if (different)
        result = account_update(session, staff, act->now_ms);
    if (result == RESULT_OK && change->has_password)
        result = account_set_password(session, staff->username, change->hash, true, act->now_ms);
    if (result == RESULT_OK && (change->has_password || order->unlock))
        result = failures_forget(session, staff->username);
    if (result == RESULT_OK && (change->has_password || !staff->active))
        result = devices_forget(session, staff->username);
    if (result == RESULT_OK && (different || change->has_password))
        result = sessions_end_of(act, session, PRINCIPAL_STAFF, staff->username, NULL, 0);
    return result;
}

/* ---- reading ---- */

enum result account_list_page(struct act *act, const struct account_filter *filter, struct account_page *ret_page)
{
    struct account_filter asked = *filter;
    asked.centre = identity_code(act->arena, filter->centre);
    asked.limit = filter->limit + 1; /* one more tells whether there is another page */
    *ret_page = (struct account_page){0};
    enum result result = account_list(act->session, act->arena, &asked, &ret_page->items, &ret_page->count);
    if (result == RESULT_OK && ret_page->count > (size_t)filter->limit) {
        ret_page->count = (size_t)filter->limit;
        ret_page->next = ret_page->items[ret_page->count - 1].username;
    }
    return result;
}

enum result account_read_own(struct act *act, struct staff *ret_staff)
{
    struct account account;
    enum result result = account_read(act->session, act->arena, act->principal.id, &account);
    if (result == RESULT_OK)
        *ret_staff = account.staff;
    return result;
}
