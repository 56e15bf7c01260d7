/*
 * One document against one compiled schema in one call: libxml2's parser feeds its schema validator through a SAX
 * handler of our own, and everything that is said ends up in one flat buffer that Go copies once. No Go code is called.
 */
#ifndef FSELINT_XSD_SHIM_H
#define FSELINT_XSD_SHIM_H

#include <stddef.h>
#include <stdint.h>

/* What a record is about. */
enum {
	FSX_SCHEMA = 1, /* an error of the schema validator */
	FSX_TYPED = 2,  /* a value of a type that Go judges: s2 names the type, s1 is the whole value */
	FSX_PARSER = 3, /* the document is not well-formed */
	FSX_DOCTYPE = 4,
	FSX_LIMIT = 5 /* a limit of the reference's parser: s1 names it */
};

/* Where the parser was. */
enum { FSX_START = 1, FSX_END = 2, FSX_TEXT = 3 };

/* The fixed head of a record, followed by msg, s1, s2, s3. */
typedef struct {
	int32_t kind, code, event, pad;
	int64_t tag;     /* offset of the '<' of the tag at hand; for text: of the tag before it */
	int64_t element; /* offset of the '<' of the start tag of the element in whose content or tag the parser was */
	int64_t cursor;  /* offset of the parser's cursor */
	uint32_t nmsg, ns1, ns2, ns3;
} fsx_head;

typedef struct {
	int max_errors, max_depth, max_attributes, max_name;
	int xml11; /* the document declared XML 1.1 */
	int *stop; /* another thread sets it to 1 to give up; may be NULL */
} fsx_limits;

typedef struct {
	unsigned char *records;
	size_t len;
	int truncated;   /* max_errors reached: the rest was not read */
	int interrupted; /* stop was seen */
	int too_deep;
	int broken; /* libxml2 failed: out of memory or an internal error */
} fsx_result;

void fsx_init(void);
void fsx_validate(uintptr_t schema, const char *data, size_t len, fsx_limits limits, fsx_result *out);
void fsx_free(void *p);

/* Compiling: the documents of the set, served by name while fsx_compile_begin .. fsx_compile_end run on one thread. */
typedef struct {
	const char *name;
	const char *data;
	size_t len;
} fsx_file;

void fsx_compile_begin(const fsx_file *files, size_t n);
char *fsx_compile_end(void); /* the messages, to be freed; NULL when there were none */

#endif
