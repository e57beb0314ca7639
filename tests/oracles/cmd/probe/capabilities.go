package main

import (
	"fmt"
	"strconv"
)

// capabilityNames are in the order of their bits (linux/capability.h).
var capabilityNames = []string{
	"CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP",
	"LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER", "SYS_MODULE",
	"SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME",
	"SYS_TTY_CONFIG", "MKNOD", "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG",
	"WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF", "CHECKPOINT_RESTORE",
}

// capabilities are the five sets, by name.
func capabilities(status map[string]string) map[string][]string {
	return map[string][]string{
		"inheritable": capabilitySet(status["CapInh"]),
		"permitted":   capabilitySet(status["CapPrm"]),
		"effective":   capabilitySet(status["CapEff"]),
		"bounding":    capabilitySet(status["CapBnd"]),
		"ambient":     capabilitySet(status["CapAmb"]),
	}
}

func capabilitySet(mask string) []string {
	bits, err := strconv.ParseUint(mask, 16, 64)
	if err != nil {
		return []string{"!" + mask}
	}
	names := []string{}
	for bit := range 64 {
		if bits&(1<<bit) == 0 {
			continue
		}
		if bit < len(capabilityNames) {
			names = append(names, capabilityNames[bit])
		} else {
			names = append(names, fmt.Sprintf("%d", bit))
		}
	}
	return sorted(names)
}
