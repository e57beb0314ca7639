package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// processStatus are the lines of /proc/PID/status.
func processStatus(pid string) map[string]string {
	all := map[string]string{}
	for _, each := range strings.Split(text("/proc/"+pid+"/status"), "\n") {
		name, value, _ := strings.Cut(each, ":")
		all[name] = strings.TrimSpace(value)
	}
	return all
}

type process struct {
	Pid  int    `json:"pid"`
	Ppid int    `json:"ppid"`
	Uid  int    `json:"uid"`
	Name string `json:"name"`
}

// processes are those that /proc shows, in order of their number.
func processes() []process {
	all := []process{}
	found, _ := filepath.Glob("/proc/[0-9]*")
	for _, each := range found {
		status := processStatus(filepath.Base(each))
		if status["Pid"] == "" {
			continue
		}
		pid, _ := strconv.Atoi(status["Pid"])
		ppid, _ := strconv.Atoi(status["PPid"])
		uid, _ := strconv.Atoi(strings.Fields(status["Uid"] + " -1")[0])
		all = append(all, process{pid, ppid, uid, status["Name"]})
	}
	sort.Slice(all, func(a, b int) bool { return all[a].Pid < all[b].Pid })
	return all
}

// groups are the supplementary groups, in order.
func groups(line string) []int {
	all := []int{}
	for _, each := range strings.Fields(line) {
		number, _ := strconv.Atoi(each)
		all = append(all, number)
	}
	sort.Ints(all)
	return all
}

// passwd is the line of /etc/passwd for a user, empty without one.
func passwd(uid int) string {
	for _, each := range lines("/etc/passwd") {
		parts := strings.Split(each, ":")
		if len(parts) > 2 && parts[2] == strconv.Itoa(uid) {
			return each
		}
	}
	return ""
}

// limits are `[soft, hard]`. Go raises its own limit of open files when it starts and gives children the one it found,
// so a child is asked; without a busybox in the image that one limit is left out.
func limits() map[string][2]string {
	content, err := exec.Command("/bin/busybox", "cat", "/proc/self/limits").Output()
	own := err != nil
	if own {
		content, _ = os.ReadFile("/proc/self/limits")
	}
	all := map[string][2]string{}
	for _, each := range strings.Split(string(content), "\n") {
		name, rest, found := strings.Cut(each, "  ")
		short, known := limitNames[strings.TrimSpace(name)]
		values := strings.Fields(rest)
		if !found || !known || len(values) < 2 || (own && short == "nofile") {
			continue
		}
		all[short] = [2]string{values[0], values[1]}
	}
	return all
}

// limitNames are podman's words for the lines of /proc/PID/limits.
var limitNames = map[string]string{
	"Max address space":     "as",
	"Max core file size":    "core",
	"Max cpu time":          "cpu",
	"Max data size":         "data",
	"Max file locks":        "locks",
	"Max file size":         "fsize",
	"Max locked memory":     "memlock",
	"Max msgqueue size":     "msgqueue",
	"Max nice priority":     "nice",
	"Max open files":        "nofile",
	"Max pending signals":   "sigpending",
	"Max processes":         "nproc",
	"Max realtime priority": "rtprio",
	"Max realtime timeout":  "rttime",
	"Max resident set":      "rss",
	"Max stack size":        "stack",
}

// stream is what a standard stream is, and for the first one whether it is at its end.
func stream(fd int) fields {
	var stat unix.Stat_t
	if err := unix.Fstat(fd, &stat); err != nil {
		return fields{"kind": "!" + outcome(err)}
	}
	what := fields{"kind": kind(stat.Mode)}
	if stat.Mode&unix.S_IFMT == unix.S_IFCHR {
		major, minor := unix.Major(stat.Rdev), unix.Minor(stat.Rdev)
		switch {
		case major == 1 && minor == 3:
			what["kind"] = "null"
		case terminal(fd):
			what["kind"] = "terminal"
		}
	}
	if fd == 0 {
		poll := []unix.PollFd{{Fd: 0, Events: unix.POLLIN}}
		ready, err := unix.Poll(poll, 100)
		what["end"] = what["kind"] == "null" || (err == nil && ready > 0 && poll[0].Revents&unix.POLLHUP != 0)
	}
	return what
}

func terminal(fd int) bool {
	_, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	return err == nil
}
