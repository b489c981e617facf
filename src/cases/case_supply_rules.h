/* What a supplement has to bring 补正: what was objected to comes anew; after a return something is put right, or said. Judged when
 * it comes, never again when a case is lived through once more. */
#ifndef TONGBAN_CASES_CASE_SUPPLY_RULES_H
#define TONGBAN_CASES_CASE_SUPPLY_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "cases/case_inputs.h"

/* What comes with a supplement. */
struct supply_brought {
    const char *const *materials; size_t material_count; /* at least one copy each; NULL: a line of its own */
    bool filled;          /* answers or fields */
    bool moved;           /* another household or residence */
    bool told;            /* a note that says something */
};

/* Which of what the applicant was asked for must still be brought: sets `absent` of each. `has_form`: the item has fields or questions
 * at all; `takes_lines`: papers may be named in words, so each that was asked for in words is one that must come. Returns how many. */
size_t supply_absent(const struct case_reasons *asked, const struct supply_brought *brought, bool has_form, bool takes_lines, bool *absent);
/* Is anything different from before, or explained? What leads a case on without that leads nowhere. */
bool supply_says_something(const struct supply_brought *brought);

#endif
