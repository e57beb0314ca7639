package apirules

import "testing"

func TestPointer(t *testing.T) {
	for path, want := range map[string]string{
		"":                                  "",
		"<nil>":                             "",
		"spec":                              "/spec",
		"spec.containers[0].ports[12].name": "/spec/containers/0/ports/12/name",
		"data[conf.d/app.conf]":             "/data/conf.d~1app.conf",
		"metadata.annotations[example.com/a~b].x": "/metadata/annotations/example.com~1a~0b/x",
	} {
		if got := pointer(path); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
}

func TestWarningsNameTheirField(t *testing.T) {
	for text, want := range map[string]string{
		"spec.template.spec.containers[0].env[1]: hides previous definition": "/spec/template/spec/containers/0/env/1",
		"tls: failed to find any PEM data":                                   "",
	} {
		if got, _ := splitWarning(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
