package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/sys/unix"
)

// looked are the paths whose state every container is asked for.
var looked = []string{
	"/", "/dev", "/dev/shm", "/etc", "/etc/group", "/etc/hostname", "/etc/hosts", "/etc/localtime", "/etc/mtab", "/etc/passwd",
	"/etc/resolv.conf", "/proc", "/root", "/run", "/run/.containerenv", "/run/secrets", "/sys", "/sys/fs/cgroup", "/tmp",
	"/var/run/secrets/kubernetes.io", "/var/tmp",
}

// tried are where making a file, or opening one to write, is tried.
var triedToWrite = []string{
	"/", "/dev", "/dev/shm", "/etc", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf", "/proc/sys/kernel/hostname",
	"/proc/sys/net/ipv4/ip_forward", "/root", "/run", "/sys/fs/cgroup", "/tmp", "/var/tmp",
}

type file struct {
	Kind    string   `json:"kind"`
	Mode    string   `json:"mode,omitempty"`
	Uid     uint32   `json:"uid"`
	Gid     uint32   `json:"gid"`
	Content *string  `json:"content,omitempty"`
	Entries []string `json:"entries,omitempty"`
	Target  string   `json:"target,omitempty"`
}

// files gives kind, mode and owner of the paths looked at; for those the caller named, and users and groups, the content.
func files() map[string]file {
	all := map[string]file{}
	for _, each := range looked {
		all[each] = look(each, each == "/etc/passwd" || each == "/etc/group")
	}
	for _, each := range append(extra(), "/run", "/tmp") {
		all[each] = look(each, true)
	}
	return all
}

func look(path string, content bool) file {
	var stat unix.Stat_t
	if err := unix.Lstat(path, &stat); err != nil {
		return file{Kind: "!" + outcome(err)}
	}
	found := file{Kind: kind(stat.Mode), Mode: mode(stat.Mode), Uid: stat.Uid, Gid: stat.Gid}
	switch {
	case found.Kind == "link":
		found.Target, _ = os.Readlink(path)
		found.Mode = ""
	case !content:
	case found.Kind == "directory":
		found.Entries = []string{}
		entries, err := os.ReadDir(path)
		if err != nil {
			found.Entries = append(found.Entries, "!"+outcome(err))
		}
		for _, each := range entries {
			found.Entries = append(found.Entries, each.Name())
		}
	case found.Kind == "file":
		read, err := os.ReadFile(path)
		said := head(read)
		if err != nil {
			said = "!" + outcome(err)
		} else if !utf8.ValidString(said) {
			said = fmt.Sprintf("! %d bytes that are no text", len(read))
		}
		found.Content = &said
	}
	return found
}

// writable tells for each path how it ends to make a file in the folder, or to open the file for writing.
func writable() map[string]string {
	all := map[string]string{}
	for _, each := range append(extra(), triedToWrite...) {
		all[each] = tryWriting(each)
	}
	return all
}

func tryWriting(path string) string {
	stat, err := os.Stat(path)
	if err != nil {
		return outcome(err)
	}
	if !stat.IsDir() {
		opened, err := os.OpenFile(path, os.O_WRONLY|unix.O_NONBLOCK|unix.O_NOCTTY, 0)
		if err == nil {
			opened.Close()
		}
		return outcome(err)
	}
	name := filepath.Join(path, fmt.Sprintf(".probe-%d", os.Getpid()))
	made, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return outcome(err)
	}
	made.Close()
	os.Remove(name)
	return "ok"
}

type device struct {
	Kind  string `json:"kind"`
	Major uint32 `json:"major"`
	Minor uint32 `json:"minor"`
	Mode  string `json:"mode"`
	Uid   uint32 `json:"uid"`
	Gid   uint32 `json:"gid"`
	Open  string `json:"open"`
}

// devices are all below /dev but terminals; whether one can be opened is tried, except where that has an effect.
func devices() map[string]device {
	all := map[string]device{}
	filepath.WalkDir("/dev", func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if entry.IsDir() && (path == "/dev/pts" || path == "/dev/shm" || path == "/dev/mqueue") {
			return filepath.SkipDir
		}
		var stat unix.Stat_t
		if unix.Lstat(path, &stat) != nil {
			return nil
		}
		if found := kind(stat.Mode); strings.HasSuffix(found, "device") {
			all[path] = device{
				strings.TrimSuffix(found, " device"), unix.Major(stat.Rdev), unix.Minor(stat.Rdev), mode(stat.Mode), stat.Uid, stat.Gid,
				tryOpening(path, stat),
			}
		}
		return nil
	})
	return all
}

func tryOpening(path string, stat unix.Stat_t) string {
	// A watchdog starts to count when it is opened.
	if strings.HasPrefix(filepath.Base(path), "watchdog") {
		return "not tried"
	}
	for _, way := range []int{unix.O_RDWR, unix.O_RDONLY} {
		fd, err := unix.Open(path, way|unix.O_NONBLOCK|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
		if err == nil {
			unix.Close(fd)
			return map[int]string{unix.O_RDWR: "ok", unix.O_RDONLY: "read only"}[way]
		}
		if way == unix.O_RDONLY {
			return outcome(err)
		}
	}
	return ""
}
