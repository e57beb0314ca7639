package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"
)

// fields of an event.
type fields map[string]any

var (
	saying sync.Mutex
	// copies are files that get every event too, from the step `tee` on.
	copies []*os.File
)

// say prints an event as one line of JSON with its time in seconds.
func say(event string, what fields) {
	line := encode(event, what)
	saying.Lock()
	defer saying.Unlock()
	os.Stdout.Write(line)
	for _, each := range copies {
		each.Write(line)
	}
}

// encode gives the line that say prints.
func encode(event string, what fields) []byte {
	if what == nil {
		what = fields{}
	}
	what["event"] = event
	what["time"] = float64(time.Now().UnixMilli()) / 1000
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(what); err != nil {
		panic(fmt.Sprintf("an event consists of plain values: %v", err))
	}
	return []byte(text.String())
}

// outcome is how an attempt ended: `ok`, or the name of the errno, or the error's text.
func outcome(err error) string {
	if err == nil {
		return "ok"
	}
	for each := err; each != nil; {
		if number, ok := each.(syscall.Errno); ok {
			return errno(number)
		}
		inner, ok := each.(interface{ Unwrap() error })
		if !ok {
			break
		}
		each = inner.Unwrap()
	}
	return err.Error()
}
