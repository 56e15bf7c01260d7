// Package disk gives tests small disks that fill up.
package disk
