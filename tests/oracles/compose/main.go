// compose resolves a Compose project with compose-go, the library of Docker Compose, and prints it as
// `docker compose config --format json --no-env-resolution` does.
//
//	compose [-profile NAME]... [-env-file FILE]... FOLDER [FILE...]
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/compose-spec/compose-go/v2/cli"
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
	flag.Parse()
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
