//go:build unix

package whole

import "syscall"

// withoutWaiting opens a pipe at once, whoever writes to it.
const withoutWaiting = syscall.O_NONBLOCK
