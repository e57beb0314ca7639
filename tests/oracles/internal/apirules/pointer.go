package apirules

import (
	"regexp"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
)

// pointer turns a field path (spec.containers[0].env, data[a/b.c]) into a JSON Pointer.
// The server writes "<nil>" for no field at all.
func pointer(path string) string {
	if path == "" || path == "<nil>" {
		return ""
	}
	var out strings.Builder
	step := func(name string) {
		out.WriteByte('/')
		out.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(name))
	}
	for rest := path; rest != ""; {
		switch rest[0] {
		case '.':
			rest = rest[1:]
		case '[':
			end := strings.IndexByte(rest, ']')
			if end < 0 {
				step(rest[1:])
				return out.String()
			}
			step(rest[1:end])
			rest = rest[end+1:]
		default:
			end := strings.IndexAny(rest, ".[")
			if end < 0 {
				end = len(rest)
			}
			step(rest[:end])
			rest = rest[end:]
		}
	}
	return out.String()
}

var (
	strictMessage  = regexp.MustCompile(`^(unknown|duplicate) field "(.*)"$`)
	warningMessage = regexp.MustCompile(`^((?:metadata|spec|data|stringData|type)(?:[.\[][^ ]*)?): (.*)$`)
)

// decodingFindings names the field where the decoder does: it knows the place of an unknown field,
// but of a wrong type only the names on the way, without indices.
func decodingFindings(err error) []Finding {
	strictErr, ok := runtime.AsStrictDecodingError(err)
	if !ok {
		return []Finding{{Message: err.Error()}}
	}
	var findings []Finding
	for _, each := range strictErr.Errors() {
		finding := Finding{Message: each.Error()}
		if match := strictMessage.FindStringSubmatch(each.Error()); match != nil {
			finding = Finding{Pointer: pointer(match[2]), Message: match[1] + " field"}
		}
		findings = append(findings, finding)
	}
	return findings
}

func splitWarning(text string) (string, string) {
	if match := warningMessage.FindStringSubmatch(text); match != nil {
		return pointer(match[1]), match[2]
	}
	return "", text
}
