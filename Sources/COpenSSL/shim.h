// OpenSSL's one-shot digests, and nothing else of it.
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
