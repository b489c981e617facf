/* The refusals that http itself gives, whatever is asked for. */
#ifndef TONGBAN_HTTP_PROBLEM_H
#define TONGBAN_HTTP_PROBLEM_H

#include "act/act.h"
#include "base/json_write.h"

#define PROBLEM(name, code, status, zh, en) extern const struct problem problem_##name;
#include "http/problems.def"
#undef PROBLEM
extern const struct problem problem_answer_no_longer_kept; /* of keys that an earlier version kept */

/* The members that every problem has, into an object that is open. */
void problem_write_members(struct json_writer *json, const struct problem *problem, const struct field_errors *errors);

#endif
