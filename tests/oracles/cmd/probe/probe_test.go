package main

import (
	"reflect"
	"strings"
	"syscall"
	"testing"
)

func TestScriptsAreRefusedByName(t *testing.T) {
	for script, want := range map[string]string{
		"print; fly":    "unknown step `fly`",
		"wait 1 2":      "wrong number of words in `wait 1 2`",
		"write /a":      "wrong number of words in `write /a`",
		"":              "",
		";; print ;":    "",
		"log a  b;wait": "",
	} {
		_, err := parse(script)
		if (err == nil) != (want == "") || (err != nil && err.Error() != want) {
			t.Errorf("%q: %v, not %q", script, err, want)
		}
	}
}

// The table points at itself through parse: every row must be reachable and take what it says.
func TestEveryStepParses(t *testing.T) {
	for name, row := range verbs() {
		if row.do == nil {
			t.Errorf("%s does nothing", name)
		}
		if _, err := parse(name + strings.Repeat(" 1", row.least)); err != nil {
			t.Error(err)
		}
	}
}

func TestMounts(t *testing.T) {
	target, got, ok := parseMount(`29 1 8:1 /a\040b /data\134x ro,nosuid,relatime shared:5 master:2 - ext4 /dev/sda1 rw,lowerdir=/l,workdir=/w,size=1k`)
	want := mount{
		Fstype: "ext4", Source: "/dev/sda1", Root: "/a b", Options: []string{"nosuid", "relatime", "ro"},
		Super: []string{"rw", "size=1k"}, Propagation: "shared+slave",
	}
	if !ok || target != `/data\x` || !reflect.DeepEqual(got, want) {
		t.Errorf("%q %+v", target, got)
	}
	if _, _, ok := parseMount("29 1 8:1 / /data"); ok {
		t.Error("half a line is no mount")
	}
}

func TestCapabilitiesByBit(t *testing.T) {
	if got := capabilitySet("00000000800405fb"); len(got) != 11 || got[0] != "CHOWN" || got[10] != "SYS_CHROOT" {
		t.Error(got)
	}
	if got := capabilitySet("8000000000000000"); !reflect.DeepEqual(got, []string{"63"}) {
		t.Error(got)
	}
}

func TestAddressesOfTheKernel(t *testing.T) {
	for word, want := range map[string]string{
		"0100007F":                         "127.0.0.1",
		"00000000000000000000000001000000": "::1",
	} {
		if got := address(word).String(); got != want {
			t.Errorf("%s: %s, not %s", word, got, want)
		}
	}
}

func TestErrorsHaveTheirNames(t *testing.T) {
	for number, want := range map[syscall.Errno]string{0: "ok", syscall.EPERM: "EPERM", syscall.ENOSYS: "ENOSYS"} {
		if got := errno(number); got != want {
			t.Errorf("%d: %s, not %s", number, got, want)
		}
	}
}

// The list is what two containers are compared by: a name twice would hide one of the calls.
func TestSystemCallsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, each := range syscalls() {
		if seen[each.name] || strings.Contains(each.name, "\t") {
			t.Error(each.name)
		}
		seen[each.name] = true
	}
}
