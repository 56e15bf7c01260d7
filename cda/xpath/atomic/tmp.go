package atomic

import "unsafe"

func Handle(n int64) Value     { return Value{Foreign, n, nil} }
func (v Value) Handle() int64  { return v.n }
func (v Value) Type() Type     { return v.typ }
func (v Value) String() string { return unsafe.String((*byte)(v.p), v.n) }
func String(s string) Value {
	return Value{StringType, int64(len(s)), unsafe.Pointer(unsafe.StringData(s))}
}
func Untyped(s string) Value {
	return Value{UntypedAtomic, int64(len(s)), unsafe.Pointer(unsafe.StringData(s))}
}
