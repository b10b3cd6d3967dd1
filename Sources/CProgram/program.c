#include "CProgram.h"

#include <stdlib.h> // names the C library

const char *cprogram_origin(void) { return CPROGRAM_ORIGIN; }

#if defined(__GLIBC__) || defined(__APPLE__)
extern void _swift_stdlib_overrideUnsafeArgvArgc(char **words, int count);

// Swift's CommandLine reads /proc, which may not be mounted. These C libraries hand the words to
// constructors; musl does not.
__attribute__((constructor)) static void hand_on(int count, char **words) {
  _swift_stdlib_overrideUnsafeArgvArgc(words, count);
}
#endif
