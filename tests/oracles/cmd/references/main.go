// Command references judges what the objects of one cluster say of each other.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"k3s-migrate/oracles/internal/manifests"
	"k3s-migrate/oracles/internal/references"
)

const usage = `references [--secrets-elsewhere] DIR...   each DIR (or file) is one cluster
references --lines                        one JSON array of objects a line on stdin;
                                          one {"ok":…,"errors":[{"object","field","rule","message"}]} a line on stdout
`

func main() {
	lines := flag.Bool("lines", false, "read one set a line, answer one JSON object a line")
	elsewhere := flag.Bool("secrets-elsewhere", false, "Secrets may be missing: somebody else writes them")
	flag.Usage = func() {
		fmt.Fprint(os.Stderr, usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	out := bufio.NewWriter(os.Stdout)
	if *lines {
		err := answerLines(out)
		out.Flush()
		if err != nil {
			fmt.Fprintln(os.Stderr, "references:", err)
			os.Exit(2)
		}
		return
	}
	passed, failed := 0, 0
	for _, root := range flag.Args() {
		judged, findings, problems := references.Judge(root, *elsewhere)
		bad := map[string]bool{}
		for _, finding := range findings {
			fmt.Fprintf(out, "%s %s: %s: %s: %s\n", finding.Object.File, finding.Object.ID(), finding.Object.Pointer+finding.Pointer, finding.Rule, finding.Message)
			bad[finding.Object.File+finding.Object.Pointer+finding.Object.Key()] = true
		}
		for _, problem := range problems {
			fmt.Fprintf(out, "%s -/-/-: : %s\n", problem.File, problem.Message)
		}
		passed += judged - len(bad)
		failed += len(bad) + len(problems)
	}
	fmt.Fprintf(out, "%d passed, %d failed\n", passed, failed)
	out.Flush()
	if failed > 0 || passed == 0 {
		os.Exit(1)
	}
}

type place struct {
	Object  string `json:"object"`
	Field   string `json:"field"`
	Rule    string `json:"rule"`
	Message string `json:"message"`
}

type answer struct {
	OK     bool    `json:"ok"`
	Errors []place `json:"errors"`
}

func answerLines(out *bufio.Writer) error {
	decoder := json.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<20))
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for decoder.More() {
		var items []json.RawMessage
		if err := decoder.Decode(&items); err != nil {
			return err
		}
		result := answer{OK: true, Errors: []place{}}
		var objects []manifests.Object
		for _, item := range items {
			found, err := manifests.Unpack(item)
			if err != nil {
				result.Errors = append(result.Errors, place{Rule: "unreadable", Message: err.Error()})
			}
			objects = append(objects, found...)
		}
		for _, finding := range references.JudgeObjects(objects) {
			result.Errors = append(result.Errors, place{finding.Object.ID(), finding.Pointer, finding.Rule, finding.Message})
		}
		result.OK = len(result.Errors) == 0
		if err := encoder.Encode(result); err != nil {
			return err
		}
	}
	return nil
}
