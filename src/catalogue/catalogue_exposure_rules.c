/* What is shown of a form's values without a logged look (个人信息保护法 art. 6: the least that serves). Pure. */
#include <string.h>

#include "base/text.h"
#include "calendar/calendar.h"
#include "catalogue/catalogue.h"

/* A closed value cannot hold anything but what its type says. */
static bool is_closed(enum element_type type)
{
    return type == ELEMENT_integer || type == ELEMENT_money || type == ELEMENT_date || type == ELEMENT_choice || type == ELEMENT_division ||
           type == ELEMENT_bool;
}

const char *catalogue_exposure_fault(enum element_type type, enum element_exposure exposure)
{
    if (type == ELEMENT_long_text && exposure != EXPOSURE_free)
        return "what is told at length is free";
    if (exposure == EXPOSURE_free && type != ELEMENT_long_text && type != ELEMENT_text)
        return "only a text is free";
    if (exposure == EXPOSURE_public && !is_closed(type))
        return "whatever can be written into it is not public";
    return NULL;
}

const struct catalogue_choice *catalogue_choice_of(const struct catalogue_element *element, const char *code)
{
    for (size_t i = 0; element->codelist != NULL && i < element->codelist->count; i++)
        if (text_equal(element->codelist->choices[i].code, code))
            return &element->codelist->choices[i];
    return NULL;
}

#define COUNT_MAX 999999 /* longer ones are numbers of something */
#define MONEY_SIZE_MAX 16
#define DIVISION_SIZE_MAX 12

static bool looks_like(const struct catalogue_element *element, const struct json *value)
{
    int32_t day = 0;
    const char *text = value->type == JSON_TEXT ? value->text.bytes : NULL;
    switch (element->type) {
    case ELEMENT_integer: return value->type == JSON_INTEGER && value->integer >= 0 && value->integer <= COUNT_MAX;
    case ELEMENT_bool: return value->type == JSON_BOOL;
    case ELEMENT_money: return text != NULL && text[strspn(text, "0123456789.")] == '\0' && strlen(text) <= MONEY_SIZE_MAX;
    case ELEMENT_date: return text != NULL && day_parse(text, &day);
    case ELEMENT_choice: return text != NULL && catalogue_choice_of(element, text) != NULL;
    case ELEMENT_division: return text != NULL && text[strspn(text, "0123456789")] == '\0' && strlen(text) <= DIVISION_SIZE_MAX;
    default: return false;
    }
}

enum showing catalogue_showing(const struct catalogue_element *element, const struct json *value)
{
    if (element == NULL || value->type == JSON_ARRAY || value->type == JSON_OBJECT || element->exposure == EXPOSURE_free ||
        element->type == ELEMENT_long_text)
        return SHOWN_HIDDEN;
    if (value->type == JSON_NULL)
        return SHOWN_CLEAR;
    return element->exposure == EXPOSURE_public && looks_like(element, value) ? SHOWN_CLEAR : SHOWN_MASKED;
}
