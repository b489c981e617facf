/* The refusals that http itself gives, whatever is asked for. Those that rooms hand up are in http/http.h. */
#ifndef TONGBAN_HTTP_PROBLEM_H
#define TONGBAN_HTTP_PROBLEM_H

#include "act/act.h"
#include "base/json_write.h"

extern const struct problem problem_method, problem_too_large, problem_media_type, problem_json, problem_malformed, problem_host,
    problem_framing, problem_coding, problem_target_too_long, problem_head_too_large, problem_timeout, problem_too_many_streams,
    problem_busy, problem_unauthenticated, problem_password_change_required, problem_internal, problem_conflict,
    problem_key_reused, problem_limited, problem_too_complex, problem_io, problem_answer_no_longer_kept;

/* The members that every problem has, into an object that is open. */
void problem_write_members(struct json_writer *json, const struct problem *problem, const struct field_errors *errors);

#endif
