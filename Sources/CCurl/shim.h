// libcurl, and fixed-arity names for its variadic functions, which Swift cannot call.
#include <curl/curl.h>
