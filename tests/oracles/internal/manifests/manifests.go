// Package manifests reads Kubernetes objects from files the way the cluster's own tools do:
// with their document splitter and their YAML library, Lists unpacked.
package manifests

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// Object is one Kubernetes object as JSON, with the place it was read from.
type Object struct {
	// File is the path as given, or "-" for standard input.
	File string
	// Pointer is the object's place in its document: "" or, in a List, "/items/3".
	Pointer string
	// JSON keeps duplicate keys of JSON input, so that a strict decoder can still see them.
	JSON []byte
	Head
}

// Head is what names an object.
type Head struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   struct {
		Name      string `json:"name"`
		Namespace string `json:"namespace"`
	} `json:"metadata"`
}

// ID is KIND/NAMESPACE/NAME, "-" for an absent part.
func (h Head) ID() string {
	return part(h.Kind) + "/" + part(h.Metadata.Namespace) + "/" + part(h.Metadata.Name)
}

// Key tells objects of one cluster apart. Versions of one group hold the same objects.
func (h Head) Key() string {
	group, _, found := strings.Cut(h.APIVersion, "/")
	if !found {
		group = ""
	}
	return group + "/" + h.ID()
}

func part(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// Problem is a file that cannot be read as objects.
type Problem struct {
	File    string
	Message string
}

// skipped are files that stand among manifests and hold none.
var skipped = map[string]bool{"kustomization.yaml": true, "bundle.json": true}

// Files lists the manifests below root, sorted; root may be a file, which is then taken as it is.
func Files(root string) ([]string, error) {
	info, err := os.Stat(root)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{root}, nil
	}
	var files []string
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name := entry.Name()
		if skipped[name] || strings.HasPrefix(name, ".") {
			return nil
		}
		switch filepath.Ext(name) {
		case ".json", ".yaml", ".yml":
			files = append(files, path)
		}
		return nil
	})
	sort.Strings(files)
	return files, err
}

// Read returns every object below the root. A file without an object is a problem:
// the deploy controller answers it by deleting all that the file once held.
func Read(root string) ([]Object, []Problem) {
	files, err := Files(root)
	if err != nil {
		return nil, []Problem{{root, err.Error()}}
	}
	var objects []Object
	var problems []Problem
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			problems = append(problems, Problem{file, err.Error()})
			continue
		}
		found, err := Parse(file, content)
		if err != nil {
			problems = append(problems, Problem{file, err.Error()})
		}
		objects = append(objects, found...)
	}
	return objects, problems
}

// Parse splits one file's content into objects.
func Parse(file string, content []byte) ([]Object, error) {
	reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(content)))
	var objects []Object
	for number := 1; ; number++ {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return objects, fmt.Errorf("document %d: %w", number, err)
		}
		raw := bytes.TrimSpace(document)
		if !bytes.HasPrefix(raw, []byte("{")) {
			// Strict: a key given twice is an error, where the lenient reader keeps the last.
			if raw, err = yaml.YAMLToJSONStrict(document); err != nil {
				return objects, fmt.Errorf("document %d: %w", number, err)
			}
		}
		if string(raw) == "null" || len(raw) == 0 {
			continue
		}
		found, err := Unpack(raw)
		if err != nil {
			return objects, fmt.Errorf("document %d: %w", number, err)
		}
		for i := range found {
			found[i].File = file
		}
		objects = append(objects, found...)
	}
	if len(objects) == 0 {
		return nil, errors.New("no object in this file")
	}
	return objects, nil
}

// Unpack returns the objects of one JSON document, those of a List one by one.
func Unpack(raw []byte) ([]Object, error) {
	var document struct {
		Head
		Items []json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(raw, &document); err != nil {
		return nil, err
	}
	if document.Kind != "List" || document.APIVersion != "v1" {
		return []Object{{JSON: raw, Head: document.Head}}, nil
	}
	var objects []Object
	for i, item := range document.Items {
		found, err := Unpack(item)
		if err != nil {
			return objects, fmt.Errorf("/items/%d: %w", i, err)
		}
		for _, object := range found {
			object.Pointer = fmt.Sprintf("/items/%d%s", i, object.Pointer)
			objects = append(objects, object)
		}
	}
	return objects, nil
}
