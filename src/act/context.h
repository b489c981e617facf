/* What the running program holds. */
#ifndef TONGBAN_ACT_CONTEXT_H
#define TONGBAN_ACT_CONTEXT_H

struct catalogue;
struct db;
struct events;
struct keyring;
struct places;
struct room;
struct sessions;
struct settings;
struct writer;

#define ROOMS_MAX 32

/* Set before the server starts, immutable while it runs. A command that needs less has NULL for the rest. */
struct context {
    const struct settings *settings;
    const struct room *const *rooms; /* all of them, closed by NULL, at most ROOMS_MAX */
    void *memory[ROOMS_MAX];         /* what each room keeps for itself, in their order: room_memory */
    struct db *db;
    struct writer *writer;
    const struct keyring *keyring;
    struct sessions *sessions;
    struct events *events;
    struct places *places; /* the city, by which the rules of every room go */
    struct catalogue *catalogue;
};

#endif
