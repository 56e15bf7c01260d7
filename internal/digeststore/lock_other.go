//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package digeststore

import "os"

// locks says that this system has no file locks that end with their holder: writers rely on renames alone.
const locks = false

func tryLock(*os.File, bool) (bool, error) { return true, nil }
