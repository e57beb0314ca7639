// Package deploy is a model of the controller by which K3s applies the files of its manifests
// directory: what it reads and when, in which order, what it remembers, what it deletes. K3s itself
// cannot be had as a module; the library that changes the cluster is the one that K3s uses.
//
// What it models was seen in K3s 1.37 and is told test by test in deploy_test.go.
package deploy

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"github.com/rancher/wrangler/v3/pkg/apply"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/record"
)

// Controller looks at one directory. It is not safe for concurrent use.
type Controller struct {
	base     string
	disabled map[string]bool
	apply    apply.Apply
	addOns   addOns
	events   record.EventRecorder
	served   served

	// force makes the next pass read every file, and apply it whatever the AddOn says.
	force bool
	// times are the modification times of what was applied well.
	times map[string]time.Time
}

// New makes a controller as it is after a start of K3s: it remembers nothing. Names in disabled are
// deleted, with their objects.
func New(ctx context.Context, config *rest.Config, base string, disabled ...string) (*Controller, error) {
	client, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return nil, err
	}
	addOns, err := newAddOns(ctx, config)
	if err != nil {
		return nil, err
	}
	events, err := newRecorder(ctx, config)
	if err != nil {
		return nil, err
	}
	out := &Controller{
		base:     base,
		disabled: map[string]bool{},
		apply:    apply.New(client, apply.NewClientFactory(config)).WithDynamicLookup().WithContext(ctx),
		addOns:   addOns,
		events:   events,
		served:   served{client: client, known: map[schema.GroupVersionKind]bool{}},
		force:    true,
		times:    map[string]time.Time{},
	}
	for _, name := range disabled {
		out.disabled[name] = true
	}
	return out, nil
}

// Pass looks at the directory once. It returns what failed; everything else was done all the same.
func (c *Controller) Pass(ctx context.Context) error {
	files, err := walk(c.base)
	if err != nil {
		return err
	}
	skipped := skips(files)
	paths := make([]string, 0, len(files))
	for path := range files {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	var failed []error
	for _, path := range paths {
		if err := c.file(ctx, path, files[path], skipped); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", path, err))
		}
	}
	if len(failed) == 0 {
		// One file that fails after a start keeps all the others from being left alone.
		c.force = false
	}
	return errors.Join(failed...)
}

func (c *Controller) file(ctx context.Context, path string, found entry, skipped map[string]bool) error {
	if found.info.IsDir() {
		return nil
	}
	if c.isDisabled(path) {
		return c.remove(ctx, path, found.linked)
	}
	if skipped[found.info.Name()] || !isManifest(found.info.Name()) {
		return nil
	}
	time := found.info.ModTime()
	if !c.force && !time.Equal(epoch) && time.Equal(c.times[path]) {
		return nil
	}
	if err := c.deploy(ctx, path); err != nil {
		return err
	}
	c.times[path] = time
	return nil
}

// epoch is the time of files in stores that pin it; they are always read.
var epoch = time.Unix(0, 0)

func (c *Controller) deploy(ctx context.Context, path string) error {
	addOn, err := c.addOns.get(ctx, addOnName(path))
	if err != nil {
		return err
	}
	addOn.set("source", path)
	if addOn.GetUID() == "" {
		if addOn, err = c.addOns.create(ctx, addOn); err != nil {
			return err
		}
	}
	content, err := os.ReadFile(path)
	if err != nil {
		c.warn(addOn, "ReadManifestFailed", "Read", path, err)
		return err
	}
	sum := checksum(content)
	if !c.force && sum == addOn.checksum() {
		return nil
	}
	objects, err := parse(content)
	if err != nil {
		c.warn(addOn, "ParseManifestFailed", "Parse", path, err)
		return err
	}
	kinds, err := c.served.only(append(objects.GVKs(), addOn.kinds()...))
	if err != nil {
		c.warn(addOn, "ValidateManifestFailed", "Validate", path, err)
		return err
	}
	c.say(addOn, "ApplyingManifest", "Applying", path)
	if err := c.apply.WithOwner(addOn.Unstructured).WithGVK(kinds...).Apply(objects); err != nil {
		c.warn(addOn, "ApplyManifestFailed", "Applying", path, err)
		return err
	}
	c.say(addOn, "AppliedManifest", "Applied", path)
	addOn.set("checksum", sum)
	addOn.setKinds(objects.GVKs())
	return c.addOns.update(ctx, addOn)
}

// remove deletes a disabled file with all that it made.
func (c *Controller) remove(ctx context.Context, path string, linked bool) error {
	addOn, err := c.addOns.get(ctx, addOnName(path))
	if err != nil {
		return err
	}
	kinds := addOn.kinds()
	if content, err := os.ReadFile(path); err == nil {
		if objects, err := parse(content); err == nil {
			kinds = append(kinds, objects.GVKs()...)
		}
	}
	if kinds, err = c.served.only(kinds); err != nil {
		return err
	}
	if err := c.apply.WithOwner(addOn.Unstructured).WithGVK(kinds...).ApplyObjects(); err != nil {
		return err
	}
	if !linked {
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	c.say(addOn, "DeletingManifest", "Deleting", path)
	return c.addOns.remove(ctx, addOn)
}

// isDisabled says whether a name is disabled: the file's without its last ending, or a folder's.
func (c *Controller) isDisabled(path string) bool {
	parts := strings.Split(strings.TrimPrefix(path, c.base), string(os.PathSeparator))
	for i := 1; i < len(parts); i++ {
		if c.disabled[filepath.Join(parts[:i]...)] {
			return true
		}
	}
	name := filepath.Base(path)
	return hasEnding(name) && c.disabled[strings.TrimSuffix(name, filepath.Ext(name))]
}
