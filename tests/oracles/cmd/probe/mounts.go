package main

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// mount is a line of /proc/self/mountinfo together with what lies at its target.
type mount struct {
	Fstype      string   `json:"fstype"`
	Source      string   `json:"source"`
	Root        string   `json:"root"`
	Options     []string `json:"options"`
	Super       []string `json:"super"`
	Propagation string   `json:"propagation"`
	Kind        string   `json:"kind"`
	Mode        string   `json:"mode"`
	Uid         uint32   `json:"uid"`
	Gid         uint32   `json:"gid"`
	// Bytes is the size of a tmpfs.
	Bytes uint64 `json:"bytes,omitempty"`
	// Stacked counts what it hides at the same target.
	Stacked int `json:"stacked,omitempty"`
}

func mounts() map[string]mount {
	all := map[string]mount{}
	for _, line := range strings.Split(text("/proc/self/mountinfo"), "\n") {
		target, each, ok := parseMount(line)
		if !ok {
			continue
		}
		if hidden, found := all[target]; found {
			each.Stacked = hidden.Stacked + 1
		}
		var stat unix.Stat_t
		if unix.Lstat(target, &stat) == nil {
			each.Kind, each.Mode, each.Uid, each.Gid = kind(stat.Mode), mode(stat.Mode), stat.Uid, stat.Gid
		}
		if each.Fstype == "tmpfs" && each.Kind == "directory" {
			each.Bytes = size(target)
		}
		all[target] = each
	}
	return all
}

// parseMount reads `ID PARENT DEV ROOT TARGET OPTIONS [TAG...] - FSTYPE SOURCE SUPER` (proc_pid_mountinfo(5)).
func parseMount(line string) (string, mount, bool) {
	front, back, found := strings.Cut(line, " - ")
	first, last := strings.Fields(front), strings.Fields(back)
	if !found || len(first) < 6 || len(last) < 3 {
		return "", mount{}, false
	}
	each := mount{
		Fstype: last[0], Source: unescape(last[1]), Root: unescape(first[3]),
		Options: sorted(strings.Split(first[5], ",")), Super: []string{}, Propagation: propagation(first[6:]),
	}
	for _, option := range strings.Split(last[2], ",") {
		// The layers of an overlay are the runtime's own folders.
		name, _, _ := strings.Cut(option, "=")
		if !strings.HasSuffix(name, "dir") && !strings.HasPrefix(name, "lowerdir") {
			each.Super = append(each.Super, option)
		}
	}
	sorted(each.Super)
	return unescape(first[4]), each, true
}

func propagation(tags []string) string {
	var names []string
	for _, each := range tags {
		name, _, _ := strings.Cut(each, ":")
		switch name {
		case "shared":
			names = append(names, "shared")
		case "master":
			names = append(names, "slave")
		case "unbindable":
			names = append(names, "unbindable")
		}
	}
	if names == nil {
		return "private"
	}
	return strings.Join(sorted(names), "+")
}

// unescape undoes the octal escapes of mountinfo.
func unescape(word string) string {
	var plain strings.Builder
	for at := 0; at < len(word); at++ {
		if word[at] == '\\' && at+4 <= len(word) {
			if value, err := strconv.ParseUint(word[at+1:at+4], 8, 8); err == nil {
				plain.WriteByte(byte(value))
				at += 3
				continue
			}
		}
		plain.WriteByte(word[at])
	}
	return plain.String()
}

// size is that of the file system at a path, in bytes; 0 where it tells none.
func size(path string) uint64 {
	var stat unix.Statfs_t
	if unix.Statfs(path, &stat) != nil {
		return 0
	}
	return stat.Blocks * uint64(stat.Bsize)
}

func mode(bits uint32) string {
	return fmt.Sprintf("%04o", bits&0o7777)
}

func kind(bits uint32) string {
	switch bits & unix.S_IFMT {
	case unix.S_IFDIR:
		return "directory"
	case unix.S_IFREG:
		return "file"
	case unix.S_IFLNK:
		return "link"
	case unix.S_IFCHR:
		return "character device"
	case unix.S_IFBLK:
		return "block device"
	case unix.S_IFIFO:
		return "pipe"
	case unix.S_IFSOCK:
		return "socket"
	default:
		return strconv.FormatUint(uint64(bits&unix.S_IFMT), 8)
	}
}
