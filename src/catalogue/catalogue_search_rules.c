#include "catalogue/catalogue.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

#define WORDS_MAX 8
#define WORD_SIZE 96

/* One word of a search, letters in lower case. */
struct word { char text[WORD_SIZE]; size_t size; bool ascii; };

/* Words are parted by spaces (also the wide one, U+3000) and the punctuation of titles. */
static size_t separator_size(const char *text)
{
    static const char *const separators[] = {" ", "\t", "\n", ",", ";", "\xE3\x80\x80", "\xEF\xBC\x8C", "\xE3\x80\x81", NULL};
    for (size_t i = 0; separators[i] != NULL; i++)
        if (text_starts_with(text, separators[i]))
            return strlen(separators[i]);
    return 0;
}

static size_t split_words(const char *text, struct word words[WORDS_MAX])
{
    size_t count = 0;
    while (*text != '\0' && count < WORDS_MAX) {
        size_t skip = separator_size(text);
        if (skip > 0) {
            text += skip;
            continue;
        }
        struct word *word = &words[count++];
        *word = (struct word){.ascii = true};
        while (*text != '\0' && separator_size(text) == 0) {
            size_t size = text_character_size(text);
            for (size_t i = 0; i < size; i++, text++) {
                word->ascii &= (unsigned char)*text < 0x80;
                if (word->size + 1 < WORD_SIZE)
                    word->text[word->size++] = (char)tolower((unsigned char)*text);
            }
        }
    }
    return count;
}

static bool has(const char *text, const char *part)
{
    return text != NULL && text_contains_folded(text, part);
}

/* All characters of the word in this order, others between them: 居住证补办 finds 居住证遗失补办. */
static bool has_in_order(const char *text, const char *word)
{
    while (*word != '\0') {
        size_t size = text_character_size(word);
        while (*text != '\0' && strncmp(text, word, size) != 0)
            text += text_character_size(text);
        if (*text == '\0')
            return false;
        text += size;
        word += size;
    }
    return true;
}

static bool has_part(const char *text, const char *start, size_t size)
{
    char part[2 * 4 + 1] = ""; /* two characters at most */
    memcpy(part, start, size);
    return strstr(text, part) != NULL;
}

/* How much of a word of Chinese characters the text has, pair by pair: 居住证补办 has two of its four pairs in 居住证补领.
 * 0 when less than half. */
static int score_pairs(const char *text, const char *word)
{
    int pairs = 0, common = 0, characters = 0;
    for (const char *next = word; *word != '\0'; word = next) {
        next = word + text_character_size(word);
        characters += has_part(text, word, (size_t)(next - word));
        if (*next == '\0')
            break;
        pairs++;
        common += has_part(text, word, (size_t)(next - word) + text_character_size(next));
    }
    return pairs > 0 && common * 2 >= pairs ? 10 + 10 * common / pairs + characters : 0;
}

/* The word begins a word of the English title. */
static bool begins_word(const char *text, const char *word, size_t size)
{
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (i > 0 && isalnum((unsigned char)text[i - 1]))
            continue;
        size_t same = 0;
        while (same < size && tolower((unsigned char)text[i + same]) == word[same])
            same++;
        if (same == size)
            return true;
    }
    return false;
}

static int score_code(const struct catalogue_item *item, const struct word *word)
{
    const char *const codes[] = {item->code, item->handle_code, item->code15, item->basic_code, item->old_code};
    int best = 0;
    if (word->size < 2 || strpbrk(word->text, "0123456789-") == NULL) /* every code has digits */
        return 0;
    for (size_t i = 0; i < ARRAY_COUNT(codes); i++) {
        if (codes[i] == NULL || !text_contains_folded(codes[i], word->text))
            continue;
        int score = strlen(codes[i]) == word->size ? 100 : word->size >= 4 ? 70 : 15;
        best = score > best ? score : best;
    }
    return best;
}

/* A word of Chinese characters; 0 = does not fit. */
static int score_characters(const struct catalogue_item *item, const struct word *word)
{
    if (has(item->name, word->text))
        return text_equal(item->name, word->text) ? 100 : text_starts_with(item->name, word->text) ? 90 : 80;
    if (has_in_order(item->name, word->text))
        return 40;
    return has(item->department->name, word->text) ? 20 : score_pairs(item->name, word->text);
}

/* A word of letters and digits, best ways first; pinyin and initials are in lower case, as the word is. 0 = does not fit. */
static int score_letters(const struct catalogue_item *item, const struct word *word)
{
    int code = score_code(item, word);
    if (code == 100)
        return code;
    if (text_equal(item->initials, word->text))
        return 95;
    if (text_starts_with(item->pinyin, word->text))
        return 85;
    if (has(item->name, word->text))
        return 80;
    if (text_starts_with(item->initials, word->text))
        return 75;
    if (code >= 70)
        return code;
    if (begins_word(item->name_en, word->text, word->size))
        return 65;
    if (word->size >= 3 && strstr(item->pinyin, word->text) != NULL)
        return 60;
    if (word->size >= 2 && strstr(item->initials, word->text) != NULL)
        return 55;
    if (word->size >= 3 && has(item->name_en, word->text))
        return 35;
    return begins_word(item->department->name_en, word->text, word->size) ? 20 : code;
}

static int score_item(const struct catalogue_item *item, const struct word *words, size_t count)
{
    int sum = 1;
    for (size_t i = 0; i < count; i++) {
        int score = words[i].ascii ? score_letters(item, &words[i]) : score_characters(item, &words[i]);
        if (score == 0)
            return 0;
        sum += score;
    }
    return sum;
}

/* Who looks for a matter most often wants the item that can be read up and applied for in full: a guide lifts an item that
 * was really found over better matches without one, but never a vague match, and never over an exact one. */
static int lift_guided(const struct catalogue_version *version, int score, size_t words)
{
    enum { LIFT = 26, FOUND = 50, BELOW_EXACT = 94 };
    int top = 1 + BELOW_EXACT * (int)words;
    if (version->guide == NULL || score <= 1 + FOUND * (int)words || score >= top)
        return score;
    return score + LIFT < top ? score + LIFT : top;
}

static bool version_fits(const struct catalogue_version *version, const struct item_query *query)
{
    return version != NULL && (text_is_empty(query->department) || text_equal(version->item->department->code, query->department)) &&
           (query->mode < 0 || (int)version->mode == query->mode) && (query->kind < 0 || (int)version->kind == query->kind) &&
           (query->audience < 0 || catalogue_is_open_to(version, (enum audience)query->audience)) &&
           (query->channel < 0 || (version->channels & (1U << query->channel)) != 0) &&
           (query->centre == NULL || place_takes_item(query->centre, version->item->code, query->day));
}

struct hit { const struct catalogue_version *version; int score; };
struct material_hit { const struct catalogue_material *material; int score; };

static int compare_hits(const void *a, const void *b)
{
    const struct hit *left = a, *right = b;
    if (left->score != right->score)
        return left->score > right->score ? -1 : 1;
    return strcmp(left->version->item->code, right->version->item->code);
}

const struct catalogue_version **catalogue_search(const struct catalogue *catalogue, struct arena *arena,
                                                  const struct item_query *query, size_t *ret_count)
{
    struct word words[WORDS_MAX];
    size_t word_count = query->text == NULL ? 0 : split_words(query->text, words), count = 0;
    struct hit *hits = arena_array(arena, catalogue->item_count + 1, sizeof(*hits));
    const struct catalogue_version **versions = arena_array(arena, catalogue->item_count + 1, sizeof(*versions));
    *ret_count = 0;
    if (hits == NULL || versions == NULL)
        return NULL;
    for (size_t i = 0; i < catalogue->item_count; i++) {
        const struct catalogue_version *version = catalogue_version_on(&catalogue->items[i], query->day);
        int score = version_fits(version, query) ? score_item(&catalogue->items[i], words, word_count) : 0;
        if (score > 0)
            hits[count++] = (struct hit){version, lift_guided(version, score, word_count)};
    }
    if (word_count > 0)
        qsort(hits, count, sizeof(*hits), compare_hits);
    for (size_t i = 0; i < count; i++)
        versions[i] = hits[i].version;
    *ret_count = count;
    return versions;
}

/* ---- materials ---- */

/* One word of letters: initials, pinyin, or the English name. 0 = does not fit. */
static int score_material_letters(const struct catalogue_material *material, const struct word *word)
{
    const char *pinyin = material->pinyin != NULL ? material->pinyin : "", *initials = material->initials != NULL ? material->initials : "";
    if (text_equal(initials, word->text))
        return 95;
    if (text_starts_with(pinyin, word->text))
        return 85;
    if (text_starts_with(initials, word->text))
        return 75;
    if (begins_word(material->name_en, word->text, word->size))
        return 65;
    return word->size >= 2 && (strstr(pinyin, word->text) != NULL || strstr(initials, word->text) != NULL) ? 40 : 0;
}

static int score_material(const struct catalogue_material *material, const struct word *words, size_t count)
{
    int sum = 1;
    for (size_t i = 0; i < count; i++) {
        const char *text = words[i].text;
        int score = words[i].ascii                                ? score_material_letters(material, &words[i])
                    : text_starts_with(material->name, text)      ? 90
                    : strstr(material->name, text) != NULL        ? 80
                    : has_in_order(material->name, text)          ? 40
                                                                  : 0;
        if (score == 0)
            return 0;
        sum += score;
    }
    return sum;
}

static int compare_material_hits(const void *a, const void *b)
{
    const struct material_hit *left = a, *right = b;
    if (left->score != right->score)
        return left->score > right->score ? -1 : 1;
    size_t left_size = strlen(left->material->name), right_size = strlen(right->material->name);
    if (left_size != right_size) /* 居民身份证 before 代理人身份证: the plain thing has the shorter name */
        return left_size < right_size ? -1 : 1;
    return strcmp(left->material->code, right->material->code);
}

const struct catalogue_material **catalogue_search_materials(const struct catalogue *catalogue, struct arena *arena, const char *text,
                                                             size_t *ret_count)
{
    struct word words[WORDS_MAX];
    size_t word_count = text == NULL ? 0 : split_words(text, words), count = 0;
    struct material_hit *hits = arena_array(arena, catalogue->material_count + 1, sizeof(*hits));
    const struct catalogue_material **found = arena_array(arena, catalogue->material_count + 1, sizeof(*found));
    *ret_count = 0;
    if (hits == NULL || found == NULL)
        return NULL;
    for (size_t i = 0; i < catalogue->material_count; i++) {
        int score = score_material(&catalogue->materials[i], words, word_count);
        if (score > 0)
            hits[count++] = (struct material_hit){&catalogue->materials[i], score};
    }
    if (count > 1)
        qsort(hits, count, sizeof(*hits), compare_material_hits);
    for (size_t i = 0; i < count; i++)
        found[i] = hits[i].material;
    *ret_count = count;
    return found;
}
