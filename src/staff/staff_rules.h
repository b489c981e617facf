/* Rules about staff: who sees what, which passwords are good. Pure.
 * Roles and separation of duties follow GB/T 22239-2019 level 3: nobody who runs the system sees cases. */
#ifndef TONGBAN_STAFF_STAFF_RULES_H
#define TONGBAN_STAFF_STAFF_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "act/principal.h"
#include "base/spec.h"

struct places;

#define ROLES(X)                                                                      \
    X(CLERK, "clerk", CENTRE)       /* 综窗 takes applications at a window */         \
    X(REVIEWER, "reviewer", CENTRE) /* 审批 accepts and decides */                    \
    X(LEAD, "lead", CENTRE)         /* 中心负责人 runs a centre */                    \
    X(DISTRICT, "district", DISTRICT) /* 区级 watches the centres of a district */    \
    X(CITY, "city", CITY)           /* 市级 watches the whole city */                 \
    X(KEEPER, "keeper", NONE)       /* 事项管理 keeps the catalogue */                \
    X(AUDITOR, "auditor", CITY)     /* 审计 reads everything, does nothing */         \
    X(ADMIN, "admin", NONE)         /* 系统管理 keeps accounts */

enum role_number {
#define ROLE_NUMBER(name, text, scope) ROLE_NUMBER_##name,
    ROLES(ROLE_NUMBER)
#undef ROLE_NUMBER
    ROLE_COUNT
};

/* One bit each, so that a route names all its roles in one number. */
enum role {
#define ROLE_BIT(name, text, scope) ROLE_##name = 1 << ROLE_NUMBER_##name,
    ROLES(ROLE_BIT)
#undef ROLE_BIT
    ROLES_CENTRE = ROLE_CLERK | ROLE_REVIEWER | ROLE_LEAD,
    /* everyone who may see cases somewhere */
    ROLES_CASES = ROLES_CENTRE | ROLE_DISTRICT | ROLE_CITY | ROLE_AUDITOR,
    ROLES_ALL = (1 << ROLE_COUNT) - 1,
};

/* Names by bit number, closed by NULL. */
extern const char *const staff_role_names[];
/* "" when it is not exactly one role. */
const char *role_name(unsigned role);
/* 0 when unknown. */
unsigned role_parse(const char *name);
/* How far a role reaches: SCOPE_CENTRE, SCOPE_DISTRICT, SCOPE_CITY or, to no case, SCOPE_NONE. */
enum scope_level role_scope(unsigned role);

/* Somebody who works here. Texts live where the staff came from: the arena of a request, or a literal. */
struct staff {
    const char *username;
    const char *name;
    unsigned role;        /* one bit of enum role */
    const char *centre;   /* code, for centre roles; else NULL */
    const char *district; /* 6 digits, for centre and district roles; else NULL */
    bool active;
    bool must_change_password;
    bool demo;            /* exists only while the server runs with --demo */
    const char *former_districts; /* for which they worked before, apart by blanks: struct principal */
};

/* As whom they act. The texts are those of `staff`. */
struct principal staff_principal(const struct staff *staff);

/* Would it take the place of somebody who works to load these places? Others may be left behind by a pack: accounts that are switched
 * off, and those of the demonstration, which no start makes again there. */
bool staff_is_lost(const struct staff *staff, const struct places *places);
/* What is wrong with an account, as words; NULL when it is sound. A centre may have closed since. */
const char *staff_fault(const struct staff *staff, const struct places *places);

#define USERNAME_MAX 64
/* 2..64 of a-z 0-9 . _ -, beginning with a letter. */
bool username_is_valid(const char *username);

#define PASSWORD_MAX 128
#define PASSWORDS_REMEMBERED 5
/* Adds every fault of a new password under `field`: at least 8 characters (administrators 12), at most PASSWORD_MAX bytes,
 * 3 of the 4 classes lower, upper, digit, other, and the user name not in it. True when there is none.
 * Whether it was used before is for the caller, who has the hashes. */
bool password_check(const char *password, const char *username, unsigned role, const char *field, struct field_errors *errors);

#endif
