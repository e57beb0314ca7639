// Command validate judges manifests by the API server's own rules, without a server.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	// Time zones of schedules, wherever this runs.
	_ "time/tzdata"

	"k3s-migrate/oracles/internal/apirules"
	"k3s-migrate/oracles/internal/manifests"
)

const usage = `validate [--strict-warnings] [FILE|DIR|-]...   judge objects as if they were created
validate --update OLD NEW                      judge NEW's objects as updates of OLD's
validate --lines [--update]                    one object a line on stdin, or {"old":…,"new":…};
                                               one {"ok":…,"errors":[{"field","message"}]} a line on stdout
validate --gates                               the server's feature gates, and whether they are on by default
`

func main() {
	lines := flag.Bool("lines", false, "read one JSON object a line, answer one JSON object a line")
	update := flag.Bool("update", false, "judge the step from an old version to a new one")
	gates := flag.Bool("gates", false, "list the feature gates")
	strictWarnings := flag.Bool("strict-warnings", false, "a warning fails the object")
	flag.BoolVar(&apirules.ServerOnly, "server-only", false, "do not judge the Pods that a workload's template makes")
	flag.Usage = func() {
		fmt.Fprint(os.Stderr, usage)
		flag.PrintDefaults()
	}
	flag.Parse()

	out := bufio.NewWriterSize(os.Stdout, 1<<16)
	report := &report{out: out, strictWarnings: *strictWarnings}
	switch {
	case *gates:
		for _, line := range apirules.Gates() {
			fmt.Fprintln(out, line)
		}
		out.Flush()
		return
	case *lines:
		err := answerLines(os.Stdin, out, *update, *strictWarnings)
		out.Flush()
		if err != nil {
			fmt.Fprintln(os.Stderr, "validate:", err)
			os.Exit(2)
		}
		return
	case *update:
		if flag.NArg() != 2 {
			flag.Usage()
			os.Exit(2)
		}
		judgeUpdate(report, flag.Arg(0), flag.Arg(1))
	default:
		roots := flag.Args()
		if len(roots) == 0 {
			roots = []string{"-"}
		}
		for _, root := range roots {
			judgeRoot(report, root)
		}
	}
	fmt.Fprintf(out, "%d passed, %d failed\n", report.passed, report.failed)
	out.Flush()
	// Nothing judged is no pass: a wrong path must not look like a clean tree.
	if report.failed > 0 || report.passed == 0 {
		os.Exit(1)
	}
}

type report struct {
	out            io.Writer
	strictWarnings bool
	passed, failed int
}

// object prints the findings of one object and counts it.
func (r *report) object(object manifests.Object, findings []apirules.Finding) {
	bad := false
	for _, finding := range findings {
		message := finding.Message
		if finding.Warning {
			message = "warning: " + message
		}
		bad = bad || !finding.Warning || r.strictWarnings
		fmt.Fprintf(r.out, "%s %s: %s: %s\n", object.File, object.ID(), object.Pointer+finding.Pointer, message)
	}
	if bad {
		r.failed++
	} else {
		r.passed++
	}
}

func (r *report) problem(problem manifests.Problem) {
	fmt.Fprintf(r.out, "%s -/-/-: : %s\n", problem.File, problem.Message)
	r.failed++
}

func read(report *report, root string) []manifests.Object {
	if root != "-" {
		objects, problems := manifests.Read(root)
		for _, problem := range problems {
			report.problem(problem)
		}
		return objects
	}
	content, err := io.ReadAll(os.Stdin)
	objects := []manifests.Object{}
	if err == nil {
		objects, err = manifests.Parse("-", content)
	}
	if err != nil {
		report.problem(manifests.Problem{File: "-", Message: err.Error()})
	}
	return objects
}

func judgeRoot(report *report, root string) {
	for _, object := range read(report, root) {
		report.object(object, apirules.Create(object.JSON))
	}
}

// judgeUpdate pairs objects by group, kind, namespace and name; what is new is judged as a creation.
func judgeUpdate(report *report, oldRoot, newRoot string) {
	old := map[string]manifests.Object{}
	for _, object := range read(report, oldRoot) {
		old[object.Key()] = object
	}
	for _, object := range read(report, newRoot) {
		if before, found := old[object.Key()]; found {
			report.object(object, apirules.Update(before.JSON, object.JSON))
		} else {
			report.object(object, apirules.Create(object.JSON))
		}
	}
}

type answer struct {
	OK       bool    `json:"ok"`
	Errors   []place `json:"errors"`
	Warnings []place `json:"warnings,omitempty"`
}

type place struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// answerLines flushes whenever it would have to wait, so that a caller may also talk line by line.
func answerLines(in io.Reader, out *bufio.Writer, update, strictWarnings bool) error {
	reader := bufio.NewReaderSize(in, 1<<20)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		line, err := reader.ReadBytes('\n')
		if len(line) > 1 {
			if err := encoder.Encode(judgeLine(line, update, strictWarnings)); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if reader.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return err
			}
		}
	}
}

func judgeLine(line []byte, update, strictWarnings bool) answer {
	result := answer{OK: true, Errors: []place{}}
	add := func(prefix string, findings []apirules.Finding) {
		for _, finding := range findings {
			place := place{prefix + finding.Pointer, finding.Message}
			if finding.Warning {
				result.Warnings = append(result.Warnings, place)
			} else {
				result.Errors = append(result.Errors, place)
			}
			result.OK = result.OK && finding.Warning && !strictWarnings
		}
	}
	if update {
		var pair struct {
			Old json.RawMessage `json:"old"`
			New json.RawMessage `json:"new"`
		}
		if err := json.Unmarshal(line, &pair); err != nil {
			add("", []apirules.Finding{{Message: err.Error()}})
			return result
		}
		add("", apirules.Update(pair.Old, pair.New))
		return result
	}
	objects, err := manifests.Unpack(line)
	if err != nil {
		// Not even a name can be read; the strict decoder says why in its own words.
		add("", apirules.Create(line))
		if result.OK {
			add("", []apirules.Finding{{Message: err.Error()}})
		}
		return result
	}
	for _, object := range objects {
		add(object.Pointer, apirules.Create(object.JSON))
	}
	return result
}
