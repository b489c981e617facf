/* Inside jsonlogic: values as JavaScript sees them. Undefined is a NULL pointer. */
#ifndef TONGBAN_BASE_JSONLOGIC_VALUES_H
#define TONGBAN_BASE_JSONLOGIC_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"
#include "base/result.h"

struct arena;

/* One run of a rule: what it may take, what it has taken, and how it fares. */
struct evaluation {
    struct arena *arena;
    long steps_left;
    int depth;
    enum result result; /* once not OK, everything answers undefined and the run ends */
};

/* What an operator was given, evaluated. */
struct arguments {
    const struct json *const *values;
    size_t count;
};

const struct json *logic_fail(struct evaluation *run, enum result result); /* always NULL */
/* Pays for work; false when the run has failed or may go no further. */
bool logic_spend(struct evaluation *run, size_t steps);

const struct json *logic_make_bool(bool value); /* static */
const struct json *logic_make_null(void);       /* static */
const struct json *logic_make_number(struct evaluation *run, double value);
const struct json *logic_make_text(struct evaluation *run, const char *bytes, size_t size);
/* `items` are in the arena already. */
const struct json *logic_make_array(struct evaluation *run, const struct json *items, size_t count);
/* Room for items; NULL when the run has failed. */
struct json *logic_make_items(struct evaluation *run, size_t count);

bool logic_is_number(const struct json *value);
/* Number(value); NaN for what is none. */
double logic_to_number(struct evaluation *run, const struct json *value);
/* parseFloat(value): the number a text begins with. */
double logic_to_leading_number(struct evaluation *run, const struct json *value);
/* String(value), NUL-terminated; NULL when the run has failed. */
const char *logic_to_text(struct evaluation *run, const struct json *value, size_t *ret_size);
/* All as one text: nothing for null and undefined. */
const struct json *logic_concatenate(struct evaluation *run, const struct arguments *given);

bool logic_equal_strictly(const struct json *a, const struct json *b);                       /* === */
bool logic_equal_loosely(struct evaluation *run, const struct json *a, const struct json *b); /* == */
/* -1, 0, 1, or 2 when the two cannot be ordered. Texts by their bytes, all else as numbers. */
int logic_compare(struct evaluation *run, const struct json *a, const struct json *b);

/* The plain operators: those whose arguments are evaluated before they are called. NULL when there is none of that name. */
struct operator {
    const char *name;
    const struct json *(*run)(struct evaluation *run, const struct json *data, const struct arguments *given);
};
const struct operator *logic_find_operator(const char *name);

#endif
