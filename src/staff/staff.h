/* The staff room: staff accounts and their passwords. */
#ifndef TONGBAN_STAFF_STAFF_H
#define TONGBAN_STAFF_STAFF_H

#include <stdint.h>

#include "act/act.h"
#include "base/result.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "staff/staff_rules.h"

struct places;
struct settings;
struct writer;

extern const struct room staff_room;
extern struct db_statement *const staff_statements[];

/* What is done with accounts, by an administrator at a desk or on the command line. Prepare decides on act->session;
 * where there is a new password, account_hash follows: processor time, no database. Commit writes, in a transaction.
 * All of it, and what the order points at, lives until then; act->context has the places. */
#define INITIAL_PASSWORD_SIZE 20
struct account_order {
    const char *username, *name, *role, *centre, *district; /* NULL: none, or as it is */
    enum yes_or_no active;
    bool unlock, reset_password; /* forget wrong passwords; give a new first password */
};
struct account_change {
    struct account_order order;
    struct staff staff; /* as it stands once it is written */
    bool has_password;
    char password[INITIAL_PASSWORD_SIZE], hash[PASSWORD_HASH_SIZE]; /* a first one, to be changed by its owner */
};
enum result account_create_prepare(struct act *act, const struct account_order *order,
                                   struct account_change **ret_change);
enum result account_create_commit(struct act *act, struct db_session *session, struct account_change *change);
/* Whatever changes of an account ends its sessions. RESULT_NOT_FOUND: there is none of this user name. */
enum result account_change_prepare(struct act *act, const struct account_order *order,
                                   struct account_change **ret_change);
enum result account_change_commit(struct act *act, struct db_session *session, struct account_change *change);
enum result account_hash(struct account_change *change);

/* Which accounts; NULL or "": all. */
struct account_filter {
    const char *after;  /* user names after this one */
    const char *words;  /* part of the user name or name */
    const char *centre, *role;
    int64_t limit;
};
struct account_page { struct staff *items; size_t count; const char *next; }; /* next: what the next is after, or NULL */
/* In the order of user names. */
enum result account_list_page(struct act *act, const struct account_filter *filter, struct account_page *ret_page);
/* That of the act's principal. */
enum result account_read_own(struct act *act, struct staff *ret_staff);

/* Of staff: an account that is switched off, or of the demonstration outside it, is none. */
enum result staff_read_principal(const struct settings *settings, struct db_session *session, struct arena *arena, const char *id,
                                  struct principal *ret_principal);
/* Is there an account of this name, used or not? */
enum result staff_exists(struct db_session *session, const char *username, bool *ret_exists);
/* Once an hour, from a thread that may wait for the writer: forgets old wrong passwords, and devices that were not used for long. */
enum result staff_tick(struct writer *writer, int64_t now_ms);

/* Makes or mends the demonstration accounts: clerk., reviewer. and lead. of every centre open today, district. of every
 * district, city, keeper, auditor, admin; all with the password tongban-demo. Doing it again changes nothing.
 * A real account that bears such a name stays as it is. */
enum result staff_make_demo(struct writer *writer, const struct places *places, int64_t now_ms);
/* How many demonstration accounts a database holds; the server warns when it runs without --demo and there are some. */
enum result staff_count_demo(struct db_session *session, int64_t *ret_count);

/* Visits the accounts of those who work (active, not of the demonstration) at a centre or in a district that `places` has not, in
 * the order of user names; what `found` is given lives until it returns. Reads all accounts. */
enum result staff_list_lost(struct db_session *session, const struct places *places,
                            void (*found)(void *sink, const struct staff *staff), void *sink);

/* Recounts the invariants of accounts: every role is known, every place of work is the role's, and exists where somebody works
 * (an account that is switched off, or of the demonstration, may have been left behind by a pack). Faults as lines; returns their
 * number. */
int64_t staff_check(struct db_session *session, const struct places *places,
                     void (*report)(void *sink, const char *line), void *sink);

#endif
