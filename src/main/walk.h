/* What command_walk.c (the story) and walk_application.c (filling an application) share. */
#ifndef TONGBAN_MAIN_WALK_H
#define TONGBAN_MAIN_WALK_H

#include "base/arena.h"
#include "main/walk_client.h"

enum walk_language { WALK_ZH = 1, WALK_EN = 2 };

struct walk {
    struct walk_client client;
    struct arena *arena;
    unsigned languages; /* of enum walk_language */
    int step;           /* the last number told */
};

/* Sends and expects this status; otherwise tells which request failed and why. */
bool walk_ask(struct walk *walk, const struct walk_request *request, int status, const struct json **ret_body);
/* GET of a path with an optional token. */
bool walk_get(struct walk *walk, const char *token, const char *path, const struct json **ret_body);

/* Somebody who does not exist. */
struct walk_person {
    const char *name;
    char id_number[19];
    char phone[12];
    const char *hukou_division;     /* 9 digits */
    const char *residence_division; /* 9 digits */
};
/* A woman in her seventies. `today` as the server tells it, YYYY-MM-DD. */
void walk_person_make(struct walk_person *person, const char *today, const char *hukou_division, const char *residence_division);

/* Asks the server what is missing until nothing is: answers questions with their first option, fills fields by their type,
 * brings materials. The body for POST /v1/cases, or NULL after a failure that was told. */
const char *walk_application(struct walk *walk, const char *token, const struct json *item, const struct walk_person *person);

#endif
