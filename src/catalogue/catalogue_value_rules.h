/* One value of a form against its data element. */
#ifndef TONGBAN_CATALOGUE_CATALOGUE_VALUE_RULES_H
#define TONGBAN_CATALOGUE_CATALOGUE_VALUE_RULES_H

#include "catalogue/catalogue.h"

/* Absent, null, or a text of nothing but blanks. */
bool catalogue_value_is_empty(const struct json *value);
/* Checks a value that is not empty and gives it in its one written form: integers as integers, money as text with two
 * decimals, identity numbers in capitals and phones in their normal form, accounts without blanks. A fault is added under `path`. */
bool catalogue_check_value(struct arena *arena, const struct catalogue_element *element, const struct application_checks *checks,
                           const struct json *given, struct json *ret_value, struct field_errors *errors, const char *path);

#endif
