package main

import (
	"os"
	"path/filepath"
	"strings"
)

// sysctlNames are those that podman or the kubelet can set for a container, and some that differ by the runtime's defaults.
var sysctlNames = []string{
	"fs.mqueue.msg_max", "fs.mqueue.msgsize_max", "fs.mqueue.queues_max",
	"kernel.domainname", "kernel.hostname", "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem",
	"kernel.shm_rmid_forced", "kernel.shmall", "kernel.shmmax", "kernel.shmmni",
	"net.core.somaxconn",
	"net.ipv4.conf.all.forwarding", "net.ipv4.conf.all.route_localnet", "net.ipv4.conf.all.rp_filter",
	"net.ipv4.conf.all.src_valid_mark", "net.ipv4.conf.default.rp_filter",
	"net.ipv4.ip_forward", "net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports",
	"net.ipv4.ip_unprivileged_port_start", "net.ipv4.ping_group_range", "net.ipv4.tcp_fin_timeout",
	"net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_keepalive_time",
	"net.ipv4.tcp_rmem", "net.ipv4.tcp_syncookies", "net.ipv4.tcp_wmem",
	"net.ipv6.conf.all.disable_ipv6", "net.ipv6.conf.all.forwarding", "net.ipv6.conf.default.accept_ra",
	"vm.max_map_count",
}

func sysctls() map[string]string {
	all := map[string]string{}
	for _, each := range sysctlNames {
		all[each] = strings.Join(strings.Fields(text("/proc/sys/"+strings.ReplaceAll(each, ".", "/"))), " ")
	}
	return all
}

// cgroupFiles are limits by controller; the empty controller is cgroup v2.
var cgroupFiles = map[string][]string{
	"": {
		"cpu.max", "cpu.weight", "cpu.idle", "cpuset.cpus", "cpuset.mems", "io.max", "io.weight", "memory.high", "memory.low",
		"memory.max", "memory.min", "memory.oom.group", "memory.swap.max", "pids.max",
	},
	"blkio":   {"blkio.bfq.weight", "blkio.throttle.read_bps_device", "blkio.weight"},
	"cpu":     {"cpu.cfs_period_us", "cpu.cfs_quota_us", "cpu.rt_runtime_us", "cpu.shares"},
	"cpuset":  {"cpuset.cpus", "cpuset.mems"},
	"devices": {"devices.list"},
	"memory": {
		"memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.oom_control", "memory.soft_limit_in_bytes",
		"memory.swappiness",
	},
	"pids": {"pids.max"},
}

// cgroup gives the limits of the probe's own group, as far as the container shows it.
func cgroup() fields {
	version := 1
	limits := map[string]string{}
	mounted := cgroupMounts()
	if _, unified := mounted[""]; unified {
		version = 2
	}
	for _, line := range lines("/proc/self/cgroup") {
		parts := strings.SplitN(line, ":", 3)
		if len(parts) < 3 {
			continue
		}
		for _, controller := range strings.Split(parts[1], ",") {
			at, found := mounted[controller]
			if !found {
				continue
			}
			folder := at.target
			if below, err := filepath.Rel(at.root, parts[2]); err == nil && !strings.HasPrefix(below, "..") {
				folder = filepath.Join(folder, below)
			}
			for _, name := range cgroupFiles[controller] {
				if content, err := os.ReadFile(filepath.Join(folder, name)); err == nil {
					limits[name] = strings.TrimSpace(string(content))
				}
			}
		}
	}
	return fields{"version": version, "limits": limits}
}

type place struct{ target, root string }

// cgroupMounts are where the hierarchies are mounted, by controller.
func cgroupMounts() map[string]place {
	all := map[string]place{}
	for _, line := range strings.Split(text("/proc/self/mountinfo"), "\n") {
		target, each, ok := parseMount(line)
		if !ok {
			continue
		}
		switch each.Fstype {
		case "cgroup2":
			all[""] = place{target, each.Root}
		case "cgroup":
			for _, option := range each.Super {
				all[option] = place{target, each.Root}
			}
		}
	}
	return all
}
