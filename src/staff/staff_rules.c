#include "staff/staff_rules.h"

#include <string.h>

#include "base/text.h"
#include "places/places.h"

const char *const staff_role_names[] = {
#define ROLE_TEXT(name, text, scope) text,
    ROLES(ROLE_TEXT)
#undef ROLE_TEXT
    NULL,
};

static const enum scope_level role_scopes[] = {
#define ROLE_SCOPE(name, text, scope) SCOPE_##scope,
    ROLES(ROLE_SCOPE)
#undef ROLE_SCOPE
};

/* ROLE_COUNT when it is not exactly one role. */
static size_t role_number(unsigned role)
{
    for (size_t i = 0; i < ROLE_COUNT; i++)
        if (role == 1U << i)
            return i;
    return ROLE_COUNT;
}

const char *role_name(unsigned role)
{
    size_t number = role_number(role);
    return number == ROLE_COUNT ? "" : staff_role_names[number];
}

unsigned role_parse(const char *name)
{
    for (size_t i = 0; i < ROLE_COUNT; i++)
        if (text_equal(name, staff_role_names[i]))
            return 1U << i;
    return 0;
}

enum scope_level role_scope(unsigned role)
{
    size_t number = role_number(role);
    return number == ROLE_COUNT ? SCOPE_NONE : role_scopes[number];
}

struct principal staff_principal(const struct staff *staff)
{
    enum scope_level level = role_scope(staff->role);
    const char *code = level == SCOPE_CENTRE ? staff->centre : level == SCOPE_DISTRICT ? staff->district : NULL;
    return (struct principal){
        .kind = PRINCIPAL_STAFF, .id = staff->username, .name = staff->name, .roles = staff->role, .scope = {level, code},
        .assurance = staff->must_change_password ? ASSURANCE_FIRST_PASSWORD : ASSURANCE_PASSWORD, .former_districts = staff->former_districts};
}

bool username_is_valid(const char *username)
{
    if (username == NULL || username[0] < 'a' || username[0] > 'z')
        return false;
    size_t size = strspn(username, "abcdefghijklmnopqrstuvwxyz0123456789._-");
    return username[size] == '\0' && size >= 2 && size <= USERNAME_MAX;
}

/* Where somebody works is in the pack no more. */
static bool is_place_gone(const struct staff *staff, const struct places *places)
{
    switch (role_scope(staff->role)) {
    case SCOPE_CENTRE: return place_centre(places, staff->centre) == NULL;
    case SCOPE_DISTRICT: return place_district(places, staff->district) == NULL;
    default: return false;
    }
}

static bool may_be_left(const struct staff *staff) { return !staff->active || staff->demo; }

bool staff_is_lost(const struct staff *staff, const struct places *places) { return !may_be_left(staff) && is_place_gone(staff, places); }

const char *staff_fault(const struct staff *staff, const struct places *places)
{
    enum scope_level scope = role_scope(staff->role);
    if (staff->role == 0)
        return "an unknown role";
    if (scope != SCOPE_CENTRE && staff->centre != NULL)
        return "a centre that the role does not have";
    if (is_place_gone(staff, places))
        return may_be_left(staff) ? NULL : scope == SCOPE_CENTRE ? "an unknown centre" : "an unknown district";
    if (scope == SCOPE_CENTRE && !text_equal(staff->district, place_centre(places, staff->centre)->district->code))
        return "another district than the centre's";
    return NULL;
}

static int count_classes(const char *password)
{
    bool lower = false, upper = false, digit = false, other = false;
    for (const char *at = password; *at != '\0'; at++) {
        if (*at >= 'a' && *at <= 'z')
            lower = true;
        else if (*at >= 'A' && *at <= 'Z')
            upper = true;
        else if (*at >= '0' && *at <= '9')
            digit = true;
        else
            other = true;
    }
    return lower + upper + digit + other;
}

bool password_check(const char *password, const char *username, unsigned role, const char *field, struct field_errors *errors)
{
    size_t before = errors->count;
    size_t characters = text_count_characters(password);
    if (strlen(password) > PASSWORD_MAX)
        field_error_add(errors, field, "password_too_long", "密码不能超过128个字节。", "The password has more than 128 bytes.");
    if (role == ROLE_ADMIN && characters < 12)
        field_error_add(errors, field, "password_too_short", "管理员密码至少12个字符。",
                        "An administrator's password needs at least 12 characters.");
    else if (characters < 8)
        field_error_add(errors, field, "password_too_short", "密码至少8个字符。",
                        "The password needs at least 8 characters.");
    if (count_classes(password) < 3)
        field_error_add(errors, field, "password_too_plain", "密码须包含小写字母、大写字母、数字、其他字符中的至少三类。",
                        "The password needs three of: lower case, upper case, digits, other characters.");
    if (!text_is_empty(username) && text_contains_folded(password, username))
        field_error_add(errors, field, "password_holds_username", "密码不能包含用户名。",
                        "The password must not contain the user name.");
    return errors->count == before;
}
