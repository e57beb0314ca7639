package main

import (
	"bufio"
	"context"
	"errors"
	"net"
	"os"
	"strings"
	"syscall"
	"time"
)

// transport parts `udp/ADDRESS`; without a prefix it is TCP.
func transport(word string) (string, string) {
	if address, ok := strings.CutPrefix(word, "udp/"); ok {
		return "udp", address
	}
	return "tcp", strings.TrimPrefix(word, "tcp/")
}

// serve answers at each address from now on; an address may be a port alone.
func serve(words []string) {
	for _, word := range words {
		network, address := transport(word)
		if !strings.Contains(address, ":") {
			address = ":" + address
		}
		var err error
		if network == "udp" {
			err = serveDatagrams(address)
		} else {
			err = serveStreams(address)
		}
		say("serve", fields{"at": word, "result": outcome(err)})
	}
}

func hello(local, remote net.Addr, got string) []byte {
	if got == "world" {
		return encode("world", world())
	}
	name, _ := os.Hostname()
	return encode("hello", fields{"name": name, "local": local.String(), "remote": remote.String(), "got": got})
}

func serveStreams(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go answer(connection)
		}
	}()
	return nil
}

// answer replies to each line, and to a request of HTTP as a web server would.
func answer(connection net.Conn) {
	defer connection.Close()
	lines := bufio.NewScanner(connection)
	for lines.Scan() {
		got := strings.TrimRight(lines.Text(), "\r")
		reply := hello(connection.LocalAddr(), connection.RemoteAddr(), got)
		if strings.HasPrefix(got, "GET ") {
			for lines.Scan() && strings.TrimRight(lines.Text(), "\r") != "" {
			}
			connection.Write([]byte("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n"))
			connection.Write(reply)
			return
		}
		connection.Write(reply)
	}
}

func serveDatagrams(address string) error {
	socket, err := net.ListenPacket("udp", address)
	if err != nil {
		return err
	}
	go func() {
		buffer := make([]byte, 65535)
		for {
			count, remote, err := socket.ReadFrom(buffer)
			if err != nil {
				return
			}
			got := strings.TrimSpace(string(buffer[:count]))
			socket.WriteTo(hello(socket.LocalAddr(), remote, got), remote)
		}
	}()
	return nil
}

// connect says a line and reports the answer; only here and in resolve are names looked up.
func connect(words []string) {
	network, address := transport(words[0])
	limit := 2 * time.Second
	if len(words) > 1 {
		limit = seconds(words[1])
	}
	what := fields{"to": words[0]}
	defer func() { say("connect", what) }()
	connection, err := net.DialTimeout(network, address, limit)
	if err != nil {
		what["result"] = talked(err)
		return
	}
	defer connection.Close()
	connection.SetDeadline(time.Now().Add(limit))
	what["local"] = connection.LocalAddr().String()
	what["remote"] = connection.RemoteAddr().String()
	if _, err = connection.Write([]byte("hello\n")); err != nil {
		what["result"] = talked(err)
		return
	}
	line, err := bufio.NewReader(connection).ReadString('\n')
	what["result"] = talked(err)
	what["answer"] = strings.TrimSpace(line)
}

func resolve(words []string) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	addresses, err := net.DefaultResolver.LookupHost(ctx, words[0])
	if addresses == nil {
		addresses = []string{}
	}
	say("resolve", fields{"name": words[0], "result": talked(err), "addresses": addresses})
}

// talked is outcome in the words of the network.
func talked(err error) string {
	var name *net.DNSError
	var wait net.Error
	switch {
	case errors.As(err, &name) && name.IsNotFound:
		return "no such name"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	case errors.As(err, &wait) && wait.Timeout():
		return "timeout"
	default:
		return outcome(err)
	}
}
