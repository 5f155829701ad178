package terraform

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/akscan/akscan/internal/source"
)

func TestReal(t *testing.T) {
	dir := os.Getenv("REAL")
	if dir == "" {
		t.Skip()
	}
	t.Chdir(dir)
	set := source.NewSet()
	start := time.Now()
	loaded := Load(set, folders(t), Options{})
	fmt.Println(time.Since(start))
	fmt.Print(show(set, loaded))
}
