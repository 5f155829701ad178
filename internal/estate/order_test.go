package estate

import (
	"slices"
	"testing"
	"time"
)

func TestInOrder(t *testing.T) {
	for _, jobs := range []int{0, 1, 3, 16} {
		for _, until := range []int{0, 5, 100, 1000} {
			var got []int
			produced := 0
			inOrder(jobs, func(emit func(int) bool) {
				for i := range 100 {
					produced++
					if !emit(i) {
						return
					}
				}
			}, func(i int) int {
				time.Sleep(time.Duration(i%7) * 10 * time.Microsecond)
				return i * i
			}, func(square int) bool {
				got = append(got, square)
				return len(got) <= until
			})
			var want []int
			for i := range min(until+1, 100) {
				want = append(want, i*i)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%d jobs until %d: %v", jobs, until, got)
			}
			if ahead := produced - len(got); ahead > 2*max(jobs, 1)+3 {
				t.Errorf("%d jobs until %d: %d items ahead", jobs, until, ahead)
			}
		}
	}
}
