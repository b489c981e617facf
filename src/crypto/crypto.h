/* Thin, tested wrappers: libsodium for passwords, random bytes and SipHash, libgcrypt for SM3 and SM4.
 * Sealing is SM4-GCM (GB/T 32907, 17964) with a random nonce over version ‖ key id ‖ nonce ‖ context and the text, under
 * HMAC-SM3(the key's second half, "sm4-gcm"). Seals of version 1 still open: SM4-CTR, then HMAC-SM3 over version ‖ key id ‖
 * IV ‖ ciphertext ‖ context ‖ 8 bytes length of the ciphertext. Everything here may be called by any thread after crypto_start. */
#ifndef TONGBAN_CRYPTO_CRYPTO_H
#define TONGBAN_CRYPTO_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"

struct arena;

/* Once at start-up, before threads; again is harmless. RESULT_INTERNAL when a library lacks what we need. */
enum result crypto_start(void);
void crypto_random(void *bytes, size_t size);
/* Time independent of the content. */
bool crypto_equal(const void *a, const void *b, size_t size);
void crypto_wipe(void *bytes, size_t size);

/* argon2id, 19 MiB, 2 passes (OWASP), in text form $argon2id$… Some 30 ms of a processor: requests have it done by the
 * pool of workers, which bounds how many run at once. */
#define PASSWORD_HASH_SIZE 128
#define PASSWORD_BYTES_MAX 256
/* RESULT_TOO_LARGE over PASSWORD_BYTES_MAX, RESULT_NO_MEMORY. */
enum result crypto_password_hash(const char *password, char hash[PASSWORD_HASH_SIZE]);
/* A NULL hash costs the same time and is false, so that unknown names cannot be told from wrong passwords. */
bool crypto_password_matches(const char *password, const char *hash);
/* How often either was called in this process. */
uint64_t crypto_password_count(void);

#define SM3_SIZE 32
/* crypto_start must have worked. */
void crypto_sm3(const void *bytes, size_t size, uint8_t digest[SM3_SIZE]);
/* Of a whole file, read piece by piece; `cksum -a sm3` says the same. RESULT_NOT_FOUND, RESULT_IO, RESULT_NO_MEMORY. */
enum result crypto_sm3_file(const char *path, uint8_t digest[SM3_SIZE]);

/* The keys of one installation, made at the first start and kept in a file of mode 0600 outside the database. */
struct keyring;
/* Reads the file; makes it when `create` and it does not exist. RESULT_NOT_FOUND (with `create`: no folder), RESULT_FORBIDDEN when others than
 * its owner may read or write it, RESULT_CORRUPT, RESULT_IO, RESULT_NO_MEMORY. keyring_free accepts NULL. */
enum result keyring_open(const char *path, bool create, struct keyring **ret_keyring);
void keyring_free(struct keyring *keyring);

/* Sealed bytes: 1 version + 1 key id + 12 nonce + size + 16 tag. `context` binds the bytes to their place (e.g. the case number). */
#define SEAL_OVERHEAD 30
#define SEAL_BYTES_MAX (16 * 1024 * 1024)
/* RESULT_TOO_LARGE over SEAL_BYTES_MAX, RESULT_NO_MEMORY. */
enum result crypto_seal(const struct keyring *keyring, struct arena *arena, const char *context,
                        const void *bytes, size_t size, uint8_t **ret_sealed, size_t *ret_sealed_size);
/* RESULT_CORRUPT when changed, from elsewhere, or under an unknown key. The opened bytes get a closing NUL. */
enum result crypto_open(const struct keyring *keyring, struct arena *arena, const char *context,
                        const uint8_t *sealed, size_t sealed_size, char **ret_bytes, size_t *ret_size);
/* Blind index: HMAC-SM3 under the index key, cut to 16 bytes; `purpose` separates uses ("person", "query_password"). */
#define BLIND_SIZE 16
void crypto_blind(const struct keyring *keyring, const char *purpose, const char *text, uint8_t blind[BLIND_SIZE]);
/* A number under which a text is counted or looked up; nobody without the keyring can find two texts with the same one: SipHash-2-4,
 * much cheaper than a blind index. It hides nothing. */
uint64_t crypto_table_key(const struct keyring *keyring, const char *text);

#endif
