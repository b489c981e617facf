#include "residents.h"

#include <stdio.h>
#include <string.h>

#include "base/check_digit.h"
#include "base/text.h"

enum slot { SLOT_NONE, SLOT_NUMBER, SLOT_PHONE, SLOT_NAME, SLOT_DIVISION, SLOT_COUNT };

/* splitmix64 */
uint64_t resident_bits(uint64_t number)
{
    uint64_t bits = (number + 1) * UINT64_C(0x9E3779B97F4A7C15);
    bits = (bits ^ bits >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    bits = (bits ^ bits >> 27) * UINT64_C(0x94D049BB133111EB);
    return bits ^ bits >> 31;
}

/* Cheaper than printf, which would be half of what a request costs here. */
static void put_digits(char *at, size_t width, uint64_t value)
{
    for (size_t i = width; i-- > 0; value /= 10)
        at[i] = (char)('0' + value % 10);
}

void resident_make(uint64_t number, int year, const char *born, const char *division, struct resident *ret_resident)
{
    static const char *const families[] = {"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "沈", "陆", "顾", "施"};
    static const char *const given[] = {"秀英", "桂芳", "佩华", "素琴", "惠娟", "玉珍", "美玲", "丽华"};
    struct resident *r = ret_resident;
    uint64_t bits = resident_bits(number);
    const char *family = families[bits >> 40 & 15], *first = given[bits >> 44 & 7];
    size_t size = strlen(family);
    memcpy(r->digits, born, 6);
    put_digits(r->digits + 6, 4, (uint64_t)(year - 71) - (bits >> 8 & 7));
    put_digits(r->digits + 10, 2, (bits >> 16) % 12 + 1);
    put_digits(r->digits + 12, 2, (bits >> 24) % 28 + 1);
    put_digits(r->digits + 14, 3, (bits >> 32) % 499 * 2 + 2);
    r->digits[17] = check_digit_mod_11_2(r->digits, 17);
    r->digits[18] = '\0';
    memcpy(r->telephone, "1380", 4);
    put_digits(r->telephone + 4, 7, bits % 10000000);
    r->telephone[11] = '\0';
    memcpy(r->full_name, family, size);
    memcpy(r->full_name + size, first, strlen(first) + 1);
    r->id_number = r->digits;
    r->phone = r->telephone;
    r->name = r->full_name;
    r->division = division;
}

/* ---- forms ---- */

static void values_of(const struct resident *resident, const char *values[SLOT_COUNT])
{
    values[SLOT_NONE] = "";
    values[SLOT_NUMBER] = resident->id_number;
    values[SLOT_PHONE] = resident->phone;
    values[SLOT_NAME] = resident->name;
    values[SLOT_DIVISION] = resident->division;
}

/* Where the nearest of the resident's data begins in the text; SLOT_NONE at the end. */
static enum slot next_slot(const char *text, const char *const values[SLOT_COUNT], const char **ret_at)
{
    enum slot slot = SLOT_NONE;
    *ret_at = text + strlen(text);
    for (int i = SLOT_NUMBER; i < SLOT_COUNT; i++) {
        const char *at = strstr(text, values[i]);
        if (at != NULL && at < *ret_at) {
            *ret_at = at;
            slot = (enum slot)i;
        }
    }
    return slot;
}

bool form_cut(struct form *form, const char *text, const struct resident *of)
{
    const char *values[SLOT_COUNT];
    values_of(of, values);
    form->size = strlen(text);
    for (form->piece_count = 0; form->piece_count < FORM_PIECES_MAX;) {
        const char *at = NULL;
        enum slot slot = next_slot(text, values, &at);
        form->pieces[form->piece_count].text = text;
        form->pieces[form->piece_count].size = (size_t)(at - text);
        form->pieces[form->piece_count++].then = (int)slot;
        if (slot == SLOT_NONE)
            return true;
        text = at + strlen(values[slot]);
    }
    return false;
}

void form_write(const struct form *form, const struct resident *resident, struct buffer *out)
{
    const char *values[SLOT_COUNT];
    values_of(resident, values);
    for (size_t i = 0; i < form->piece_count; i++) {
        buffer_add(out, form->pieces[i].text, form->pieces[i].size);
        buffer_add_text(out, values[form->pieces[i].then]);
    }
}
