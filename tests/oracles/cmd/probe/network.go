package main

import (
	"encoding/hex"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sort"
	"strconv"
	"strings"
)

type link struct {
	Up        bool     `json:"up"`
	Mtu       int      `json:"mtu"`
	Mac       string   `json:"mac"`
	Addresses []string `json:"addresses"`
}

// interfaces are by name; link-local addresses of IPv6 are left out, since the kernel makes them from the MAC.
func interfaces() map[string]link {
	all := map[string]link{}
	found, err := net.Interfaces()
	if err != nil {
		return all
	}
	for _, each := range found {
		shown := link{Up: each.Flags&net.FlagUp != 0, Mtu: each.MTU, Mac: each.HardwareAddr.String(), Addresses: []string{}}
		addresses, _ := each.Addrs()
		for _, address := range addresses {
			if prefix, err := netip.ParsePrefix(address.String()); err == nil && !(prefix.Addr().Is6() && prefix.Addr().IsLinkLocalUnicast()) {
				shown.Addresses = append(shown.Addresses, prefix.String())
			}
		}
		sorted(shown.Addresses)
		all[each.Name] = shown
	}
	return all
}

// routes are those of IPv4, as `DESTINATION via GATEWAY dev NAME`.
func routes() []string {
	all := []string{}
	for _, line := range lines("/proc/net/route")[1:] {
		parts := strings.Fields(line)
		if len(parts) < 8 {
			continue
		}
		bits := 0
		for _, each := range address(parts[7]).AsSlice() {
			for ; each != 0; each <<= 1 {
				bits++
			}
		}
		said := fmt.Sprintf("%s/%d", address(parts[1]), bits)
		if gateway := address(parts[2]); !gateway.IsUnspecified() {
			said += " via " + gateway.String()
		}
		all = append(all, said+" dev "+parts[0])
	}
	return sorted(all)
}

// address reads the kernel's hexadecimal form: words of four bytes, each turned round.
func address(word string) netip.Addr {
	read, err := hex.DecodeString(word)
	if err != nil {
		return netip.Addr{}
	}
	for at := 0; at+4 <= len(read); at += 4 {
		slices.Reverse(read[at : at+4])
	}
	found, _ := netip.AddrFromSlice(read)
	return found
}

// listening are sockets that wait, as `udp ADDRESS:PORT`.
func listening() []string {
	unique := map[string]bool{}
	for _, table := range []struct{ file, state string }{{"tcp", "0A"}, {"tcp6", "0A"}, {"udp", "07"}, {"udp6", "07"}} {
		for _, line := range lines("/proc/net/" + table.file) {
			parts := strings.Fields(line)
			if len(parts) < 4 || parts[3] != table.state {
				continue
			}
			host, port, _ := strings.Cut(parts[1], ":")
			number, err := strconv.ParseUint(port, 16, 16)
			if err == nil {
				unique[strings.TrimSuffix(table.file, "6")+" "+netip.AddrPortFrom(address(host), uint16(number)).String()] = true
			}
		}
	}
	all := []string{}
	for each := range unique {
		all = append(all, each)
	}
	sort.Strings(all)
	return all
}
