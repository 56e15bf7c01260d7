//go:build !unix

package whole

const withoutWaiting = 0
