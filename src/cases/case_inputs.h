/* What comes with an action on a case, as data: from it come the check of a request, the inputs told with allowed_actions, and OpenAPI. */
#ifndef TONGBAN_CASES_CASE_INPUTS_H
#define TONGBAN_CASES_CASE_INPUTS_H

#include "base/spec.h"

#define OTHER "other" /* of reasons and special procedures: what is not listed, and must be said in words */

/* Of POST /v1/cases/{number}/actions: what every action has, and by action the others. */
extern const struct field case_act_body[];
/* Those of a supplement to a case that its responsible centre has taken over: addresses stay. */
extern const struct field case_supplement_inputs_fixed[];

/* A line of materials, as an application has it too. */
extern const struct field case_materials_item[];
extern const char *const case_material_sources[]; /* closed by NULL */

#endif
