package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/akscan/akscan/internal/inventory"

	"github.com/akscan/akscan/internal/estate"
	"github.com/akscan/akscan/internal/source"
)

// inputOf prints the input document of the current folder, and gives it with what went to standard error.
func inputOf(t *testing.T, limits estate.Limits, jobs int) (document []byte, said string) {
	t.Helper()
	var out, stderr bytes.Buffer
	f := &inputFlags{jobs: jobs, limits: limits}
	err := f.printInput(t.Context(), streams{in: strings.NewReader(""), out: &out, err: &stderr}, []string{"."}, time.Unix(1800000000, 0))
	var exit exitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.Bytes(), fmt.Sprintf("%sexit %d\n", stderr.String(), int(exit))
}

// normalised writes a document down without regard to the order of its resources: they are
// sorted, and references lead to what they stand for. It checks that keys are unique.
func normalised(t *testing.T, text []byte) string {
	t.Helper()
	var all struct {
		Files []string
		Input map[string]any
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(&all); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	labels := map[string][]string{}
	for _, k := range inventory.Kinds() {
		for _, r := range all.Input[k.Plural].([]any) {
			r := r.(map[string]any)
			labels[string(k.Kind)] = append(labels[string(k.Kind)], fmt.Sprintf("%s %s %s", k.Kind, r["address"], r["pos"]))
		}
	}
	// labelled puts labels in the place of the indexes anywhere in a value.
	var labelled func(v any)
	labelled = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				labelled(item)
			}
		case map[string]any:
			if index, ok := v["index"].(json.Number); ok {
				i, err := index.Int64()
				list := labels[v["kind"].(string)]
				if err != nil || int(i) >= len(list) {
					t.Fatalf("%v leads nowhere in %s", v, text)
				}
				v["index"] = list[i]
			}
			for _, member := range v {
				labelled(member)
			}
		}
	}
	labelled(all.Input)
	keys := map[any]bool{}
	for _, k := range inventory.Kinds() {
		var list []string
		for _, r := range all.Input[k.Plural].([]any) {
			r := r.(map[string]any)
			if keys[r["key"]] {
				t.Fatalf("the key %v stands twice in %s", r["key"], text)
			}
			keys[r["key"]] = true
			delete(r, "key")
			referrers := r["referrers"].([]any)
			slices.SortFunc(referrers, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
			list = append(list, asJSON(t, r))
		}
		slices.Sort(list)
		all.Input[k.Plural] = list
	}
	return asJSON(t, all)
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestStreamInput shows that the document has the same resources, streamed or not.
func TestStreamInput(t *testing.T) {
	schema := inputSchema(t)
	estates := 60
	if testing.Short() {
		estates = 20
	}
	for seed := range int64(estates) {
		e := randomEstate{rand.New(rand.NewSource(seed)), []int{2, 4, 10, 100}[seed%4]}
		files := e.files()
		t.Chdir(writeFiles(t, files))
		whole, wantSaid := inputOf(t, unstreamed, 1)
		want := normalised(t, whole)
		for _, limits := range []estate.Limits{{Above: 1, PartSize: 1}, {Above: 1, PartSize: 700}, {Above: int64(len(files["clusters.json"])), PartSize: 300}} {
			got, said := inputOf(t, limits, 2)
			if diff := cmp.Diff(wantSaid, said); diff != "" {
				t.Fatalf("seed %d, %v: %s", seed, limits, diff)
			}
			if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(normalised(t, got), "\n")); diff != "" {
				t.Fatalf("seed %d, %v: %s", seed, limits, diff)
			}
			var document struct{ Input json.RawMessage }
			if err := json.Unmarshal(got, &document); err != nil {
				t.Fatal(err)
			}
			input, err := jsonschema.UnmarshalJSON(bytes.NewReader(document.Input))
			if err == nil {
				err = schema.Validate(input)
			}
			if err != nil {
				t.Fatalf("seed %d, %v: %v", seed, limits, err)
			}
			if again, _ := inputOf(t, limits, 1); !bytes.Equal(got, again) {
				t.Fatalf("seed %d, %v: the document depends on how many jobs there are", seed, limits)
			}
		}
	}
}

func TestStreamInputNoRoom(t *testing.T) {
	root := writeFiles(t, map[string]string{"clusters.json": `[{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/a"}]`})
	nowhere := filepath.Join(root, "nowhere")
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, nowhere)
	}
	t.Chdir(root)
	f := &inputFlags{jobs: 1, limits: estate.Limits{Above: 1, PartSize: 1}}
	err := f.printInput(t.Context(), streams{in: strings.NewReader(""), out: new(bytes.Buffer), err: new(bytes.Buffer)}, []string{"."}, time.Now())
	var hint source.HintError
	if !errors.As(err, &hint) || !strings.Contains(hint.Hint, nowhere) {
		t.Fatalf("the error is %v", err)
	}
}
