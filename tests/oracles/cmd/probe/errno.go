package main

import (
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// errno gives `ok` or the symbolic name.
func errno(number syscall.Errno) string {
	if number == 0 {
		return "ok"
	}
	if name := unix.ErrnoName(number); name != "" {
		return name
	}
	return strconv.Itoa(int(number))
}
