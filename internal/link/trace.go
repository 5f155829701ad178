package link

import (
	"fmt"
	"hash/maphash"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// Mark is one way in which resources could bear on others, or others on them.
type Mark struct {
	// Token stands for the text in question. Equal texts have equal tokens; that others
	// have them too is all but impossible, and would only link too much.
	Token uint64
	// Content of a Fact stands for what is said of it.
	Content uint32
	Class   Class
}

// Class says what resources do with the text of a [Mark].
type Class uint8

// The classes.
const (
	// Owns: one of them has it for its first identity, so that it's merged with others that do.
	Owns Class = iota
	// Shows is Owns for a fact.
	Shows
	// Answers: looking it up finds one of them.
	Answers
	// Asks: it is looked up.
	Asks
	// Relies is Asks where a fact of their own is the answer.
	Relies
	// Fact: they show a fact of that identity.
	Fact
)

// Footprint is what linking some resources by themselves has to do with others.
type Footprint struct {
	Marks []Mark
	// Graph is what came of linking them by themselves.
	Graph *Graph
}

// Seed makes tokens that are compared with each other.
type Seed = maphash.Seed

// Trace links resources by themselves, which changes them, and says what other
// resources would have to do with the result. A fact is a resource that is only
// referred to, by those that use it, such as a key known by its identifier alone: any
// number of them may show it without bearing on each other.
func Trace(files *source.Set, resources []*inventory.Resource, seed Seed) Footprint {
	t := &tracer{seed: seed, seen: map[uint64]lookups{}}
	given := map[string]bool{}
	for _, r := range resources {
		switch {
		case r.Overlay != nil || len(r.Identities) == 0:
		case mayBeFact(r):
			given[ownText(r)] = true
		default:
			t.mark(Mark{Token: t.token(ownSpace, ownText(r)), Class: Owns})
		}
	}
	l := newLinker(files, Surroundings{})
	l.trace = t
	g := l.link(resources)
	for _, r := range g.Resources {
		if mayBeFact(r) {
			t.fact(r, given[ownText(r)])
		}
	}
	t.finish()
	return Footprint{t.marks, g}
}

// The spaces keep texts of different meaning apart.
const (
	identitySpace = 'i'
	versionSpace  = 'v'
	nameSpace     = 'k'
	namesakeSpace = 'n'
	folderSpace   = 'd'
	ownSpace      = 'o'
	factSpace     = 'f'
)

// tracer notes what a linker looks up. A nil one notes nothing.
type tracer struct {
	seed  maphash.Seed
	marks []Mark
	seen  map[uint64]lookups
	order []uint64
}

// lookups says what was done with one text.
type lookups struct{ asks, answers, fact bool }

func (t *tracer) token(space byte, text string) uint64 {
	var h maphash.Hash
	h.SetSeed(t.seed)
	h.WriteByte(space)
	h.WriteString(text)
	return h.Sum64()
}

func (t *tracer) mark(m Mark) { t.marks = append(t.marks, m) }

func (t *tracer) note(space byte, text string, change func(*lookups)) {
	if t == nil || text == "" {
		return
	}
	token := t.token(space, text)
	known, ok := t.seen[token]
	if !ok {
		t.order = append(t.order, token)
	}
	change(&known)
	t.seen[token] = known
}

func (t *tracer) asks(space byte, text string) {
	t.note(space, text, func(l *lookups) { l.asks = true })
}

func (t *tracer) answers(space byte, text string) {
	t.note(space, text, func(l *lookups) { l.answers = true })
}

// namesake notes a resource that is found by its name: the declared ones ask for those
// running, and whether others are called so decides as well.
func (t *tracer) namesake(name counterpartName, mode inventory.Mode) {
	if t == nil {
		return
	}
	text := string(name.kind) + "\x00" + name.name
	t.answers(namesakeSpace, text)
	if mode == inventory.Declared {
		t.asks(namesakeSpace, text)
	}
}

func ownText(r *inventory.Resource) string {
	return string(r.Mode) + "\x00" + string(r.Kind) + "\x00" + r.Identities[0]
}

// fact marks what may be a fact; where linking made more of it, it is like any other.
// What linking itself made, a key known by its identifier, is never merged.
func (t *tracer) fact(r *inventory.Resource, merges bool) {
	if !r.IsShared() {
		if merges {
			t.mark(Mark{Token: t.token(ownSpace, ownText(r)), Class: Owns})
		}
		return
	}
	if merges {
		t.mark(Mark{Token: t.token(ownSpace, ownText(r)), Class: Shows})
	}
	key := factKey(r)
	t.mark(Mark{Token: t.token(factSpace, string(key.kind)+"\x00"+string(key.mode)+"\x00"+key.identity), Class: Fact, Content: t.content(r)})
	for _, id := range r.Identities {
		t.note(identitySpace, id, func(l *lookups) { l.fact = true })
	}
}

// content stands for all that a resource says of itself, but for where it stands.
func (t *tracer) content(r *inventory.Resource) uint32 {
	var h maphash.Hash
	h.SetSeed(t.seed)
	for i := range r.Info().Properties {
		v := r.Property(r.Info().Properties[i].Name)
		h.WriteString(string(v.State))
		if v.Value != nil {
			fmt.Fprint(&h, " ", v.Value)
		}
		h.WriteString(" ")
		h.WriteString(v.Identity())
		h.WriteString("\n")
	}
	return uint32(h.Sum64())
}

// finish turns the lookups into marks.
func (t *tracer) finish() {
	for _, token := range t.order {
		l := t.seen[token]
		if l.asks && l.fact {
			t.mark(Mark{Token: token, Class: Relies})
			continue
		}
		if l.asks {
			t.mark(Mark{Token: token, Class: Asks})
		}
		if l.answers {
			t.mark(Mark{Token: token, Class: Answers})
		}
	}
}
