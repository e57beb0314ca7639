package deploy

import (
	"os"
	"path/filepath"
	"strings"
)

// entry is something in the directory.
type entry struct {
	// info is that of a link, not of what it leads to.
	info os.FileInfo
	// linked says that it was reached through a link to a folder.
	linked bool
}

// walk finds everything below a directory. It follows links to folders that it meets, not those
// within. One that leads nowhere ends it.
func walk(base string) (map[string]entry, error) {
	out := map[string]entry{}
	err := filepath.Walk(base, func(path string, info os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		if info.Mode()&os.ModeSymlink != 0 {
			target, err := os.Stat(path)
			if err != nil {
				return err
			}
			if target.IsDir() {
				return below(path, out)
			}
		}
		out[path] = entry{info: info}
		return nil
	})
	return out, err
}

func below(link string, out map[string]entry) error {
	real, err := filepath.EvalSymlinks(link)
	if err != nil {
		return err
	}
	return filepath.Walk(real, func(path string, info os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		rest, err := filepath.Rel(real, path)
		if err != nil {
			return err
		}
		out[filepath.Join(link, rest)] = entry{info: info, linked: true}
		return nil
	})
}

// skips are the names of files that lie beside a file of their name with `.skip`, in any folder.
func skips(files map[string]entry) map[string]bool {
	out := map[string]bool{}
	for _, file := range files {
		if name, found := strings.CutSuffix(file.info.Name(), ".skip"); found {
			out[name] = true
		}
	}
	return out
}

func isManifest(name string) bool {
	return !strings.HasPrefix(name, ".") && hasEnding(name)
}

func hasEnding(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".yaml", ".yml", ".json":
		return true
	}
	return false
}

// addOnName is the file's name up to the first period, whatever its folder.
func addOnName(path string) string {
	name, _, _ := strings.Cut(filepath.Base(path), ".")
	return name
}
