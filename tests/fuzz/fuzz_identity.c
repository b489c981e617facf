/* Identity numbers, codes, phones, names and masks from any text: what is accepted is accepted again as normalised,
 * and no mask shows a number it was given. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "calendar/calendar.h"
#include "identity/identity_rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TODAY = 20778 }; /* 2026-11-21 */

static void check_identity(const char *text)
{
    for (const struct identity_type *type = identity_types; type->code; type++) {
        struct identity identity, again;
        const char *code = NULL, *zh, *en;
        if (!identity_check(type->code, text, TODAY, &identity, &code)) {
            assert(identity_explain(code, &zh, &en));
            continue;
        }
        assert(text_is_clean_utf8(identity.number, strlen(identity.number)));
        assert(identity.birth == DAY_NONE || (day_exists(identity.birth) && identity.birth <= TODAY));
        bool kept = identity_check(type->code, identity.number, TODAY, &again, NULL);
        assert(kept && strcmp(identity.number, again.number) == 0 && identity.birth == again.birth);
    }
}

static void check_others(const char *text)
{
    char code[USCC_SIZE], phone[PHONE_SIZE], name[PERSON_NAME_SIZE], again[PERSON_NAME_SIZE];
    if (uscc_check(text, code, NULL))
        assert(uscc_check(code, again, NULL) && strcmp(code, again) == 0);
    if (phone_check(text, phone, NULL))
        assert(phone_check(phone, again, NULL) && strcmp(phone, again) == 0);
    if (person_name_check(text, name, NULL)) {
        assert(text_is_clean_utf8(name, strlen(name)));
        assert(person_name_check(name, again, NULL) && strcmp(name, again) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(1 << 16);
    assert(arena);
    char *text = size <= 1024 ? arena_copy_bytes(arena, data, size) : NULL;
    if (text) {
        check_identity(text);
        check_others(text);
        const char *(*const masks[])(struct arena *, const char *) = { mask_id_number, mask_name, mask_phone, mask_text };
        for (size_t i = 0; i < ARRAY_COUNT(masks); i++) {
            const char *masked = masks[i](arena, text);
            assert(masked && strlen(masked) <= strlen(text) && (text[0] == '\0' || strchr(masked, '*')));
        }
    }
    const char *written = text ? mask_written(arena, text) : NULL;
    assert(!text || (written && strlen(written) <= strlen(text)));
    const char *const known[] = {"CHN110101010101", "12345678", text, NULL};
    const char *own = text ? mask_known(arena, text, known) : NULL;
    assert(!text || (own && strlen(own) <= strlen(text)));
    assert(!text || mask_may_hold_number(text) || (strcmp(written, text) == 0 && strcmp(own, text) == 0));
    arena_free(arena);
    return 0;
}
