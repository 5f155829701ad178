package inventory

// Add adds other counts so many times; less than none takes them away.
func (c ScanCounts) Add(other ScanCounts, times int) {
	for kind, properties := range other {
		if c[kind] == nil {
			c[kind] = map[string]Presence{}
		}
		for name, n := range properties {
			sum := c[kind][name]
			sum.Present += times * n.Present
			sum.Absent += times * n.Absent
			sum.Undecided += times * n.Undecided
			sum.True += times * n.True
			c[kind][name] = sum
		}
	}
}
