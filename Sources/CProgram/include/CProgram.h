#ifndef CPROGRAM_H
#define CPROGRAM_H

/// What `--version` prints after the number of the version: where the build comes from.
const char *cprogram_origin(void);

#endif
