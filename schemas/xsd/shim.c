//go:build cgo

#include "shim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlschemas.h>

#define MAX_MESSAGE 8192 /* of a message: room for the ten expected elements that libxml2 names */
#define MAX_VALUE 2048   /* of a value that was found */
#define MAX_SET 65536    /* of the list of allowed values */

static const char XSI[] = "http://www.w3.org/2001/XMLSchema-instance";

/* The facet that stands for "ask Go": see rewrite.go. No collapsed value begins with a blank, so it never matches. */
static const char MARK[] = "  fselint:";

typedef struct {
	const char *data;
	size_t len;
	fsx_limits limits;
	fsx_result *out;
	size_t cap;
	xmlParserCtxtPtr parser;
	xmlSAXHandlerPtr schema; /* the validator's own handlers ... */
	void *schema_data;       /* ... and what they want */
	int event, errors, stopped;
	int64_t tag;
	int64_t *open; /* offsets of the open start tags */
	size_t depth, open_cap;
	xmlChar *text; /* character data not yet handed on */
	size_t text_len, text_cap;
} state;

static void stop(state *st) {
	st->stopped = 1;
	xmlStopParser(st->parser);
}

static void broken(state *st) {
	st->out->broken = 1;
	stop(st);
}

/* grow makes room for n elements of the given size and returns 0 when there is no memory. */
static int grow(void **p, size_t *cap, size_t n, size_t size) {
	if (n <= *cap) return 1;
	size_t want = *cap ? *cap * 2 : 64;
	while (want < n) want *= 2;
	void *q = realloc(*p, want * size);
	if (q == NULL) return 0;
	*p = q;
	*cap = want;
	return 1;
}

static uint32_t bounded(const char *s, size_t max) {
	if (s == NULL) return 0;
	size_t n = strlen(s);
	return (uint32_t)(n < max ? n : max);
}

static int64_t cursor(const state *st) {
	xmlParserInputPtr input = st->parser->input;
	if (input == NULL) return (int64_t)st->len;
	int64_t at = (int64_t)input->consumed + (input->cur - input->base);
	return at < (int64_t)st->len ? at : (int64_t)st->len;
}

/* No '<' can stand inside a tag, so the nearest one before the cursor opened it. */
static int64_t tag_before(const state *st, int64_t at) {
	while (at > 0 && st->data[at - 1] != '<') at--;
	return at > 0 ? at - 1 : 0;
}

static void record(state *st, int kind, int code, const char *msg, const char *s1, size_t max1, const char *s2,
		   const char *s3) {
	fsx_head h;
	memset(&h, 0, sizeof h);
	h.kind = kind;
	h.code = code;
	h.event = st->event;
	h.tag = st->tag;
	h.element = st->depth > 0 ? st->open[st->depth - 1] : st->tag;
	h.cursor = cursor(st);
	h.nmsg = bounded(msg, MAX_MESSAGE);
	h.ns1 = bounded(s1, max1);
	h.ns2 = bounded(s2, MAX_SET);
	h.ns3 = bounded(s3, MAX_VALUE);
	size_t need = st->out->len + sizeof h + h.nmsg + h.ns1 + h.ns2 + h.ns3;
	void *p = st->out->records;
	if (!grow(&p, &st->cap, need, 1)) {
		broken(st);
		return;
	}
	st->out->records = p;
	unsigned char *w = st->out->records + st->out->len;
	memcpy(w, &h, sizeof h), w += sizeof h;
	if (h.nmsg) memcpy(w, msg, h.nmsg), w += h.nmsg;
	if (h.ns1) memcpy(w, s1, h.ns1), w += h.ns1;
	if (h.ns2) memcpy(w, s2, h.ns2), w += h.ns2;
	if (h.ns3) memcpy(w, s3, h.ns3);
	st->out->len = need;
}

#if LIBXML_VERSION >= 21200
typedef const xmlError *error_ptr;
#else
typedef xmlErrorPtr error_ptr;
#endif

static void on_schema_error(void *data, error_ptr e) {
	state *st = data;
	if (st->stopped || e == NULL || e->level < XML_ERR_ERROR) return;
	if (e->code == XML_SCHEMAV_INTERNAL || e->code == XML_ERR_NO_MEMORY) {
		broken(st);
		return;
	}
	if (e->code == XML_SCHEMAV_CVC_PATTERN_VALID && e->str2 != NULL &&
	    strncmp(e->str2, MARK, sizeof MARK - 1) == 0) {
		record(st, FSX_TYPED, 0, e->message, e->str1, (size_t)-1 >> 1, e->str2 + sizeof MARK - 1, NULL);
		return;
	}
	if (st->errors >= st->limits.max_errors) {
		st->out->truncated = 1;
		stop(st);
		return;
	}
	st->errors++;
	record(st, FSX_SCHEMA, e->code, e->message, e->str1, MAX_VALUE, e->str2, e->str3);
}

static void on_parser_error(void *data, error_ptr e) {
	state *st = data;
	if (st->stopped || e == NULL) return;
	if (e->code == XML_ERR_NO_MEMORY) {
		broken(st);
		return;
	}
	/* libxml2 goes on after an error about namespaces, the reference does not. The two about the form of a namespace
	   name and that about colons in names of instructions are none of the reference's; XML 1.1 may undeclare a prefix. */
	int namespaces = e->domain == XML_FROM_NAMESPACE && e->level >= XML_ERR_ERROR && e->code != XML_WAR_NS_URI &&
			 e->code != XML_WAR_NS_URI_RELATIVE && e->code != XML_NS_ERR_COLON &&
			 !(st->limits.xml11 && e->code == XML_NS_ERR_XML_NAMESPACE);
	if (e->level < XML_ERR_FATAL && !namespaces) return;
	record(st, FSX_PARSER, e->code, e->message, e->str1, MAX_VALUE, e->str2, e->str3);
	stop(st);
}

static void on_doctype(void *data, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id) {
	state *st = data;
	(void)name, (void)public_id, (void)system_id;
	if (st->stopped) return;
	record(st, FSX_DOCTYPE, 0, NULL, NULL, 0, NULL, NULL);
	stop(st);
}

/* Character data goes on in one piece before the next tag: CDATA sections, references and comments do not split it, the
   validator does not add up thousands of chunks, and an empty CDATA section is nothing, all as in the reference. */
static void flush_text(state *st) {
	if (st->text_len == 0) return;
	st->event = FSX_TEXT;
	st->text[st->text_len] = 0;
	size_t at = 0;
	while (at < st->text_len) { /* the handler takes an int */
		size_t n = st->text_len - at;
		if (n > 1 << 30) n = 1 << 30;
		st->schema->characters(st->schema_data, st->text + at, (int)n);
		at += n;
	}
	st->text_len = 0;
}

static void on_text(void *data, const xmlChar *ch, int len) {
	state *st = data;
	if (st->stopped || len <= 0 || st->depth == 0) return;
	void *p = st->text;
	if (!grow(&p, &st->text_cap, st->text_len + (size_t)len + 1, 1)) {
		broken(st);
		return;
	}
	st->text = p;
	memcpy(st->text + st->text_len, ch, (size_t)len);
	st->text_len += (size_t)len;
}

static int is_blank(xmlChar c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static void record_limit(state *st, const char *name) {
	record(st, FSX_LIMIT, 0, NULL, name, MAX_VALUE, NULL, NULL);
	stop(st);
}

/* Pointers into the parser's array of attributes that stand elsewhere while the validator runs. The parser frees what
   it finds there, so they must be put back. */
typedef struct {
	const xmlChar **at[2], *from[2], *to[2]; /* xsi:type and xsi:nil, each once at most */
	int n;
} trimmed;

static void trim(trimmed *t, const xmlChar **attribute) {
	if (t->n == 2) return;
	const xmlChar *from = attribute[3], *to = attribute[4];
	t->at[t->n] = attribute, t->from[t->n] = from, t->to[t->n] = to, t->n++;
	while (from < to && is_blank(*from)) from++;
	while (to > from && is_blank(to[-1])) to--;
	attribute[3] = from, attribute[4] = to;
}

static void untrim(const trimmed *t) {
	for (int i = 0; i < t->n; i++) t->at[i][3] = t->from[i], t->at[i][4] = t->to[i];
}

/* The attributes of XML Schema itself: the reference ignores blanks around type and nil, and wants the locations, which
   it does not follow, to be URIs. attributes holds name, prefix, URI, value, end of value for each. */
static void schema_instance(state *st, int n, const xmlChar **attributes, trimmed *t) {
	for (int i = 0; i < n; i++, attributes += 5) {
		if (attributes[2] == NULL || strcmp((const char *)attributes[2], XSI) != 0) continue;
		const char *name = (const char *)attributes[0];
		if (strcmp(name, "type") == 0 || strcmp(name, "nil") == 0) {
			trim(t, attributes);
		} else if (strcmp(name, "schemaLocation") == 0 || strcmp(name, "noNamespaceSchemaLocation") == 0) {
			size_t len = (size_t)(attributes[4] - attributes[3]);
			char *value = malloc(len + 1);
			if (value == NULL) {
				broken(st);
				return;
			}
			memcpy(value, attributes[3], len);
			value[len] = 0;
			record(st, FSX_TYPED, 0, name, value, len, name[0] == 's' ? "anyURIs" : "anyURI", NULL);
			free(value);
		}
	}
}

static int names_too_long(const state *st, const xmlChar *name, int n, const xmlChar **attributes) {
	size_t max = (size_t)st->limits.max_name;
	if (strlen((const char *)name) > max) return 1;
	for (int i = 0; i < n; i++)
		if (strlen((const char *)attributes[5 * i]) > max) return 1;
	return 0;
}

static void on_start(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int nb_namespaces,
		     const xmlChar **namespaces, int nb_attributes, int nb_defaulted, const xmlChar **attributes) {
	state *st = data;
	if (st->stopped) return;
	flush_text(st);
	st->tag = tag_before(st, cursor(st));
	st->event = FSX_START;
	if (st->limits.stop != NULL && __atomic_load_n(st->limits.stop, __ATOMIC_RELAXED)) {
		st->out->interrupted = 1;
		stop(st);
		return;
	}
	if (st->depth >= (size_t)st->limits.max_depth) {
		st->out->too_deep = 1;
		stop(st);
		return;
	}
	void *p = st->open;
	if (!grow(&p, &st->open_cap, st->depth + 1, sizeof *st->open)) {
		broken(st);
		return;
	}
	st->open = p;
	st->open[st->depth++] = st->tag;
	if (nb_attributes > st->limits.max_attributes) return record_limit(st, "elementAttributeLimit");
	if (names_too_long(st, name, nb_attributes, attributes)) return record_limit(st, "maxXMLNameLimit");
	trimmed t = {.n = 0};
	schema_instance(st, nb_attributes, attributes, &t);
	if (!st->stopped)
		st->schema->startElementNs(st->schema_data, name, prefix, uri, nb_namespaces, namespaces, nb_attributes,
					   nb_defaulted, attributes);
	untrim(&t);
}

static void on_end(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
	state *st = data;
	if (st->stopped) return;
	flush_text(st);
	if (st->stopped) return;
	st->tag = tag_before(st, cursor(st));
	st->event = FSX_END;
	st->schema->endElementNs(st->schema_data, name, prefix, uri);
	if (st->depth > 0) st->depth--;
}

static void parse(state *st) {
	xmlParserCtxtPtr ctxt = st->parser;
	xmlSAXHandler handler;
	memset(&handler, 0, sizeof handler);
	handler.initialized = XML_SAX2_MAGIC;
	handler.internalSubset = on_doctype;
	handler.startElementNs = on_start;
	handler.endElementNs = on_end;
	handler.characters = on_text;
	handler.ignorableWhitespace = on_text;
	handler.cdataBlock = on_text;
	handler.serror = on_parser_error;

	/* OLD10: names as in the fourth edition of XML 1.0, as the reference. No NOENT: without a DTD there is nothing to
	   replace, and the validator unescapes "&#38;" only when the parser has escaped it. */
	xmlCtxtUseOptions(ctxt, XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_BIG_LINES |
					(st->limits.xml11 ? 0 : XML_PARSE_OLD10));
	xmlSAXHandlerPtr own = ctxt->sax;
	void *own_data = ctxt->userData;
	ctxt->sax = &handler;
	ctxt->userData = st;
	xmlParseDocument(ctxt);
	if (!st->stopped && !ctxt->wellFormed)
		record(st, FSX_PARSER, ctxt->errNo, "the document is not well-formed", NULL, 0, NULL, NULL);
	ctxt->sax = own;
	ctxt->userData = own_data;
	if (ctxt->myDoc != NULL) xmlFreeDoc(ctxt->myDoc);
	ctxt->myDoc = NULL;
}

void fsx_init(void) { xmlInitParser(); }

void fsx_validate(uintptr_t schema, const char *data, size_t len, fsx_limits limits, fsx_result *out) {
	state st;
	memset(&st, 0, sizeof st);
	memset(out, 0, sizeof *out);
	st.data = data;
	st.len = len;
	st.limits = limits;
	st.out = out;
	xmlSchemaValidCtxtPtr valid = xmlSchemaNewValidCtxt((xmlSchemaPtr)schema);
	st.parser = xmlCreateMemoryParserCtxt(data, (int)len);
	xmlSchemaSAXPlugPtr plug = NULL;
	if (valid != NULL && st.parser != NULL) {
		xmlSchemaSetValidStructuredErrors(valid, (xmlStructuredErrorFunc)on_schema_error, &st);
		plug = xmlSchemaSAXPlug(valid, &st.schema, &st.schema_data);
	}
	if (plug != NULL) {
		parse(&st);
		xmlSchemaSAXUnplug(plug);
	} else {
		out->broken = 1;
	}
	if (st.parser != NULL) xmlFreeParserCtxt(st.parser);
	if (valid != NULL) xmlSchemaFreeValidCtxt(valid);
	free(st.open);
	free(st.text);
}

void fsx_free(void *p) { free(p); }

/* Compiling. One compilation at a time (Go holds a lock) and on one thread. The loader is process-wide in libxml2, so it is
   there only meanwhile, and what is not ours goes to the loader that was there before. */

static const char SCHEME[] = "fselint-xsd:/";

static struct {
	const fsx_file *files;
	size_t n;
	xmlExternalEntityLoader before;
	xmlStructuredErrorFunc errors_before;
	void *errors_before_data;
	char *messages;
	size_t len, cap;
} compile;

static xmlParserInputPtr load(const char *url, const char *id, xmlParserCtxtPtr ctxt) {
	if (url == NULL || strncmp(url, SCHEME, sizeof SCHEME - 1) != 0)
		return compile.before != NULL ? compile.before(url, id, ctxt) : NULL;
	const char *name = url + sizeof SCHEME - 1;
	for (size_t i = 0; i < compile.n; i++) {
		const fsx_file *f = &compile.files[i];
		if (strcmp(f->name, name) != 0) continue;
		xmlParserInputBufferPtr buf =
			xmlParserInputBufferCreateMem(f->data, (int)f->len, XML_CHAR_ENCODING_NONE);
		if (buf == NULL) return NULL;
		xmlParserInputPtr input = xmlNewIOInputStream(ctxt, buf, XML_CHAR_ENCODING_NONE);
		if (input == NULL) {
			xmlFreeParserInputBuffer(buf);
			return NULL;
		}
		input->filename = (char *)xmlStrdup((const xmlChar *)url);
		return input;
	}
	return NULL;
}

static void on_compile_error(void *data, error_ptr e) {
	(void)data;
	if (e == NULL || e->message == NULL || compile.len > 1 << 16) return;
	const char *file = e->file != NULL ? e->file : "";
	if (strncmp(file, SCHEME, sizeof SCHEME - 1) == 0) file += sizeof SCHEME - 1;
	size_t need = compile.len + strlen(file) + strlen(e->message) + 32;
	void *p = compile.messages;
	if (!grow(&p, &compile.cap, need, 1)) return;
	compile.messages = p;
	int line = e->node != NULL ? (int)xmlGetLineNo(e->node) : e->line;
	compile.len += (size_t)sprintf(compile.messages + compile.len, "%s:%d: %s", file, line, e->message);
}

void fsx_compile_begin(const fsx_file *files, size_t n) {
	memset(&compile, 0, sizeof compile);
	compile.files = files;
	compile.n = n;
	compile.before = xmlGetExternalEntityLoader();
	xmlSetExternalEntityLoader(load);
	compile.errors_before = xmlStructuredError;
	compile.errors_before_data = xmlStructuredErrorContext;
	xmlSetStructuredErrorFunc(NULL, (xmlStructuredErrorFunc)on_compile_error);
}

char *fsx_compile_end(void) {
	xmlSetStructuredErrorFunc(compile.errors_before_data, compile.errors_before);
	xmlSetExternalEntityLoader(compile.before);
	char *messages = compile.messages;
	memset(&compile, 0, sizeof compile);
	return messages;
}
