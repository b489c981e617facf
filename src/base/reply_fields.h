/* Rows of replies, as they are mostly written: TEXT("name") or TEXT("name", "what it is"). A reply has all its members; what may be
 * unknown is null. */
#ifndef TONGBAN_BASE_REPLY_FIELDS_H
#define TONGBAN_BASE_REPLY_FIELDS_H

#include "base/spec.h"

/* Of the texts of a file's replies: it may say another before it includes this. */
#ifndef REPLY_TEXT_MAX
#define REPLY_TEXT_MAX 2000
#endif
#define MAY_BE_NULL (FIELD_REQUIRED | FIELD_NULLABLE)
#define TEXT(name, ...) {name, FIELD_TEXT, FIELD_REQUIRED, .max = REPLY_TEXT_MAX, .description = "" __VA_ARGS__}
#define TEXT_OR_NULL(name, ...) \
    {name, FIELD_TEXT, MAY_BE_NULL | FIELD_EMPTY_OK, .max = REPLY_TEXT_MAX, .description = "" __VA_ARGS__}
#define CHOICE(name, list, ...) {name, FIELD_TEXT, FIELD_REQUIRED, .choices = list, .description = "" __VA_ARGS__}
#define DAY(name, ...) {name, FIELD_DATE, FIELD_REQUIRED, .description = "" __VA_ARGS__}
#define DAY_OR_NULL(name, ...) {name, FIELD_DATE, MAY_BE_NULL, .description = "" __VA_ARGS__}
#define TIME(name, ...) {name, FIELD_TIME, FIELD_REQUIRED, .description = "" __VA_ARGS__}
#define TIME_OR_NULL(name, ...) {name, FIELD_TIME, MAY_BE_NULL, .description = "" __VA_ARGS__}
#define FLAG(name, ...) {name, FIELD_BOOL, FIELD_REQUIRED, .description = "" __VA_ARGS__}
#define NUMBER(name, ...) {name, FIELD_INTEGER, FIELD_REQUIRED, .description = "" __VA_ARGS__}
#define NUMBER_OR_NULL(name, ...) {name, FIELD_INTEGER, MAY_BE_NULL, .description = "" __VA_ARGS__}
#define REAL(name, ...) {name, FIELD_NUMBER, FIELD_REQUIRED, .description = "" __VA_ARGS__}
#define REAL_OR_NULL(name, ...) {name, FIELD_NUMBER, MAY_BE_NULL, .description = "" __VA_ARGS__}
#define OBJECT(name, of, ...) {name, FIELD_OBJECT, FIELD_REQUIRED, .fields = of, .description = "" __VA_ARGS__}
#define OBJECT_OR_NULL(name, of, ...) \
    {name, FIELD_OBJECT, MAY_BE_NULL, .fields = of, .description = "" __VA_ARGS__}
#define LIST(name, most, item, ...) \
    {name, FIELD_LIST, FIELD_REQUIRED, .max = most, .fields = item, .description = "" __VA_ARGS__}

#endif
