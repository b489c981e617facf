#include "base/result.h"

#include <stddef.h>

const char *result_name(enum result result)
{
    static const char *const names[] = {
#define RESULT_TEXT(name, text) [RESULT_##name] = text,
        RESULTS(RESULT_TEXT)
#undef RESULT_TEXT
    };
    size_t index = (size_t)result;
    return index < sizeof(names) / sizeof(names[0]) ? names[index] : names[RESULT_INTERNAL];
}
