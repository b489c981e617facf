#include "act/act.h"

#include <stddef.h>

void act_after(struct act *act, struct act_after *after)
{
    after->next = act->after;
    act->after = after;
}

void act_committed(struct act *act)
{
    struct act_after *after = act->after;
    act->after = NULL;
    for (struct act_after *next; after != NULL; after = next) {
        next = after->next;
        after->run(after, act);
    }
}

const struct problem problem_fields = {"invalid_fields", 422, "有内容需要更正", "Some fields need correcting"};

static enum result result_of_status(int status)
{
    switch (status) {
    case 400: case 415: case 422: return RESULT_INVALID;
    case 401: return RESULT_UNAUTHENTICATED;
    case 403: return RESULT_FORBIDDEN;
    case 404: return RESULT_NOT_FOUND;
    case 409: return RESULT_CONFLICT;
    case 413: return RESULT_TOO_LARGE;
    case 429: return RESULT_LIMITED;
    case 503: return RESULT_BUSY;
    default: return RESULT_INTERNAL;
    }
}

enum result act_refuse(struct act *act, const struct problem *problem)
{
    return act_refuse_with(act, problem, NULL, NULL);
}

enum result act_refuse_with(struct act *act, const struct problem *problem, const char *zh, const char *en)
{
    act->problem = problem;
    act->problem_zh = zh;
    act->problem_en = en;
    return result_of_status(problem->status);
}

enum result act_refuse_fields(struct act *act) { return act_refuse(act, &problem_fields); }
