//go:build cgo

package xsd

/*
#cgo pkg-config: libxml-2.0
#include <stdlib.h>
#include "shim.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"

	libxsd "github.com/lestrrat-go/libxml2/xsd"
)

// Available tells whether this build can validate, and if not why.
func Available() (bool, string) { return true, "" }

// Schema is a compiled schema set. It is safe for concurrent use and lives until the garbage collector finds it unused.
type Schema struct {
	compiled *libxsd.Schema
	names    names
	model    func() *model
}

var start = sync.OnceFunc(func() { C.fsx_init() })

// compiling guards what is process-wide in libxml2 while a set is compiled: the entity loader.
var compiling sync.Mutex

// Compile compiles a schema set. files holds the content of its documents by base name; root is the base name of the
// document to start from. Every schemaLocation is resolved to the file of the same base name, wherever it points (the
// national set names folders that its flat publication does not have). Documents must be in UTF-8 or another encoding
// that contains ASCII, and must not have a document type declaration.
//
// The error names the document and what is wrong with it; ErrUnavailable in a build without cgo.
func Compile(files map[string][]byte, root string) (*Schema, error) {
	start()
	set, err := rewriteSet(files, root)
	if err != nil {
		return nil, fmt.Errorf("schema set of %s: %w", root, err)
	}
	compiled, err := compile(set, root)
	if err != nil {
		return nil, fmt.Errorf("schema set of %s: %w", root, err)
	}
	s := &Schema{
		compiled: compiled,
		names:    set.names,
		model:    sync.OnceValue(func() *model { return readModel(set.documents, root) }),
	}
	runtime.AddCleanup(s, func(c *libxsd.Schema) { c.Free() }, compiled)
	return s, nil
}

func compile(set *schemaSet, root string) (*libxsd.Schema, error) {
	compiling.Lock()
	defer compiling.Unlock()
	// libxml2 keeps the handler of its messages per thread.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()

	var pin runtime.Pinner
	defer pin.Unpin()
	table := make([]C.fsx_file, 0, len(set.documents))
	for name, content := range set.documents {
		n := C.CString(name)
		defer C.free(unsafe.Pointer(n))
		pin.Pin(&content[0])
		table = append(table, C.fsx_file{
			name: n,
			data: (*C.char)(unsafe.Pointer(&content[0])),
			len:  C.size_t(len(content)),
		})
	}
	pin.Pin(&table[0])
	C.fsx_compile_begin(&table[0], C.size_t(len(table)))
	compiled, err := libxsd.ParseFromFile(locationScheme + root)
	messages := C.fsx_compile_end()
	if messages != nil {
		defer C.free(unsafe.Pointer(messages))
	}
	if err != nil {
		if messages != nil {
			return nil, errors.New(strings.TrimSpace(C.GoString(messages)))
		}
		return nil, err
	}
	return compiled, nil
}

// Validate judges one document: text in UTF-8, whose XML declaration may still name the encoding that it came in. The
// error is not nil only when no judgement was possible: ErrTooDeep, ErrTooLarge, ErrInterrupted, or a failure of libxml2.
// Calls may run at the same time; nothing of xml is kept.
func (s *Schema) Validate(xml []byte, opt Options) (*Result, error) {
	if len(xml) > MaxDocument {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, len(xml), MaxDocument)
	}
	doc, fatal := readProlog(xml)
	if fatal != nil {
		return &Result{Fatal: fatal}, nil
	}
	if opt.AsDeclared {
		if fatal := doc.unreadable(xml); fatal != nil {
			return &Result{Fatal: fatal}, nil
		}
	}
	opt = opt.withDefaults()
	raw, err := s.run(doc, opt)
	if err != nil {
		return nil, err
	}
	if len(raw.records) == 0 {
		return &Result{Truncated: raw.truncated}, nil
	}
	result := interpret(xml, doc, raw.records, opt.MaxErrors, s.names, s.model)
	result.Truncated = result.Truncated || raw.truncated
	return result, nil
}

// outcome is what one call of the shim returned.
type outcome struct {
	records   []record
	truncated bool
}

func (s *Schema) run(doc prolog, opt Options) (outcome, error) {
	limits := C.fsx_limits{
		max_errors:     C.int(opt.MaxErrors),
		max_depth:      C.int(opt.MaxDepth),
		max_attributes: maxAttributes,
		max_name:       maxName,
	}
	if doc.version11 {
		limits.xml11 = 1
	}
	if opt.Interrupt != nil {
		release := watch(opt.Interrupt, &limits)
		defer release()
	}
	var result C.fsx_result
	C.fsx_validate(C.uintptr_t(s.compiled.Pointer()), (*C.char)(unsafe.Pointer(unsafe.SliceData(doc.body))),
		C.size_t(len(doc.body)), limits, &result)
	runtime.KeepAlive(s)
	defer C.fsx_free(unsafe.Pointer(result.records))
	switch {
	case result.interrupted != 0:
		return outcome{}, ErrInterrupted
	case result.too_deep != 0:
		return outcome{}, fmt.Errorf("%w: more than %d", ErrTooDeep, opt.MaxDepth)
	case result.broken != 0:
		return outcome{}, errors.New("libxml2 gave up (out of memory or an internal error)")
	}
	records := unsafe.Slice((*byte)(unsafe.Pointer(result.records)), int(result.len))
	return outcome{records: decodeRecords(records), truncated: result.truncated != 0}, nil
}

// watch makes limits.stop follow the channel until release is called.
func watch(interrupt <-chan struct{}, limits *C.fsx_limits) (release func()) {
	flag := (*C.int)(C.calloc(1, C.size_t(unsafe.Sizeof(C.int(0)))))
	limits.stop = flag
	done, left := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(left)
		select {
		case <-interrupt:
			atomic.StoreInt32((*int32)(unsafe.Pointer(flag)), 1)
		case <-done:
		}
	}()
	return func() {
		close(done)
		<-left
		C.free(unsafe.Pointer(flag))
	}
}
