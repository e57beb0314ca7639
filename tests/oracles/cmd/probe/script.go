package main

import (
	"fmt"
	"strings"
)

// step is a verb of the table with its words.
type step struct {
	verb  func(words []string)
	words []string
}

// parse reads a script: steps parted by `;`, words by blanks. An unknown verb, or a number of words that the verb cannot
// have, is an error that names the step.
func parse(script string) ([]step, error) {
	var steps []step
	for _, text := range strings.Split(script, ";") {
		words := strings.Fields(text)
		if len(words) == 0 {
			continue
		}
		row, ok := verbs()[words[0]]
		if !ok {
			return nil, fmt.Errorf("unknown step `%s`", words[0])
		}
		words = words[1:]
		if len(words) < row.least || (row.most >= 0 && len(words) > row.most) {
			return nil, fmt.Errorf("wrong number of words in `%s`", strings.TrimSpace(text))
		}
		steps = append(steps, step{row.do, words})
	}
	return steps, nil
}
