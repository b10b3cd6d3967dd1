#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H

// What Swift's Glibc lacks: memfd_create and the seals need _GNU_SOURCE, and fcntl and syscall are
// variadic. See memfd_create(2) and fcntl(2).
//
// No header with types is included: they would then belong to this module, and every file that uses
// one would have to import it.

static const int clinux_seal_shrink = 0x0002;
static const int clinux_seal_grow = 0x0004;
static const int clinux_seal_write = 0x0008;
static const int clinux_seal_future_write = 0x0010;

#ifdef __linux__

#include <sys/syscall.h>

extern long syscall(long number, ...);
extern int fcntl(int descriptor, int command, ...);

/// Creates an anonymous file that can be sealed and not be executed; -1 with errno.
static inline int clinux_memfd(const char *name) {
  const unsigned close_on_exec = 1, allow_sealing = 2, no_exec_seal = 8;
  long descriptor = syscall(SYS_memfd_create, name, close_on_exec | allow_sealing | no_exec_seal);
  if (descriptor < 0)  // before Linux 6.3
    descriptor = syscall(SYS_memfd_create, name, close_on_exec | allow_sealing);
  return (int)descriptor;
}

/// Reads (`from`) or sets (`to`) the soft and the hard limit of a core dump's size; -1 with errno.
static inline int clinux_core_limit(const unsigned long *to, unsigned long *from) {
  const int core = 4;
  return (int)syscall(SYS_prlimit64, 0, core, to, from);
}

/// Forbids core dumps and other users' looks at this process until it becomes another program.
static inline int clinux_forbid_dumps(void) {
  const int set_dumpable = 4;
  return (int)syscall(SYS_prctl, set_dumpable, 0, 0, 0, 0);
}

/// Makes this process the parent of orphans among its descendants (1), or no longer (0); -1 with
/// errno.
static inline int clinux_adopt_orphans(int adopts) {
  const int set_child_subreaper = 36;
  return (int)syscall(SYS_prctl, set_child_subreaper, adopts, 0, 0, 0);
}

/// Adds seals; -1 with errno.
static inline int clinux_add_seals(int descriptor, int seals) {
  return fcntl(descriptor, 1033, seals);
}

/// The seals of a file; -1 with errno when it can have none.
static inline int clinux_seals(int descriptor) { return fcntl(descriptor, 1034); }

#else  // no other system has these: each fails

static inline int clinux_core_limit(const unsigned long *to, unsigned long *from) {
  (void)to, (void)from;
  return -1;
}

static inline int clinux_forbid_dumps(void) { return -1; }

static inline int clinux_adopt_orphans(int adopts) {
  (void)adopts;
  return -1;
}

static inline int clinux_seals(int descriptor) {
  (void)descriptor;
  return -1;
}

#endif

#endif
