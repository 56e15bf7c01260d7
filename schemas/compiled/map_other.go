//go:build !unix

package compiled

import "os"

// mapFile reads the whole file: there is no portable memory map.
func mapFile(path string) (data []byte, release func() error, err error) {
	data, err = os.ReadFile(path)
	return data, func() error { return nil }, err
}
