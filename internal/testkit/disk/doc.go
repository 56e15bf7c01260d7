// Package disk gives tests bad disks: small ones that fill up, and such that flip a bit.
package disk
