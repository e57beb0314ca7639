// Command cluster is K3s as far as an installation meets it: a real API server with its controllers
// and scheduler, a model of the controller that applies the manifests directory, and a node whose
// Pods run nothing. It is told what to do on standard input, line by line, and answers each line
// with one on standard output; see README.md of this module.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sirupsen/logrus"
	"k8s.io/klog/v2"

	"k3s-migrate/oracles/internal/controlplane"
	"k3s-migrate/oracles/internal/deploy"
	"k3s-migrate/oracles/internal/pods"
)

func main() {
	dir := flag.String("dir", "", "folder for data, keys, kubeconfig and log; must not exist")
	manifests := flag.String("manifests", "", "the manifests directory")
	node := flag.String("node", "node", "name of the node")
	every := flag.Duration("every", time.Second, "pause between two looks at the manifests directory; K3s has 15s")
	flag.Parse()
	if *dir == "" || *manifests == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*dir, *manifests, *node, *every, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "cluster:", err)
		os.Exit(1)
	}
}

func run(dir, manifests, nodeName string, every time.Duration, in io.Reader, out io.Writer) error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	if err := os.MkdirAll(manifests, 0o700); err != nil {
		return err
	}
	if err := logTo(dir); err != nil {
		return err
	}
	plane, err := controlplane.Start(ctx, controlplane.Options{Dir: dir})
	if err != nil {
		return err
	}
	defer func() {
		// What ends from now on is meant to.
		stop()
		plane.Stop()
	}()
	node, err := pods.Start(ctx, plane.Config, nodeName)
	if err != nil {
		return err
	}
	start := func() (looker, error) { return deploy.New(ctx, plane.Config, manifests) }
	watch, err := newWatch(ctx, start, every)
	if err != nil {
		return err
	}
	go func() {
		err := <-plane.Failed()
		if ctx.Err() == nil {
			fmt.Fprintln(os.Stderr, "cluster:", err)
			os.Exit(1)
		}
	}()
	fmt.Fprintln(out, "ready", plane.Kubeconfig)
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		fmt.Fprintln(out, answer(strings.Fields(lines.Text()), watch, node))
	}
	return lines.Err()
}

// answer does what a line says.
func answer(words []string, watch *watch, node *pods.Node) string {
	switch strings.Join(words, " ") {
	case "pass":
		return watch.pass()
	case "restart":
		return watch.restart()
	case "pause":
		return watch.pause()
	case "resume":
		return watch.resume()
	case "end at-once":
		node.EndAtOnce(true)
		return "ok"
	case "end in-time":
		node.EndAtOnce(false)
		return "ok"
	}
	return fmt.Sprintf("unknown %q", words)
}

// logTo sends what the parts have to say to a file: it is thousands of lines.
func logTo(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return err
	}
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	klog.InitFlags(flags)
	if err := flags.Parse([]string{"-logtostderr=false", "-stderrthreshold=FATAL"}); err != nil {
		return err
	}
	klog.SetOutput(log)
	logrus.SetOutput(log)
	return nil
}
