//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package digeststore

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// locks says that this system releases a file lock when its holder ends.
const locks = true

func tryLock(f *os.File, alone bool) (bool, error) {
	how := unix.LOCK_SH
	if alone {
		how = unix.LOCK_EX
	}
	for {
		switch err := unix.Flock(int(f.Fd()), how|unix.LOCK_NB); {
		case err == nil:
			return true, nil
		case errors.Is(err, unix.EWOULDBLOCK):
			return false, nil
		case !errors.Is(err, unix.EINTR):
			return false, err
		}
	}
}
