package estate

import "sync"

// inOrder works on the items that produce emits, several at once, and takes the results in
// the order of the items. No more than a few items wait at any time. When take returns false, the rest is
// left out; emit then returns false, too.
func inOrder[Item, Result any](jobs int, produce func(emit func(Item) bool), work func(Item) Result, take func(Result) bool) {
	type task struct {
		item   Item
		result chan Result
	}
	jobs = max(jobs, 1)
	tasks := make(chan task)
	// queue holds the tasks in order; its length is how far the work may run ahead.
	queue := make(chan task, 2*jobs)
	stop := make(chan struct{})
	var group sync.WaitGroup
	for range jobs {
		group.Go(func() {
			for t := range tasks {
				t.result <- work(t.item)
			}
		})
	}
	group.Go(func() {
		defer close(queue)
		defer close(tasks)
		produce(func(item Item) bool {
			t := task{item, make(chan Result, 1)}
			select {
			case <-stop: // of two ways that are open, the other could be taken again and again
				return false
			default:
			}
			select {
			case queue <- t:
			case <-stop:
				return false
			}
			tasks <- t
			return true
		})
	})
	stopped := false
	for t := range queue {
		result := <-t.result
		if !stopped && !take(result) {
			stopped = true
			close(stop)
		}
	}
	group.Wait()
}
