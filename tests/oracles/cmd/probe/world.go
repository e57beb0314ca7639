package main

import (
	"os"
	"sort"
	"strings"
	"time"
)

// world is all that the probe can see of what its container gave it: a facet a key. No names are looked up.
func world() fields {
	status := processStatus("self")
	limits, pid1 := limits(), processStatus("1")
	cwd, err := os.Getwd()
	if err != nil {
		cwd = outcome(err)
	}
	hostname, _ := os.Hostname()
	what := fields{
		"argv":          os.Args,
		"env":           environment(),
		"cwd":           cwd,
		"hostname":      hostname,
		"domainname":    text("/proc/sys/kernel/domainname"),
		"self":          os.Getpid(),
		"pid1":          pid1["Name"],
		"uid":           os.Geteuid(),
		"gid":           os.Getegid(),
		"groups":        groups(status["Groups"]),
		"user":          passwd(os.Geteuid()),
		"umask":         status["Umask"],
		"uid_map":       lines("/proc/self/uid_map"),
		"gid_map":       lines("/proc/self/gid_map"),
		"caps":          capabilities(status),
		"no_new_privs":  status["NoNewPrivs"],
		"seccomp":       status["Seccomp"],
		"apparmor":      text("/proc/self/attr/apparmor/current"),
		"syscalls":      syscallResults(),
		"ulimits":       limits,
		"cpus":          status["Cpus_allowed_list"],
		"mounts":        mounts(),
		"shm":           size("/dev/shm"),
		"hosts":         lines("/etc/hosts"),
		"resolv":        lines("/etc/resolv.conf"),
		"sysctls":       sysctls(),
		"cgroup":        cgroup(),
		"devices":       devices(),
		"writable":      writable(),
		"files":         files(),
		"interfaces":    interfaces(),
		"routes":        routes(),
		"listening":     listening(),
		"processes":     processes(),
		"namespaces":    namespaces(),
		"oom_score_adj": text("/proc/self/oom_score_adj"),
		"timezone":      timezone(),
		"stdin":         stream(0),
		"stdout":        stream(1),
		"stderr":        stream(2),
	}
	return what
}

func environment() map[string]string {
	all := map[string]string{}
	for _, each := range os.Environ() {
		name, value, _ := strings.Cut(each, "=")
		all[name] = value
	}
	return all
}

// text is a small file's content without white space around it, or `!` and the errno.
func text(path string) string {
	content, err := os.ReadFile(path)
	if err != nil {
		return "!" + outcome(err)
	}
	return strings.TrimSpace(string(content))
}

// lines are a file's lines with blanks made single, without comments and empty ones.
func lines(path string) []string {
	kept := []string{}
	for _, each := range strings.Split(text(path), "\n") {
		each, _, _ = strings.Cut(each, "#")
		if each = strings.Join(strings.Fields(each), " "); each != "" {
			kept = append(kept, each)
		}
	}
	return kept
}

// extra are the paths that the caller wants looked at too.
func extra() []string {
	var paths []string
	for _, each := range strings.Split(os.Getenv("PROBE_LOOK"), ":") {
		if each != "" {
			paths = append(paths, each)
		}
	}
	return paths
}

// timezone is what a program's clock says: the name, and hours from UTC in January and July.
func timezone() fields {
	name, january := time.Date(2026, 1, 1, 0, 0, 0, 0, time.Local).Zone()
	_, july := time.Date(2026, 7, 1, 0, 0, 0, 0, time.Local).Zone()
	return fields{"name": name, "january": float64(january) / 3600, "july": float64(july) / 3600}
}

func namespaces() map[string]string {
	all := map[string]string{}
	for _, each := range []string{"cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"} {
		target, err := os.Readlink("/proc/self/ns/" + each)
		if err != nil {
			target = "!" + outcome(err)
		}
		all[each] = target
	}
	return all
}

func sorted(names []string) []string {
	sort.Strings(names)
	return names
}
