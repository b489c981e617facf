/* Principals: who acts. Every request, every thing that time does and everything that is written down has one. What a principal may do
 * follows from its kind, its roles, how sure it is who it is, and how far it reaches; nothing else says who somebody is. Pure. */
#ifndef TONGBAN_ACT_PRINCIPAL_H
#define TONGBAN_ACT_PRINCIPAL_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

/* One bit each, so that a route names all kinds it admits in one number. The number 0 is nobody: what was never
 * filled in has no rights. */
enum principal_kind {
    PRINCIPAL_PUBLIC = 1,    /* whoever comes without having said who it is */
    PRINCIPAL_STAFF = 2,     /* who works here */
    PRINCIPAL_RESIDENT = 4,  /* a person with an account of their own */
    PRINCIPAL_DEVICE = 8,    /* a kiosk, a board, a terminal of a service point */
    PRINCIPAL_PARTNER = 16,  /* a department's system, the hotline, another province */
    PRINCIPAL_SYSTEM = 32,   /* the program itself: what time does, what a worker carries on */
    PRINCIPALS_ALL = 63,
};
/* The stable name of a kind, as it is stored and shown; "" when it is not exactly one. */
const char *principal_kind_name(enum principal_kind kind);
/* 0 when unknown. */
enum principal_kind principal_kind_parse(const char *name);

/* How sure it is that they are who they say; each level includes those before. */
enum assurance {
    ASSURANCE_NONE,           /* nobody has asked */
    ASSURANCE_FIRST_PASSWORD, /* by a password that somebody else has seen too: may only change it */
    ASSURANCE_PASSWORD,       /* by their own password */
};

/* How far a principal reaches. */
enum scope_level {
    SCOPE_NONE,
    SCOPE_PERSON,   /* what is their own */
    SCOPE_CENTRE,   /* one centre and its sub-centres */
    SCOPE_DISTRICT, /* the centres of one district */
    SCOPE_CITY,     /* everything */
};
struct scope {
    enum scope_level level;
    const char *code; /* of a person the identifier, of a centre its code, of a district its 6 digits; else NULL */
};

/* Texts live where the principal came from: the arena of an act, or a literal. */
struct principal {
    enum principal_kind kind;
    const char *id;        /* unique and stable in its kind; of staff the user name. NULL: the public, the system */
    const char *name;      /* what they are called, as it is written down with what they do */
    unsigned roles;        /* bits whose meaning the room of its kind knows; of staff: enum role */
    struct scope scope;
    enum assurance assurance;
    const char *former_districts; /* for which it worked before, apart by blanks: keys of its requests may be there. NULL: none */
};

/* Who comes without having said who it is, and the program itself. */
extern const struct principal principal_public, principal_system;

/* Is it of one of these kinds (bits)? Nobody is of none. */
bool principal_is(const struct principal *principal, unsigned kinds);
/* Who it is among all kinds, as one text: whose a key, a stream or a count is. Of staff the user name alone, as keys have been kept
 * from the first version on; of others `kind:id`, which is no user name. "" for whoever has no identifier. NULL without memory. */
const char *principal_owner(const struct principal *principal, struct arena *arena);
/* The centre for which it works; NULL: for none, or for more than one. */
const char *principal_centre(const struct principal *principal);
/* Does what a principal may see and do reach this centre (by code), this district (by its 6 digits), the whole city (`code` is not
 * looked at), this person? A centre's code begins with the 6 digits of its district; a sub-centre's is its centre's and "-S1", and
 * belongs to it. */
bool principal_reaches(const struct principal *principal, enum scope_level level, const char *code);
/* Does it work for this centre: it reaches it, or is of one of its sub-centres? */
bool principal_works_for(const struct principal *principal, const char *centre);

#endif
