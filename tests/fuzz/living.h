/* A whole program for fuzz targets: opened once on a temporary database with the city and the demonstration accounts,
 * closed and recounted when the process ends; faults found then end it with a failed assert. */
#ifndef TONGBAN_FUZZ_LIVING_H
#define TONGBAN_FUZZ_LIVING_H

#include "base/arena.h"
#include "http/exchange.h"
#include "main/program.h"

/* Opens it at the first call; the same one ever after. */
struct program *living_program(void);
/* Called before the program is closed, for what a target has started on it; at most one. */
void living_before_end(void (*stop)(void));
/* What time does by itself, now. */
void living_tick(void);
/* Demonstration accounts as they were at first, whatever was done to them. */
void living_mend_accounts(void);

/* A reply of the program: a status that may be, JSON that is JSON, refusals with their words. type may be NULL. */
void living_check_reply(int status, const char *type, const char *body, size_t size);

/* Inputs speak of what they cannot know by $ and a letter (living.c has the list); `input` is copied to `out` with these
 * replaced. *ret_tokens (may be NULL) tells whether a token was among them. */
void living_expand(struct buffer *out, const char *input, size_t size, bool *ret_tokens);
/* Signs everybody in through `ask` (a request's body in, a reply's body out), all of them or those whose session has ended. */
typedef int (*living_ask)(const char *method, const char *path, const char *token, const char *body, struct buffer *reply);
void living_sign_in(living_ask ask);
/* Remembers case numbers, query passwords and cursors of a reply for the requests after it. */
void living_remember(const char *body, size_t size);

#endif
