/* The file of keys and sealed bytes, from any bytes: read or refused, and nothing forged opens. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "crypto/crypto.h"
#include "crypto/keyring.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct keyring any_keys = { .seal_key_count = 1, .seal_keys = { { .id = 1 } } };
    static struct arena *arena;
    if (!arena) {
        bool ready = crypto_start() == RESULT_OK && (arena = arena_new(1 << 20)) != NULL;
        assert(ready);
        crypto_random(any_keys.seal_keys[0].mac, MAC_KEY_SIZE);
        any_keys.pool = seal_pool_new();
    }
    arena_reset(arena);
    char *text = size <= 4096 ? arena_copy_bytes(arena, data, size) : NULL;
    if (!text)
        return 0;
    struct keyring read = { .seal_key_count = 0 };
    if (keyring_parse(text, &read))
        assert(read.seal_key_count >= 1 && read.seal_key_count <= SEAL_KEYS_MAX);
    char *bytes;
    size_t bytes_size;
    assert(crypto_open(&any_keys, arena, "c", data, size, &bytes, &bytes_size) == RESULT_CORRUPT);
    return 0;
}
