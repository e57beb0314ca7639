package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// verb is a row of the table: what it does, and how many words it takes (`most` below 0: any number).
type verb struct {
	least, most int
	do          func(words []string)
}

// verbs is the table of steps. A function, since steps refer to it.
func verbs() map[string]verb {
	return map[string]verb{
		"append":  {2, -1, func(w []string) { put("append", w, os.O_APPEND) }},
		"connect": {1, 2, connect},
		"exists":  {1, 1, exists},
		"exit":    {1, 1, func(w []string) { leave(number(w[0])) }},
		"ignore":  {1, -1, ignore},
		"linger":  {1, 1, func(w []string) { linger = seconds(w[0]) }},
		"list":    {1, 1, list},
		"log":     {0, -1, func(w []string) { say("log", fields{"text": strings.Join(w, " ")}) }},
		"memory":  {1, 1, memory},
		"mkdir":   {1, 1, func(w []string) { tried("mkdir", w[0], os.Mkdir(w[0], 0o755)) }},
		"print":   {0, 0, func([]string) { say("world", world()) }},
		"read":    {1, 1, read},
		"remove":  {1, 1, func(w []string) { tried("remove", w[0], os.Remove(w[0])) }},
		"resolve": {1, 1, resolve},
		"run":     {1, -1, run},
		"serve":   {1, -1, serve},
		"sleep":   {1, 1, func(w []string) { time.Sleep(seconds(w[0])) }},
		"stdin":   {0, 0, func([]string) { readStdin() }},
		"tee":     {1, 1, tee},
		"wait":    {0, 1, wait},
		"write":   {2, -1, func(w []string) { put("write", w, os.O_TRUNC) }},
	}
}

func tried(event, path string, err error) {
	say(event, fields{"path": path, "result": outcome(err)})
}

func put(event string, words []string, flag int) {
	file, err := os.OpenFile(words[0], os.O_WRONLY|os.O_CREATE|flag, 0o644)
	if err == nil {
		_, err = file.WriteString(strings.Join(words[1:], " ") + "\n")
		if closed := file.Close(); err == nil {
			err = closed
		}
	}
	tried(event, words[0], err)
}

func read(words []string) {
	content, err := os.ReadFile(words[0])
	say("read", fields{"path": words[0], "result": outcome(err), "content": string(content)})
}

func list(words []string) {
	entries, err := os.ReadDir(words[0])
	names := []string{}
	for _, each := range entries {
		names = append(names, each.Name())
	}
	say("list", fields{"path": words[0], "result": outcome(err), "entries": names})
}

// exists is for health checks: silent, exit code 1 if there is no such path.
func exists(words []string) {
	if _, err := os.Stat(words[0]); err != nil {
		os.Exit(1)
	}
}

func run(words []string) {
	var output bytes.Buffer
	command := exec.Command(words[0], words[1:]...)
	command.Stdout = &output
	command.Stderr = &output
	err := command.Run()
	what := fields{"command": words, "output": head(output.Bytes())}
	if command.ProcessState == nil {
		what["result"] = outcome(err)
	} else {
		what["code"] = command.ProcessState.ExitCode()
	}
	say("run", what)
}

// memory takes MiB in a child, so that the probe can tell how a limit ended it.
func memory(words []string) {
	command := exec.Command("/proc/self/exe", helperArgument, "memory", words[0])
	err := command.Run()
	ended := "ok"
	if err != nil {
		ended = err.Error()
	}
	say("memory", fields{"mib": number(words[0]), "ended": ended})
}

// readStdin takes what comes within a second.
func readStdin() {
	var got []byte
	over := time.Now().Add(time.Second)
	atEnd := false
	buffer := make([]byte, 4096)
	for !atEnd && time.Now().Before(over) {
		poll := []unix.PollFd{{Fd: 0, Events: unix.POLLIN}}
		ready, err := unix.Poll(poll, int(time.Until(over).Milliseconds()))
		if err == unix.EINTR {
			continue
		}
		if err != nil || ready == 0 {
			break
		}
		count, err := os.Stdin.Read(buffer)
		got = append(got, buffer[:count]...)
		atEnd = err == io.EOF || (err != nil && count == 0)
	}
	say("stdin", fields{"content": string(got), "end": atEnd})
}

func tee(words []string) {
	file, err := os.OpenFile(words[0], os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		tried("tee", words[0], err)
		return
	}
	saying.Lock()
	copies = append(copies, file)
	saying.Unlock()
}

func number(word string) int {
	value, err := strconv.Atoi(word)
	if err != nil {
		refuse("no number", word)
	}
	return value
}

// head is what of a text is worth a line.
func head(text []byte) string {
	const most = 4096
	if len(text) > most {
		text = text[:most]
	}
	return string(text)
}
