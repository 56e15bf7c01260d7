package pdffile

import (
	"container/heap"
	"fmt"
)

// loadReachable reads every object that can be reached from the one given, which has been read already, in the order of
// their offsets.
func (r *reader) loadReachable(root objectKey) error {
	w := &walk{reader: r, added: map[objectKey]bool{}, waiting: map[int64][]objectKey{}}
	if err := w.add(r.slot(root).refs); err != nil {
		return err
	}
	for len(w.offsets) > 0 {
		offset := heap.Pop(&w.offsets).(int64)
		keys := w.waiting[offset]
		delete(w.waiting, offset)
		for _, key := range keys {
			s, err := r.load1(key, false)
			if err != nil {
				return err
			}
			if s.known {
				if err := w.add(s.refs); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// walk is the work list of loadReachable.
type walk struct {
	*reader
	added   map[objectKey]bool
	waiting map[int64][]objectKey
	offsets offsetHeap
}

func (w *walk) add(refs []objectKey) error {
	for _, key := range refs {
		if w.added[key] {
			continue
		}
		w.added[key] = true
		if len(w.added) > w.limits.MaxObjects {
			return fmt.Errorf("more than %d objects: %w", w.limits.MaxObjects, ErrTooLarge)
		}
		where, found, err := w.lookup(key)
		if err != nil {
			return err
		}
		switch {
		case !found || where == 0:
			s := w.slot(key)
			s.value, s.known = nil, true
		case where > 0:
			w.schedule(where, key, false)
		default:
			container, found, err := w.container(-where)
			if err != nil {
				return err
			}
			if found {
				if !w.schedule(container, key, true) {
					return w.errorf("object %d stands in an object stream that is another object", key.num)
				}
			}
		}
	}
	return nil
}

// container returns the offset of an object stream.
func (w *walk) container(num int64) (int64, bool, error) {
	key := objectKey{num: num}
	if where, ok := w.xref[key]; ok && where > 0 {
		return where, true, nil
	}
	if err := w.scanObjects(); err != nil {
		return 0, false, err
	}
	where, ok := w.scanned[key]
	if ok {
		w.repaired = true
		w.xref[key] = where
	}
	return where, ok, nil
}

// schedule queues key at offset. Of several objects at one offset only the last is read, but all those of an object
// stream are; false when both kinds meet.
func (w *walk) schedule(offset int64, key objectKey, compressed bool) bool {
	keys, queued := w.waiting[offset]
	if !queued {
		heap.Push(&w.offsets, offset)
	}
	if !compressed {
		w.waiting[offset] = []objectKey{key}
		return true
	}
	if queued && w.xref[keys[0]] > 0 {
		return false
	}
	w.waiting[offset] = append(keys, key)
	return true
}

// offsetHeap yields the smallest offset first.
type offsetHeap []int64

func (h offsetHeap) Len() int           { return len(h) }
func (h offsetHeap) Less(i, j int) bool { return h[i] < h[j] }
func (h offsetHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *offsetHeap) Push(x any)        { *h = append(*h, x.(int64)) }
func (h *offsetHeap) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}
