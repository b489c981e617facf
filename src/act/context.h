/* What the running program holds. */
#ifndef TONGBAN_ACT_CONTEXT_H
#define TONGBAN_ACT_CONTEXT_H

struct cases;
struct catalogue;
struct db;
struct events;
struct keyring;
struct places;
struct room;
struct sessions;
struct settings;
struct writer;

/* Set before the server starts, immutable while it runs. A command that needs less has NULL for the rest. */
struct context {
    const struct settings *settings;
    const struct room *const *rooms; /* all of them, closed by NULL */
    struct db *db;
    struct writer *writer;
    const struct keyring *keyring;
    struct sessions *sessions;
    struct places *places;
    struct catalogue *catalogue;
    struct cases *cases;
    struct events *events;
};

#endif
