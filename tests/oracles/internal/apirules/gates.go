package apirules

import (
	"slices"

	utilfeature "k8s.io/apiserver/pkg/util/feature"
)

// Gates lists the server's feature gates as they are unless it is told otherwise: "NAME on".
func Gates() []string {
	var lines []string
	for name, spec := range utilfeature.DefaultMutableFeatureGate.GetAll() {
		word := "off"
		if spec.Default {
			word = "on"
		}
		lines = append(lines, string(name)+" "+word)
	}
	slices.Sort(lines)
	return lines
}
