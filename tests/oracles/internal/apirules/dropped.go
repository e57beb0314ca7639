package apirules

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
)

// dropped compares what was sent with what would be stored. Fields behind a feature gate that is off
// pass every check and vanish: an image volume is taken out of the Pod together with its mounts.
func dropped(raw []byte, stored runtime.Object, gvk schema.GroupVersionKind) []Finding {
	versioned, err := legacyscheme.Scheme.ConvertToVersion(stored, gvk.GroupVersion())
	if err != nil {
		return []Finding{{Message: err.Error()}}
	}
	encoded, err := json.Marshal(versioned)
	if err != nil {
		return []Finding{{Message: err.Error()}}
	}
	var sent, kept map[string]any
	if json.Unmarshal(raw, &sent) != nil || json.Unmarshal(encoded, &kept) != nil {
		return nil
	}
	if gvk.Kind == "Secret" {
		// Merged into data on the way in.
		delete(sent, "stringData")
	}
	var findings []Finding
	missing("", sent, kept, &findings)
	return findings
}

// missing reports the highest place at which something sent is not kept. Values may be written
// differently (quantities), and an empty one need not be written at all.
func missing(at string, sent, kept any, findings *[]Finding) {
	switch value := sent.(type) {
	case map[string]any:
		fields, _ := kept.(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(value)) {
			each, below := value[name], at+pointer("["+name+"]")
			if empty(each) {
				continue
			}
			if other, found := fields[name]; found {
				missing(below, each, other, findings)
			} else {
				*findings = append(*findings, Finding{below, "the server drops this without a word", true})
			}
		}
	case []any:
		items, _ := kept.([]any)
		if len(items) != len(value) {
			*findings = append(*findings, Finding{at, fmt.Sprintf("the server keeps %d of %d entries without a word", len(items), len(value)), true})
			return
		}
		for i, each := range value {
			missing(fmt.Sprintf("%s/%d", at, i), each, items[i], findings)
		}
	}
}

func empty(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case bool:
		return !value
	case string:
		return value == ""
	case float64:
		return value == 0
	case map[string]any:
		for _, each := range value {
			if !empty(each) {
				return false
			}
		}
		return true
	case []any:
		return len(value) == 0
	}
	return false
}
