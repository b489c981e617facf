/* The file of keys: text, a line a key, closed by a check over all lines before it.
 *
 *   tongban-keys 1
 *   index HEX64            HMAC-SM3 key of the blind indexes
 *   seal ID HEX32 HEX64    SM4 key and HMAC-SM3 key; the last of these lines seals, all of them open
 *   check HEX64            SM3 of every byte above
 *
 * A key is never taken out while something is sealed under it; a new one is added at the end.
 */
#include "crypto/keyring.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "crypto/crypto.h"

static_assert(TABLE_KEY_SIZE == BLIND_SIZE, "a blind is a key");

static const char first_line[] = "tongban-keys 1\n";

enum { FILE_BYTES_MAX = 4096, LINE_BYTES_MAX = 200 };

/* Reads the file while making sure that only its owner can; *ret_size bytes and a NUL. */
static enum result read_private_file(const char *path, char bytes[FILE_BYTES_MAX + 1], size_t *ret_size)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK); /* a pipe must not make us wait */
    if (file < 0)
        return errno == ENOENT ? RESULT_NOT_FOUND : RESULT_IO;
    struct stat about;
    enum result result = RESULT_OK;
    size_t size = 0;
    if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode))
        result = RESULT_IO;
    else if ((about.st_mode & 077) != 0)
        result = RESULT_FORBIDDEN;
    while (result == RESULT_OK && size <= FILE_BYTES_MAX) {
        ssize_t count = read(file, bytes + size, FILE_BYTES_MAX + 1 - size);
        if (count == 0)
            break;
        if (count > 0)
            size += (size_t)count;
        else if (errno != EINTR)
            result = RESULT_IO;
    }
    close(file);
    if (result == RESULT_OK && size > FILE_BYTES_MAX)
        result = RESULT_CORRUPT;
    if (result == RESULT_OK) {
        bytes[size] = '\0';
        *ret_size = size;
    }
    return result;
}

/* `word` at the start of the line; *line moves behind it. */
static bool take_word(const char **line, const char *word)
{
    if (!text_starts_with(*line, word))
        return false;
    *line += strlen(word);
    return true;
}

/* 2 * size hex digits, then `end`; *line moves behind it. */
static bool take_hex(const char **line, uint8_t *bytes, size_t size, char end)
{
    char hex[2 * 32 + 1];
    if (size > 32 || strlen(*line) < 2 * size + 1 || (*line)[2 * size] != end)
        return false;
    memcpy(hex, *line, 2 * size);
    hex[2 * size] = '\0';
    bool read = text_unhex(bytes, size, hex);
    crypto_wipe(hex, sizeof(hex));
    *line += 2 * size + 1;
    return read;
}

static bool has_seal_key(const struct keyring *keyring, uint8_t id)
{
    for (int i = 0; i < keyring->seal_key_count; i++) {
        if (keyring->seal_keys[i].id == id)
            return true;
    }
    return false;
}

/* ID 1..255 in decimal without leading zeros, HEX32, HEX64. */
static bool take_seal_key(const char **line, struct keyring *keyring)
{
    int id = 0;
    for (int digits = 0; **line >= '0' && **line <= '9' && digits < 3; digits++, ++*line)
        id = id * 10 + (**line - '0');
    if (id < 1 || id > 255 || !take_word(line, " ") || keyring->seal_key_count == SEAL_KEYS_MAX
        || has_seal_key(keyring, (uint8_t)id))
        return false;
    struct seal_key *key = &keyring->seal_keys[keyring->seal_key_count];
    key->id = (uint8_t)id;
    if (!take_hex(line, key->cipher, CIPHER_KEY_SIZE, ' ') || !take_hex(line, key->mac, MAC_KEY_SIZE, '\n'))
        return false;
    keyring->seal_key_count++;
    return true;
}

bool keyring_parse(const char *text, struct keyring *keyring)
{
    const char *line = text;
    if (!take_word(&line, first_line) || !take_word(&line, "index ")
        || !take_hex(&line, keyring->index_key, INDEX_KEY_SIZE, '\n'))
        return false;
    while (take_word(&line, "seal ")) {
        if (!take_seal_key(&line, keyring))
            return false;
    }
    uint8_t digest[SM3_SIZE], stated[SM3_SIZE];
    crypto_sm3(text, (size_t)(line - text), digest);
    return keyring->seal_key_count > 0 && take_word(&line, "check ") && take_hex(&line, stated, SM3_SIZE, '\n')
        && *line == '\0' && crypto_equal(digest, stated, SM3_SIZE);
}

static void random_hex(char *target, size_t size)
{
    uint8_t bytes[32];
    crypto_random(bytes, size);
    text_hex(target, bytes, size);
    crypto_wipe(bytes, sizeof(bytes));
}

static enum result create_file(const char *path)
{
    char index[2 * INDEX_KEY_SIZE + 1], cipher[2 * CIPHER_KEY_SIZE + 1], mac[2 * MAC_KEY_SIZE + 1];
    random_hex(index, INDEX_KEY_SIZE);
    random_hex(cipher, CIPHER_KEY_SIZE);
    random_hex(mac, MAC_KEY_SIZE);
    char text[4 * LINE_BYTES_MAX], check[2 * SM3_SIZE + 1];
    int length = snprintf(text, sizeof(text), "%sindex %s\nseal 1 %s %s\n", first_line, index, cipher, mac);
    uint8_t digest[SM3_SIZE];
    crypto_sm3(text, (size_t)length, digest);
    text_hex(check, digest, SM3_SIZE);
    length += snprintf(text + length, sizeof(text) - (size_t)length, "check %s\n", check);
    enum result result = file_create(path, text, (size_t)length, 0600);
    crypto_wipe(index, sizeof(index));
    crypto_wipe(cipher, sizeof(cipher));
    crypto_wipe(mac, sizeof(mac));
    crypto_wipe(text, sizeof(text));
    return result;
}

enum result keyring_open(const char *path, bool create, struct keyring **ret_keyring)
{
    char text[FILE_BYTES_MAX + 1];
    size_t size = 0;
    enum result result = read_private_file(path, text, &size);
    if (result == RESULT_NOT_FOUND && create) {
        result = create_file(path);
        if (result == RESULT_OK || result == RESULT_CONFLICT) /* another process was first: take its keys */
            result = read_private_file(path, text, &size);
    }
    if (result != RESULT_OK)
        return result;
    struct keyring *keyring = calloc(1, sizeof(*keyring));
    if (keyring)
        keyring->pool = seal_pool_new();
    if (!keyring || !keyring->pool)
        result = RESULT_NO_MEMORY;
    else if (strlen(text) != size || !keyring_parse(text, keyring))
        result = RESULT_CORRUPT;
    else
        crypto_blind(keyring, "tables", "", keyring->table_key);
    crypto_wipe(text, sizeof(text));
    if (result != RESULT_OK) {
        keyring_free(keyring);
        return result;
    }
    *ret_keyring = keyring;
    return RESULT_OK;
}

void keyring_free(struct keyring *keyring)
{
    if (!keyring)
        return;
    seal_pool_free(keyring->pool);
    crypto_wipe(keyring, sizeof(*keyring));
    free(keyring);
}
