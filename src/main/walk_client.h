/* A small HTTP client for one conversation with a server of ours: one request a connection, JSON both ways, all bounded. */
#ifndef TONGBAN_MAIN_WALK_CLIENT_H
#define TONGBAN_MAIN_WALK_CLIENT_H

#include <stdbool.h>

#include "base/json.h"
#include "base/result.h"

struct arena;

struct walk_client {
    struct arena *arena;     /* replies live here */
    char host[256], port[8]; /* of the address */
};

/* Takes an address such as 127.0.0.1:8310 or [::1]:8310 apart. RESULT_INVALID. */
enum result walk_client_open(struct walk_client *client, struct arena *arena, const char *address);

struct walk_request {
    const char *method, *path;
    const char *token;          /* NULL: nobody */
    const char *query_password; /* NULL: none */
    const char *body;           /* JSON, or NULL */
};
struct walk_reply {
    int status;
    const struct json *body; /* NULL when there is none, or it is no JSON */
};
/* RESULT_IO: nobody answers there, or not in ten seconds; RESULT_CORRUPT: what answers does not speak HTTP as we do;
 * RESULT_TOO_LARGE, RESULT_NO_MEMORY. */
enum result walk_client_send(struct walk_client *client, const struct walk_request *request, struct walk_reply *ret_reply);

#endif
