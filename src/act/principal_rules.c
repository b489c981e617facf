#include "act/principal.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

const struct principal principal_public = {.kind = PRINCIPAL_PUBLIC};
const struct principal principal_system = {.kind = PRINCIPAL_SYSTEM, .scope = {SCOPE_CITY, NULL}};

static const struct { enum principal_kind kind; const char *name; } kinds[] = {
    {PRINCIPAL_PUBLIC, "public"}, {PRINCIPAL_STAFF, "staff"}, {PRINCIPAL_RESIDENT, "resident"},
    {PRINCIPAL_DEVICE, "device"}, {PRINCIPAL_PARTNER, "partner"}, {PRINCIPAL_SYSTEM, "system"},
};

const char *principal_kind_name(enum principal_kind kind)
{
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++)
        if (kinds[i].kind == kind)
            return kinds[i].name;
    return "";
}

enum principal_kind principal_kind_parse(const char *name)
{
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++)
        if (text_equal(name, kinds[i].name))
            return kinds[i].kind;
    return (enum principal_kind)0;
}

bool principal_is(const struct principal *principal, unsigned kinds_wanted)
{
    return ((unsigned)principal->kind & kinds_wanted) != 0;
}

const char *principal_owner(const struct principal *principal, struct arena *arena)
{
    if (principal->id == NULL)
        return "";
    return principal->kind == PRINCIPAL_STAFF ? principal->id : arena_format(arena, "%s:%s", principal_kind_name(principal->kind), principal->id);
}

const char *principal_centre(const struct principal *principal)
{
    return principal->scope.level == SCOPE_CENTRE ? principal->scope.code : NULL;
}

/* 310112108 is not 310112108-2, another centre of the same town; but 310112108-S1 is its own sub-centre. */
static bool is_of_centre(const char *centre, const char *code)
{
    const char *rest = text_starts_with(code, centre) ? code + strlen(centre) : NULL;
    return rest != NULL && (*rest == '\0' || text_starts_with(rest, "-S"));
}

bool principal_reaches(const struct principal *principal, enum scope_level level, const char *code)
{
    const struct scope *scope = &principal->scope;
    if (level == SCOPE_CITY)
        return scope->level == SCOPE_CITY;
    if (text_is_empty(code))
        return false;
    if (scope->level == SCOPE_CITY)
        return level != SCOPE_NONE;
    if (text_is_empty(scope->code))
        return false;
    switch (level) {
    case SCOPE_PERSON: return scope->level == SCOPE_PERSON && text_equal(scope->code, code);
    case SCOPE_CENTRE: return scope->level == SCOPE_CENTRE ? is_of_centre(scope->code, code)
                                                           : scope->level == SCOPE_DISTRICT && text_starts_with(code, scope->code);
    case SCOPE_DISTRICT: return scope->level == SCOPE_DISTRICT && text_equal(scope->code, code);
    default: return false;
    }
}

bool principal_works_for(const struct principal *principal, const char *centre)
{
    const char *own = principal_centre(principal);
    return principal_reaches(principal, SCOPE_CENTRE, centre) || (own != NULL && !text_is_empty(centre) && is_of_centre(centre, own));
}
