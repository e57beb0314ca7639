// compose resolves a Compose project with compose-go, the library of Docker Compose, and prints it as
// `docker compose config --format json --no-env-resolution` does.
//
//	compose [-profile NAME]... [-env-file FILE]... FOLDER [FILE...]
//
// With -dotenv it reads a JSON object a line, {"text", "known"}, and prints for each what a file of variables with that text
// sets, or that it is refused: {"values"} or {"error"}.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/dotenv"
)

// texts is a flag that can be given several times.
type texts []string

func (all *texts) String() string { return fmt.Sprint(*all) }

func (all *texts) Set(text string) error {
	*all = append(*all, text)
	return nil
}

func main() {
	var profiles, envFiles texts
	flag.Var(&profiles, "profile", "a profile that is active")
	flag.Var(&envFiles, "env-file", "a file of variables, in the place of .env")
	lines := flag.Bool("dotenv", false, "read texts of files of variables")
	flag.Parse()
	if *lines {
		if err := dotenvs(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	text, err := resolve(flag.Arg(0), flag.Args()[1:], profiles, envFiles)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Stdout.Write(text)
}

type variables struct {
	Values map[string]string `json:"values,omitempty"`
	Error  string            `json:"error,omitempty"`
}

func dotenvs() error {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var given struct {
			Text  string            `json:"text"`
			Known map[string]string `json:"known"`
		}
		if err := json.Unmarshal(in.Bytes(), &given); err != nil {
			return err
		}
		values, err := dotenv.ParseWithLookup(strings.NewReader(given.Text), func(name string) (string, bool) {
			value, found := given.Known[name]
			return value, found
		})
		said := variables{Values: values}
		if err != nil {
			said = variables{Error: err.Error()}
		}
		if err := out.Encode(said); err != nil {
			return err
		}
	}
	return in.Err()
}

func resolve(folder string, files, profiles, envFiles []string) ([]byte, error) {
	for i, file := range files {
		files[i] = filepath.Join(folder, file)
	}
	// Nothing of this process' environment: what is resolved is the same everywhere.
	options, err := cli.NewProjectOptions(files,
		cli.WithWorkingDirectory(folder),
		cli.WithEnvFiles(envFiles...),
		cli.WithDotEnv,
		cli.WithConfigFileEnv,
		cli.WithDefaultConfigPath,
		cli.WithDefaultProfiles(profiles...),
		cli.WithoutEnvironmentResolution,
		cli.WithResolvedPaths(true),
	)
	if err != nil {
		return nil, err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return nil, err
	}
	text, err := project.MarshalJSON()
	if err != nil {
		return nil, err
	}
	// Who reads it again must not take a dollar for a variable.
	return bytes.ReplaceAll(text, []byte("$"), []byte("$$")), nil
}
