/* 脱敏: personal data as it is shown to those who need not know it (GB/T 22239 and 个人信息保护法: the least that serves). */
#include "people/identity_rules.h"

#include "base/arena.h"
#include "base/text.h"

static const char *skip(const char *text, size_t characters)
{
    for (; characters > 0 && *text; characters--)
        text += text_character_size(text);
    return text;
}

/* A star for each of the `count` characters but the first `head` and last `tail`. */
static const char *mask(struct arena *arena, const char *text, size_t count, size_t head, size_t tail)
{
    size_t hidden = head + tail < count ? count - head - tail : 0;
    const char *from = skip(text, head), *behind = skip(from, hidden);
    char *masked = arena_copy_text(arena, text); /* stars only make it shorter */
    if (!masked)
        return NULL;
    char *stars = masked + (from - text);
    memset(stars, '*', hidden);
    memcpy(stars + hidden, behind, strlen(behind) + 1);
    return masked;
}

/* A third, the larger half of it at the end, where people compare. */
const char *mask_text(struct arena *arena, const char *text)
{
    if (!text)
        return NULL;
    size_t count = text_count_characters(text), shown = count / 3;
    return mask(arena, text, count, shown / 2, shown - shown / 2);
}

const char *mask_id_number(struct arena *arena, const char *number)
{
    bool long_enough = number && text_count_characters(number) == 18;
    return long_enough ? mask(arena, number, 18, 3, 4) : mask_text(arena, number);
}

const char *mask_phone(struct arena *arena, const char *phone)
{
    bool mobile = phone && phone[0] == '1' && text_is_digits(phone, 11);
    return mobile ? mask(arena, phone, 11, 3, 4) : mask_text(arena, phone);
}

const char *mask_name(struct arena *arena, const char *name)
{
    if (!name)
        return NULL;
    size_t count = text_count_characters(name);
    return mask(arena, name, count, count >= 2, count >= 3);
}
