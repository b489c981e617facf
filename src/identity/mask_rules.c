/* 脱敏: personal data as it is shown to those who need not know it (GB/T 22239 and 个人信息保护法: the least that serves). */
#include "identity/identity_rules.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

static bool is_ascii(const char *text, size_t size)
{
    unsigned char all = 0;
    for (size_t i = 0; i < size; i++)
        all |= (unsigned char)text[i];
    return all < 0x80;
}

/* Numbers: each byte is a character. */
static const char *mask_ascii(struct arena *arena, const char *text, size_t size, size_t head, size_t tail)
{
    char *masked = arena_copy_bytes(arena, text, size);
    if (masked && head + tail < size)
        memset(masked + head, '*', size - head - tail);
    return masked;
}

/* A star for every character but the first `head` and last `tail`. */
static const char *mask(struct arena *arena, const char *text, size_t head, size_t tail)
{
    size_t count = 0, at = 0, step, size = strlen(text);
    if (is_ascii(text, size))
        return mask_ascii(arena, text, size, head, tail);
    for (const char *character = text; *character; character += text_character_size(character))
        count++;
    char *masked = arena_copy_text(arena, text); /* stars only make it shorter */
    if (!masked)
        return NULL;
    char *end = masked;
    for (; *text; text += step, at++) {
        step = text_character_size(text);
        if (at < head || at + tail >= count) {
            memcpy(end, text, step);
            end += step;
        } else {
            *end++ = '*';
        }
    }
    *end = '\0';
    return masked;
}

/* A third, the larger half of it at the end, where people compare. */
const char *mask_text(struct arena *arena, const char *text)
{
    if (!text)
        return NULL;
    size_t shown = text_count_characters(text) / 3;
    return mask(arena, text, shown / 2, shown - shown / 2);
}

const char *mask_id_number(struct arena *arena, const char *number)
{
    bool long_enough = number && text_count_characters(number) == 18;
    return long_enough ? mask(arena, number, 3, 4) : mask_text(arena, number);
}

const char *mask_phone(struct arena *arena, const char *phone)
{
    bool mobile = phone && phone[0] == '1' && text_is_digits(phone, 11);
    return mobile ? mask(arena, phone, 3, 4) : mask_text(arena, phone);
}

const char *mask_name(struct arena *arena, const char *name)
{
    if (!name)
        return NULL;
    size_t count = text_count_characters(name);
    return mask(arena, name, count >= 2, count >= 3);
}
