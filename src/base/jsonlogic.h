/* Conditions as data: JsonLogic (https://jsonlogic.com), the same rule in the program and in the browser. Pure.
 * Operators: var missing missing_some if ?: == === != !== ! !! or and > >= < <= max min + - * / % map filter reduce all none some
 * merge in cat substr log. Depth and steps are bounded; over the bound the rule fails. */
#ifndef TONGBAN_BASE_JSONLOGIC_H
#define TONGBAN_BASE_JSONLOGIC_H

#include <stdbool.h>

#include "base/json.h"
#include "base/result.h"

struct arena;

/* Evaluates `rule` over `data`; the value lives in the arena or in its inputs.
 * RESULT_INVALID: unknown operator or a bound reached. */
enum result jsonlogic_apply(struct arena *arena, const struct json *rule, const struct json *data,
                            const struct json **ret_value);
/* Truthiness as JsonLogic defines it ([] and "" and 0 are false, "0" is true). */
bool jsonlogic_truthy(const struct json *value);
/* NULL or JSON null rule holds always; a failing rule does not hold. */
bool jsonlogic_holds(struct arena *arena, const struct json *rule, const struct json *data);
/* Checks a rule's shape and operators without data; the first unknown operator's name in *ret_operator. */
bool jsonlogic_is_known(const struct json *rule, const char **ret_operator);

#endif
