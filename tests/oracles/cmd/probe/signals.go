package main

import (
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// ending are the signals that end the step `wait`: whatever an image may name as its STOPSIGNAL. 37 is systemd's SIGRTMIN+3.
var ending = []os.Signal{
	syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGTERM, syscall.SIGWINCH,
	syscall.SIGPWR, syscall.Signal(37),
}

var (
	// ended gets the first signal that is not ignored.
	ended   = make(chan os.Signal, 1)
	ignored sync.Map
	// linger is how long the probe lives on after it.
	linger time.Duration
)

// listen reports every signal from now on, with the time of its arrival, whatever step is at work.
func listen() {
	arrived := make(chan os.Signal, 16)
	for _, each := range ending {
		// A terminal sends it whenever somebody attaches.
		if each == syscall.SIGWINCH && terminal(0) {
			continue
		}
		signal.Notify(arrived, each)
	}
	go func() {
		for each := range arrived {
			_, ignore := ignored.Load(each)
			say("signal", fields{"name": signalName(each), "ignored": ignore})
			if ignore {
				continue
			}
			select {
			case ended <- each:
			default:
			}
		}
	}()
}

// wait ends the probe at a signal, with exit code 0; it returns after the seconds, if any are given.
func wait(words []string) {
	var over <-chan time.Time
	if len(words) > 0 {
		over = time.After(seconds(words[0]))
	}
	select {
	case <-over:
	case <-ended:
		time.Sleep(linger)
		leave(0)
	}
}

func ignore(words []string) {
	for _, each := range words {
		number := unix.SignalNum("SIG" + each)
		if number == 0 {
			refuse("unknown signal", each)
		}
		ignored.Store(os.Signal(number), true)
	}
}

func leave(code int) {
	say("exit", fields{"code": code})
	os.Exit(code)
}

func signalName(given os.Signal) string {
	number, ok := given.(syscall.Signal)
	if !ok {
		return given.String()
	}
	if name := unix.SignalName(number); name != "" {
		return name[len("SIG"):]
	}
	return strconv.Itoa(int(number))
}

// seconds reads a duration in seconds, which may have a fraction.
func seconds(word string) time.Duration {
	number, err := strconv.ParseFloat(word, 64)
	if err != nil || number < 0 {
		refuse("no number of seconds", word)
	}
	return time.Duration(number * float64(time.Second))
}

// refuse ends the probe over a word of its script.
func refuse(message, word string) {
	say("error", fields{"message": message, "word": word})
	os.Exit(2)
}
