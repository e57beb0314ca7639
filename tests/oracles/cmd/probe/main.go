// Command probe stands in for the program of an image: it prints the world that a container gives it, and acts as told.
//
// What it does is a script of steps, taken from its first argument behind an `@`, else from PROBE_DO; see script.go for
// the form and steps.go for the table. tests/fidelity/README.md describes all of it.
package main

import (
	"os"
	"strings"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == helperArgument {
		helper(os.Args[2:])
		return
	}
	script := "print; wait"
	if len(os.Args) > 1 && strings.HasPrefix(os.Args[1], "@") {
		script = os.Args[1][1:]
	} else if given, ok := os.LookupEnv("PROBE_DO"); ok {
		script = given
	}
	steps, err := parse(script)
	if err != nil {
		say("error", fields{"message": err.Error()})
		os.Exit(2)
	}
	listen()
	for _, step := range steps {
		step.verb(step.words)
	}
}
