package deploy

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"

	"github.com/rancher/wrangler/v3/pkg/objectset"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/discovery"
)

// parse reads the documents of a file. One that cannot be read spoils the whole file.
func parse(content []byte) (*objectset.ObjectSet, error) {
	out := objectset.NewObjectSet()
	documents := yaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(content)))
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if isEmpty(document) {
			continue
		}
		objects, err := decode(document)
		if err != nil {
			return nil, err
		}
		out.Add(objects...)
	}
}

func decode(document []byte) ([]runtime.Object, error) {
	json, err := yaml.ToJSON(document)
	if err != nil {
		return nil, err
	}
	object, _, err := unstructured.UnstructuredJSONScheme.Decode(json, nil, nil)
	if err != nil {
		return nil, err
	}
	list, isList := object.(*unstructured.UnstructuredList)
	if !isList {
		return []runtime.Object{object}, nil
	}
	var out []runtime.Object
	for i := range list.Items {
		out = append(out, &list.Items[i])
	}
	return out, nil
}

// isEmpty says whether a document holds only comments, separators and blanks.
func isEmpty(document []byte) bool {
	for _, line := range bytes.Split(document, []byte("\n")) {
		line = bytes.TrimSpace(line)
		if len(line) > 0 && line[0] != '#' && string(line) != "---" {
			return false
		}
	}
	return true
}

func checksum(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// served knows which kinds the API server has had since the start.
type served struct {
	client discovery.DiscoveryInterface
	known  map[schema.GroupVersionKind]bool
}

// only leaves out kinds that the API server does not have.
func (s served) only(kinds []schema.GroupVersionKind) ([]schema.GroupVersionKind, error) {
	var out []schema.GroupVersionKind
	for _, kind := range kinds {
		if !s.known[kind] {
			resources, err := s.client.ServerResourcesForGroupVersion(kind.GroupVersion().String())
			if apierrors.IsNotFound(err) {
				continue
			}
			if err != nil {
				return nil, err
			}
			for _, resource := range resources.APIResources {
				if resource.Kind == kind.Kind {
					s.known[kind] = true
				}
			}
		}
		if s.known[kind] {
			out = append(out, kind)
		}
	}
	return out, nil
}
